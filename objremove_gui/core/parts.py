"""The parts of a mask that hang together, and their gathering by squares: quick also for many thousands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect

Mask8 = NDArray[np.uint8]
# x and y of the first pixel, x and y behind the last one: int64 (n, 4).
Corners = NDArray[np.int64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """``labels`` int32 (h, w) numbers the parts from 1 on, 0 is outside; ``middles`` are x and y, float64 (n, 2)."""

    labels: NDArray[np.int32]
    corners: Corners
    middles: NDArray[np.float64]

    @classmethod
    def of(cls, mask: Mask8, *, connectivity: int) -> Parts:
        """The parts of a mask, uint8 (h, w); with a ``connectivity`` of 8 also corners hold them together, of 4 not."""
        import cv2

        _, labels, stats, middles = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
        boxes = stats[1:, :4].astype(np.int64)
        corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
        return cls(np.asarray(labels, np.int32), corners, np.asarray(middles[1:], np.float64))

    def __len__(self) -> int:
        return len(self.corners)

    @property
    def longest(self) -> Whole:
        """The longer side of each part's box."""
        return np.asarray((self.corners[:, 2:] - self.corners[:, :2]).max(axis=1), np.int64)

    def gathered(self, side: int) -> Gathered:
        """The parts whose middles lie in the same square of ``side`` pixels, together."""
        squares = (self.middles // side).astype(np.int64)
        across = self.labels.shape[1] // side + 1
        _, group = np.unique(squares[:, 1] * across + squares[:, 0], return_inverse=True)
        order = np.argsort(group, kind="stable")
        starts = np.flatnonzero(np.diff(group[order], prepend=-1))
        corners = self.corners[order]
        low = np.minimum.reduceat(corners[:, :2], starts)
        high = np.maximum.reduceat(corners[:, 2:], starts)
        longest = np.maximum.reduceat(self.longest[order], starts)
        return Gathered(self.labels, group, np.concatenate([low, high], axis=1), longest)


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Gathered parts: the ``group`` of each part, each group's box, and how long its longest part is."""

    labels: NDArray[np.int32]
    group: Whole
    corners: Corners
    longest: Whole

    def __len__(self) -> int:
        return len(self.corners)

    def __iter__(self) -> Iterator[tuple[Rect, NDArray[np.bool_]]]:
        """The box of each group, and which of its pixels are the group's."""
        # What is no part is of no group.
        group = np.concatenate([[-1], self.group]).astype(np.int32)
        for number, corners in enumerate(self.corners.tolist()):
            box = Rect.of_corners(*corners)
            yield box, group[self.labels[box.slices]] == number
