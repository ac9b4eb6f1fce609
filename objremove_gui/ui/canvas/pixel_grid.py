"""Lines between the photo's pixels, where these are so large that they are told apart."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from objremove_gui.core.geometry import Rect
from objremove_gui.ui.canvas.placed_view import PlacedView

FROM_ZOOM = 8.0
COLOUR = QColor(128, 128, 128, 90)


def draw_grid(painter: QPainter, view: PlacedView, box: QRect) -> None:
    """The lines that ``box`` of the widget sees."""
    if view.viewport.zoom < FROM_ZOOM:
        return
    x0, y0 = view.widget_to_image(QPointF(box.topLeft()))
    x1, y1 = view.widget_to_image(QPointF(box.bottomRight() + QPoint(1, 1)))
    seen = Rect.of_corners(int(x0), int(y0), int(x1) + 2, int(y1) + 2)
    seen = seen.intersect(Rect.of_size(view.viewport.image))
    painter.setPen(QPen(COLOUR, 0))
    for x in range(seen.x, seen.right + 1):
        painter.drawLine(view.image_to_widget(x, seen.y), view.image_to_widget(x, seen.bottom))
    for y in range(seen.y, seen.bottom + 1):
        painter.drawLine(view.image_to_widget(seen.x, y), view.image_to_widget(seen.right, y))
