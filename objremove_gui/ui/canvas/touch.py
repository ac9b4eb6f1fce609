"""Fingers on the canvas: one paints, two move and zoom the picture; a second finger takes the stroke back."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QTouchEvent

from objremove_gui.ui.canvas.taps import Taps

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas


class Hand(StrEnum):
    """What the fingers on the screen do until all are lifted."""

    NONE = "none"
    STROKE = "stroke"
    VIEW = "view"
    # It holds the pen, or comes in the way of the mouse.
    RESTS = "rests"


class Touch:
    """Fingers of one canvas. Trackpads are left to the wheel and to gestures."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._hand = Hand.NONE
        # Where the middle of the fingers was, how far they were from it, and how many.
        self._before: tuple[QPointF, float, int] | None = None
        self._taps = Taps()

    def handle(self, event: QTouchEvent) -> bool:
        """Whether the event was used."""
        canvas = self._canvas
        if event.device().type() != QInputDevice.DeviceType.TouchScreen or canvas.scene is None:
            return False
        event.accept()
        down = [point.position() for point in event.points() if point.state() != QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchBegin or canvas.input.is_dragging:
            # The hand that holds the pen rests on the screen, and may do so when the pen is lifted.
            self._hand = Hand.RESTS if canvas.input.is_dragging else Hand.NONE
        if self._hand is Hand.RESTS:
            return True
        canvas.input.held = event.modifiers()
        if event.type() == QEvent.Type.TouchCancel:
            self._take_back()
            self._hand, self._before = Hand.NONE, None
        elif len(down) >= 2 or (down and (self._hand is Hand.VIEW or canvas.input.pans_always)):
            self._take_back()
            self._hand = Hand.VIEW
            self._move_view(down)
        elif down:
            self._draw(down[0], event.timestamp())
        else:
            self._lift(event.points()[0].position())
        return True

    def rest(self) -> None:
        """A pen or the mouse paints from now on: until all fingers are lifted they do nothing."""
        if self._hand is not Hand.NONE:
            self._take_back()
            self._hand, self._before = Hand.RESTS, None

    def _draw(self, at: QPointF, time: int) -> None:
        told = self._canvas.input.pointer(at, 1.0)
        if self._hand is Hand.NONE:
            self._hand = Hand.STROKE
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
            again = self._taps.comes(at, time)
            self._canvas.input.tell(lambda tool: (tool.double_click if again else tool.press)(told))
        else:
            self._canvas.input.tell(lambda tool: tool.move(told))

    def _move_view(self, fingers: list[QPointF]) -> None:
        middle = sum(fingers[1:], fingers[0]) / len(fingers)
        spread = max(math.hypot(at.x() - middle.x(), at.y() - middle.y()) for at in fingers)
        before, self._before = self._before, (middle, spread, len(fingers))
        # A finger more or less moves the middle, but not the hand.
        if before is not None and before[2] == len(fingers):
            self._canvas.pan_by(middle - before[0])
            if len(fingers) > 1:
                self._canvas.zoom_to(
                    self._canvas.viewport.zoom * max(1.0, spread) / max(1.0, before[1]), middle
                )

    def _lift(self, at: QPointF) -> None:
        if self._hand is Hand.STROKE:
            told = self._canvas.input.pointer(at, 1.0)
            self._canvas.input.tell(lambda tool: tool.release(told), ends=True)
        self._hand, self._before = Hand.NONE, None

    def _take_back(self) -> None:
        """The stroke that a finger has begun is none; a hand that moves the view goes on."""
        if self._hand is Hand.STROKE:
            self._canvas.input.take_back()
            self._hand = Hand.NONE
