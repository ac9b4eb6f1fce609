"""Strokes with changing width: each piece is the hull of its two ends, to the pixel."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.geometry import Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.spans import Spans, fill_spans
from objremove_gui.core.stroke import Stroke
from objremove_gui.core.trail import tapered

SIZE = Size(70, 50)
coordinate = st.floats(-30, 100)
radius = st.sampled_from([0.5, 1.0, 3.0, 12.5, 40.0])


def covered(spans: Spans) -> np.ndarray:
    pixels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    fill_spans(pixels, (spans,), 255)
    return pixels == 255


def hull(ax: float, ay: float, ra: float, bx: float, by: float, rb: float) -> np.ndarray:
    """Pixel centres p with |p - c(t)| <= r(t) for a place c between a and b where the radius is r.

    The distance less the radius is convex in t, so thirds close in on its least value.
    """
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5

    def outside(t: np.ndarray) -> np.ndarray:
        return np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) - (ra + t * (rb - ra))

    low, high = np.zeros_like(x), np.ones_like(x)
    for _ in range(50):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        lower = outside(first) < outside(second)
        low, high = np.where(lower, low, first), np.where(lower, second, high)
    least = np.minimum(outside(low), np.minimum(outside(np.zeros_like(x)), outside(np.ones_like(x))))
    return least <= 0


@settings(max_examples=80)
@given(coordinate, coordinate, radius, coordinate, coordinate, radius)
def test_a_tapering_piece_covers_exactly_the_hull_of_its_ends(ax, ay, ra, bx, by, rb):
    drawn = covered(tapered(ax, ay, ra, bx, by, rb, SIZE))
    assert not (drawn & ~hull(ax, ay, ra + 1e-6, bx, by, rb + 1e-6)).any()
    assert not (hull(ax, ay, ra - 1e-6, bx, by, rb - 1e-6) & ~drawn).any()


def test_a_piece_whose_ends_differ_by_a_hair_draws_without_a_complaint():
    drawn = covered(tapered(20.5, 30.5, 4.0, 40.5, 30.5 + 2.3e-308, 4.0 + 1e-15, SIZE))
    assert drawn[30, 16:45].all()


def test_a_stroke_of_growing_pressure_has_straight_sides():
    mask = Mask(SIZE)
    mask.begin()
    stroke = Stroke(mask, 4, 255)
    stroke.to(10, 25)
    stroke.to(60, 25, 34)
    heights = (mask.pixels > 0).sum(axis=0)[10:60]
    assert (np.diff(heights.astype(int)) >= 0).all()
    assert np.diff(heights.astype(int)).max() <= 2
    assert heights[0] < 10
    assert abs(heights[25] - 19) <= 3
    assert heights[-1] > 30
