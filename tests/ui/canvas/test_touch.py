"""Fingers on the canvas."""

from __future__ import annotations

import pytest
from desk import LEFT, NO_BUTTON, Desk, Fingers, Type
from PySide6.QtGui import QPointingDevice, QTouchEvent
from PySide6.QtWidgets import QApplication


def test_one_finger_paints(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(100, 100))
    fingers.do(a=(200, 100))
    fingers.do(a=None)
    assert desk.bounds == (70, 70, 160, 60)
    assert len(desk.document.history.names) == 1


def test_a_second_finger_takes_the_stroke_back(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(100, 100))
    fingers.do(a=(200, 100))
    assert desk.mask.any()
    fingers.do(b=(300, 300))
    assert not desk.mask.any()
    fingers.do(a=None)
    fingers.do(b=None)
    assert not desk.mask.any()
    assert desk.document.history.names == ()
    assert not desk.document.mask.is_recording


def test_a_second_finger_leaves_the_corners_that_a_polygon_has(desk: Desk, fingers: Fingers) -> None:
    tool = desk.take("polygon")
    for corner in ((100, 100), (200, 100), (200, 200)):
        desk.click(corner)
    fingers.do(a=(100, 200))
    fingers.do(b=(300, 300))
    fingers.do(a=None, b=None)
    assert tool.is_active
    assert desk.canvas.confirm()
    assert desk.mask[150, 110] == 0, "the corner that the finger set is gone"
    assert desk.mask[110, 150] == 255


def test_two_fingers_move_and_zoom_the_picture(desk: Desk, fingers: Fingers) -> None:
    canvas = desk.canvas
    canvas.zoom_to(2.0)
    fingers.do(a=(280, 200))
    fingers.do(b=(320, 200))
    before = desk.place((300, 200))
    fingers.do(a=(290, 210), b=(330, 210))
    moved = desk.place((300, 200)) - before
    assert (moved.x(), moved.y()) == (20, 20)
    fingers.do(a=(270, 200), b=(350, 200))
    assert canvas.viewport.zoom == pytest.approx(4.0, rel=0.1)
    fingers.do(a=None)
    at = canvas.viewport
    fingers.do(b=(330, 220))
    assert canvas.viewport.zoom == at.zoom
    assert canvas.viewport != at, "the finger that is left goes on moving it"
    fingers.do(b=None)
    assert not desk.mask.any()


def test_after_the_view_was_moved_a_finger_paints_again(desk: Desk, fingers: Fingers) -> None:
    fingers.do(a=(280, 200), b=(320, 200))
    fingers.do(a=None, b=None)
    fingers.do(a=(100, 100))
    fingers.do(a=None)
    assert desk.bounds == (70, 70, 60, 60)


def test_a_touch_that_the_system_takes_away_leaves_nothing(
    desk: Desk, fingers: Fingers, screen: QPointingDevice
) -> None:
    fingers.do(a=(100, 100))
    fingers.do(a=(150, 100))
    QApplication.sendEvent(desk.canvas, QTouchEvent(Type.TouchCancel, screen))
    assert not desk.mask.any()
    assert not desk.document.mask.is_recording
    fingers.do(a=None)
    fingers.do(a=(300, 300))
    fingers.do(a=None)
    assert desk.bounds == (270, 270, 60, 60)


def test_a_finger_moves_the_picture_while_the_pan_tool_is_chosen(desk: Desk, fingers: Fingers) -> None:
    desk.canvas.use_tool(None, 0, pans=True)
    desk.canvas.zoom_to(2.0)
    before = desk.place((300, 200))
    fingers.do(a=(300, 200))
    fingers.do(a=(310, 205))
    fingers.do(a=None)
    moved = desk.place((300, 200)) - before
    assert (moved.x(), moved.y()) == (20, 10)


def test_the_hand_that_holds_the_pen_may_rest_on_the_screen(desk: Desk, fingers: Fingers) -> None:
    desk.pen(Type.TabletPress, (100, 100), 1.0, LEFT, LEFT)
    fingers.do(a=(400, 400))
    fingers.do(b=(450, 450))
    fingers.do(a=(300, 400))
    desk.pen(Type.TabletMove, (200, 100), 1.0, held=LEFT)
    desk.pen(Type.TabletRelease, (200, 100), 0.0, LEFT, NO_BUTTON)
    fingers.do(a=None, b=None)
    assert desk.bounds == (70, 70, 160, 60)
