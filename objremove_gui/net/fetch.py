"""Downloads by URL: guarded, limited in size, a few redirects at most."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from objremove_gui.net.exchange import Answer, exchange
from objremove_gui.net.guard import check_url
from objremove_gui.net.retry import Repeat, RetryPolicy

if TYPE_CHECKING:
    import httpx

REDIRECTS = 5
REDIRECT_STATUS = frozenset({301, 302, 303, 307, 308})


async def fetch(http: httpx.AsyncClient, url: str, *, max_bytes: int, policy: RetryPolicy) -> Answer:
    """GET ``url`` without any of our credentials; the answer may have any status that is no redirect.

    Raises ValueError for a URL (given, or redirected to) that may not be used, also when a redirect leaves
    https, and TransferError when the network fails.
    """
    for _ in range(REDIRECTS + 1):
        parts = check_url(url)

        def make(url: str = url) -> httpx.Request:
            return http.build_request("GET", url, headers={"Accept-Encoding": "identity"})

        answer = await exchange(http, make, repeat=Repeat.SAFE, policy=policy, max_bytes=max_bytes)
        if answer.status not in REDIRECT_STATUS:
            return answer
        url = urljoin(url, answer.headers.get("Location", ""))
        if parts.scheme == "https" and not url.startswith("https:"):
            raise ValueError("the URL leads away from https")
    raise ValueError("the URL leads from redirect to redirect")
