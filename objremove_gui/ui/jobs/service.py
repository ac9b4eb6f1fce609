"""What removals of the window run against: the service of the settings, the ledger, the threads; opened when needed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.loading import JOBS, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from objremove_gui.backends import Choice
    from objremove_gui.core.document import Document
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.jobs.backend import Backend
    from objremove_gui.jobs.costs import Approve
    from objremove_gui.jobs.desk import Desk
    from objremove_gui.jobs.ledger.database import Ledger
    from objremove_gui.jobs.pipeline import RemovalRun, RunOptions, RunResult
    from objremove_gui.jobs.progress import JobProgress


class Service(QObject):
    """One service at a time; another choice in the settings opens it anew.

    ``answered`` tells how many results came from the ledger, ``stopped`` how many tasks of a cancelled run may be
    billed all the same, ``left`` which document is about to be closed. ``opened`` is told the ledger once.
    """

    began = Signal()
    ended = Signal()
    answered = Signal(int)
    stopped = Signal(int)
    left = Signal(object)
    opened = Signal(object)

    def __init__(
        self, settings: Settings, background: Background, approve: Approve, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._background = background
        self._approve = approve
        self._backend: Backend | None = None
        self._opened_for: Choice | None = None
        self._ledger: Ledger | None = None
        self._pool = ThreadPoolExecutor(2, "removal")
        self._loaded: asyncio.Future[None] | None = None
        # Who asks while it is being opened waits, and does not open a second one.
        self._turn = asyncio.Lock()
        self._runs = 0
        self._under_way: list[tuple[Document, RemovalRun]] = []
        # Held while what was left is taken up; ``began`` tells to let it go.
        self.keeping = asyncio.Lock()
        # Results in the open documents: due again if the program dies, settled when the document is closed.
        self._delivered: dict[int, list[int]] = {}

    @property
    def pool(self) -> ThreadPoolExecutor:
        """Threads for CPU work."""
        return self._pool

    @property
    def is_running(self) -> bool:
        """Whether a removal is under way."""
        return self._runs > 0

    def may_bill(self, document: Document) -> bool:
        """Whether what is under way for it may be billed."""
        return any(run.paid for known, run in self._under_way if known is document)

    def leave(self, document: Document) -> None:
        """It is going to be closed: what is paid for goes on when its run is cancelled, and waits for its photo."""
        for known, run in self._under_way:
            if known is document:
                run.leaves = True
        self.left.emit(document)

    async def load(self) -> None:
        """Import what jobs need, beside the window; who comes while it is done waits for it."""
        if self._loaded is None:
            self._loaded = self._background.run_blocking(load, JOBS)
        await asyncio.shield(self._loaded)

    async def run(
        self,
        document: Document,
        snapshot: Snapshot,
        options: RunOptions,
        report: Callable[[JobProgress], None],
    ) -> RunResult:
        """One removal for ``document``; a person agrees to what may be billed. Raises what it may raise."""
        from objremove_gui.jobs.pipeline import RemovalRun

        self._runs += 1
        self.began.emit()
        try:
            async with self.keeping:
                desk = await self.desk()
            run = RemovalRun(snapshot, options, desk, report, self._approve)
            self._under_way.append((document, run))
            try:
                result = await run.run()
            except asyncio.CancelledError:
                if run.paid and not run.leaves:
                    self.stopped.emit(run.billed)
                raise
            finally:
                self._under_way.remove((document, run))
            await self.delivered(document, result.tasks)
            if result.answered:
                self.answered.emit(result.answered)
            return result
        finally:
            self._runs -= 1
            self.ended.emit()

    async def delivered(self, document: Document, task_ids: tuple[int, ...]) -> None:
        """Results are put into a document."""
        from objremove_gui.jobs.ledger.keeping import deliver

        self._delivered.setdefault(id(document), []).extend(task_ids)
        await (await self.ledger()).write(deliver, task_ids)

    async def settle(self, document: Document | None = None) -> None:
        """A document (without one: each) has been closed: what it was given is no longer due."""
        from objremove_gui.jobs.ledger.keeping import settle

        if document is None:
            tasks = [task for given in self._delivered.values() for task in given]
            self._delivered.clear()
        else:
            tasks = self._delivered.pop(id(document), [])
        if tasks and self._ledger is not None:
            await self._ledger.write(settle, tasks)

    async def desk(self) -> Desk:
        """Everything that a job needs. Raises what opening it may raise."""
        ledger = await self.ledger()
        from objremove_gui.jobs.desk import Desk

        async with self._turn:
            cap = int(self._settings.get("monthly_cap"))
            return Desk(await self._opened(), ledger, self._pool, cap)

    async def ledger(self) -> Ledger:
        """The ledger of the data folder. Raises OutputError where it can't be used and would be needed."""
        await self.load()
        from objremove_gui.jobs.opening import open_ledger

        async with self._turn:
            if self._ledger is None:
                self._ledger = await open_ledger(str(self._settings.get("endpoint")))
                self.opened.emit(self._ledger)
            return self._ledger

    async def warm_up(self) -> None:
        """Open the embedded service before it is needed; a remote one only when it is used."""
        if not self._settings.get("endpoint"):
            await self.desk()

    async def _opened(self) -> Backend:
        from objremove_gui.backends import open_choice, read_choice

        # The key store may take its time, or ask.
        choice = await self._background.run_blocking(read_choice, self._settings)
        if self._backend is not None and self._opened_for != choice:
            await self._close_backend()
        if self._backend is None:
            self._backend = await open_choice(choice)
            self._opened_for = choice
        return self._backend

    async def _close_backend(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            await backend.close()

    async def close(self) -> None:
        """End everything that was opened; after the tasks have ended."""
        await self.settle()
        await self._close_backend()
        if self._ledger is not None:
            await self._ledger.aclose()
        self._pool.shutdown(wait=False)
