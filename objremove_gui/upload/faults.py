"""What a picture store says when it refuses, as a sentence that names the field to look at.

Sources: the error codes of Amazon S3, of Alibaba Cloud OSS and of Cloudflare R2 as their documents list them;
RFC 9110 and RFC 4918 for plain HTTP and WebDAV.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from objremove_gui.errors import UploadError
from objremove_gui.i18n import mark, tr
from objremove_gui.net.exchange import Answer
from objremove_gui.net.retry import RETRY_STATUS
from objremove_gui.upload.config import label


class Action(StrEnum):
    """What was tried."""

    WRITE = "write"
    READ = "read"
    DELETE = "delete"


class Fault(NamedTuple):
    """A sentence; ``field`` is the setting that it names."""

    sentence: str
    field: str = ""


CLOCK = Fault(mark("the clock of this computer and the store's differ too much; set this computer's clock."))
KEY = Fault(mark("the store does not know the access key; check “{field}”."), "access_key")
SECRET = Fault(mark("the signature is wrong; copy “{field}” again."), "secret_key")
BUCKET = Fault(mark("the store has no such bucket; check “{field}”."), "bucket")
REGION = Fault(mark("the bucket lies in another region; check “{field}” and the endpoint."), "region")
STYLE = Fault(mark("the store wants the bucket's name elsewhere in the address; change “{field}”."), "style")
FULL = Fault(mark("the store is full; make room in it or choose another one."))
ACCOUNT = Fault(mark("the account of the store is locked or in debt; ask whoever runs it."))
TOO_LARGE = Fault(mark("the store does not take a picture of this size; raise its limit."))
DOMAIN = Fault(mark("this domain is not bound to the bucket; check “{field}”."), "domain")
PUBLIC_ENDPOINT = Fault(
    mark(
        "Alibaba Cloud lets newer accounts reach buckets in mainland China by a domain of their own only; "
        "bind one to the bucket and enter it as “{field}”."
    ),
    "domain",
)
PERMISSIONS = {
    Action.WRITE: Fault(mark("the store does not allow writing; give the key or the user that right.")),
    Action.READ: Fault(
        mark(
            "whoever has the link may not read it; give the key that right, or check the address for reading."
        )
    ),
    Action.DELETE: Fault(mark("the store does not allow deleting; give the key or the user that right.")),
}
NO_PLACE = Fault(mark("there is no such folder or bucket; check the store's address."))
NOT_THERE = Fault(mark("nothing is there; check the address that the link begins with."))
LOGIN = Fault(mark("the store wants another name or password; check “{field}”."), "password")
NO_UPLOADS = Fault(mark("this address takes no uploads; check the store's address."))
MOVED = Fault(mark("the address leads on to another one; enter that one."))
BUSY = Fault(mark("the store is busy with this picture; try again later."))
BROKEN = Fault(mark("the store has a fault; try again later."))
OTHER = Fault(mark("the store refuses; check its settings."))

CODES: dict[str, Fault] = {
    "RequestTimeTooSkewed": CLOCK,
    "ExpiredRequest": CLOCK,
    "InvalidAccessKeyId": KEY,
    "Unauthorized": KEY,
    "SignatureDoesNotMatch": SECRET,
    "NoSuchBucket": BUCKET,
    "InvalidBucketName": BUCKET,
    "BucketNotBelongTo": BUCKET,
    "PermanentRedirect": REGION,
    "TemporaryRedirect": REGION,
    "AuthorizationHeaderMalformed": REGION,
    "AuthorizationQueryParametersError": REGION,
    "IllegalLocationConstraintException": REGION,
    "InvalidRegion": REGION,
    "SecondLevelDomainForbidden": STYLE,
    "VirtualHostStyleRequired": STYLE,
    "QuotaExceeded": FULL,
    "XMinioStorageFull": FULL,
    "XMinioAdminBucketQuotaExceeded": FULL,
    "InsufficientCapacity": FULL,
    "InDebt": ACCOUNT,
    "InDebtOverdue": ACCOUNT,
    "UserDisable": ACCOUNT,
    "BucketDisable": ACCOUNT,
    "AccountProblem": ACCOUNT,
    "AbnormalBucketOwnerStatus": ACCOUNT,
    "EntityTooLarge": TOO_LARGE,
    "NoSuchCname": DOMAIN,
    "CnameDenied": DOMAIN,
    "NonStandardHostForbidden": DOMAIN,
    "PublicEndpointForbidden": PUBLIC_ENDPOINT,
}
# What “AccessDenied” means besides a missing right is in its message only.
DENIED = (
    (re.compile(rb"expired|not valid yet|request time", re.IGNORECASE), CLOCK),
    (re.compile(rb"specified endpoint", re.IGNORECASE), REGION),
)
_CODE = re.compile(rb"<Code>\s*([A-Za-z0-9._-]{1,80})\s*</Code>")
_MESSAGE = re.compile(rb"<Message>([^<]{0,500})</Message>")
_REQUEST_ID = re.compile(rb"<Request-?Id>\s*([A-Za-z0-9._/+=-]{1,100})\s*</Request-?Id>", re.IGNORECASE)
LONGEST_BODY = 20_000


def fault_of(status: int, body: bytes, action: Action) -> tuple[Fault, str]:
    """The row that fits an answer, and the store's own code for it (``""`` where it has none)."""
    body = body[:LONGEST_BODY]
    found = _CODE.search(body)
    code = found[1].decode() if found else ""
    if code in ("AccessDenied", "Forbidden"):
        message = _MESSAGE.search(body)
        for pattern, fault in DENIED:
            if message and pattern.search(message[1]):
                return fault, code
        return PERMISSIONS[action], code
    return CODES.get(code) or _by_status(status, action), code


def _by_status(status: int, action: Action) -> Fault:
    match status:
        case 401 if action is not Action.READ:
            return LOGIN
        case 401 | 403:
            return PERMISSIONS[action]
        case 404 | 409 | 410:
            return NOT_THERE if action is Action.READ else NO_PLACE
        case 405 | 501:
            return NO_UPLOADS
        case 413:
            return TOO_LARGE
        case 423:
            return BUSY
        case 507:
            return FULL
        case _ if 300 <= status < 400:
            return MOVED
        case _:
            return BROKEN if status >= 500 or status in RETRY_STATUS else OTHER


def sentence(fault: Fault) -> str:
    """The fault in words, without a capital: it follows a colon."""
    return tr(fault.sentence, field=label(fault.field)) if fault.field else tr(fault.sentence)


def reason(status: int, body: bytes, action: Action) -> str:
    """Status, code and sentence of an answer, to follow a colon."""
    fault, code = fault_of(status, body, action)
    return f"{status} {code}, {sentence(fault)}" if code else f"{status}, {sentence(fault)}"


TITLES = {
    Action.WRITE: mark("The picture could not be stored: {reason}"),
    Action.READ: mark("The picture was uploaded, but its link can't be read: {reason}"),
    Action.DELETE: mark("A picture could not be deleted from its store: {reason}"),
}


def refused(answer: Answer, action: Action) -> UploadError:
    """The error for a store that says no; the store's own text stays out, it may quote a signature."""
    fault, code = fault_of(answer.status, answer.body, action)
    request_id = _REQUEST_ID.search(answer.body[:LONGEST_BODY])
    error = UploadError(
        tr(TITLES[action], reason=reason(answer.status, answer.body, action)),
        code=code or f"http-{answer.status}",
        request_id=request_id[1].decode() if request_id else "",
    )
    error.retryable = fault in (BROKEN, BUSY)
    return error
