"""The code table of the protocol, for both sides of the wire.

Source: the vendor's document of the obj-remove API, table of status codes; there is no code 23500010.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Code(IntEnum):
    """The protocol's codes."""

    SUCCESS = 0
    FAULT = 23500000
    UNAUTHORIZED = 23500001
    NO_SUCH_OPERATION = 23500002
    NO_CREDIT = 23500003
    THROTTLED = 23500004
    CONTENT = 23500005
    BAD_URL = 23500006
    BAD_PICTURE = 23500007
    NO_SUCH_RESULT = 23500008
    FIELD_MISSING = 23500009
    JOB_FAILED = 23500011
    BODY_MISSING = 23500012
    FIELD_ILLEGAL = 23500013
    NO_SUCH_SERVICE = 23500014


@dataclass(frozen=True, slots=True)
class Row:
    """HTTP status and message that go with a code."""

    status: int
    message: str


TABLE: dict[Code, Row] = {
    Code.SUCCESS: Row(200, "success"),
    Code.FAULT: Row(500, "Internal server error"),
    Code.UNAUTHORIZED: Row(401, "Authorization required to perform current operation"),
    Code.NO_SUCH_OPERATION: Row(404, "Specified service does not exist"),
    Code.NO_CREDIT: Row(403, "User credit points are exhausted"),
    Code.THROTTLED: Row(403, "Request was denied due to request throttling"),
    Code.CONTENT: Row(403, "The image did not pass the content compliance check"),
    Code.BAD_URL: Row(400, "The image url provided is invalid or non-accessible"),
    Code.BAD_PICTURE: Row(400, "The uploaded image does not meet the requirements"),
    Code.NO_SUCH_RESULT: Row(400, "No records found related to the specified resultKey parameter"),
    Code.FIELD_MISSING: Row(400, "Required parameters cannot be empty"),
    Code.JOB_FAILED: Row(500, "Job execution failed"),
    Code.BODY_MISSING: Row(400, "Required request body is missing"),
    Code.FIELD_ILLEGAL: Row(400, "Illegal input parameter found."),
    Code.NO_SUCH_SERVICE: Row(400, "Illegal service name."),
}
