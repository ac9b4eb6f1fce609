"""The seam of all engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


class Engine(Protocol):
    """Fills the masked pixels of a picture; never grows the mask, never touches another pixel."""

    id: str

    def fill(self, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]) -> Pixels:
        """A new picture like ``image`` (h, w, 3) with the pixels under ``mask`` 255 (h, w) filled.

        The same ``seed`` (0 .. 2**31 - 1) gives the same bytes. ``progress`` is told 0..1. Raises
        EngineError.
        """
