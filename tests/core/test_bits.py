"""Growing and shrinking on packed bits is the same as by the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks

from objremove_gui.core.bits import PackedMask
from objremove_gui.core.geometry import Rect, Size


def by_definition(mask: np.ndarray, radius: int) -> np.ndarray:
    """Marked where a mark's centre is within ``radius``: the mask moved to every place of the disc."""
    height, width = mask.shape
    framed = np.pad(mask, radius)
    result = np.zeros_like(mask)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if dx * dx + dy * dy <= radius * radius:
                result |= framed[radius + dy : radius + dy + height, radius + dx : radius + dx + width]
    return result


def grown(mask: np.ndarray, radius: int) -> np.ndarray:
    result = mask.copy()
    for box, pixels in PackedMask(mask).grown(radius):
        result[box.slices] = pixels
    return result


def shrunk(mask: np.ndarray, radius: int) -> np.ndarray:
    result = mask.copy()
    for box, pixels in PackedMask(mask).shrunk(radius):
        result[box.slices] = pixels
    return result


sizes = st.builds(Size, st.integers(1, 200), st.integers(1, 60))


@settings(max_examples=60)
@given(sizes, st.integers(1, 12), st.sampled_from([0.001, 0.02, 0.5, 0.99]), st.integers(0, 99))
def test_small_masks_grow_and_shrink_by_the_exact_disc(size, radius, share, seed):
    mask = marks(size, share, seed)
    assert np.array_equal(grown(mask, radius), by_definition(mask, radius))
    assert np.array_equal(shrunk(mask, radius), 255 - by_definition(255 - mask, radius))


@pytest.mark.parametrize("radius", [1, 30, 64, 127])
def test_masks_of_several_blocks_grow_and_shrink_by_the_exact_disc(radius):
    size = Size(2300, 700)
    mask = blob(size, (40, 40, 90), (2047, 511, 3), (2048, 600, 140), (2299, 699, 1)) | marks(size, 0.00002)
    inside = blob(size, (1000, 400, 300))
    # Distances to a few marks, one by one, are quicker here than moving the mask over the whole disc.
    assert np.array_equal(grown(mask, radius), near(mask, radius))
    assert np.array_equal(shrunk(inside, radius), 255 - near(255 - inside, radius))


def near(mask: np.ndarray, radius: int) -> np.ndarray:
    """Each row of the disc by running sums: exact, and independent of words and blocks."""
    height, width = mask.shape
    framed = np.pad(mask > 0, ((radius, radius), (radius + 1, radius))).astype(np.int32)
    sums = np.cumsum(framed, axis=1)
    result = np.zeros((height, width), bool)
    for dy in range(-radius, radius + 1):
        half = int(np.sqrt(radius * radius - dy * dy))
        rows = sums[radius + dy : radius + dy + height]
        right = rows[:, radius + 1 + half : radius + 1 + half + width]
        left = rows[:, radius - half : radius - half + width]
        result |= right > left
    return np.where(result, np.uint8(255), np.uint8(0))


def test_only_blocks_near_the_rim_are_given():
    size = Size(9000, 1500)
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[:, :4500] = 255
    boxes = [box for box, _ in PackedMask(mask).grown(5)]
    assert boxes
    assert Rect.around(boxes).width <= 4096


def test_a_full_and_an_empty_mask_stay_as_they_are():
    for value in (0, 255):
        mask = np.full((300, 500), value, np.uint8)
        assert not list(PackedMask(mask).grown(9))
        assert not list(PackedMask(mask).shrunk(9))


def test_a_block_can_be_had_as_it_was_packed():
    mask = marks(Size(333, 222), 0.4)
    packed = PackedMask(mask)
    box = next(iter(packed.grown(1)))[0]
    assert np.array_equal(packed.block(box), mask[box.slices])
