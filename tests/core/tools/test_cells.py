"""Marking by the keyboard alone, cell by cell."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pointing import ALT, CONTROL, SHIFT, at, drag
from scenery import photo

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.tools.base import Figure
from objremove_gui.core.tools.cells import CellTool

SIZE = Size(300, 200)
PHOTO = photo(SIZE)


def cells(step: float = 50) -> CellTool:
    tool = CellTool(Document(PHOTO))
    tool.set_option("step", step)
    return tool


def test_it_starts_in_the_middle_and_shows_the_cell():
    tool = cells()
    assert tool.cell == Rect(150, 100, 50, 50)
    assert tool.preview().shape == (Figure.RECTANGLE, tool.cell)


def test_arrow_keys_move_by_a_cell_and_with_ctrl_by_ten():
    tool = cells(10)
    assert tool.nudge(1, 0)
    assert tool.nudge(0, -1)
    assert tool.cell == Rect(160, 90, 10, 10)
    tool.nudge(-1, 0, CONTROL)
    assert tool.cell == Rect(60, 90, 10, 10)
    assert tool.document.history.names == ()


@given(
    st.lists(st.tuples(st.integers(-1, 1), st.integers(-1, 1), st.booleans()), max_size=30),
    st.integers(1, 400),
)
def test_the_cell_never_leaves_the_photo(moves, step):
    tool = cells(step)
    for dx, dy, far in moves:
        tool.nudge(dx, dy, CONTROL if far else SHIFT & CONTROL)
        assert Rect.of_size(SIZE).holds(tool.cell)
        assert not tool.cell.is_empty


def test_every_pixel_can_be_reached_and_marked():
    tool = cells(37)
    for _ in range(12):
        tool.nudge(-1, -1)
    for row in range(6):
        for _ in range(9):
            if not tool.document.mask.pixels[tool.cell.slices].any():
                tool.strike()
            tool.nudge(1 if row % 2 == 0 else -1, 0)
        if not tool.document.mask.pixels[tool.cell.slices].any():
            tool.strike()
        tool.nudge(0, 1)
    assert tool.document.mask.pixels.all()


def test_space_marks_and_unmarks_each_as_one_step():
    tool = cells()
    assert tool.strike()
    assert tool.document.mask.pixels[100:150, 150:200].all()
    assert (tool.document.mask.pixels > 0).sum() == 2500
    tool.strike()
    assert not tool.document.mask.pixels.any()
    assert tool.document.history.names == ("Mark cells", "Unmark cells")


def test_a_partly_marked_cell_is_marked_first():
    tool = cells()
    with tool.document.mask_edit("dot") as mask:
        mask.replace(Rect(160, 110, 1, 1), np.full((1, 1), 255, np.uint8))
    assert tool.described() == "Column 4 of 6, row 3 of 4: partly marked"
    tool.strike()
    assert tool.described() == "Column 4 of 6, row 3 of 4: marked"
    tool.strike()
    assert tool.described() == "Column 4 of 6, row 3 of 4: not marked"


def test_shift_and_an_arrow_mark_on_the_way():
    tool = cells()
    tool.nudge(1, 0, SHIFT)
    assert tool.document.mask.pixels[100:150, 150:250].all()
    tool.nudge(0, -1, SHIFT)
    assert tool.document.mask.pixels[50:100, 200:250].all()
    assert (tool.document.mask.pixels > 0).sum() == 3 * 2500


def test_the_pointer_marks_cells_by_dragging_and_alt_unmarks():
    tool = cells()
    drag(tool, [(10, 10), (60, 10), (110, 60)])
    assert tool.document.mask.pixels[:50, :100].all()
    assert tool.document.mask.pixels[50:100, 100:150].all()
    assert tool.document.history.names == ("Mark cells",)
    assert tool.cell == Rect(100, 50, 50, 50)
    drag(tool, [(10, 10)], ALT)
    assert not tool.document.mask.pixels[:50, :50].any()
    assert tool.document.history.undo_name == "Unmark cells"


def test_a_cancelled_drag_leaves_no_trace():
    tool = cells()
    tool.press(at(10, 10))
    tool.move(at(60, 10))
    assert tool.step_back()
    assert not tool.document.mask.pixels.any()
    assert tool.document.history.names == ()


def test_smaller_cells_stay_where_the_cursor_was():
    tool = cells(64)
    place = tool.cell
    tool.set_option("step", 8)
    assert place.holds(tool.cell)
