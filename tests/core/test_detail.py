"""What was filled at a smaller scale gets the fine detail of what looks alike around it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from objremove_gui.core.detail import detailed
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.resources import resource

BOX = Rect(120, 100, 200, 150)


@pytest.fixture(scope="module")
def meadow() -> np.ndarray:
    with Image.open(resource("samples/sample.jpg")) as image:
        return np.asarray(image.convert("RGB"))[900:1300, 900:1400].copy()


def area_in(picture: np.ndarray, box: Rect) -> np.ndarray:
    area = np.zeros(picture.shape[:2], np.uint8)
    area[box.slices] = 255
    return area


def blurred(picture: np.ndarray, small: Size) -> np.ndarray:
    shrunk = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(shrunk, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC))


def sharpness(picture: np.ndarray) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F).std())


def test_a_meadow_scaled_down_is_as_sharp_again_as_the_meadow_around(meadow) -> None:
    small = Size(200, 160)
    patch = blurred(meadow, small)[BOX.slices]
    made = detailed(patch, BOX, meadow, area_in(meadow, BOX), small, 1)
    truth = sharpness(meadow[BOX.slices])
    assert sharpness(patch) < 0.4 * truth
    assert 0.75 * truth < sharpness(made) < 1.3 * truth
    # What it shows stays what it was.
    assert np.abs(cv2.blur(made, (25, 25)).astype(int) - cv2.blur(patch, (25, 25))).mean() < 3


def test_a_smooth_place_stays_smooth_beside_a_rough_one(meadow) -> None:
    picture = meadow.copy()
    picture[:, :260] = (120, 130, 140)
    small, box = Size(200, 160), Rect(40, 100, 100, 100)
    patch = np.full((100, 100, 3), (120, 130, 140), np.uint8)
    made = detailed(patch, box, picture, area_in(picture, box), small, 1)
    assert np.abs(made.astype(int) - patch).mean() < 2


def test_the_same_seed_gives_the_same_pixels_and_nothing_is_taken_from_inside(meadow) -> None:
    small = Size(200, 160)
    patch, area = blurred(meadow, small)[BOX.slices], area_in(meadow, BOX)
    other = meadow.copy()
    other[BOX.slices] = 0
    first = detailed(patch, BOX, meadow, area, small, 5)
    assert np.array_equal(first, detailed(patch, BOX, meadow, area, small, 5))
    assert not np.array_equal(first, detailed(patch, BOX, meadow, area, small, 6))
    # Next to the area the scaled picture shows a little of it; farther away nothing does.
    assert np.abs(first.astype(int) - detailed(patch, BOX, other, area, small, 5)).mean() < 12


@settings(max_examples=25)
@given(st.integers(1, 120), st.integers(1, 120), st.floats(0, 1), st.integers(0, 9))
def test_any_size_and_area_gives_a_patch_of_the_same_shape(width, height, share, seed) -> None:
    rng = np.random.default_rng(seed)
    around = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    area = np.where(rng.random((height, width)) < share, np.uint8(255), np.uint8(0))
    box = Rect(width // 4, height // 4, max(1, width // 2), max(1, height // 2))
    patch = around[box.slices].copy()
    small = Size(max(1, width // 2), max(1, height // 2))
    assert detailed(patch, box, around, area, small, seed).shape == patch.shape
