"""From an answer that says no to an error with words for people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from objremove_gui import errors
from objremove_gui.api.codes import TABLE, Code
from objremove_gui.errors import ApiError
from objremove_gui.i18n import mark, tr

# Characters of foreign text that are looked at, and that are shown.
LONGEST_MARKUP = 4000
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """What a code means for a person: error, sentence, next step, and whether trying again makes sense."""

    kind: type[ApiError]
    sentence: str
    hint: str
    retryable: bool = False


_MARKET = mark("The AppCode stands in the provider's console under the purchased services.")
_REPORT = mark("If it happens again, report it with the request's id.")
_ADDRESS = mark("Check the service address in the settings.")

FAILURES: dict[Code, Failure] = {
    Code.FAULT: Failure(
        errors.ServiceFault, mark("The service has an internal fault; try again later."), _REPORT, True
    ),
    Code.UNAUTHORIZED: Failure(
        errors.Unauthorized,
        mark("The service does not accept the AppCode; check it in the settings."),
        _MARKET,
    ),
    Code.NO_SUCH_OPERATION: Failure(
        errors.ServiceUnknown, mark("The service does not know this operation."), _ADDRESS
    ),
    Code.NO_CREDIT: Failure(
        errors.CreditExhausted,
        mark("No credit is left for this AppCode; top it up at the provider, then try again."),
        mark("Nothing was removed, and the mask is still there."),
        True,
    ),
    Code.THROTTLED: Failure(
        errors.Throttled, mark("The service is busy; wait a moment, then try again."), _REPORT, True
    ),
    Code.CONTENT: Failure(
        errors.ContentRefused,
        mark("The service refused the picture, because it suspects a breach of its content rules."),
        mark("Remove the object on this computer instead, or with another service."),
    ),
    Code.BAD_URL: Failure(
        errors.PictureUnreachable,
        mark("The service could not read the uploaded picture or mask."),
        mark("Check that links of your picture store can be opened from the internet, then try again."),
        True,
    ),
    Code.BAD_PICTURE: Failure(
        errors.PictureRefused,
        mark("The picture or the mask does not meet the limits of the service."),
        mark("Each side must have 400 to 4096 pixels, and the mask the size of the picture."),
    ),
    Code.NO_SUCH_RESULT: Failure(
        errors.ResultUnknown,
        mark("The service no longer knows this task; start the removal again."),
        mark("It may have been billed already."),
    ),
    Code.FIELD_MISSING: Failure(
        errors.RequestRefused, mark("The service misses a part of the request."), _REPORT
    ),
    Code.JOB_FAILED: Failure(
        errors.TaskFailed,
        mark("The service tried and could not remove the object; try again."),
        mark("Another seed or a slightly different mask often helps."),
        True,
    ),
    Code.BODY_MISSING: Failure(
        errors.RequestRefused, mark("The request reached the service empty."), _REPORT, True
    ),
    Code.FIELD_ILLEGAL: Failure(
        errors.RequestRefused, mark("The service does not accept a value of the request."), _REPORT
    ),
    Code.NO_SUCH_SERVICE: Failure(
        errors.ServiceUnknown, mark("The address belongs to another service."), _ADDRESS
    ),
}

# Words of the gateway's X-Ca-Error-Message header, in lower case, in the order they are looked for.
GATEWAY_WORDS: tuple[tuple[str, Code], ...] = (
    ("appcode", Code.UNAUTHORIZED),
    ("unauthorized", Code.UNAUTHORIZED),
    ("quota exhausted", Code.NO_CREDIT),
    ("throttled", Code.THROTTLED),
    ("invalid url", Code.NO_SUCH_OPERATION),
)
# What an HTTP status says by itself.
BY_STATUS: dict[int, Code] = {
    401: Code.UNAUTHORIZED,
    402: Code.NO_CREDIT,
    404: Code.NO_SUCH_OPERATION,
    405: Code.NO_SUCH_OPERATION,
    413: Code.BAD_PICTURE,
    429: Code.THROTTLED,
}


@dataclass(frozen=True, slots=True)
class Refused:
    """The parts of an answer that say why; all may be empty. ``words`` is text of the answer itself."""

    status: int
    code: str = ""
    words: str = ""
    request_id: str = ""
    gateway: bool = False


def known_code(refused: Refused) -> Code | None:
    """The row of the table that an answer belongs to: by code, by the gateway's words, or by HTTP status."""
    if refused.code.isdecimal() and int(refused.code) in FAILURES:
        return Code(int(refused.code))
    if refused.gateway:
        lower = refused.words.lower()
        for words, code in GATEWAY_WORDS:
            if words in lower:
                return code
    return None if refused.code else BY_STATUS.get(refused.status)


def failure_of(refused: Refused) -> ApiError:
    """The error for an answer, with the service's own words where they say more than the table."""
    code = known_code(refused)
    if code is None:
        return _unforeseen(refused)
    row = FAILURES[code]
    message = tr(row.sentence)
    if refused.words and refused.words.rstrip(".") != TABLE[code].message.rstrip("."):
        message = tr("{sentence} The service says: {words}", sentence=message, words=refused.words)
    return row.kind(
        message,
        status=refused.status,
        hint=tr(row.hint),
        code=refused.code or str(int(code)),
        request_id=refused.request_id,
        retryable=row.retryable,
    )


def _unforeseen(refused: Refused) -> ApiError:
    values = {"status": refused.status, "code": refused.code, "words": refused.words or "–"}
    if refused.code:
        message = tr("The service answered with the error {code}: {words}", **values)
    elif refused.status >= 400:
        message = tr("The service answered with the HTTP status {status}: {words}", **values)
    elif refused.status >= 300:
        message = tr("The service has moved to another address; enter that one in the settings.")
    else:
        message = tr("The service's answer can't be understood; check its address: {words}", **values)
    broken = not refused.code and (refused.status >= 500 or refused.status < 300)
    return (errors.ServiceFault if broken else ApiError)(
        message,
        status=refused.status,
        hint=tr(_REPORT if refused.code else _ADDRESS),
        code=refused.code or f"http-{refused.status}",
        request_id=refused.request_id,
        retryable=refused.status >= 500,
    )


def outcome_unknown(reason: str, *, status: int = 0, request_id: str = "") -> ApiError:
    """The error for a submit that was sent and whose answer is lost; ``reason`` is a sentence."""
    return errors.OutcomeUnknown(
        tr(
            "{reason} It is not known whether the service took the task, so it was not sent again.",
            reason=reason,
        ),
        status=status,
        hint=tr("Starting it again may be billed a second time."),
        code="outcome-unknown",
        request_id=request_id,
    )


def harmless(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Foreign text as it may stand in a message: no markup, no control characters, no secrets, not long."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = text[:LONGEST_MARKUP]
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", text, flags=re.IGNORECASE | re.DOTALL)
    text = re.sub(r"<[^<>]*>", " ", text)
    text = re.sub(r"(https?://[^\s?#]*)[?#]\S*", r"\1", text)
    text = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
