"""A stroke that closes a loop can take what it encloses."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.fills import holes_filled
from objremove_gui.core.geometry import Size
from objremove_gui.core.loops import fill_enclosed
from objremove_gui.core.mask import Mask
from objremove_gui.core.stroke import Stroke

SIZE = Size(420, 360)
Path = list[tuple[float, float]]


def arc(x: float, y: float, radius: float, turns: float, squeeze: float = 1.0) -> Path:
    angles = np.linspace(0.3, 0.3 + turns * 2 * math.pi, 60)
    return [(x + radius * math.cos(a), y + radius * squeeze * math.sin(a)) for a in angles]


def stroked(path: Path, diameter: float, value: int = 255) -> Mask:
    mask = Mask(SIZE)
    mask.begin()
    if not value:
        mask.pixels.fill(255)
    stroke = Stroke(mask, diameter, value)
    for x, y in path:
        stroke.to(x, y)
    return mask


def filled(path: Path, diameter: float, gap: float = 0.0, value: int = 255) -> Mask:
    mask = stroked(path, diameter, value)
    fill_enclosed(mask, path, diameter / 2, gap, value)
    return mask


@settings(max_examples=60)
@given(
    st.floats(100, 320), st.floats(90, 270), st.floats(30, 90), st.floats(1.0, 1.3), st.floats(0.5, 1.0),
    st.sampled_from([4.0, 6.0, 11.0, 30.0, 64.0]),
)  # fmt: skip
def test_a_closed_loop_becomes_exactly_the_stroke_and_its_inside(x, y, radius, turns, squeeze, diameter):
    path = arc(x, y, radius, turns, squeeze)
    assert np.array_equal(filled(path, diameter).pixels, holes_filled(stroked(path, diameter).pixels))


@pytest.mark.parametrize("diameter", [1.0, 2.0, 3.0])
def test_a_hair_thin_loop_is_filled_up_to_the_stroke(diameter):
    path = arc(200, 180, 90, 1.05)
    expected = holes_filled(stroked(path, diameter).pixels)
    drawn = filled(path, diameter).pixels
    assert not ((expected > 0) & (drawn == 0)).any()
    around = cv2.dilate(expected, np.ones((3, 3), np.uint8))
    assert not ((drawn > 0) & (around == 0)).any()


def test_an_open_stroke_encloses_nothing():
    path = arc(200, 180, 90, 0.7)
    assert np.array_equal(filled(path, 12).pixels, stroked(path, 12).pixels)


def test_ends_that_nearly_meet_are_joined():
    path = arc(200, 180, 90, 0.98)
    assert math.dist(path[0], path[-1]) > 10
    assert filled(path, 6, gap=14).pixels[180, 200] == 255
    assert filled(path, 6, gap=8).pixels[180, 200] == 0


def test_a_tail_that_runs_into_the_loop_closes_it():
    path = [(60.0, 60.0), (300.0, 60.0), (300.0, 280.0), (80.0, 280.0), (80.0, 66.0)]
    mask = filled(path, 16)
    assert mask.pixels[170, 200] == 255
    assert mask.pixels[300, 200] == 0


def test_a_loop_that_leaves_the_picture_is_filled_up_to_its_edge():
    path = arc(400, 180, 90, 1.05)
    mask = filled(path, 10)
    assert mask.pixels[180, 330:].all()
    assert not mask.pixels[180, :300].any()


def test_a_dab_is_left_as_it_is():
    path = [(100.0, 100.0), (103.0, 101.0), (101.0, 102.0)]
    assert np.array_equal(filled(path, 20, gap=20).pixels, stroked(path, 20).pixels)


def test_a_small_hook_is_not_closed():
    path = arc(200, 180, 6, 0.6)
    assert np.array_equal(filled(path, 2, gap=20).pixels, stroked(path, 2).pixels)


def test_an_eraser_takes_what_it_encloses_away():
    path = arc(200, 180, 90, 1.05)
    assert np.array_equal(filled(path, 12, value=0).pixels, 255 - filled(path, 12).pixels)


def test_only_what_is_enclosed_is_announced():
    mask = stroked(arc(200, 180, 90, 1.05), 12)
    boxes = []
    mask.changed.connect(boxes.append)
    fill_enclosed(mask, arc(200, 180, 90, 1.05), 6, 0, 255)
    (box,) = boxes
    assert 160 <= box.width <= 180
    assert 160 <= box.height <= 180
