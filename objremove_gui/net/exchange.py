"""One request and its answer: sent again where that is safe, read within a limit, failures as sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError, TransferError, Unreachable
from objremove_gui.i18n import tr
from objremove_gui.net.retry import RETRY_STATUS, Repeat, RetryPolicy, retry_after

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came; ``whole`` is False when its body went beyond the limit and was cut there."""

    status: int
    headers: httpx.Headers
    body: bytes
    whole: bool = True


def says_again(answer: Answer) -> bool:
    """Whether the HTTP status alone asks to try again."""
    return answer.status in RETRY_STATUS


async def exchange(
    http: httpx.AsyncClient,
    make: Callable[[], httpx.Request],
    *,
    repeat: Repeat,
    policy: RetryPolicy,
    max_bytes: int,
    again: Callable[[Answer], bool] = says_again,
) -> Answer:
    """Send what ``make`` builds (anew for every try) and give the answer, of whatever status.

    ``again`` tells which answers allow another try. Raises Unreachable when no connection came about,
    TransferError when it was lost, InputError for an address that is none.
    """
    import httpx

    for attempt in range(1, policy.tries + 1):
        last = attempt == policy.tries
        hint = None
        try:
            answer = await _once(http, make(), max_bytes)
            if last or not again(answer):
                return answer
            hint = retry_after(answer.headers, policy.now())
            log.info("answer %s, trying again", answer.status)
        except httpx.InvalidURL as error:
            raise InputError(tr("The address can't be used; check the settings."), code="url") from error
        except httpx.RequestError as error:
            failure = failed(error)
            if last or not (repeat is Repeat.SAFE or isinstance(failure, Unreachable)):
                raise failure from error
            log.info("%s, trying again", type(error).__name__)
        await policy.sleep(policy.pause(attempt, hint))
    raise AssertionError("the last try returns or raises")


async def _once(http: httpx.AsyncClient, request: httpx.Request, max_bytes: int) -> Answer:
    response = await http.send(request, stream=True)
    try:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                return Answer(response.status_code, response.headers, b"".join(pieces)[:max_bytes], False)
        return Answer(response.status_code, response.headers, b"".join(pieces))
    finally:
        await response.aclose()


def failed(error: httpx.RequestError) -> TransferError:
    """The sentence for a failure of the network."""
    import httpx

    host = error.request.url.host
    match error:
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Unreachable(
                tr("The certificate of {host} is not trusted, so nothing was sent.", host=host),
                hint=tr("Check the address, or name your own certificate file in the settings."),
                code="certificate",
            )
        case httpx.ConnectError():
            return Unreachable(
                tr("{host} can't be reached; check the address and the network, then try again.", host=host),
                code="unreachable",
            )
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Unreachable(
                tr(
                    "{host} did not take the connection in time; check the network, then try again.",
                    host=host,
                ),
                code="unreachable",
            )
        case httpx.ProxyError():
            return Unreachable(
                tr("The proxy refused the connection to {host}; check the proxy in the settings.", host=host),
                code="proxy",
            )
        case httpx.TimeoutException():
            return TransferError(tr("{host} did not answer in time; try again.", host=host), code="timeout")
        case _:
            return TransferError(
                tr("The connection to {host} was lost; try again.", host=host), code="connection-lost"
            )
