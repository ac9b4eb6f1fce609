"""How visible a seam is: the steps of lightness between neighbours along a rim, and where they are the least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.removal import Mask8

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Places = NDArray[np.int64]
# For each rim the flat places of all neighbours of which one lies within and the other does not.
Rims = list[tuple[Places, Places]]
_LIGHTNESS = np.array([0.299, 0.587, 0.114], np.float32)
# Rims so many pixels inside and outside the area's own are looked at too: the feather moves the step there.
BESIDE = (-2, -1, 0, 1)
# Levels of 255.
_GAIN = 0.1


def rims_of(area: Mask8) -> Rims:
    """The rims of ``area`` (uint8 (h, w), above 0 within) and those beside it, without empty ones."""
    return [pair for by in BESIDE if (pair := _pairs(_moved(area, by)))[0].size]


def largest_step(picture: Picture, rims: Rims) -> float:
    """The mean step of lightness along the rim where it is largest, in levels; ``picture`` is uint8 (h, w, 3)."""
    import cv2

    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).reshape(-1).astype(np.float32)
    return max((float(np.abs(light[one] - light[other]).mean()) for one, other in rims), default=0.0)


def least_visible(
    original: Picture, filled: Picture, shift: Floats, area: Mask8, parts: Sequence[float]
) -> float:
    """Which of the ``parts`` of ``shift`` added to ``filled`` makes the least step; the first one of nearly equal ones.

    Pictures uint8 (h, w, 3), ``shift`` float32 of the same shape; ``area`` uint8 (h, w), above 0 where ``filled`` lies
    over ``original``.
    """
    rims = rims_of(area)
    if not rims:
        return parts[0]

    def visible(part: float) -> float:
        return max(float(np.abs(light(one, part) - light(other, part)).mean()) for one, other in rims)

    inside, before, after, added = (
        area.reshape(-1) > 0,
        *(picture.reshape(-1, 3) for picture in (original, filled, shift)),
    )

    def light(places: Places, part: float) -> Floats:
        moved = np.rint(np.clip(after[places] + part * added[places], 0, 255))
        return np.asarray(np.where(inside[places][:, None], moved, before[places]) @ _LIGHTNESS, np.float32)

    # The first one is left only for a gain that can be seen.
    steps = [visible(part) for part in parts]
    best = min(range(len(parts)), key=steps.__getitem__)
    return parts[best] if steps[best] < steps[0] - _GAIN else parts[0]


def _moved(area: Mask8, by: int) -> NDArray[np.bool_]:
    """The area, larger by so many pixels, or smaller."""
    import cv2

    if not by:
        return area > 0
    kernel = np.ones((3, 3), np.uint8)
    if by > 0:
        return np.asarray(cv2.dilate(area, kernel, iterations=by) > 0)
    return np.asarray(cv2.erode(area, kernel, iterations=-by, borderValue=255) > 0)


def _pairs(area: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Flat places of all neighbours of which one lies in the area and the other does not."""
    width = area.shape[1]
    rows, columns = np.nonzero(area[:, 1:] != area[:, :-1])
    beside = rows * width + columns
    rows, columns = np.nonzero(area[1:] != area[:-1])
    below = rows * width + columns
    return np.concatenate([beside, below]), np.concatenate([beside + 1, below + width])
