"""What lies over the pictures that are compared: the divider and the titles of the sides."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

# Radius in widget pixels of what the divider is held by.
GRIP = 14


def draw_gap(painter: QPainter, x: float, height: float) -> None:
    """A line between two pictures."""
    painter.setPen(QPen(QColor(0, 0, 0), 2))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))


def draw_divider(painter: QPainter, x: float, height: float) -> None:
    """A line that can be dragged, with its grip in the middle."""
    middle = QPointF(x, height / 2)
    painter.setPen(QPen(QColor(0, 0, 0, 120), 3))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setPen(QPen(QColor(255, 255, 255), 1.5))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(middle, GRIP, GRIP)
    painter.setPen(QPen(QColor(60, 60, 60), 1.8))
    for side in (-1, 1):
        tip = middle + QPointF(side * 8, 0)
        painter.drawLine(tip, tip + QPointF(-side * 4, -4))
        painter.drawLine(tip, tip + QPointF(-side * 4, 4))


def draw_label(painter: QPainter, text: str, width: float, *, is_left: bool) -> None:
    """A title in the upper left or right corner of a view of this width."""
    metrics = painter.fontMetrics()
    wide, high = metrics.horizontalAdvance(text) + 16, metrics.height() + 6
    box = QRectF(12 if is_left else width - wide - 12, 12, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 140))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
