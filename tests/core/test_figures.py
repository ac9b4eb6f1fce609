"""Rectangles, ellipses and polygons cover the pixels whose centres lie inside, and no other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.figures import ellipse_spans, polygon_spans, rectangle_spans
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.spans import Spans, fill_spans

SIZE = Size(90, 70)
corner = st.integers(-60, 140)
side = st.integers(0, 200)
boxes = st.builds(Rect, corner, corner, side, side)
place = st.tuples(st.floats(-40, 130), st.floats(-40, 110))


def covered(*parts: Spans) -> np.ndarray:
    pixels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    fill_spans(pixels, parts, 255)
    return pixels == 255


@given(boxes)
def test_a_rectangle_is_its_box(box):
    expected = np.zeros((SIZE.height, SIZE.width), bool)
    inside = box.intersect(Rect.of_size(SIZE))
    expected[inside.slices] = not inside.is_empty
    assert np.array_equal(covered(rectangle_spans(box, SIZE)), expected)


@given(boxes)
def test_an_ellipse_follows_its_equation_in_every_pixel(box):
    drawn = covered(ellipse_spans(box, SIZE))
    if box.is_empty:
        assert not drawn.any()
        return
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5
    rx, ry = box.width / 2, box.height / 2
    expected = ((x - box.x - rx) / rx) ** 2 + ((y - box.y - ry) / ry) ** 2 <= 1
    assert np.array_equal(drawn, expected)


def even_odd(points: np.ndarray) -> np.ndarray:
    """For each pixel centre: is the number of edges to the left of it odd?"""
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5
    inside = np.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        crosses = (y0 <= y) != (y1 <= y)
        # The same formula as the tested one, so that both round alike.
        edge = x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        inside ^= crosses & (edge <= x)
    return inside


@settings(max_examples=200)
@given(st.lists(place, min_size=1, max_size=12))
def test_a_polygon_follows_the_even_odd_rule_in_every_pixel(path):
    points = np.array(path)
    with np.errstate(over="ignore"):
        expected = even_odd(points)
    assert np.array_equal(covered(*polygon_spans(points, SIZE)), expected)


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(0, 35)), min_size=3, max_size=9))
def test_polygons_that_share_an_edge_share_no_pixel(path):
    """A polygon on half pixels and what is left of the picture without it: each pixel is in one of both."""
    inner = np.array(path) * 2 + 0.5
    outer = np.array([[0, 0], [0, SIZE.height], [SIZE.width, SIZE.height], [SIZE.width, 0], [0, 0]], float)
    rest = np.concatenate([outer, inner, inner[:1], outer[:1]])
    assert np.array_equal(covered(*polygon_spans(inner, SIZE)), ~covered(*polygon_spans(rest, SIZE)))


def test_a_polygon_without_area_covers_nothing():
    assert not covered(*polygon_spans(np.array([[5.0, 5.0], [50.0, 40.0]]), SIZE)).any()
    assert not covered(*polygon_spans(np.array([[5.0, 5.2], [50.0, 5.2]]), SIZE)).any()
