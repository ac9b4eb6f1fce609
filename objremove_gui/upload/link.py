"""Whether the link to an upload gives it back, before a service is paid to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.errors import TransferError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.exchange import exchange
from objremove_gui.net.retry import Repeat, RetryPolicy

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 100_000
LINK_CODE = "link"


async def check_link(
    http: httpx.AsyncClient,
    url: str,
    data: bytes,
    policy: RetryPolicy,
    explain: Callable[[int, bytes], str],
) -> None:
    """Read the first byte of ``data`` by its link, as the service will: without any credentials of ours.

    A GET, because a link signed for GET refuses HEAD. ``explain`` finds a sentence for a status and a body.
    Raises UploadError whose code begins with ``link``.
    """

    def make() -> httpx.Request:
        headers = {"Range": "bytes=0-0", "Accept-Encoding": "identity"}
        return http.build_request("GET", url, headers=headers)

    try:
        answer = await exchange(http, make, repeat=Repeat.SAFE, policy=policy, max_bytes=MAX_ANSWER)
    except TransferError as error:
        raise unreadable(error.message, error.code) from error
    if answer.status not in (200, 206):
        raise unreadable(explain(answer.status, answer.body), str(answer.status))
    total = answer.headers.get("Content-Range", "").rpartition("/")[2]
    if answer.body[:1] != data[:1] or (total.isdecimal() and int(total) != len(data)):
        raise unreadable(tr("it leads to something else; check the address that it begins with."), "other")


def unreadable(reason: str, code: str) -> UploadError:
    """The error for an upload that the service could not read."""
    return UploadError(
        tr("The picture was uploaded, but its link can't be read: {reason}", reason=reason),
        code=f"{LINK_CODE}-{code}",
    )
