"""Large brushes, whose inside is filled another way, follow the same rule to the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import differing_off_the_rim, within

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.stroke import Stroke, Tip

SIZE = Size(900, 700)
coordinate = st.floats(-300, 1200).map(lambda value: round(value, 2))
point = st.tuples(coordinate, coordinate)


@settings(max_examples=25)
@given(st.lists(point, min_size=1, max_size=3), st.sampled_from([280.0, 405.5, 900.0, 2000.0]))
def test_a_large_brush_covers_exactly_the_pixels_within_its_radius(path, diameter):
    mask = Mask(SIZE)
    mask.begin()
    stroke = Stroke(mask, diameter, 255)
    for x, y in path:
        stroke.to(x, y)
    drawn = mask.pixels == 255
    assert differing_off_the_rim(drawn, path, diameter / 2) == 0
    assert not (mask.pixels[~drawn]).any()


@settings(max_examples=25)
@given(
    st.lists(point, min_size=2, max_size=5), st.sampled_from(list(Tip)), st.sampled_from([3.0, 80.0, 500.0])
)
def test_the_announced_boxes_hold_all_that_an_event_changed(path, tip, diameter):
    mask = Mask(SIZE)
    mask.begin()
    stroke = Stroke(mask, diameter, 255, tip)
    for x, y in path:
        before = mask.pixels.copy()
        box = stroke.to(x, y)
        changed = before != mask.pixels
        changed[box.slices] = False
        assert not changed.any()
        assert box == EMPTY or Rect.of_size(SIZE).holds(box)


@pytest.mark.parametrize("tip", list(Tip))
@pytest.mark.parametrize("slope", [5e-324, 2e-308, -2e-308, 1e-17])
def test_an_almost_level_line_is_drawn_like_a_level_one(tip, slope):
    masks = []
    for rise in (0.0, slope):
        mask = Mask(SIZE)
        mask.begin()
        stroke = Stroke(mask, 21.6, 255, tip)
        stroke.to(30.5, 0.0)
        stroke.to(700.5, rise)
        masks.append(mask.pixels)
    assert np.array_equal(*masks)


def test_a_growing_tip_leaves_nothing_out():
    mask = Mask(SIZE)
    mask.begin()
    stroke = Stroke(mask, 20, 255)
    stroke.to(200, 200)
    stroke.to(200, 200, diameter=90)
    assert np.array_equal(mask.pixels == 255, within(SIZE, [(200, 200)], 45))
