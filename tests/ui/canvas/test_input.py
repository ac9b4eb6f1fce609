"""What the mouse, the wheel and a pen do on the canvas: real events, judged by the mask and the view."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from desk import LEFT, MIDDLE, NO_BUTTON, RIGHT, Desk, Type, pen, trackpad
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence, QPointingDevice
from PySide6.QtWidgets import QVBoxLayout, QWidget

from objremove_gui.core.mask import Mask
from objremove_gui.core.stroke import Stroke

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


def fill(desk: Desk) -> None:
    with desk.document.mask_edit("all") as mask:
        mask.replace(desk.canvas.viewport.shown(), np.full_like(desk.mask, 255))


# -- the opposite of the tool


@pytest.mark.parametrize("how", [{"button": RIGHT}, {"modifiers": ALT}])
def test_the_brush_erases_with_the_right_button_and_with_alt(desk: Desk, how: dict) -> None:
    fill(desk)
    desk.drag((100, 100), (200, 100), **how)
    assert desk.mask[100, 150] == 0
    assert desk.mask[100, 400] == 255


@pytest.mark.parametrize("how", [{"button": RIGHT}, {"modifiers": ALT}])
@pytest.mark.parametrize("name", ["rectangle", "ellipse", "lasso"])
def test_areas_are_unmarked_with_the_right_button_and_with_alt(desk: Desk, name: str, how: dict) -> None:
    fill(desk)
    desk.take(name)
    desk.drag((100, 100), (200, 100), (200, 200), **how)
    assert (desk.mask == 0).sum() > 100
    assert desk.mask[300, 400] == 255


def test_a_shape_is_drawn_from_its_centre_with_alt_and_without_alt(desk: Desk) -> None:
    desk.take("rectangle")
    for key in (ALT, CTRL):
        desk.press((200, 200))
        desk.move((250, 230), modifiers=key)
        desk.release((250, 230), modifiers=key)
        assert desk.bounds == (150, 170, 100, 60)
        desk.document.history.undo()


def test_space_moves_the_shape_while_it_is_dragged(desk: Desk) -> None:
    desk.take("rectangle")
    desk.press((100, 100))
    desk.move((150, 140))
    desk.key_down(Qt.Key.Key_Space)
    desk.move((250, 240))
    desk.key_up(Qt.Key.Key_Space)
    desk.release((250, 240))
    assert desk.bounds == (200, 200, 50, 40)


# -- the sign of the mode


def test_the_sign_follows_a_modifier_at_once_while_the_pointer_rests(desk: Desk) -> None:
    desk.move((300, 200), NO_BUTTON)
    assert desk.canvas.sign == ""
    bare = desk.canvas.grab().toImage()
    desk.key_down(Qt.Key.Key_Alt, ALT)
    assert desk.canvas.sign == "subtract"
    assert desk.canvas.grab().toImage() != bare
    desk.key_up(Qt.Key.Key_Alt)
    assert desk.canvas.sign == ""
    desk.take("eraser")
    desk.key_down(Qt.Key.Key_Alt, ALT)
    assert desk.canvas.sign == "add"


def test_the_sign_stays_as_long_as_the_stroke_goes_on(desk: Desk) -> None:
    desk.press((100, 100), modifiers=ALT)
    desk.move((120, 100))
    assert desk.canvas.sign == "subtract"
    desk.release((120, 100))
    assert desk.canvas.sign == ""


def test_a_tool_set_to_unmark_shows_it(desk: Desk) -> None:
    desk.take("lasso", own="subtract")
    desk.move((100, 100), NO_BUTTON)
    assert desk.canvas.sign == "subtract"
    desk.key_down(Qt.Key.Key_Shift, SHIFT)
    assert desk.canvas.sign == ""


def test_held_keys_are_forgotten_when_the_focus_goes(desk: Desk) -> None:
    held: list[bool] = []
    desk.canvas.keys.set_holds({QKeySequence("V"): held.append})
    desk.move((300, 200), NO_BUTTON)
    desk.key_down(Qt.Key.Key_Alt, ALT)
    desk.key_down(Qt.Key.Key_Space)
    desk.key_down(Qt.Key.Key_V, text="v")
    assert held == [True]
    desk.canvas.window().findChild(QWidget, "other").setFocus()
    assert held == [True, False]
    assert desk.canvas.sign == ""
    desk.drag((100, 100), (150, 100))
    assert desk.mask[100, 120] == 255, "Space is held no more, so this is a stroke"


# -- the view


def test_the_middle_button_moves_the_view_and_so_does_space(desk: Desk) -> None:
    for button, space in ((MIDDLE, False), (LEFT, True)):
        desk.canvas.zoom_to(2.0)
        before = desk.place((300, 200))
        start, end = (300, 200), (310, 190)
        to = desk.place(end)
        if space:
            desk.key_down(Qt.Key.Key_Space)
        desk.press(start, button)
        desk.move(end, button)
        desk.release(end, button)
        desk.key_up(Qt.Key.Key_Space)
        assert desk.place((300, 200)) - before == to - before
        assert desk.document.mask.is_empty


def test_space_moves_the_view_inside_an_open_lasso_and_it_stays_open(desk: Desk) -> None:
    desk.canvas.zoom_to(2.0)
    desk.take("lasso")
    for corner in ((300, 200), (400, 200), (400, 260)):
        desk.click(corner)
    desk.key_down(Qt.Key.Key_Space)
    desk.drag((350, 230), (340, 220))
    desk.key_up(Qt.Key.Key_Space)
    assert desk.tool.is_active
    desk.click((320, 260))
    desk.key(Qt.Key.Key_Return) if desk.canvas.confirm() else None
    assert desk.bounds == (300, 200, 100, 60)


def test_space_during_a_freehand_lasso_moves_the_view_and_the_line_goes_on_where_it_was(desk: Desk) -> None:
    desk.canvas.zoom_to(2.0)
    desk.take("lasso")
    desk.press((300, 200))
    desk.move((360, 200))
    desk.key_down(Qt.Key.Key_Space)
    view = desk.canvas.viewport
    desk.move((380, 220))
    assert desk.canvas.viewport != view
    desk.key_up(Qt.Key.Key_Space)
    desk.move((360, 240))
    desk.move((300, 240))
    desk.release((300, 240))
    assert desk.bounds == (300, 200, 60, 40)


def test_the_wheel_zooms_at_the_pointer(desk: Desk) -> None:
    middle = QPointF(desk.canvas.rect().center())
    before = desk.canvas.widget_to_image(middle)
    desk.wheel((0, 120))
    assert desk.canvas.viewport.zoom == 1.25
    after = desk.canvas.widget_to_image(middle)
    assert np.allclose(before, after, atol=1)


def test_alt_and_the_wheel_change_the_size_however_the_system_turns_it(desk: Desk) -> None:
    wanted: list[float] = []
    desk.canvas.diameter_wanted.connect(wanted.append)
    desk.wheel((0, 120), modifiers=ALT)
    desk.wheel((-120, 0), modifiers=ALT)
    assert wanted == [69, 52]
    assert desk.canvas.viewport.zoom == 1.0


@pytest.mark.parametrize("start", [1.0, 7.5, 60.0])
def test_many_small_turns_come_to_the_same_size_as_a_large_one(desk: Desk, start: float) -> None:
    def resize(diameter: float) -> None:
        assert diameter == (round(diameter, 1) if diameter < 10 else round(diameter)), "can be read"
        desk.canvas.tip_diameter = diameter

    desk.canvas.diameter_wanted.connect(resize)
    resize(start)
    for _ in range(80):
        desk.wheel((0, 15), modifiers=ALT)
    assert desk.canvas.tip_diameter == pytest.approx(start * 1.15**10, abs=0.5)


@pytest.mark.parametrize("key", [ALT, CTRL])
def test_the_right_button_with_alt_or_control_changes_the_size(desk: Desk, key: Qt.KeyboardModifier) -> None:
    wanted: list[float] = []
    desk.canvas.diameter_wanted.connect(wanted.append)
    desk.drag((200, 200), (320, 200), button=RIGHT, modifiers=key)
    assert wanted == [120]
    assert desk.document.mask.is_empty


def test_two_fingers_on_a_trackpad_move_the_picture(desk: Desk) -> None:
    desk.canvas.zoom_to(2.0)
    before = desk.place((300, 200))
    desk.wheel((0, 80), (12, -8), device=trackpad())
    assert desk.place((300, 200)) - before == QPointF(12, -8)
    desk.wheel((40, 0), device=trackpad())
    assert desk.place((300, 200)) - before == QPointF(32, -8)
    desk.wheel((0, 80), (0, 30), phase=Qt.ScrollPhase.ScrollUpdate)
    assert desk.place((300, 200)) - before == QPointF(32, 22)
    assert desk.canvas.viewport.zoom == 2.0


def test_control_and_two_fingers_zoom(desk: Desk) -> None:
    desk.wheel((0, 120), (0, 30), CTRL, trackpad())
    assert desk.canvas.viewport.zoom == 1.25


def test_pinching_a_trackpad_zooms(desk: Desk) -> None:
    desk.pinch(0.5, trackpad())
    assert desk.canvas.viewport.zoom == 1.5


# -- the pen


def expected(desk: Desk, path: list[tuple[float, float, float]], value: int = 255) -> np.ndarray:
    """What the rule says: a capsule between each two samples, as wide as the pressure there."""
    mask = Mask(desk.document.size)
    mask.begin()
    if not value:
        mask.replace(desk.canvas.viewport.shown(), np.full_like(mask.pixels, 255))
    stroke = Stroke(mask, 60, value)
    for x, y, pressure in path:
        at = desk.canvas.widget_to_image(desk.place((x, y)))
        stroke.to(*at, max(1.0, 60 * pressure))
    return mask.pixels


RECORDED = [(100 + 4 * step, 200 + step % 3, 0.05 + 0.9 * step / 60) for step in range(60)]


def test_a_recorded_pen_stroke_is_as_wide_as_it_was_pressed(desk: Desk) -> None:
    desk.pen_stroke(RECORDED)
    assert np.array_equal(desk.mask, expected(desk, RECORDED))
    widths = [int((desk.mask[:, 100 + 4 * step] > 0).sum()) for step in (5, 25, 45)]
    for width, step in zip(widths, (5, 25, 45), strict=True):
        assert abs(width - 60 * RECORDED[step][2]) < 8
    assert len(desk.document.history.names) == 1, "the mouse events made from the pen's are none"


def test_a_pen_without_pressure_to_size_draws_at_full_width(desk: Desk) -> None:
    desk.take("brush", pressure=False)
    desk.pen_stroke([(100, 200, 0.2), (300, 200, 0.4)])
    assert desk.bounds[3] == 60


def test_the_eraser_end_erases_and_shows_it_before_it_touches(desk: Desk) -> None:
    fill(desk)
    eraser = pen(QPointingDevice.PointerType.Eraser)
    desk.pen(Type.TabletMove, (100, 100), 0, stylus=eraser)
    assert desk.canvas.sign == "subtract"
    desk.pen_stroke(RECORDED, eraser)
    assert np.array_equal(desk.mask, expected(desk, RECORDED, 0))
    desk.move((300, 300), NO_BUTTON)
    assert desk.canvas.sign == ""


def test_the_barrel_button_does_the_opposite(desk: Desk) -> None:
    fill(desk)
    desk.pen(Type.TabletPress, (100, 100), 0, RIGHT, RIGHT)
    desk.pen(Type.TabletMove, (110, 100), 0, held=RIGHT)
    assert desk.mask.all(), "in the air nothing is drawn"
    assert desk.canvas.sign == "subtract"
    both = LEFT | RIGHT
    desk.pen(Type.TabletPress, (120, 100), 0.5, LEFT, both)
    desk.pen(Type.TabletMove, (200, 100), 0.5, held=both)
    desk.pen(Type.TabletRelease, (200, 100), 0.5, RIGHT, LEFT)
    desk.pen(Type.TabletMove, (260, 100), 0.5, held=LEFT)
    desk.pen(Type.TabletRelease, (260, 100), 0, LEFT, NO_BUTTON)
    assert desk.mask[100, 110:260].max() == 0, "letting the button go does not end the stroke"
    assert desk.mask[100, 300] == 255


def test_some_systems_tell_a_touch_with_the_barrel_button_as_a_right_button(desk: Desk) -> None:
    fill(desk)
    desk.pen(Type.TabletPress, (120, 100), 0.5, RIGHT, RIGHT)
    desk.pen(Type.TabletMove, (200, 100), 0.5, held=RIGHT)
    desk.pen(Type.TabletRelease, (200, 100), 0, RIGHT, NO_BUTTON)
    assert desk.mask[100, 125:200].max() == 0
    assert not desk.document.mask.is_recording


def test_a_pens_second_button_moves_the_view(desk: Desk) -> None:
    desk.canvas.zoom_to(2.0)
    before, end = desk.place((300, 200)), desk.place((310, 205))
    desk.pen(Type.TabletPress, (300, 200), 0, MIDDLE, MIDDLE)
    desk.pen(Type.TabletMove, (310, 205), 0, held=MIDDLE)
    assert desk.place((300, 200)) - before == end - before
    desk.pen(Type.TabletRelease, (310, 205), 0, MIDDLE, NO_BUTTON)
    assert desk.document.mask.is_empty


# -- while the mask is worked on


def go_on(desk: Desk, waiting: list[Callable[[], object]]) -> None:
    for do in waiting:
        do()
    desk.canvas.input.go_on()


def test_a_stroke_drawn_while_the_mask_is_worked_on_is_done_afterwards(desk: Desk) -> None:
    ends: list[int] = []
    waiting: list[Callable[[], object]] = []
    desk.canvas.stroke_ended.connect(lambda: ends.append(1))
    desk.canvas.input.hold_back(waiting.append)
    desk.drag((100, 100), (200, 100))
    assert desk.document.mask.is_empty
    assert not ends
    go_on(desk, waiting)
    assert desk.bounds == (70, 70, 160, 60)
    assert ends == [1]
    assert not desk.document.mask.is_recording


def test_a_stroke_begun_while_the_mask_is_worked_on_goes_on_live(desk: Desk) -> None:
    waiting: list[Callable[[], object]] = []
    desk.canvas.input.hold_back(waiting.append)
    desk.press((100, 100))
    desk.move((200, 100))
    go_on(desk, waiting)
    desk.move((300, 100))
    desk.release((300, 100))
    assert desk.bounds == (70, 70, 260, 60)


def test_esc_forgets_the_stroke_that_waits(desk: Desk) -> None:
    waiting: list[Callable[[], object]] = []
    desk.canvas.input.hold_back(waiting.append)
    desk.press((100, 100))
    desk.key(Qt.Key.Key_Escape)
    go_on(desk, waiting)
    desk.move((300, 100))
    desk.release((300, 100))
    assert desk.document.mask.is_empty


def test_a_canvas_that_moves_under_a_resting_pointer_knows_where_it_points(desk: Desk) -> None:
    told: list[tuple[float, float] | None] = []
    desk.canvas.pointer_moved.connect(told.append)
    desk.move((200, 100), NO_BUTTON)
    rests = desk.canvas.mapToGlobal(desk.place((200, 100)))
    column = desk.canvas.window().layout()
    assert isinstance(column, QVBoxLayout)
    bar = QWidget()
    bar.setFixedHeight(30)
    column.insertWidget(0, bar)
    bar.show()
    column.activate()
    # Afterwards the screen, whose pointer is elsewhere, may say that it has left.
    last = [at for at in told if at is not None][-1]
    assert last == pytest.approx(desk.canvas.widget_to_image(desk.canvas.mapFromGlobal(rests)))
    assert last != pytest.approx(told[0])
