"""A row of things that can be dragged to other places in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

# Pixels from the ends within which the row scrolls under what is dragged, by how many a step; milliseconds a step.
EDGE = 32
STEP = 16
PACE = 16
LINE = 3


@dataclass(slots=True)
class _Drag:
    """Which row was pressed and where; once it is ``begun`` it would go before the row ``gap``."""

    row: int
    start: QPoint
    at: QPoint
    begun: bool = False
    gap: int = 0


class MovableList(QListWidget):
    """Side by side, from left to right. ``moved`` tells from which row to which place, counted without the one moved:
    whoever has the things moves them. Esc ends a drag, and so does whatever else changes the rows.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag: _Drag | None = None
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(PACE)
        self._scrolling.timeout.connect(self._scroll)
        for signal in (self.model().rowsInserted, self.model().rowsRemoved):
            signal.connect(self.give_up)

    @property
    def is_dragging(self) -> bool:
        """Whether one is being dragged."""
        return self._drag is not None and self._drag.begun

    def give_up(self) -> None:
        """What is being dragged stays where it was."""
        if self._drag is not None:
            self._drag = None
            self._scrolling.stop()
            self.viewport().unsetCursor()
            self.viewport().update()

    # -- Qt's events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = event.position().toPoint()
        item = self.itemAt(at)
        if event.button() == Qt.MouseButton.LeftButton and item is not None:
            self._drag = _Drag(self.row(item), at, at)
        else:
            self.give_up()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        # A list would choose whatever the pointer comes to.
        drag, at = self._drag, event.position().toPoint()
        if drag is None:
            return
        drag.at = at
        if not drag.begun and (at - drag.start).manhattanLength() >= QApplication.startDragDistance():
            drag.begun = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._scrolling.start()
        self._aim(drag)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        is_over = self.viewport().rect().adjusted(0, -EDGE, 0, EDGE).contains(event.position().toPoint())
        self.give_up()
        if drag is None or not drag.begun:
            super().mouseReleaseEvent(event)
            return
        place = drag.gap - 1 if drag.gap > drag.row else drag.gap
        if is_over and place != drag.row:
            self.moved.emit(drag.row, place)

    def event(self, event: QEvent) -> bool:
        """While something is dragged Esc is the drag's, not the program's."""
        if event.type() == QEvent.Type.ShortcutOverride and self.is_dragging:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_dragging:
            self.give_up()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The row, and a line where what is dragged would go."""
        super().paintEvent(event)
        if self._drag is None or not self._drag.begun:
            return
        place = self._drag.gap
        last = self.visualItemRect(self.item(min(place, self.count() - 1)))
        x = last.left() if place < self.count() else last.right()
        x = min(max(x, LINE), self.viewport().width() - LINE)
        with QPainter(self.viewport()) as painter:
            painter.setPen(QPen(self.palette().highlight(), LINE))
            painter.drawLine(x, last.top(), x, last.bottom())

    # -- where it goes

    def _aim(self, drag: _Drag) -> None:
        """Find the gap that the pointer is nearest to."""
        if drag.begun:
            middles = (self.visualItemRect(self.item(row)).center().x() for row in range(self.count()))
            drag.gap = sum(middle < drag.at.x() for middle in middles)
            self.viewport().update()

    def _scroll(self) -> None:
        """Bring into view what lies beyond the end that the pointer is at."""
        drag = self._drag
        if drag is None:
            return
        step = (drag.at.x() > self.viewport().width() - EDGE) - (drag.at.x() < EDGE)
        bar = self.horizontalScrollBar()
        before = bar.value()
        bar.setValue(before + step * STEP)
        if bar.value() != before:
            self._aim(drag)
