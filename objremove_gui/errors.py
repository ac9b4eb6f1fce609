"""The one exception tree. ``str(error)`` is a sentence for people: what happened and what to do.

ObjremoveError
    InputError            what was given can't be used: unreadable picture, empty mask, wrong size
    SettingsError         a setting is missing or wrong
    OutputError           the result could not be written
    TransferError         no connection, time-out (may be tried again)
        UploadError       the picture store refused or failed
    ApiError              the service answered with an error
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


class TaskFailed(ApiError):
    """The service accepted the task and could not do it."""


class DeadlineExceeded(ApiError):
    """The task did not end before the deadline."""


class EngineError(ObjremoveError):
    """The local engine gave up."""
