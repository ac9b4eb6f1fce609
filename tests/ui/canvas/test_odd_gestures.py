"""What hands do without meaning to: two devices at once, double clicks in the wrong place, releases nobody hears of."""

from __future__ import annotations

import pytest
from desk import LEFT, MIDDLE, NO_BUTTON, NO_KEYS, RIGHT, Desk, Fingers, Type
from PySide6.QtCore import Qt

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


# -- double clicks


@pytest.mark.parametrize("key", [ALT, CTRL])
def test_a_double_click_that_resizes_the_tip_paints_nothing(desk: Desk, key: Qt.KeyboardModifier) -> None:
    desk.drag((50, 50), (400, 50))
    before = desk.mask.copy()
    desk.press((200, 50), RIGHT, key)
    desk.release((200, 50), RIGHT, key)
    desk.mouse(Type.MouseButtonDblClick, (200, 50), RIGHT, RIGHT, key)
    desk.move((260, 50), RIGHT, key)
    desk.release((260, 50), RIGHT, key)
    assert (desk.mask == before).all()
    assert len(desk.document.history.names) == 1


@pytest.mark.parametrize("button", [RIGHT, MIDDLE])
def test_another_button_clicked_twice_during_a_stroke_changes_nothing(
    desk: Desk, button: Qt.MouseButton
) -> None:
    desk.press((100, 100))
    for kind in (
        Type.MouseButtonPress, Type.MouseButtonRelease, Type.MouseButtonDblClick, Type.MouseButtonRelease,
    ):  # fmt: skip
        desk.mouse(kind, (100, 100), button, LEFT | button)
    desk.move((200, 100))
    desk.release((200, 100))
    assert desk.bounds == (70, 70, 160, 60)
    assert len(desk.document.history.names) == 1


def test_a_double_click_beside_the_removal_of_a_stroke_is_two_dabs(desk: Desk) -> None:
    desk.click((100, 100))
    desk.mouse(Type.MouseButtonDblClick, (102, 100), LEFT, LEFT)
    desk.release((102, 100))
    assert desk.bounds == (70, 70, 62, 60)


def test_a_pen_that_taps_twice_closes_a_polygon(desk: Desk) -> None:
    desk.take("polygon")
    for corner in ((100, 100), (200, 100), (200, 200), (200, 200)):
        desk.pen_stroke([(*corner, 0.5), (*corner, 0.5)])
    assert not desk.tool.is_active
    assert desk.document.history.names != ()


def test_a_finger_that_taps_twice_closes_a_polygon(desk: Desk, fingers: Fingers) -> None:
    desk.take("polygon")
    for corner in ((100, 100), (200, 100), (200, 200), (200, 200)):
        fingers.do(a=corner)
        fingers.do(a=None)
    assert not desk.tool.is_active
    assert desk.document.history.names != ()


def test_taps_of_a_pen_far_from_each_other_are_single(desk: Desk) -> None:
    desk.take("polygon")
    for corner in ((100, 100), (200, 100), (200, 200), (100, 200)):
        desk.pen_stroke([(*corner, 0.5), (*corner, 0.5)])
    assert desk.tool.is_active


# -- two devices


def test_a_palm_that_comes_before_the_pen_paints_nothing(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(400, 400))
    fingers.do(a=(405, 400))
    desk.pen_stroke([(100, 100, 1.0), (200, 100, 1.0)])
    fingers.do(a=(410, 400))
    fingers.do(a=None)
    assert desk.bounds == (70, 70, 160, 60)
    assert len(desk.document.history.names) == 1


def test_a_click_while_a_finger_paints_takes_the_fingers_stroke_back(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(400, 400))
    desk.drag((100, 100), (200, 100))
    fingers.do(a=None)
    assert desk.bounds == (70, 70, 160, 60)


def test_the_wheel_during_a_stroke_zooms_and_the_stroke_goes_on_where_the_pointer_is(desk: Desk) -> None:
    middle = desk.canvas.widget_to_image(desk.canvas.rect().center().toPointF())
    desk.press(middle)
    desk.wheel((0, 240))
    desk.move(middle)
    desk.release((middle[0] + 50, middle[1]))
    assert desk.bounds[2:] in {(110, 60), (111, 60)}
    assert desk.canvas.viewport.zoom > 1.5


def test_a_palm_that_stays_when_the_pen_is_lifted_paints_nothing(desk: Desk, fingers: Fingers) -> None:
    desk.pen(Type.TabletPress, (100, 100), 1.0, LEFT, LEFT)
    fingers.do(a=(400, 400))
    desk.pen(Type.TabletMove, (200, 100), 1.0, held=LEFT)
    desk.pen(Type.TabletRelease, (200, 100), 0.0, LEFT, NO_BUTTON)
    fingers.do(a=(420, 400))
    fingers.do(a=None)
    assert desk.bounds == (70, 70, 160, 60)
    fingers.do(a=(400, 400))
    fingers.do(a=None)
    assert len(desk.document.history.names) == 2, "a finger put down anew paints"


def test_the_view_is_moved_by_the_middle_button_while_a_finger_rests(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(400, 400))
    desk.drag((100, 100), (150, 100), button=MIDDLE)
    fingers.do(a=(410, 400))
    fingers.do(a=None)
    assert desk.document.history.names == ()
    assert not desk.document.mask.is_recording


# -- another tool


def test_a_stroke_ends_when_another_tool_is_taken_and_is_kept(desk: Desk) -> None:
    desk.press((100, 100))
    desk.move((200, 100))
    desk.take("eraser")
    desk.move((300, 100))
    desk.release((300, 100))
    assert desk.bounds == (70, 70, 160, 60)
    assert len(desk.document.history.names) == 1


def test_an_open_outline_waits_until_its_tool_is_taken_again(desk: Desk) -> None:
    polygon = desk.take("polygon")
    for corner in ((100, 100), (200, 100), (200, 200)):
        desk.click(corner)
    desk.take("brush")
    desk.drag((400, 400), (450, 400))
    desk.canvas.use_tool(polygon, 0.0, pans=False)
    desk.click((100, 100))
    assert desk.mask[120, 180] == 255
    assert desk.mask[400, 420] == 255
    assert len(desk.document.history.names) == 2


# -- what is not heard


def test_a_stroke_whose_release_went_elsewhere_ends_where_it_was(desk: Desk) -> None:
    desk.press((100, 100))
    desk.move((200, 100))
    desk.move((400, 300), NO_BUTTON)
    assert desk.bounds == (70, 70, 160, 60)
    assert len(desk.document.history.names) == 1
    assert not desk.canvas.input.is_dragging


def test_a_view_whose_release_went_elsewhere_stays(desk: Desk) -> None:
    desk.canvas.zoom_to(2.0)
    desk.press((300, 200), MIDDLE)
    before = desk.canvas.viewport
    desk.move((340, 260), NO_BUTTON, NO_KEYS)
    assert desk.canvas.viewport == before
    assert not desk.canvas.input.is_panning
