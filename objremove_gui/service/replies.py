"""The answers of the service: the frame of the protocol around data or a code."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from objremove_gui.api import wire
from objremove_gui.api.codes import TABLE, Code
from objremove_gui.api.models import API_PREFIX

if TYPE_CHECKING:
    from objremove_gui.service.store import Blob


class Refusal(Exception):
    """A request is answered with a code; ``detail`` says what is wrong, ``wait`` when to try again."""

    def __init__(self, code: Code, detail: str = "", *, wait: int = 0) -> None:
        super().__init__(detail or TABLE[code].message)
        self.code = code
        self.detail = detail
        self.wait = wait


def reply(code: Code, data: dict[str, object] | None, detail: str = "", wait: int = 0) -> Response:
    """The answer with this code; ``wait`` seconds are given as a hint when to try again."""
    row = TABLE[code]
    body = {
        "code": int(code),
        "success": code is Code.SUCCESS,
        "message": f"{row.message.rstrip('.')}: {detail}" if detail else row.message,
        "severity": "info" if code is Code.SUCCESS else "error",
        "requestId": uuid.uuid4().hex,
        "data": data,
    }
    headers = {"Retry-After": str(wait)} if wait else None
    return Response(wire.encode(body), row.status, headers, "application/json")


def file(blob: Blob | None) -> Response:
    """A stored file; raises HTTPException when there is none."""
    if blob is None:
        raise HTTPException(404)
    return Response(blob.data, media_type=blob.content_type, headers={"X-Content-Type-Options": "nosniff"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return reply(error.code, None, error.detail, error.wait)


async def _no_route(request: Request, error: Exception) -> Response:
    """No such path: another service under the same roof, or an operation that there is not."""
    root, _, own = API_PREFIX.rpartition("/")
    service = request.url.path.removeprefix(f"{root}/").partition("/")[0]
    other = request.url.path.startswith(f"{root}/") and service != own
    return reply(Code.NO_SUCH_SERVICE if other else Code.NO_SUCH_OPERATION, None)


async def _left(request: Request, error: Exception) -> Response:
    return reply(Code.BODY_MISSING, None)


async def _fault(request: Request, error: Exception) -> Response:
    return reply(Code.FAULT, None)


# What becomes of an exception; the last one is also raised on to the server, which logs it.
HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    Refusal: _refused,
    HTTPException: _no_route,
    ClientDisconnect: _left,
    Exception: _fault,
}
