"""Cuts a hole of very many parts into pieces, which are filled one after the other, each from what lies near it.

A fill costs by the picture that it is given: thousands of specks take a part of the time and little memory that way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.parts import Corners, Gathered, Parts

if TYPE_CHECKING:
    from objremove_gui.engine.base import Pixels

# A hole of at most so many parts is filled as one.
FEW = 20
# Of more parts those are filled together whose middles lie in one square; the side that costs least is taken.
SIDES = (32, 64, 128, 256, 512)
# A piece is filled from as far away as its largest part is long, at least from this far. On specks of 3 to 9 pixels
# twice as far took half as long again, and what was filled was no nearer to the truth.
LEAST_REACH = 16
# More pixels are not filled as one, whatever that would save: it takes some 60 bytes each.
MOST_PIXELS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """``windows`` are what the pieces, which are ``gathered`` parts of a hole, are filled from."""

    gathered: Gathered
    windows: Corners

    @classmethod
    def of(cls, mask: Pixels, whole: int) -> Pieces | None:
        """The pieces of a hole (h, w), 255 within; None where it is better filled as one, from ``whole`` pixels."""
        parts = Parts.of(mask, connectivity=8)
        if len(parts) <= FEW:
            return None
        ways = [cls(each, _windows(each)) for each in map(parts.gathered, SIDES)]
        best = min(ways, key=lambda way: way.cost)
        return None if best.cost >= whole and whole <= MOST_PIXELS else best

    @property
    def cost(self) -> int:
        """How many pixels the engine is given, one piece after the other."""
        return int((self.windows[:, 2:] - self.windows[:, :2]).prod(axis=1).sum())

    def __iter__(self) -> Iterator[tuple[Rect, Rect, NDArray[np.bool_]]]:
        """Of each piece its box, its window, and which pixels of the box are its own."""
        for (box, own), window in zip(self.gathered, self.windows.tolist(), strict=True):
            yield box, Rect.of_corners(*window), own

    def __len__(self) -> int:
        return len(self.gathered)


def _windows(gathered: Gathered) -> Corners:
    reach = np.maximum(gathered.longest, LEAST_REACH)[:, None]
    height, width = gathered.labels.shape
    low = np.maximum(gathered.corners[:, :2] - reach, 0)
    high = np.minimum(gathered.corners[:, 2:] + reach, (width, height))
    return np.concatenate([low, high], axis=1)
