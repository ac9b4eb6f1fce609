"""Draws what a tool is about to do: lines, shapes, corners, what it would mark; and what lies at the pointer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.tools.base import Patch, Preview, Shape

ToWidget = Callable[[float, float], QPointF]
MARGIN = 8
HANDLE = 3.5
DARK, LIGHT = QColor(0, 0, 0, 170), QColor(255, 255, 255)
PATCH_COLOURS = {"add": (255, 40, 60), "subtract": (40, 170, 255)}
PATCH_OPACITY = 110
LABEL_OFFSET = QPointF(18, 18)
LABEL_PADDING = 6
SIGN = 4.0
SIGN_OFFSET = QPointF(11, 11)


def bounds(preview: Preview, to_widget: ToWidget) -> QRectF:
    """The part of the widget that the preview covers."""
    box = QRectF()
    for line in preview.lines:
        box = box.united(QPolygonF([to_widget(x, y) for x, y in line.points]).boundingRect())
    for place in (preview.shape, preview.patch):
        if place is not None:
            box = box.united(_box(place.box, to_widget))
    if preview.handles:
        box = box.united(QPolygonF([to_widget(x, y) for x, y in preview.handles]).boundingRect())
    return box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN) if not box.isNull() else box


def draw(painter: QPainter, preview: Preview, to_widget: ToWidget) -> None:
    """Paint it over the picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if preview.patch is not None:
        _draw_patch(painter, preview.patch, preview.mode, to_widget)
    dashed = preview.mode == "subtract"
    for colour, width in ((DARK, 3.0), (LIGHT, 1.2)):
        pen = QPen(colour, width)
        if dashed and colour is LIGHT:
            pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in preview.lines:
            polygon = QPolygonF([to_widget(x, y) for x, y in line.points])
            if line.closed:
                painter.drawPolygon(polygon)
            else:
                painter.drawPolyline(polygon)
        if preview.shape is not None:
            _draw_shape(painter, preview.shape, to_widget)
    painter.setPen(QPen(DARK, 1))
    painter.setBrush(LIGHT)
    for x, y in preview.handles:
        painter.drawEllipse(to_widget(x, y), HANDLE, HANDLE)


def label_box(text: str, metrics: QFontMetricsF, at: QPointF, room: QRectF) -> QRectF:
    """Where a label for the place ``at`` lies: below it and to the right, as far as there is room."""
    if not text:
        return QRectF()
    width = metrics.horizontalAdvance(text) + 2 * LABEL_PADDING
    box = QRectF(at + LABEL_OFFSET, QSizeF(width, metrics.height() + LABEL_PADDING))
    if box.right() > room.right():
        box.moveRight(at.x() - LABEL_OFFSET.x())
    if box.bottom() > room.bottom():
        box.moveBottom(at.y() - LABEL_OFFSET.y())
    return box


def draw_label(painter: QPainter, text: str, box: QRectF) -> None:
    """White on dark, legible on any picture."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(LIGHT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_sign(painter: QPainter, at: QPointF, mode: str) -> None:
    """A plus or a minus beside the place ``at``."""
    centre = at + SIGN_OFFSET
    across, down = QPointF(SIGN, 0), QPointF(0, SIGN)
    for colour, width in ((QColor(0, 0, 0, 200), 4.0), (LIGHT, 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(centre - across, centre + across)
        if mode == "add":
            painter.drawLine(centre - down, centre + down)


def _box(box: Rect, to_widget: ToWidget) -> QRectF:
    return QRectF(to_widget(box.x, box.y), to_widget(box.right, box.bottom))


def _draw_shape(painter: QPainter, shape: Shape, to_widget: ToWidget) -> None:
    box = _box(shape.box, to_widget)
    if shape.figure == "ellipse":
        painter.drawEllipse(box)
    else:
        painter.drawRect(box)


def _draw_patch(painter: QPainter, patch: Patch, mode: str, to_widget: ToWidget) -> None:
    import numpy as np

    height, width = patch.coverage.shape
    red, green, blue = PATCH_COLOURS[mode]
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[patch.coverage > 0] = (blue, green, red, PATCH_OPACITY)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    painter.drawImage(_box(patch.box, to_widget), image)
