"""Uploads and results in memory, for a limited time, within a limit of bytes: no disk keeps a picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blob:
    """Stored bytes; ``expires`` on the store's clock."""

    data: bytes
    content_type: str
    expires: float


class StoreFull(Exception):
    """There is no room for these bytes now."""


class Store:
    """Bytes by name. ``life`` in seconds from being put, ``budget`` in bytes; ``clock`` gives seconds."""

    def __init__(self, *, life: float, budget: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._life = life
        self._budget = budget
        self._clock = clock
        self._blobs: dict[str, Blob] = {}
        self._bytes = 0

    def put(self, name: str, data: bytes, content_type: str, *, drop_oldest: bool = False) -> None:
        """Store bytes, in the place of what had this name; raises StoreFull.

        ``drop_oldest`` makes room by what has been here longest.
        """
        self.remove(name)
        self._expire()
        while drop_oldest and self._blobs and self._bytes + len(data) > self._budget:
            self.remove(next(iter(self._blobs)))
        if self._bytes + len(data) > self._budget:
            raise StoreFull
        self._blobs[name] = Blob(data, content_type, self._clock() + self._life)
        self._bytes += len(data)

    def get(self, name: str) -> Blob | None:
        """What is stored under a name; None when there is nothing, or no longer."""
        self._expire()
        return self._blobs.get(name)

    def remove(self, name: str) -> bool:
        """Take it away; False when there was nothing."""
        blob = self._blobs.pop(name, None)
        if blob is None:
            return False
        self._bytes -= len(blob.data)
        return True

    def clear(self) -> None:
        """Take everything away."""
        self._blobs.clear()
        self._bytes = 0

    def _expire(self) -> None:
        # Every life is the same, so the first ones stored are the first ones to go.
        now = self._clock()
        for name, blob in list(self._blobs.items()):
            if blob.expires > now:
                return
            self.remove(name)
