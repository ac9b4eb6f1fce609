"""Strokes follow one rule to the pixel."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import differing_off_the_rim

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.stroke import Stroke, Tip

SIZE = Size(190, 140)
coordinate = st.floats(-60, 240, allow_nan=False).map(lambda v: round(v, 3))
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=5)


def draw(path: list[tuple[float, float]], diameter: float, value: int = 255, tip: Tip = Tip.ROUND) -> Mask:
    mask = Mask(SIZE)
    mask.begin()
    if not value:
        mask.touch(Rect.of_size(SIZE))
        mask.pixels.fill(255)
    stroke = Stroke(mask, diameter, value, tip)
    for x, y in path:
        stroke.to(x, y)
    mask.commit()
    return mask


@settings(max_examples=200, deadline=None)
@given(points, st.sampled_from([1.0, 1.5, 2.0, 5.0, 20.0, 61.0, 75.5, 130.0, 260.0]))
def test_a_stroke_covers_exactly_the_pixels_within_its_radius(path, diameter):
    mask = draw(path, diameter)
    assert differing_off_the_rim(mask.pixels == 255, path, diameter / 2) == 0
    assert set(np.unique(mask.pixels)) <= {0, 255}


@settings(max_examples=60, deadline=None)
@given(points, st.sampled_from([1.0, 8.0, 90.0]))
def test_erasing_takes_exactly_the_same_pixels_away(path, diameter):
    assert np.array_equal(draw(path, diameter).pixels, 255 - draw(path, diameter, value=0).pixels)


@settings(max_examples=60, deadline=None)
@given(st.tuples(coordinate, coordinate), st.tuples(coordinate, coordinate), st.integers(2, 9))
def test_splitting_a_line_into_events_changes_nothing(start, end, pieces):
    between = [
        (start[0] + (end[0] - start[0]) * i / pieces, start[1] + (end[1] - start[1]) * i / pieces)
        for i in range(pieces + 1)
    ]
    path = [start, end]
    assert differing_off_the_rim(draw(between, 24).pixels == 255, path, 12) == 0


def test_a_brush_of_one_pixel_leaves_no_gap():
    mask = draw([(3.5, 3.5), (100.5, 77.5)], 1.5)
    columns = (mask.pixels > 0).any(axis=0)
    assert columns[3:101].all()


@settings(max_examples=80, deadline=None)
@given(points, st.sampled_from([1.0, 6.0, 41.0]))
def test_a_square_tip_covers_exactly_the_swept_square(path, diameter):
    drawn = draw(path, diameter, tip=Tip.SQUARE).pixels == 255
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5

    def swept(radius: float) -> np.ndarray:
        covered = np.zeros(drawn.shape, bool)
        for (ax, ay), (bx, by) in zip(path, path[1:] or path, strict=False):
            low, high = np.zeros_like(x), np.ones_like(x)
            for p, a, d in ((x, ax, bx - ax), (y, ay, by - ay)):
                if d == 0:
                    high = np.where(np.abs(p - a) <= radius, high, -1)
                else:
                    t0, t1 = (p - radius - a) / d, (p + radius - a) / d
                    low, high = np.maximum(low, np.minimum(t0, t1)), np.minimum(high, np.maximum(t0, t1))
            covered |= low <= high
        return covered

    radius = diameter / 2
    assert not (drawn & ~swept(radius + 1e-6)).any()
    assert not (swept(radius - 1e-6) & ~drawn).any()
