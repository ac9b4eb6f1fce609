"""Levels that are brought up to date in parts equal levels built anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import noise

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.pyramid import (
    BAND,
    SMALLEST,
    PicturePyramid,
    half_box,
    halve,
    level_sizes,
)

sizes = st.builds(Size, st.sampled_from([1, 2, 701, 1405, 2811]), st.sampled_from([1, 3, 64, 705, 1023]))


def boxes(size: Size, seed: int, count: int) -> list[Rect]:
    random = np.random.default_rng(seed)
    corners = random.integers(0, (*size, *size), (count, 4))
    spans = [(min(x0, x1), min(y0, y1), max(x0, x1) + 1, max(y0, y1) + 1) for x0, y0, x1, y1 in corners]
    return [Rect.of_corners(*(int(value) for value in span)) for span in spans]


@settings(max_examples=25)
@given(sizes, st.integers(0, 99), st.integers(0, 4))
def test_a_picture_level_after_any_refreshes_is_as_one_built_anew(size, seed, changes):
    picture = np.array(noise(size, 4), np.uint8)
    pyramid = PicturePyramid(size, lambda box: picture[box.slices])
    pyramid.build()
    for box in boxes(size, seed, changes):
        picture[box.slices] = noise(box.size, 4, seed=seed + 1)
        pyramid.refresh(box)
    fresh = PicturePyramid(size, lambda box: picture[box.slices])
    fresh.build()
    for index, level in enumerate(pyramid.sizes):
        box = Rect.of_size(level)
        assert np.array_equal(pyramid.region(index, box), fresh.region(index, box))


def test_a_picture_is_read_in_bands_that_cover_it_once():
    size = Size(801, 2 * BAND + 77)
    seen = np.zeros((size.height, size.width), int)

    def read(box: Rect) -> np.ndarray:
        seen[box.slices] += 1
        assert box.height <= BAND
        return np.zeros((box.height, box.width, 4), np.uint8)

    PicturePyramid(size, read).build()
    assert (seen == 1).all()


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40))
def test_half_a_picture_is_the_mean_of_its_pixels(width, height):
    source = np.array(noise(Size(width, height), 4), np.uint8)
    target = np.empty(((height + 1) // 2, (width + 1) // 2, 4), np.uint8)
    halve(source, target)
    framed = np.pad(source, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge").astype(float)
    means = (framed[::2, ::2] + framed[1::2, ::2] + framed[::2, 1::2] + framed[1::2, 1::2]) / 4
    assert np.abs(target - means).max() <= 0.5


@given(st.integers(1, 99), st.integers(1, 99), st.integers(0, 98), st.integers(0, 98))
def test_the_half_box_holds_all_pixels_that_depend_on_the_box(width, height, x, y):
    half = Size((width + 1) // 2, (height + 1) // 2)
    box = half_box(Rect(min(x, width - 1), min(y, height - 1), 1, 1), half)
    assert box == Rect(min(x, width - 1) // 2, min(y, height - 1) // 2, 1, 1)


@pytest.mark.parametrize("size", [Size(1, 1), Size(SMALLEST, SMALLEST), Size(30_000, 3), Size(12_288, 8_191)])
def test_levels_end_where_a_view_could_hold_them(size):
    levels = level_sizes(size)
    assert levels[0] == size
    assert max(levels[-1]) <= SMALLEST
    assert min(min(level) for level in levels) >= 1


def test_levels_that_are_still_to_come_are_shown_as_a_coarser_one_has_them():
    size = Size(1501, 1203)
    picture = np.array(noise(size, 4), np.uint8)
    pyramid = PicturePyramid(size, lambda box: picture[box.slices])
    pyramid.build()
    pyramid.finest = 2
    level = pyramid.region(2, Rect.of_size(pyramid.sizes[2]))
    for index in (0, 1):
        whole = np.repeat(np.repeat(level, 4 >> index, axis=0), 4 >> index, axis=1)
        for box in (Rect.of_size(pyramid.sizes[index]), Rect(13, 7, 30, 21)):
            assert np.array_equal(pyramid.region(index, box), whole[box.slices])
    pyramid.complete()
    assert np.array_equal(pyramid.region(0, Rect(13, 7, 30, 21)), picture[Rect(13, 7, 30, 21).slices])
