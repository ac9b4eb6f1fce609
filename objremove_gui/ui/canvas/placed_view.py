"""A widget with a view in it: what of the image, of the screen and of the widget lies at the same place."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtWidgets import QWidget

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.viewport import Viewport


class PlacedView(QWidget):
    """Image points are looked at through a viewport in the screen's pixels ("device"), of which a widget's has some."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport(Size(1, 1), Size(1, 1))

    def device_size(self) -> Size:
        ratio = self.devicePixelRatioF()
        return Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def image_to_widget(self, x: float, y: float) -> QPointF:
        """Widget position of an image point."""
        return self.from_device(*self.viewport.to_view(x, y))

    def widget_to_image(self, point: QPointF) -> tuple[float, float]:
        """Image point under a widget position."""
        return self.viewport.to_image(*self.to_device(point))

    def nudge(self) -> tuple[float, float]:
        """How far the view begins beside the widget's corner, which may lie inside a pixel of the screen."""
        ratio = self.devicePixelRatioF()
        if ratio.is_integer():
            return 0.0, 0.0
        exact = QPointF(self.mapTo(self.window(), QPoint(0, 0))) * ratio
        return exact.x() - math.floor(exact.x() + 0.5), exact.y() - math.floor(exact.y() + 0.5)

    def to_device(self, point: QPointF) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        x, y = point.x() * ratio, point.y() * ratio
        if ratio.is_integer():
            return x, y
        left, top = self.nudge()
        return x + left, y + top

    def from_device(self, x: float, y: float) -> QPointF:
        ratio = self.devicePixelRatioF()
        left, top = self.nudge()
        return QPointF((x - left) / ratio, (y - top) / ratio)

    def repaint_device(self, box: Rect) -> None:
        """Have a box in device pixels painted."""
        if box.is_empty:
            return
        if self.devicePixelRatioF() == 1:
            # Most moves of a stroke come here.
            self.update(*box)
            return
        corner, opposite = self.from_device(box.x, box.y), self.from_device(box.right, box.bottom)
        self.repaint_soon(QRectF(corner, opposite).toAlignedRect())

    def repaint_box(self, box: Rect) -> None:
        """Have a box of the widget painted."""
        if box.is_empty:
            return
        if self.devicePixelRatioF() == 1:
            self.update(*box)
        else:
            self.repaint_soon(QRect(*box))

    def repaint_soon(self, box: QRect) -> None:
        """Have ``box`` of the widget painted, and the pixels of the screen that it shares with others."""
        self.update(box if self.devicePixelRatioF().is_integer() else box.adjusted(-1, -1, 1, 1))
