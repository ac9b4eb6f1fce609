"""Who works in a data folder: each program has a lock of its own, which nobody holds any more when it has died."""

from __future__ import annotations

import uuid
from pathlib import Path

from objremove_gui.jobs.lock import FileLock


class Sessions:
    """The sessions of a data folder; without one there is only this program's own."""

    def __init__(self, folder: Path | None) -> None:
        self.own = uuid.uuid4().hex
        self._folder = folder
        self._lock: FileLock | None = None

    def enter(self) -> None:
        """Be alive for the others. Raises OSError."""
        if self._folder is not None:
            self._lock = FileLock(self._file(self._folder, self.own))
            if not self._lock.take():
                raise OSError("the lock of a new session is taken")

    def leave(self) -> None:
        """Be gone for the others."""
        if self._lock is not None:
            self._lock.release(remove=True)

    def is_alive(self, session: str) -> bool:
        """Whether the program of ``session`` still runs."""
        if session == self.own:
            return True
        if self._folder is None or not session.isalnum():
            return False
        path = self._file(self._folder, session)
        if not path.exists():
            return False
        lock = FileLock(path)
        if not lock.take():
            return True
        lock.release(remove=True)
        return False

    @staticmethod
    def _file(folder: Path, session: str) -> Path:
        return folder / f"{session}.lock"
