"""Pixels that a decoder is still writing, from the top to the bottom: what is made of them need not wait for the last.

No decoder tells how far it is. But memory comes from the system as zeros: where a row has something else, the rows
above it are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.heap import made_ready

# Rows that are given out at once; even, and so many that half-size levels of a band begin at whole pixels.
BAND = 64
# Bands that are looked at: rows of a night sky are zeros, too, after they are written.
_AHEAD = 8
# Seconds from one look to the next.
_EVERY = 0.001
# What the system is asked for at once, ahead of the decoder.
_READY_BYTES = 8 << 20


class GrowingPixels:
    """uint8 (h, w, 3), to be written inside :meth:`being_written` by one thread and followed by another."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.pixels: NDArray[np.uint8] = np.zeros((size.height, size.width, 3), np.uint8)
        self._over = Event()
        self._is_whole = False

    @contextmanager
    def being_written(self) -> Iterator[None]:
        """Inside, the decoder writes; whoever follows is told when that is over, and whether it succeeded."""
        try:
            yield
            self._is_whole = True
        finally:
            self._over.set()

    def wait(self, seconds: float) -> None:
        """Until the decoder has ended, however, but no longer than this."""
        self._over.wait(seconds)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is written."""
        return self._is_whole

    def bands(self) -> Iterator[Rect]:
        """Boxes of rows that are written, from the top until the last; fewer if the decoder fails.

        One is given out when its second next has been begun: what another processor wrote is seen by then.
        """
        top, height, width = 0, self.size.height, self.size.width
        ready = self._made_ready()
        while not self._over.wait(_EVERY):
            next(ready, None)
            begun = self._begun(top)
            while top + 2 * BAND <= begun:
                yield Rect(0, top, width, BAND)
                top += BAND
        while self._is_whole and top < height:
            yield Rect(0, top, width, min(BAND, height - top))
            top += BAND

    def _begun(self, top: int) -> int:
        """The last row that is known to have been begun, of some below ``top``."""
        rows = range(top + 2 * BAND, self.size.height, BAND)[:_AHEAD]
        return next((row for row in reversed(rows) if self.pixels[row].any()), 0)

    def _made_ready(self) -> Iterator[None]:
        """Ask for memory, piece by piece: the decoder need not wait for it then."""
        flat = self.pixels.reshape(-1)
        for start in range(0, flat.size, _READY_BYTES):
            made_ready(flat[start : start + _READY_BYTES])
            yield
