"""What all stores share: names, handles, a bound on transfers, the check of the link, no leftovers."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, unquote

from objremove_gui.errors import ObjremoveError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Progress, Uploaded
from objremove_gui.upload.link import check_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

log = logging.getLogger(__name__)

# Transfers under way at once, over all jobs.
TRANSFERS = 6
# Bytes that are handed to the network, and counted, at a time.
PIECE = 512 * 1024
# Seconds that a cancel waits for the answer to a transfer which is complete.
ANSWER_TIME = 3.0
# Seconds that taking a broken transfer back may take.
TAKE_BACK_TIME = 5.0
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
OWN_NAME = re.compile(r"[0-9a-f]{32}(\.png|\.jpg)?")


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a store, signed; its URL and headers are secrets."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """What one object needs: the ``key`` it is deleted by, how to put it there, the ``link`` to read it by."""

    key: str
    link: str = field(repr=False)
    put: Call


class Transfer:
    """Bytes on their way: ``touched`` when any may have left, ``complete`` when all do, ``settled`` by an answer."""

    def __init__(self, data: bytes, progress: Progress | None = None) -> None:
        self.data = data
        self.touched = False
        self.complete = False
        self.settled = False
        self._progress = progress

    def tell(self, done: int) -> None:
        """Report how many bytes are on their way."""
        if self._progress:
            self._progress(done, len(self.data))

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes from their beginning, without another copy of them all."""
        self.touched, self.complete = True, False
        whole = memoryview(self.data)
        for start in range(0, len(whole), PIECE):
            piece = bytes(whole[start : start + PIECE])
            self.complete = start + len(piece) == len(whole)
            yield piece
            self.tell(start + len(piece))


class Store(Protocol):
    """One place for objects. ``place`` names it in handles, without anything secret and without ``#`` or ``?``."""

    place: str

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """Prepare one object; raises UploadError."""

    async def write(self, grant: Grant, transfer: Transfer) -> None:
        """Put it there; raises UploadError."""

    async def remove(self, key: str) -> None:
        """Take it away; what is already gone is no error. Raises UploadError."""

    def unreadable(self, status: int, body: bytes) -> str:
        """A sentence for a link that answered with an error."""


class StoreUploader:
    """The :class:`Uploader` of every store of the user's own."""

    def __init__(self, store: Store, http: httpx.AsyncClient, *, policy: RetryPolicy | None = None) -> None:
        self._store = store
        self._http = http
        self._policy = policy or RetryPolicy()
        self._gate = asyncio.Semaphore(TRANSFERS)

    async def upload(
        self,
        data: bytes,
        *,
        content_type: str,
        progress: Progress | None = None,
        begun: Callable[[Uploaded], None] | None = None,
    ) -> Uploaded:
        """Store ``data`` and see that its link gives it back; raises UploadError and leaves nothing then."""
        transfer = Transfer(data, progress)
        async with self._gate:
            name = secrets.token_hex(16) + SUFFIXES.get(content_type, "")
            grant = await self._store.grant(name, content_type, len(data))
            stored = Uploaded(grant.link, f"{self._store.place}#{quote(grant.key)}")
            if begun:
                begun(stored)
            await self._or_take_back(heard(self._store.write(grant, transfer), transfer), grant, transfer)
        # The next transfer goes on meanwhile.
        check = check_link(self._http, stored.url, data, self._policy, self._store.unreadable)
        await self._or_take_back(check, grant, transfer)
        return stored

    async def _or_take_back(
        self, work: Coroutine[object, object, None], grant: Grant, transfer: Transfer
    ) -> None:
        """Run ``work``; take the object away if that fails or is cancelled."""
        try:
            await work
        except BaseException:
            await take_back(partial(self._store.remove, grant.key), transfer, self._policy)
            raise

    async def delete(self, uploaded: Uploaded) -> None:
        """Take it away, by its handle alone; what is already gone is no error. Raises UploadError."""
        place, _, key = uploaded.handle.partition("#")
        if place != self._store.place or not key:
            raise other_store()
        await self._store.remove(unquote(key))


async def heard(writing: Coroutine[object, object, None], transfer: Transfer) -> None:
    """Run ``writing``. A cancel ends it at once, unless only the store's answer is missing.

    That is awaited: what nobody waits for may be stored after it was deleted.
    """
    task = asyncio.ensure_future(writing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        if transfer.complete:
            await asyncio.wait([task], timeout=ANSWER_TIME)
        raise
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()


async def take_back(
    remove: Callable[[], Coroutine[object, object, None]], transfer: Transfer, policy: RetryPolicy
) -> None:
    """Delete what a broken transfer may have left, also when this is cancelled meanwhile."""
    if not transfer.touched:
        return
    task = asyncio.ensure_future(_quietly(remove, transfer.settled, policy))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _quietly(
    remove: Callable[[], Coroutine[object, object, None]], settled: bool, policy: RetryPolicy
) -> None:
    try:
        async with asyncio.timeout(TAKE_BACK_TIME):
            await remove()
            if not settled:
                # The store may still have been busy with what was cut off, and have kept it afterwards.
                await policy.sleep(policy.pause(1, None))
                await remove()
    except (ObjremoveError, TimeoutError) as error:
        # The transfer's own failure matters more; whoever was told of its begin still has the handle.
        log.info("a broken upload could not be taken back: %s", getattr(error, "code", "") or "timeout")


def other_store() -> UploadError:
    """The error for a handle of another store than the one that is set up."""
    error = UploadError(
        tr("A picture lies in another store than the one that is set up; it was left there."),
        hint=tr("Choose that store in the settings again, or delete the picture there yourself."),
        code="other-store",
    )
    error.retryable = False
    return error


def own_key(key: str, prefix: str = "") -> str:
    """``key`` if it can be one of ours under ``prefix``; else UploadError, so that nothing else is ever deleted."""
    if key.startswith(prefix) and OWN_NAME.fullmatch(key.removeprefix(prefix)):
        return key
    raise UploadError(tr("The note of an upload is damaged; nothing was deleted."), code="handle")
