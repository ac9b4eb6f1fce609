"""How far a removal reaches: the rim of everything that it would change, found before it is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.bits import PackedMask
from objremove_gui.core.cropping import CropLimits, CropPlan, Look, plan_crops, region_mask
from objremove_gui.core.geometry import Size
from objremove_gui.core.morphology import grown_square
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Mask8

# A closed line through the middles of the outermost pixels: float32 (n, 2), x and y in image coordinates.
Rim = NDArray[np.float32]


class Reached(NamedTuple):
    """What a removal would change: its ``rims``, and how far each of its regions is grown, in photo pixels."""

    rims: list[Rim]
    growths: tuple[int, ...]


def reached(
    mask: Mask8,
    corner: tuple[int, int],
    photo: Size,
    limits: CropLimits,
    *,
    growth: int | None,
    feather: int | None = None,
    look: Look | None = None,
    traced: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> Reached | None:
    """The rims around the marks of ``mask`` (uint8 (h, w), 0 or 255, its corner at x, y of the photo).

    ``growth`` and ``feather`` in photo pixels, None = automatic; ``traced`` tells whether the rims are wanted. Gives
    up, with None, soon after ``stopped`` says so.
    """
    regions = find_regions(mask, corner)
    if stopped():
        return None
    plans = plan_crops(regions, photo, limits, growth=growth, feather=feather, look=look)
    found: list[Rim] = []
    for plan in plans if traced else ():
        area = _area(plan, stopped)
        if area is None:
            return None
        found += _rims_of(area, plan.box.x, plan.box.y)
    return None if stopped() else Reached(found, tuple(plan.growth for plan in plans))


def _area(plan: CropPlan, stopped: Callable[[], bool]) -> Mask8 | None:
    """All that a crop would change, for ``plan.box``."""
    area = region_mask(plan)
    if plan.growth:
        for box, pixels in PackedMask(area).grown(plan.growth):
            if stopped():
                return None
            area[box.slices] = pixels
    if plan.ring > plan.growth:
        area = grown_square(area, 2 * (plan.ring - plan.growth) + 1)
    return None if stopped() else area


def _rims_of(area: Mask8, x: int, y: int) -> list[Rim]:
    import cv2

    lines, _ = cv2.findContours(area, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    middle = np.array([x + 0.5, y + 0.5], np.float32)
    return [np.asarray(line, np.float32).reshape(-1, 2) + middle for line in lines]
