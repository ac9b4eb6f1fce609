"""Composing very many specks cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from objremove_gui.core.cells import cells_of
from objremove_gui.core.cropping import CropLimits, plan_crops, region_area
from objremove_gui.core.document import Snapshot
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.regions import Region
from objremove_gui.jobs.composing import Made, versions_of

WIDTH, HEIGHT = 1300, 1200


def specks(count: int, side: int = 6) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for x, y in np.random.default_rng(4).integers((0, 0), (WIDTH - side, HEIGHT - side), (count, 2)).tolist():
        mask[y : y + side, x : x + side] = 255
    return mask


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_what_was_composed_in_cells_is_the_fill_and_nothing_outside_changes(depth: type) -> None:
    mask = specks(700)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    truth = np.stack([rows // 8, columns // 8, rows * 0 + 100], axis=2).astype(np.uint8)
    spoilt = truth.copy()
    spoilt[mask > 0] = (255, 0, 255)
    deep = spoilt.astype(depth) * (257 if depth is np.uint16 else 1)
    regions = [Region(Rect(0, 0, WIDTH, HEIGHT), mask)]
    (plan,) = plan_crops(regions, Size(WIDTH, HEIGHT), CropLimits(), growth=3)
    photo = Photo(deep, PhotoFormat.PNG)
    assert cells_of(plan) is not None
    (version,) = versions_of(plan, Snapshot.of(photo, mask), [truth], Made("none", 1, 0.0, ""))
    area = region_area(plan) > 0
    assert version.patch.dtype == depth
    assert np.array_equal(version.patch[~area], deep[plan.box.slices][~area])
    seen = version.patch.astype(float) / (257 if depth is np.uint16 else 1)
    assert np.abs(seen - truth[plan.box.slices])[area].max() < 6
