"""Cells of very many specks: each pixel that may change is in one of them, and a few objects are never cut."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.cells import CELL, cells_of
from objremove_gui.core.cropping import CropLimits, CropPlan, plan_crops, region_area, region_mask
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.regions import FEW, Region


def plan_of(mask: NDArray[np.uint8]) -> CropPlan:
    """One crop for all of a mask."""
    height, width = mask.shape
    (plan,) = plan_crops(
        [Region(Rect(0, 0, width, height), mask)], Size(width, height), CropLimits(), growth=3
    )
    return plan


def specks(count: int, width: int, height: int, side: int = 6) -> NDArray[np.uint8]:
    chance = np.random.default_rng(4)
    mask = np.zeros((height, width), np.uint8)
    for x, y in chance.integers((0, 0), (width - side, height - side), (count, 2)).tolist():
        mask[y : y + side, x : x + side] = 255
    return mask


def test_the_cells_share_all_that_may_change_without_sharing_a_pixel() -> None:
    plan = plan_of(specks(900, 1500, 1300))
    cells = cells_of(plan)
    assert cells is not None
    areas, marks = (np.zeros((plan.box.height, plan.box.width), np.int64) for _ in range(2))
    for cell in cells:
        inside = cell.box.relative_to(plan.box).slices
        areas[inside] += region_area(cell) > 0
        marks[inside] += region_mask(cell) > 0
        assert max(cell.box.size) < 2 * CELL
    assert np.array_equal(areas, region_area(plan) > 0)
    assert np.array_equal(marks, region_mask(plan) > 0)


def test_up_to_twenty_objects_and_small_crops_are_composed_as_a_whole() -> None:
    objects = np.zeros((2000, 2000), np.uint8)
    for number in range(FEW):
        y, x = 400 * (number // 5), 400 * (number % 5)
        objects[y : y + 90, x : x + 50] = 255
    assert cells_of(plan_of(objects)) is None
    assert cells_of(plan_of(specks(400, CELL, CELL))) is None
