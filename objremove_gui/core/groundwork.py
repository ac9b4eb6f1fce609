"""The memory that a picture needs besides its pixels, made and written to while its file is still being decoded."""

from __future__ import annotations

from threading import Thread

from objremove_gui.core.geometry import Size
from objremove_gui.core.mask_plane import MaskPlane
from objremove_gui.core.pyramid import Levels, empty_levels


class Groundwork:
    """An empty mask and levels to be filled; the system hands out memory slowly, and one of two cores is free."""

    def __init__(self) -> None:
        self._size: Size | None = None
        self._thread: Thread | None = None
        self._plane: MaskPlane | None = None
        self._levels: Levels | None = None

    def begin(self, size: Size) -> None:
        """The picture will have this size; what is told first counts."""
        if self._thread is not None:
            return
        self._size = size
        self._thread = Thread(target=self._make, args=(size,), name="groundwork")
        self._thread.start()

    def _make(self, size: Size) -> None:
        self._plane = MaskPlane(size)
        levels = empty_levels(size)
        for level in levels:
            level.fill(0)
        self._levels = levels

    def take(self, size: Size) -> tuple[MaskPlane | None, Levels | None]:
        """What was made, if it was for this size; once."""
        if self._thread is not None:
            self._thread.join()
        made = (self._plane, self._levels) if size == self._size else (None, None)
        self._plane = self._levels = None
        return made
