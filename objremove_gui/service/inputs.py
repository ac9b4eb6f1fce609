"""Where the service gets the pictures of a task: its own store, or any http server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from objremove_gui.api.codes import Code
from objremove_gui.errors import ObjremoveError
from objremove_gui.net.fetch import fetch
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.service.pictures import MAX_FILE
from objremove_gui.service.replies import Refusal

if TYPE_CHECKING:
    import httpx

    from objremove_gui.service.store import Store

# Seconds that one download may take, tries and redirects included.
DOWNLOAD_TIME = 60.0
POLICY = RetryPolicy(tries=2, longest_hint=5.0)


class Inputs:
    """Reads pictures by URL. What lies in ``stores`` (by the start of its URL's path) is taken from there."""

    def __init__(self, stores: dict[str, Store]) -> None:
        self._stores = stores
        self._http: httpx.AsyncClient | None = None

    async def read(self, url: str, base_url: str, where: str) -> bytes:
        """The bytes behind ``url``; ``base_url`` is our own address. Raises Refusal naming ``where``."""
        for path, store in self._stores.items():
            own = f"{base_url}{path}/"
            if url.startswith(own):
                blob = store.get(url.removeprefix(own))
                if blob is None:
                    raise Refusal(Code.BAD_URL, f"{where} is not there")
                return blob.data
        return await self._download(url, where)

    async def _download(self, url: str, where: str) -> bytes:
        if self._http is None:
            self._http = make_client()
        try:
            async with asyncio.timeout(DOWNLOAD_TIME):
                answer = await fetch(self._http, url, max_bytes=MAX_FILE, policy=POLICY)
        except (ValueError, ObjremoveError, TimeoutError) as error:
            raise Refusal(Code.BAD_URL, f"{where} can't be read") from error
        if answer.status != 200:
            raise Refusal(Code.BAD_URL, f"{where} answers with HTTP status {answer.status}")
        if not answer.whole:
            raise Refusal(Code.BAD_PICTURE, f"{where} has too many bytes")
        return answer.body

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None
