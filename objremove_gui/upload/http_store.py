"""Every store that is spoken to over HTTP: its requests are signed by a signer and sent from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from objremove_gui.errors import TransferError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.exchange import Answer, exchange, says_again
from objremove_gui.net.retry import Repeat, RetryPolicy
from objremove_gui.upload.config import label
from objremove_gui.upload.faults import Action, reason, refused
from objremove_gui.upload.store import Call, Grant, Transfer

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 100_000
DONE = frozenset({200, 201, 202, 204})
GONE = frozenset({404, 410})


class Signer(Protocol):
    """Makes the requests of one kind of store; it sends none.

    ``place`` names the store in handles, ``field`` the setting that holds its address.
    """

    place: str
    field: str

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """A signed PUT and GET for an object of ``size`` bytes; raises UploadError."""

    async def removal(self, key: str) -> Call | None:
        """A signed DELETE, None where there is nothing to send; raises UploadError."""


class HttpStore:
    """A signer together with the program's own client."""

    def __init__(self, http: httpx.AsyncClient, signer: Signer, *, policy: RetryPolicy | None = None) -> None:
        self._http = http
        self._signer = signer
        self._policy = policy or RetryPolicy()
        self.place = signer.place

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """Sign what one object needs; raises UploadError."""
        return await self._signer.grant(name, content_type, size)

    async def write(self, grant: Grant, transfer: Transfer) -> None:
        """Send the bytes; raises UploadError."""
        answer = await self._send(grant.put, transfer)
        transfer.settled = True
        if answer.status not in DONE:
            raise refused(answer, Action.WRITE)

    async def remove(self, key: str) -> None:
        """Take an object away; one that is already gone is no error. Raises UploadError."""
        call = await self._signer.removal(key)
        if call is None:
            return
        answer = await self._send(call)
        if answer.status in DONE or (answer.status in GONE and b"<Code>NoSuchBucket<" not in answer.body):
            return
        raise refused(answer, Action.DELETE)

    def unreadable(self, status: int, body: bytes) -> str:
        """A sentence for a link that answered with an error."""
        return reason(status, body, Action.READ)

    async def _send(self, call: Call, transfer: Transfer | None = None) -> Answer:
        def make() -> httpx.Request:
            headers = dict(call.headers)
            if transfer is not None:
                # Known in advance, so that no store has to take a body in chunks.
                headers["Content-Length"] = str(len(transfer.data))
            content = transfer.pieces() if transfer is not None else None
            return self._http.build_request(call.method, call.url, headers=headers, content=content)

        try:
            return await exchange(
                self._http,
                make,
                repeat=Repeat.SAFE,
                policy=self._policy,
                max_bytes=MAX_ANSWER,
                again=_says_again,
            )
        except TransferError as error:
            raise UploadError(
                error.message,
                hint=tr(
                    "If it stays so, check “{field}” of the picture store.", field=label(self._signer.field)
                ),
                code=error.code,
            ) from error


def _says_again(answer: Answer) -> bool:
    """423: WebDAV is still busy with a PUT that was cut off. S3 refuses a body that came too slowly with 400."""
    too_slow = answer.status == 400 and b"<Code>RequestTimeout<" in answer.body
    return says_again(answer) or answer.status == 423 or too_slow
