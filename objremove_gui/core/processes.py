"""Start processes of this program's own, lean and undisturbed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess


def start_without_main(process: SpawnProcess) -> None:
    """Start ``process`` without telling it of this program's main module.

    Spawned processes import their parent's main module first; that would bring the whole window into the
    worker, and would run unguarded scripts a second time.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _interrupts_held_back():
            process.start()
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Processes started meanwhile never see Ctrl+C, from their first moment on; this one sees it afterwards."""
    if sys.platform == "win32":
        yield
        return
    # Starting it, as the first process would, lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
