"""Intervals of rows are written whole, and what is new of them is known."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.geometry import Size
from objremove_gui.core.spans import fill_convex, fill_spans, newly_covered_box
from objremove_gui.core.trail import Piece, Tip, Trail

SIZE = Size(190, 140)
coordinate = st.floats(-60, 240, allow_nan=False).map(lambda v: round(v, 3))
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=5)


def pieces(path: list[tuple[float, float]], diameter: float, tip: Tip) -> list[Piece]:
    trail = Trail(SIZE, diameter, tip)
    # A pen that is pressed harder and harder.
    return [trail.to(x, y, diameter + 3 * i) for i, (x, y) in enumerate(path)]


@settings(max_examples=120, deadline=None)
@given(points, st.sampled_from([1.0, 1.5, 6.0, 41.0, 130.0]), st.sampled_from(list(Tip)))
def test_a_piece_filled_as_a_polygon_has_the_pixels_of_its_rows(path, diameter, tip):
    for piece in pieces(path, diameter, tip):
        as_polygon, by_rows = np.zeros((2, SIZE.height, SIZE.width), np.uint8)
        fill_convex(as_polygon, piece.spans, 255)
        fill_spans(by_rows, (piece.spans,), 255)
        assert np.array_equal(as_polygon, by_rows)


@settings(max_examples=120, deadline=None)
@given(points, st.sampled_from([2.0, 6.0, 41.0, 130.0]), st.sampled_from(list(Tip)))
def test_the_box_of_what_is_new_holds_it_and_no_more(path, diameter, tip):
    for piece in pieces(path, diameter, tip):
        if piece.before is not None:
            left, right = piece.new
            tight = left.bounds().union(right.bounds())
            found = newly_covered_box(piece.spans, piece.before)
            assert found == tight or (found.is_empty and tight.is_empty)
            assert piece.bounds().holds(tight) or tight.is_empty
