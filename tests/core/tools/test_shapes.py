"""Rectangle and ellipse: exact pixels, squares, from the centre, moved while being drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pointing import ALT, CONTROL, NONE, SHIFT, SPACE, at, drag
from scenery import photo

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.tools.base import Figure, Mode
from objremove_gui.core.tools.pointer import Button
from objremove_gui.core.tools.shapes import ELLIPSE, RECTANGLE, ShapeTool

SIZE = Size(160, 120)
PHOTO = photo(SIZE)
point = st.tuples(st.floats(-50, 210), st.floats(-50, 170))


def rectangle(document: Document | None = None) -> ShapeTool:
    return ShapeTool(document or Document(PHOTO), RECTANGLE, Figure.RECTANGLE)


def ellipse(document: Document | None = None) -> ShapeTool:
    return ShapeTool(document or Document(PHOTO), ELLIPSE, Figure.ELLIPSE)


def marked(tool: ShapeTool) -> np.ndarray:
    return tool.document.mask.pixels > 0


def box_of(pixels: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@given(point, point)
def test_a_rectangle_holds_the_pixels_whose_centres_lie_in_it(first, second):
    tool = rectangle()
    drag(tool, [first, second])
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5
    (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(first, second, strict=True))
    assert np.array_equal(marked(tool), (x >= x0) & (x < x1) & (y >= y0) & (y < y1)) or has_tie(first, second)


def has_tie(*points: tuple[float, float]) -> bool:
    return any(value % 1 == 0.5 for p in points for value in p)


@given(point, point)
def test_an_ellipse_fills_the_rounded_box_by_its_equation(first, second):
    tool = ellipse()
    drag(tool, [first, second])
    (x0, x1), (y0, y1) = (sorted(np.floor(np.add(pair, 0.5))) for pair in zip(first, second, strict=True))
    if x0 == x1 or y0 == y1:
        assert not marked(tool).any()
        return
    y, x = np.mgrid[0 : SIZE.height, 0 : SIZE.width] + 0.5
    rx, ry = (x1 - x0) / 2, (y1 - y0) / 2
    assert np.array_equal(marked(tool), ((x - x0 - rx) / rx) ** 2 + ((y - y0 - ry) / ry) ** 2 <= 1)


@given(st.floats(30, 60), st.floats(30, 60), st.floats(-25, 25), st.floats(-25, 25))
def test_shift_makes_a_square_of_equal_sides(x, y, dx, dy):
    tool = rectangle()
    drag(tool, [(x, y), (x + dx, y + dy)], held=SHIFT)
    if not marked(tool).any():
        return
    left, top, right, bottom = box_of(marked(tool))
    assert right - left == bottom - top
    assert marked(tool)[top:bottom, left:right].all()
    assert abs(right - left - max(abs(dx), abs(dy))) <= 1


@pytest.mark.parametrize(
    ("to", "box"),
    [
        ((90, 70), (60, 50, 90, 80)), ((90, 40), (60, 20, 90, 50)), ((30, 60), (30, 50, 60, 80)),
        ((55, 20), (30, 20, 60, 50)),
    ],
)  # fmt: skip
def test_a_square_opens_towards_the_pointer(to, box):
    tool = rectangle()
    drag(tool, [(60, 50), to], held=SHIFT)
    assert box_of(marked(tool)) == box


def test_shift_makes_a_circle():
    tool = ellipse()
    drag(tool, [(20, 20), (81, 50)], held=SHIFT)
    assert box_of(marked(tool)) == (20, 20, 81, 81)
    assert np.array_equal(marked(tool)[20:81, 20:81], marked(tool)[20:81, 20:81].T)


@pytest.mark.parametrize("held", [ALT, CONTROL])
@pytest.mark.parametrize("make", [rectangle, ellipse])
def test_alt_or_ctrl_pressed_during_the_drag_draws_from_the_centre(make, held):
    tool = make()
    drag(tool, [(60, 50), (90, 40)], held=held)
    assert box_of(marked(tool)) == (30, 40, 90, 60)
    tool = make()
    drag(tool, [(60, 50), (90, 40)], held=held | SHIFT)
    assert box_of(marked(tool)) == (30, 20, 90, 80)


def test_space_moves_the_shape_and_letting_go_goes_on_drawing():
    tool = rectangle()
    tool.press(at(20, 20))
    tool.move(at(50, 40))
    tool.move(at(60, 60, SPACE))
    assert tool.preview().shape.box == Rect(30, 40, 30, 20)
    tool.move(at(70, 65))
    tool.release(at(70, 65))
    assert box_of(marked(tool)) == (30, 40, 70, 65)


def test_alt_at_the_press_subtracts_and_must_be_let_go_before_it_constrains():
    document = Document(PHOTO)
    drag(rectangle(document), [(0, 0), (160, 120)])
    tool = rectangle(document)
    assert tool.mode_at(ALT) is Mode.SUBTRACT
    drag(tool, [(60, 50), (90, 70)], pressed=ALT, held=ALT)
    assert box_of(~marked(tool)) == (60, 50, 90, 70)
    assert document.history.undo_name == "Unmark a rectangle"
    tool.press(at(100, 30, ALT))
    tool.move(at(105, 35, ALT))
    tool.move(at(105, 35))
    tool.release(at(110, 40, ALT))
    assert box_of(~marked(tool)[:45]) == (90, 20, 110, 40)


def test_shift_at_the_press_constrains_at_once_where_it_has_no_mode_to_choose():
    tool = rectangle()
    drag(tool, [(20, 20), (60, 30)], pressed=SHIFT, held=SHIFT)
    assert box_of(marked(tool)) == (20, 20, 60, 60)
    tool = rectangle()
    tool.set_option("own", Mode.SUBTRACT)
    drag(tool, [(20, 20), (60, 30)], pressed=SHIFT, held=SHIFT)
    assert box_of(marked(tool)) == (20, 20, 60, 30)


def test_the_right_button_subtracts():
    document = Document(PHOTO)
    drag(ellipse(document), [(10, 10), (150, 110)])
    tool = rectangle(document)
    drag(tool, [(60, 50), (90, 70)], button=Button.SECONDARY)
    assert not marked(tool)[50:70, 60:90].any()


@pytest.mark.parametrize(("make", "name"), [(rectangle, "Mark a rectangle"), (ellipse, "Mark an ellipse")])
def test_a_shape_is_one_step_and_can_be_undone(make, name):
    tool = make()
    drag(tool, [(20, 20), (90, 60)])
    assert tool.document.history.names == (name,)
    tool.document.history.undo()
    assert not marked(tool).any()


@pytest.mark.parametrize("make", [rectangle, ellipse])
def test_the_preview_shows_what_the_release_will_mark(make):
    tool = make()
    assert tool.preview() is None
    tool.press(at(20.3, 20.4))
    tool.move(at(90.2, 60.1, NONE))
    preview = tool.preview()
    assert preview.shape.box == Rect(20, 20, 70, 40)
    assert preview.label == "70 × 40 px"
    tool.release(at(90.2, 60.1))
    assert box_of(marked(tool)) == (20, 20, 90, 60)
    assert tool.preview() is None


@pytest.mark.parametrize("make", [rectangle, ellipse])
def test_a_click_or_a_cancelled_drag_changes_nothing(make):
    tool = make()
    drag(tool, [(20, 20), (20, 20)])
    tool.press(at(20, 20))
    tool.move(at(90, 90))
    tool.cancel()
    tool.release(at(90, 90))
    drag(tool, [(300, 20), (400, 90)])
    assert not marked(tool).any()
    assert tool.document.history.names == ()
    assert not tool.is_active
