"""The one exception tree. ``str(error)`` is a sentence for people: what happened and what to do.

ObjremoveError
    InputError            what was given can't be used: unreadable picture, empty mask, wrong size
    SettingsError         a setting is missing or wrong
    OutputError           the result could not be written
    TransferError         no connection, time-out (may be tried again)
        Unreachable       a connection never came about: nothing was sent
        UploadError       the picture store refused or failed
    ApiError              the service answered with an error
        Unauthorized      the AppCode is missing or wrong
        CreditExhausted   no credit left
        Throttled         the service is busy
        ContentRefused    the picture is suspected of breaking content rules
        PictureUnreachable  the service could not read a URL
        PictureRefused    size, format or mask outside the limits
        ResultUnknown     no such result_key
        ServiceUnknown    the address has no such service or operation
        RequestRefused    a field or the body is missing or has a value it may not have
        ServiceFault      a fault in the service
        LinkExpired       a result's link no longer works
        OutcomeUnknown    a submit was sent and its answer lost: it may or may not have been taken
        TaskFailed        the service took the task and could not do it
        DeadlineExceeded  the task did not end in time
    EngineError           the local engine gave up
"""

from __future__ import annotations


class ObjremoveError(Exception):
    """An error with words for people.

    ``message`` says what happened and what to do, already translated; ``hint`` adds a next step; ``code`` is the
    protocol's or our own short code; ``request_id`` is what the service's support asks for; ``retryable`` tells
    whether the very same call may succeed later.
    """

    exit_status = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        request_id: str = "",
        retryable: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.request_id = request_id
        self.retryable = retryable


# The code of an InputError for pictures in CMYK, which are opened as sRGB only when that is wanted.
PRINTING = "cmyk"


class InputError(ObjremoveError):
    """What was given can't be used."""

    exit_status = 2


class SettingsError(ObjremoveError):
    """A setting is missing or has a value that can't be used."""

    exit_status = 2


class OutputError(ObjremoveError):
    """The result could not be written; nothing that existed before was touched."""


class TransferError(ObjremoveError):
    """The network failed on the way: no connection, lost connection, time-out."""

    def __init__(self, message: str, *, hint: str = "", code: str = "", request_id: str = "") -> None:
        super().__init__(message, hint=hint, code=code, request_id=request_id, retryable=True)


class Unreachable(TransferError):
    """A connection never came about, so nothing can have arrived."""


class UploadError(TransferError):
    """The picture store refused or failed."""


class ApiError(ObjremoveError):
    """The service answered with an error; ``status`` is the HTTP status."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        hint: str = "",
        code: str = "",
        request_id: str = "",
        retryable: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, code=code, request_id=request_id, retryable=retryable)
        self.status = status


class Unauthorized(ApiError):
    """The AppCode is missing or wrong."""


class CreditExhausted(ApiError):
    """No credit is left."""


class Throttled(ApiError):
    """The service is busy and took nothing; the same call may be sent again later."""


class ContentRefused(ApiError):
    """The picture did not pass the service's content check."""


class PictureUnreachable(ApiError):
    """The service could not download the picture or the mask."""


class PictureRefused(ApiError):
    """The picture or the mask does not meet the service's limits."""


class ResultUnknown(ApiError):
    """The service has no record of this result_key."""


class ServiceUnknown(ApiError):
    """The address has no such service, or the service no such operation."""


class RequestRefused(ApiError):
    """The body or a field of the request is missing or has a value that it may not have."""


class ServiceFault(ApiError):
    """A fault inside the service, or an answer that is none of the protocol's."""


class LinkExpired(ApiError):
    """The link to a result no longer works."""


class OutcomeUnknown(ApiError):
    """A submit was sent and its answer lost: nobody knows whether it was taken, so it is never sent again unasked."""


class TaskFailed(ApiError):
    """The service accepted the task and could not do it."""


class DeadlineExceeded(ApiError):
    """The task did not end before the deadline."""


class EngineError(ObjremoveError):
    """The local engine gave up."""
