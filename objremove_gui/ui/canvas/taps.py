"""Double taps of pens and fingers: only of a mouse's clicks the toolkit tells which is the second."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication


class Taps:
    """Where and when a pen or a finger has come down last."""

    def __init__(self) -> None:
        self._last: tuple[QPointF, int] | None = None

    def comes(self, at: QPointF, time: int) -> bool:
        """It comes down at ``at`` (widget pixels), ``time`` in ms; whether this makes a double tap with the last."""
        before, self._last = self._last, (at, time)
        if before is None:
            return False
        hints = QGuiApplication.styleHints()
        way = at - before[0]
        is_near = max(abs(way.x()), abs(way.y())) <= hints.touchDoubleTapDistance()
        is_second = is_near and time - before[1] <= hints.mouseDoubleClickInterval()
        if is_second:
            # A third one begins anew.
            self._last = None
        return is_second
