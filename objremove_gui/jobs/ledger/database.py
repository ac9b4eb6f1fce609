"""The ledger: a small SQLite database in the data folder with one writer, away from the event loop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from objremove_gui.core.events import Event
from objremove_gui.errors import OutputError
from objremove_gui.i18n import tr
from objremove_gui.jobs.ledger.books import Books
from objremove_gui.jobs.ledger.inputs import Inputs
from objremove_gui.jobs.ledger.recovery import prune, recover
from objremove_gui.jobs.ledger.schema import NewerLedger, connect
from objremove_gui.jobs.ledger.sessions import Sessions

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

FILE = "ledger.sqlite3"
# What a damaged file may lead to; a ValueError where it holds text that is none, or words that nobody wrote.
DAMAGE = (sqlite3.Error, ValueError)


class Ledger:
    """Runs functions of :mod:`objremove_gui.jobs.ledger.reading`, ``writing`` and ``keeping``, one after the other.

    ``changed`` is told after every write, in the loop's thread. ``note`` is a sentence where the file had to be
    set aside because it was damaged, else ``""``.
    """

    def __init__(self, books: Books, thread: ThreadPoolExecutor, note: str = "") -> None:
        self._books = books
        self._thread = thread
        self.note = note
        self.changed: Event[None] = Event()

    @classmethod
    async def open(cls, folder: Path | None) -> Ledger:
        """The ledger in ``folder``, brought up to date; None keeps it in memory. Raises OutputError."""
        thread = ThreadPoolExecutor(1, "ledger")
        try:
            books, note = await asyncio.wrap_future(thread.submit(_open, folder))
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(books, thread, note)

    @property
    def session(self) -> str:
        """The name under which this program works on entries."""
        return self._books.sessions.own

    @property
    def inputs(self) -> Inputs:
        """The crops and masks that were sent."""
        return self._books.inputs

    def is_alive(self, session: str) -> bool:
        """Whether the program that works on an entry still runs."""
        return self._books.sessions.is_alive(session)

    async def write(
        self, work: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work`` as one transaction; when this returns it is on the disk. Raises OutputError.

        A write that was begun is done even when the wait for it is cancelled.
        """
        return await self.post(work, *args, **kwargs)

    def post(
        self, work: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[T]:
        """Like :meth:`write`, begun at once: it comes before everything that is written later."""
        loop = asyncio.get_running_loop()
        whole = partial(_transaction, self._books, partial(work, self._books, *args, **kwargs))
        call = self._thread.submit(_guarded, whole)
        call.add_done_callback(lambda done: self._tell(loop, done))
        # Shielded, so that a cancelled wait does not take back what has not begun yet.
        return asyncio.shield(asyncio.wrap_future(call))

    async def read(self, work: Callable[Concatenate[Books, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work``, which changes nothing. Raises OutputError."""
        call = self._thread.submit(_guarded, partial(work, self._books, *args, **kwargs))
        return await asyncio.wrap_future(call)

    async def aclose(self) -> None:
        """Finish what was begun and close the file."""
        await asyncio.wrap_future(self._thread.submit(self._close))
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        self._books.db.close()
        self._books.sessions.leave()

    def _tell(self, loop: asyncio.AbstractEventLoop, done: ThreadFuture[T]) -> None:
        if done.cancelled() or done.exception() is not None or loop.is_closed():
            return
        loop.call_soon_threadsafe(self.changed.emit, None)


def _open(folder: Path | None) -> tuple[Books, str]:
    sessions = Sessions(None if folder is None else folder / "sessions")
    inputs = Inputs(None if folder is None else folder / "inputs", sessions.own)
    try:
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sessions.enter()
        try:
            return _started(folder, inputs, sessions), ""
        except DAMAGE as error:
            # An operational error is none: a full disk, a file that may not be opened.
            if folder is None or isinstance(error, sqlite3.OperationalError):
                raise
            return _started(_with_room(folder), inputs, sessions), _begins_anew(folder)
    except NewerLedger as error:
        sessions.leave()
        raise OutputError(
            tr("The list of jobs was written by a newer version of ObjRemove; install that version again."),
            code="ledger",
        ) from error
    except (*DAMAGE, OSError) as error:
        sessions.leave()
        raise _unusable(error) from error


def _started(folder: Path | None, inputs: Inputs, sessions: Sessions) -> Books:
    db = connect(None if folder is None else folder / FILE)
    books = Books(db, inputs, sessions)
    try:
        for work in (recover, prune):
            _transaction(books, partial(work, books))
        db.execute("PRAGMA incremental_vacuum").fetchall()
    except BaseException:
        db.close()
        raise
    return books


def _with_room(folder: Path) -> Path:
    """The same folder without the damaged ledger, which is kept under another name."""
    for suffix in ("", "-wal", "-shm"):
        path = folder / (FILE + suffix)
        if path.exists():
            path.replace(folder / f"{FILE}.bad{suffix}")
    log.warning("the ledger was damaged and has been set aside")
    return folder


def _begins_anew(folder: Path) -> str:
    return tr(
        "The list of jobs was damaged and begins anew; check the provider's bill for tasks that were under way. "
        "The old list is kept as {file}.",
        file=folder / f"{FILE}.bad",
    )


def _transaction(books: Books, work: Callable[[], T]) -> T:
    """Run ``work`` wholly or not at all."""
    books.db.execute("BEGIN IMMEDIATE")
    try:
        result = work()
    except BaseException:
        books.db.execute("ROLLBACK")
        raise
    books.db.execute("COMMIT")
    return result


def _guarded(work: Callable[[], T]) -> T:
    """Run ``work``; a database or a disk that fails becomes a sentence."""
    try:
        return work()
    except (*DAMAGE, OSError) as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> OutputError:
    return OutputError(
        tr(
            "The list of jobs can't be written ({reason}); check the space and the rights there.",
            reason=error,
        ),
        hint=tr("Nothing is sent before it is written down."),
        code="ledger",
    )
