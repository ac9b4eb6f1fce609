"""Keys on the canvas: cells, levels of going back, keys that hold, brackets by their place."""

from __future__ import annotations

import sys

import pytest
from desk import NO_BUTTON, Desk
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence

from objremove_gui.ui.canvas.keys import BRACKETS

CTRL, SHIFT, KEYPAD = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier,
)  # fmt: skip
Key = Qt.Key


# -- marking without a pointer


def test_cells_are_marked_with_arrows_and_space_and_told(desk: Desk) -> None:
    said: list[str] = []
    desk.canvas.announced.connect(said.append)
    desk.take("cells", step=32)
    desk.key(Key.Key_Right)
    desk.key(Key.Key_Space)
    desk.key(Key.Key_Down)
    assert said == [
        "Column 12 of 20, row 8 of 15: not marked",
        "Column 12 of 20, row 8 of 15: marked",
        "Column 12 of 20, row 9 of 15: not marked",
    ]
    assert desk.bounds == (352, 224, 32, 32)
    desk.key(Key.Key_Up)
    desk.key(Key.Key_Space)
    assert desk.document.mask.is_empty


def test_shift_and_an_arrow_mark_on_the_way_and_control_goes_far(desk: Desk) -> None:
    desk.take("cells", step=16)
    desk.key_down(Key.Key_Right, SHIFT)
    desk.key_down(Key.Key_Right, SHIFT, again=True)
    assert desk.bounds == (320, 240, 48, 16)
    desk.key_down(Key.Key_Left, CTRL)
    desk.key(Key.Key_Space)
    assert desk.bounds[0] == 352 - 160


def test_a_cell_out_of_sight_is_brought_into_view(desk: Desk) -> None:
    desk.canvas.zoom_to(8.0)
    desk.take("cells", step=64)
    for _ in range(3):
        desk.key(Key.Key_Right)
    shape = desk.tool.preview().shape
    assert desk.canvas.rect().contains(desk.place((shape.box.x + 32, shape.box.y + 32)).toPoint())


def test_a_cell_out_of_sight_comes_to_where_is_looked_when_its_tool_is_taken(desk: Desk) -> None:
    canvas = desk.canvas
    canvas.zoom_to(8.0)
    canvas.pan_by(QPointF(1500, 1000))
    view = canvas.viewport
    desk.take("cells", step=8)
    assert canvas.viewport == view, "the view stays"
    assert canvas.keyboard_cursor is not None
    off = canvas.keyboard_cursor - QPointF(canvas.rect().center())
    assert off.manhattanLength() < 8 * 8 * 2


def test_cells_marked_while_the_mask_is_worked_on_are_not_lost_by_half(desk: Desk) -> None:
    desk.take("cells", step=32)
    desk.canvas.input.hold_back(lambda do: None)
    desk.key(Key.Key_Space)
    desk.key(Key.Key_Right)
    assert desk.document.mask.is_empty
    desk.canvas.input.go_on()
    desk.key(Key.Key_Space)
    assert desk.bounds == (320, 224, 32, 32)


# -- one level back


def test_esc_takes_the_stroke_back_that_is_being_drawn(desk: Desk) -> None:
    desk.press((100, 100))
    desk.move((200, 100))
    desk.key(Key.Key_Escape)
    assert not desk.mask.any()
    desk.move((300, 100))
    desk.release((300, 100))
    assert not desk.mask.any()
    assert desk.document.history.names == ()
    desk.drag((100, 300), (200, 300))
    assert desk.mask.any()


def test_backspace_takes_a_corner_back_and_esc_all_of_them(desk: Desk) -> None:
    tool = desk.take("polygon")
    corners = ((100, 100), (200, 100), (200, 200), (100, 200))
    for corner in corners:
        desk.click(corner)
    desk.key(Key.Key_Backspace)
    assert tool.is_active
    assert desk.canvas.confirm()
    assert desk.mask[150, 110] == 0
    assert desk.mask[110, 150] == 255
    desk.document.history.undo()
    for corner in corners:
        desk.click(corner)
    desk.key(Key.Key_Escape)
    assert not tool.is_active
    assert not desk.canvas.confirm()
    assert desk.document.mask.is_empty


def test_esc_during_a_freehand_part_takes_that_back_and_leaves_the_corners(desk: Desk) -> None:
    tool = desk.take("lasso")
    for corner in ((100, 100), (200, 100), (200, 200)):
        desk.click(corner)
    desk.press((200, 200))
    desk.move((150, 300))
    desk.key(Key.Key_Escape)
    assert tool.is_active
    assert not tool.is_dragging
    desk.release((150, 300))
    assert desk.canvas.confirm()
    assert desk.mask[250, 160] == 0
    assert desk.mask[110, 150] == 255


def test_keys_that_mean_nothing_are_left_to_the_window(desk: Desk) -> None:
    assert not desk.canvas.step_back()
    assert not desk.canvas.confirm()


# -- keys that hold


@pytest.fixture
def held(desk: Desk) -> list[bool]:
    heard: list[bool] = []
    holds = {QKeySequence(keys): heard.append for keys in ("V", "Shift+F5", "Tab", "?", "5")}
    desk.canvas.keys.set_holds(holds)
    return heard


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Key.Key_V, Qt.KeyboardModifier.NoModifier, "v"),
        (Key.Key_F5, SHIFT, ""),
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t"),
        (Key.Key_Question, SHIFT, "?"),
        (Key.Key_5, KEYPAD, "5"),
    ],
)
def test_a_key_that_holds_lasts_until_it_is_let_go(
    desk: Desk, held: list[bool], key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str
) -> None:
    desk.key_down(key, modifiers, text=text)
    desk.key_down(key, modifiers, text=text, again=True)
    assert held == [True]
    desk.key_up(key, modifiers)
    assert held == [True, False]


@pytest.mark.parametrize(("modifiers", "text"), [(SHIFT, "V"), (CTRL, "")])
def test_the_same_key_with_another_modifier_does_not_hold(
    desk: Desk, held: list[bool], modifiers: Qt.KeyboardModifier, text: str
) -> None:
    desk.key_down(Key.Key_V, modifiers, text=text)
    assert held == []


def test_tab_moves_the_focus_where_it_does_not_hold(desk: Desk, held: list[bool]) -> None:
    desk.canvas.keys.set_holds({})
    desk.key(Key.Key_Tab)
    assert held == []
    assert not desk.canvas.hasFocus()


def test_other_keys_set_while_one_is_held_end_it(desk: Desk, held: list[bool]) -> None:
    desk.key_down(Key.Key_V, text="v")
    desk.canvas.keys.set_holds({})
    assert held == [True, False]


# -- the tip


@pytest.mark.skipif(sys.platform == "darwin", reason="there the key's number is told elsewhere")
def test_the_two_keys_beside_p_change_the_size_whatever_is_printed_on_them(desk: Desk) -> None:
    steps: list[int] = []
    desk.canvas.size_stepped.connect(steps.append)
    smaller, larger = BRACKETS.get(sys.platform, BRACKETS["linux"])
    desk.key_down(Key.Key_Plus, code=larger, text="+")
    desk.key_down(Key.Key_Udiaeresis, code=smaller, text="ü")
    desk.key_down(Key.Key_Plus, CTRL, code=larger)
    desk.key_down(Key.Key_P, code=smaller - 1, text="p")
    assert steps == [1, -1]


def test_the_pointers_shape_tells_of_space(desk: Desk) -> None:
    desk.move((100, 100), NO_BUTTON)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.CrossCursor
    desk.key_down(Key.Key_Space)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.OpenHandCursor
    desk.press((100, 100))
    assert desk.canvas.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    desk.release((100, 100))
    desk.key_up(Key.Key_Space)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.CrossCursor
    desk.canvas.input.hold_back(lambda do: None)
    assert desk.canvas.cursor().shape() is Qt.CursorShape.BusyCursor
