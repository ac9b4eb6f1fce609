"""Fingers on the canvas: one paints, two move and zoom the picture; a second finger takes the stroke back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QInputDevice, QTouchEvent

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas


class Touch:
    """Fingers of one canvas. Trackpads are left to the wheel and to gestures."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._is_stroke = False
        self._pinch: tuple[QPointF, float] | None = None

    def handle(self, event: QTouchEvent) -> bool:
        """Whether the event was used."""
        canvas = self._canvas
        if event.device().type() != QInputDevice.DeviceType.TouchScreen or canvas.scene is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._end(take_back=True)
            return True
        down = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        if len(down) >= 2:
            self._move_view(down)
        elif len(down) == 1 and self._pinch is None:
            self._draw(down[0])
        elif not down:
            self._finish(event.points()[0].position())
        return True

    def _draw(self, finger: QEventPoint) -> None:
        tool, touch = self._canvas.tool, self._canvas.input
        if tool is None or touch.pans_always:
            return
        event = touch.pointer(finger.position(), 1.0)
        if not self._is_stroke:
            self._is_stroke = True
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
            tool.press(event)
        else:
            tool.move(event)
        self._canvas.after_tool()

    def _move_view(self, fingers: list[QEventPoint]) -> None:
        if self._is_stroke:
            self._end(take_back=True)
        first, second = fingers[0].position(), fingers[1].position()
        middle = (first + second) / 2
        distance = max(1.0, math.hypot(second.x() - first.x(), second.y() - first.y()))
        if self._pinch is not None:
            before, length = self._pinch
            self._canvas.pan_by(middle - before)
            self._canvas.zoom_to(self._canvas.viewport.zoom * distance / length, middle)
        self._pinch = middle, distance

    def _finish(self, at: QPointF) -> None:
        tool = self._canvas.tool
        if self._is_stroke and tool is not None:
            tool.release(self._canvas.input.pointer(at, 1.0))
        self._end(take_back=False)

    def _end(self, *, take_back: bool) -> None:
        tool = self._canvas.tool
        if self._is_stroke and take_back and tool is not None:
            tool.cancel()
        was_stroke, self._is_stroke = self._is_stroke, False
        if not take_back:
            self._pinch = None
        if was_stroke:
            self._canvas.after_tool()
            self._canvas.stroke_ended.emit()
