"""Uploads to the service itself, for servers that announce it (the embedded one and our own on a port)."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from objremove_gui.errors import TransferError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.exchange import Answer, exchange, says_again
from objremove_gui.net.retry import Repeat, RetryPolicy
from objremove_gui.upload.base import Progress, Uploaded
from objremove_gui.upload.store import Transfer, heard, other_store, take_back

if TYPE_CHECKING:
    import httpx

SERVICE_PATH = "/api/v1/obj-remove"
UPLOADS_PATH = f"{SERVICE_PATH}/uploads"
MAX_ANSWER = 100_000
GONE_STATUS = frozenset({404, 410})


class EmbeddedUploader:
    """PUTs to ``{base_url}/api/v1/obj-remove/uploads/NAME`` under a random name, with the AppCode."""

    def __init__(
        self, http: httpx.AsyncClient, base_url: str, appcode: str, *, policy: RetryPolicy | None = None
    ) -> None:
        self._http = http
        self._folder = base_url.rstrip("/").removesuffix(SERVICE_PATH) + UPLOADS_PATH
        self._appcode = appcode
        self._policy = policy or RetryPolicy()

    async def upload(
        self,
        data: bytes,
        *,
        content_type: str,
        progress: Progress | None = None,
        begun: Callable[[Uploaded], None] | None = None,
    ) -> Uploaded:
        """Store ``data`` under a random name; raises UploadError and leaves nothing then."""
        url = f"{self._folder}/{secrets.token_hex(16)}"
        stored = Uploaded(url=url, handle=url)
        if begun:
            begun(stored)
        transfer = Transfer(data, progress)
        try:
            await heard(self._write(url, content_type, transfer), transfer)
        except BaseException:
            await take_back(partial(self.delete, stored), transfer, self._policy)
            raise
        return stored

    async def _write(self, url: str, content_type: str, transfer: Transfer) -> None:
        answer = await self._call("PUT", url, {"Content-Type": content_type}, transfer)
        transfer.settled = True
        if answer.status not in (200, 201):
            raise refused(answer)

    async def delete(self, uploaded: Uploaded) -> None:
        """Take it away; an object that is already gone is no error. Raises UploadError."""
        if not uploaded.handle.startswith(f"{self._folder}/"):
            # The AppCode must not go to another server.
            raise other_store()
        answer = await self._call("DELETE", uploaded.handle, {})
        if answer.status not in (200, 204) and answer.status not in GONE_STATUS:
            raise refused(answer)

    async def _call(
        self, method: str, url: str, headers: dict[str, str], transfer: Transfer | None = None
    ) -> Answer:
        def make() -> httpx.Request:
            own = {**headers, "X-Ca-Nonce": uuid.uuid4().hex}
            if self._appcode:
                own["Authorization"] = f"APPCODE {self._appcode}"
            if transfer is None:
                return self._http.build_request(method, url, headers=own)
            own["Content-Length"] = str(len(transfer.data))
            return self._http.build_request(method, url, content=transfer.pieces(), headers=own)

        try:
            return await exchange(
                self._http,
                make,
                repeat=Repeat.SAFE,
                policy=self._policy,
                max_bytes=MAX_ANSWER,
                again=lambda answer: says_again(answer) or "Retry-After" in answer.headers,
            )
        except TransferError as error:
            raise UploadError(error.message, hint=error.hint, code=error.code) from error


def refused(answer: Answer) -> UploadError:
    """The sentence for a store that says no."""
    match answer.status:
        case 401:
            message = tr("The server does not accept the AppCode; check it in the settings.")
        case 403:
            message = tr("The server has no room for the picture just now; wait a moment, then try again.")
        case 413 | 400:
            message = tr("The server does not take a picture of this size.")
        case 404 | 405:
            message = tr("The server takes no uploads; check the service address in the settings.")
        case status:
            message = tr("The picture could not be sent (HTTP status {status}); try again.", status=status)
    return UploadError(message, code=f"http-{answer.status}")
