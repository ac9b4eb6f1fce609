"""How visible seams are: the steps of lightness between neighbours along a rim, for each part of an area by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.removal import Mask8

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
# Steps of the whole area and of each part: float64 (1 + parts,).
Steps = NDArray[np.float64]
Places = NDArray[np.int64]
# Rims so many pixels inside and outside the area's own are looked at too: the feather moves the step there.
BESIDE = (-2, -1, 0, 1)
# Of rims with many more pairs of neighbours than this only every so many rows are looked at.
MOST_PAIRS = 1 << 21


@dataclass(frozen=True, slots=True)
class _Rim:
    """All neighbours of which one lies within and the other does not, as indices of places, and their parts.

    ``counts`` tells how many pairs there are: of all parts together, and of each.
    """

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    part: Places
    counts: Places


@dataclass(frozen=True, slots=True, eq=False)
class Seams:
    """The rims of an area, and those beside them.

    ``places`` are the flat places of all pixels at a rim, ascending; ``part_of`` (int32 (h, w)) numbers the parts of
    the area that do not touch, from 1 on, with the pixels next to them, and is 0 elsewhere; ``parts`` is their number.
    """

    places: Places
    part_of: NDArray[np.int32]
    parts: int
    rims: tuple[_Rim, ...]

    @classmethod
    def of(cls, area: Mask8) -> Seams:
        """The seams of ``area`` (uint8 (h, w), above 0 within)."""
        import cv2

        within = np.where(_moved(area, max(BESIDE)), np.uint8(255), np.uint8(0))
        count, labels = cv2.connectedComponents(within, connectivity=8, ltype=cv2.CV_32S)
        part_of = np.asarray(labels, np.int32)
        own = _moved(area, 0)
        every = (
            1
            + (np.count_nonzero(own[:, 1:] != own[:, :-1]) + np.count_nonzero(own[1:] != own[:-1]))
            // MOST_PAIRS
        )
        pairs = [pair for by in BESIDE if (pair := _pairs(_moved(area, by), int(every)))[0].size]
        index = np.zeros(area.size, np.int32)
        for pair in pairs:
            for side in pair:
                index[side] = 1
        places = np.flatnonzero(index)
        index[places] = np.arange(len(places), dtype=np.int32)
        flat = part_of.reshape(-1)
        rims = tuple(_rim(one, other, index, flat, count) for one, other in pairs)
        return cls(places, part_of, count - 1, rims)

    def steps(self, pixels: Picture) -> Steps:
        """The mean step of lightness along the rim where it is largest, in levels: of all, then of each part.

        ``pixels`` are what is seen at the places, uint8 (n, 3).
        """
        import cv2

        largest = np.zeros(1 + self.parts)
        if not self.rims:
            return largest
        light = cv2.cvtColor(pixels[:, None], cv2.COLOR_RGB2GRAY).reshape(-1).astype(np.float64)
        for rim in self.rims:
            step = np.abs(light[rim.one] - light[rim.other])
            sums = np.bincount(rim.part, step, minlength=len(largest))
            sums[0] = step.sum()
            np.maximum(largest, sums / np.maximum(rim.counts, 1), out=largest)
        return largest


def _rim(
    one: Places, other: Places, index: NDArray[np.int32], part_of: NDArray[np.int32], count: int
) -> _Rim:
    part = np.maximum(part_of[one], part_of[other]).astype(np.int64)
    counts = np.bincount(part, minlength=count)
    counts[0] = len(part)
    return _Rim(index[one], index[other], part, counts)


def _moved(area: Mask8, by: int) -> NDArray[np.bool_]:
    """The area, larger by so many pixels, or smaller."""
    import cv2

    if not by:
        return area > 0
    kernel = np.ones((3, 3), np.uint8)
    if by > 0:
        return np.asarray(cv2.dilate(area, kernel, iterations=by) > 0)
    return np.asarray(cv2.erode(area, kernel, iterations=-by, borderValue=255) > 0)


def _pairs(area: NDArray[np.bool_], every: int) -> tuple[Places, Places]:
    """Flat places of all neighbours of which one lies in the area and the other does not, in each so-manieth row."""
    width = area.shape[1]
    rows, columns = np.nonzero(area[::every, 1:] != area[::every, :-1])
    beside = rows * (every * width) + columns
    rows, columns = np.nonzero(area[1::every] != area[:-1:every])
    below = rows * (every * width) + columns
    return np.concatenate([beside, below]), np.concatenate([beside + 1, below + width])
