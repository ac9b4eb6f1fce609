"""What every step of a job works with, and how a step is seen through although the job is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from objremove_gui.jobs.backend import Backend
from objremove_gui.jobs.ledger.database import Ledger

T = TypeVar("T")
# Seconds that whatever has to be finished after a cancel may take.
CLEAN_UP_TIME = 3.0


@dataclass(frozen=True, slots=True)
class Desk:
    """The service, the ledger, where CPU work is done, and how many tasks a month may be billed (0 = any number)."""

    backend: Backend
    ledger: Ledger
    pool: Executor
    monthly_cap: int = 0


async def see_through(work: Coroutine[Any, Any, T], *, grace: float | None = None) -> T:
    """Run ``work`` to its end; a cancel meanwhile is raised after it.

    With ``grace`` the work is cancelled too, so many seconds after the cancel.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            if cancelled is None and grace is not None:
                asyncio.get_running_loop().call_later(grace, task.cancel)
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # what became of it is in the ledger
    raise cancelled
