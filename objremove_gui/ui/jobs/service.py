"""What removals of the window run against: the service of the settings, the ledger, the threads; opened when needed."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background

if TYPE_CHECKING:
    from objremove_gui.backends import Choice
    from objremove_gui.jobs.backend import Backend
    from objremove_gui.jobs.desk import Desk
    from objremove_gui.jobs.ledger.database import Ledger


class Service:
    """One service at a time; another choice in the settings opens it anew."""

    def __init__(self, settings: Settings, background: Background) -> None:
        self._settings = settings
        self._background = background
        self._backend: Backend | None = None
        self._opened_for: Choice | None = None
        self._ledger: Ledger | None = None
        self._pool = ThreadPoolExecutor(2, "removal")
        # Who asks while it is being opened waits, and does not open a second one.
        self._turn = asyncio.Lock()

    @property
    def pool(self) -> ThreadPoolExecutor:
        """Threads for CPU work."""
        return self._pool

    async def desk(self) -> Desk:
        """Everything that a job needs. Raises what opening it may raise."""
        from objremove_gui.jobs.desk import Desk

        ledger = await self.ledger()
        async with self._turn:
            return Desk(await self._opened(), ledger, self._pool)

    async def ledger(self) -> Ledger:
        """The ledger of the data folder. Raises OutputError where it can't be used and would be needed."""
        from objremove_gui.jobs.opening import open_ledger

        async with self._turn:
            if self._ledger is None:
                self._ledger = await open_ledger(str(self._settings.get("endpoint")))
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
        await self._close_backend()
        if self._ledger is not None:
            await self._ledger.aclose()
        self._pool.shutdown(wait=False)
