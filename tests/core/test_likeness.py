"""Distances between colours, and the thinned picture that the preview looks at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenery import noise, photo, removal

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.likeness import UNITS, Likeness, thinned, within
from objremove_gui.core.snapshot import Snapshot

colour = st.tuples(*[st.integers(0, 255)] * 3)


def to_lab(colour: tuple[int, int, int]) -> np.ndarray:
    """CIELAB of an sRGB colour for the white D65 (CIE 15, IEC 61966-2-1)."""
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    t = xyz / (0.95047, 1.0, 1.08883)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@given(colour, colour)
def test_distances_are_those_of_lab(first, second):
    likeness = Likeness.to_pixel(np.array(first, np.uint8))
    squared = likeness.distances(np.array([[second]], np.uint8))[0, 0]
    expected = min(104.5, float(np.linalg.norm(to_lab(first) - to_lab(second))))
    # Each channel of 8-bit Lab is rounded to a whole step.
    assert abs(np.sqrt(squared / UNITS) - expected) <= 2.5


def test_a_colour_is_within_any_tolerance_of_itself():
    picture = noise(Size(50, 40))
    near = within(Likeness.to_pixel(picture[7, 9]).distances(picture), 0)
    assert near[7, 9] == 255
    assert (near > 0).sum() < 20


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_larger_tolerance_never_takes_less(first, second):
    picture = noise(Size(30, 30))
    distances = Likeness.to_pixel(picture[3, 3]).distances(picture)
    low, high = sorted((first, second))
    assert not (within(distances, low) & ~within(distances, high)).any()


def test_black_against_white_is_a_hundred():
    likeness = Likeness.to_pixel(np.zeros(3, np.uint8))
    distances = likeness.distances(np.full((1, 1, 3), 255, np.uint8))
    assert within(distances, 100)[0, 0] == 255
    assert within(distances, 99)[0, 0] == 0


def test_sixteen_bits_are_judged_like_eight():
    picture = noise(Size(40, 30))
    deep = picture.astype(np.uint16) * 257
    shallow = Likeness.to_pixel(picture[0, 0]).distances(picture)
    assert np.array_equal(Likeness.to_pixel(deep[0, 0]).distances(deep), shallow)


def test_what_is_transparent_is_unlike_what_is_not_and_like_itself_in_any_colour():
    picture = np.zeros((1, 3, 4), np.uint8)
    picture[0] = [(255, 0, 0, 0), (0, 0, 255, 0), (0, 0, 255, 255)]
    near = within(Likeness.to_pixel(picture[0, 0]).distances(picture), 20)
    assert near[0].tolist() == [255, 255, 0]
    grey = np.array([[(0, 0, 0, 0), (119, 119, 119, 255)]], np.uint8)
    assert within(Likeness.to_pixel(grey[0, 0]).distances(grey), 50)[0].tolist() == [255, 0]


@pytest.mark.parametrize("step", [1, 2, 3, 7])
@pytest.mark.parametrize("box", [Rect(0, 0, 120, 90), Rect(13, 8, 70, 61), Rect(50, 40, 3, 2)])
def test_the_thinned_picture_is_the_visible_one_with_pixels_left_out(step, box):
    removals = (
        removal(Rect(20, 10, 40, 50)),
        removal(Rect(51, 33, 30, 30), seed=5),
        replace(removal(Rect(0, 0, 90, 90), seed=9), enabled=False),
    )
    picture = Snapshot(photo(Size(120, 90), 4), removals, EMPTY, np.empty((0, 0), np.uint8))
    assert np.array_equal(thinned(picture, box, step), picture.read(box)[::step, ::step])
