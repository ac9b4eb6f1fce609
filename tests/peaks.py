"""How much memory a program of the tests takes, with the processes that it starts."""

from __future__ import annotations

import resource
import threading
from pathlib import Path

OFTEN = 0.02


class Peaks:
    """The most that this process, and the largest of those that it started, had in use; watched by a thread.

    What getrusage tells may begin with the memory of the program behind this one.
    """

    def __init__(self) -> None:
        self._others: dict[str, int] = {}
        self._command = command_of("self")
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(OFTEN):
            for children in Path("/proc/self/task").glob("*/children"):
                for child in children.read_text().split():
                    # Until it has begun its own program it has this one's memory.
                    if command_of(child) not in (self._command, b""):
                        self._others[child] = max(self._others.get(child, 0), peak_of(child))

    def most(self) -> int:
        """Bytes, as if both had been at their worst at the same moment."""
        self._ended.set()
        self._thread.join()
        return peak_of("self") + max(self._others.values(), default=0)


def command_of(process: str) -> bytes:
    """Its arguments; empty for a process that has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def peak_of(process: str) -> int:
    """Bytes; 0 for a process that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if process == "self" else 0
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) * 1024
