"""Rows of units taken apart: every change lies in one piece, and nothing counts from a changed block outside."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.jpeg_frame import Scan
from objremove_gui.core.imageio.jpeg_row_spans import spans_of

SIDE, COLUMNS = 16, 9


@given(st.integers(1, 200), st.data())
def test_each_change_lies_in_one_piece(rows: int, data: st.DataObject) -> None:
    scan = Scan(Size(COLUMNS * SIDE, rows * SIDE), (rows, COLUMNS), SIDE, 0, 0, 0)
    boxes = []
    for _ in range(data.draw(st.integers(0, 8))):
        x, top = data.draw(st.integers(0, COLUMNS - 1)), data.draw(st.integers(0, rows - 1))
        width = data.draw(st.integers(1, COLUMNS - x))
        height = data.draw(st.integers(1, min(30, rows - top)))
        boxes.append(Rect(x * SIDE, top * SIDE, width * SIDE, height * SIDE))
    spans = spans_of(scan, SIDE // 8, boxes)
    for box in boxes:
        last = -(-box.bottom // SIDE)
        if box.right == COLUMNS * SIDE:
            last = min(last + 1, rows)
        assert sum(first <= box.y // SIDE and last <= end for first, end in spans) == 1
    assert all(0 <= first < last <= rows for first, last in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_large_change_is_cut_into_pieces_of_some_rows() -> None:
    scan = Scan(Size(COLUMNS * SIDE, 200 * SIDE), (200, COLUMNS), SIDE, 0, 0, 0)
    bands = [Rect(0, row * SIDE, SIDE, 4 * SIDE) for row in range(20, 72, 4)]
    assert spans_of(scan, 2, bands) == [(20, 32), (32, 44), (44, 56), (56, 72)]
    assert spans_of(scan, 2, []) == []
