"""A seam's step of tone goes away, everything else stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.harmony import harmonised


def disc(side: int, radius: int) -> np.ndarray:
    mask = np.zeros((side, side), np.uint8)
    cv2.circle(mask, (side // 2, side // 2), radius, 255, -1)
    return mask


def step_at_the_rim(picture: np.ndarray, area: np.ndarray) -> float:
    """Mean difference of the pixels just inside and just outside the area."""
    kernel = np.ones((7, 7), np.uint8)
    inside = (area > 0) & (cv2.erode(area, kernel) == 0)
    outside = (area == 0) & (cv2.dilate(area, kernel) > 0)
    return abs(float(picture[inside].mean()) - float(picture[outside].mean()))


@pytest.mark.parametrize("offset", [-18, 6, 15])
def test_a_fill_of_another_tone_meets_its_surroundings(picture, offset: int) -> None:
    original = picture(300, 300)
    area = disc(300, 60)
    filled = original.copy()
    filled[area > 0] = np.clip(filled[area > 0].astype(int) + offset, 0, 255)
    before, after = step_at_the_rim(filled, area), step_at_the_rim(harmonised(original, filled, area), area)
    assert after < before / 2


def test_a_perfect_fill_stays_nearly_as_it_is(picture) -> None:
    original = picture(300, 300)
    result = harmonised(original, original, disc(300, 60))
    assert np.abs(result.astype(int) - original).max() <= 6
    assert np.abs(result.astype(int) - original).mean() < 0.5


@settings(max_examples=30)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**31))
def test_nothing_outside_the_area_changes_whatever_its_shape(width: int, height: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    original = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    filled = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    area = np.where(rng.random((height, width)) < rng.random(), np.uint8(255), np.uint8(0))
    result = harmonised(original, filled, area)
    assert np.array_equal(result[area == 0], filled[area == 0])


def test_texture_is_kept(picture) -> None:
    original = picture(300, 300)
    area = disc(300, 70)
    filled = original.copy()
    filled[area > 0] = np.clip(filled[area > 0].astype(int) + 12, 0, 255)
    result = harmonised(original, filled, area)
    core = disc(300, 60) > 0
    detail = [cv2.Laplacian(p.astype(np.float32), cv2.CV_32F)[core].std() for p in (filled, result)]
    assert detail[1] == pytest.approx(detail[0], rel=0.03)


@pytest.mark.parametrize("seed", range(3))
def test_a_fill_that_meets_its_surroundings_is_left_as_it_is(picture, seed: int) -> None:
    original = picture(300, 300, seed)
    filled = original.copy()
    area = disc(300, 60)
    blurred = cv2.GaussianBlur(original, (0, 0), 1)
    filled[area > 0] = blurred[area > 0]
    assert np.array_equal(harmonised(original, filled, area), filled)
