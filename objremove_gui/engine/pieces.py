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

if TYPE_CHECKING:
    from objremove_gui.engine.base import Pixels

Whole = NDArray[np.int64]

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
    """``group`` gives the number of the piece for each label of ``labels`` (int32 (h, w)), -1 for what is no hole.

    ``boxes`` are the pieces' own boxes, ``windows`` what they are filled from: x, y of the first pixel, and behind the
    last one, int64 (n, 4).
    """

    labels: NDArray[np.int32]
    group: Whole
    boxes: Whole
    windows: Whole

    @classmethod
    def of(cls, mask: Pixels, whole: int) -> Pieces | None:
        """The pieces of a hole (h, w), 255 within; None where it is better filled as one, from ``whole`` pixels."""
        import cv2

        count, labels, stats, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
        if count - 1 <= FEW:
            return None
        parts = stats[1:].astype(np.int64)
        centres = np.asarray(middles[1:], np.float64)
        ways = [_gathered(parts, centres, side, mask.shape) for side in SIDES]
        cost, index = min((int(_areas(windows).sum()), at) for at, (_, _, windows) in enumerate(ways))
        if cost >= whole and whole <= MOST_PIXELS:
            return None
        group, boxes, windows = ways[index]
        return cls(np.asarray(labels, np.int32), np.concatenate([[-1], group]), boxes, windows)

    def __iter__(self) -> Iterator[tuple[Rect, Rect, NDArray[np.bool_]]]:
        """Of each piece its box, its window, and which pixels of the box are its own."""
        for number, (box, window) in enumerate(zip(self.boxes.tolist(), self.windows.tolist(), strict=True)):
            place = Rect.of_corners(*box)
            yield place, Rect.of_corners(*window), self.group[self.labels[place.slices]] == number

    def __len__(self) -> int:
        return len(self.boxes)


def _gathered(
    parts: Whole, middles: NDArray[np.float64], side: int, shape: tuple[int, ...]
) -> tuple[Whole, Whole, Whole]:
    """The piece of each part when those of squares of ``side`` are joined; the pieces' boxes and their windows."""
    height, width = shape[:2]
    across = width // side + 1
    squares = (middles // side).astype(np.int64)
    _, group = np.unique(squares[:, 1] * across + squares[:, 0], return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    x, y, w, h = (parts[order, column] for column in range(4))
    low = [np.minimum.reduceat(each, starts) for each in (x, y)]
    high = [np.maximum.reduceat(each, starts) for each in (x + w, y + h)]
    longest = np.maximum.reduceat(np.maximum(w, h), starts)
    reach = np.maximum(longest, LEAST_REACH)
    windows = [
        *(np.maximum(each - reach, 0) for each in low),
        *(np.minimum(each + reach, most) for each, most in zip(high, (width, height), strict=True)),
    ]
    return group, np.stack([*low, *high], axis=1), np.stack(windows, axis=1)


def _areas(boxes: Whole) -> Whole:
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), np.int64)
