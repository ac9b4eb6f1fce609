"""What was seen before a step of the zoom: drawn stretched at once, until the new view is there strip by strip."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from objremove_gui.core.geometry import Rect
from objremove_gui.ui.canvas.rolling import Rolled
from objremove_gui.ui.canvas.viewport import Viewport

# A view of this many pixels is drawn within a frame, and not stretched.
AT_ONCE = 1_000_000
# So many pixels are drawn sharply before anything else can happen.
STRIP = 400_000


class OldView(NamedTuple):
    """A picture of a view as it was, and the whole photo, small, for what was not seen of it.

    ``arrays`` hold the pixels of the two images.
    """

    image: QImage
    rolled: Rolled
    viewport: Viewport
    photo: QImage
    arrays: tuple[object, ...]

    def draw(self, painter: QPainter, viewport: Viewport, box: Rect, background: int) -> None:
        """Draw ``box`` of the view as it is now; all in device pixels."""
        factor = viewport.zoom / self.viewport.zoom
        x, y = viewport.x - self.viewport.x * factor, viewport.y - self.viewport.y * factor
        view = Rect.of_size(self.rolled.size)
        known = QRectF(x, y, view.width * factor, view.height * factor)
        painter.save()
        painter.setClipRect(QRect(*box))
        self._draw_around(painter, viewport, QRectF(*box), known, background)
        for part, place in self.rolled.pieces(view):
            target = QRectF(
                x + part.x * factor, y + part.y * factor, part.width * factor, part.height * factor
            )
            painter.drawImage(target, self.image, QRectF(*place))
        painter.restore()

    def _draw_around(
        self, painter: QPainter, viewport: Viewport, box: QRectF, known: QRectF, background: int
    ) -> None:
        """The small photo on grey beside what is known of the view."""
        size = viewport.image
        photo = QRectF(viewport.x, viewport.y, size.width * viewport.zoom, size.height * viewport.zoom)
        grey = QColor(background, background, background)
        for side in _beside(box, known):
            painter.fillRect(side, grey)
            seen = side.intersected(photo)
            if not seen.isEmpty():
                across, down = self.photo.width() / photo.width(), self.photo.height() / photo.height()
                source = QRectF(
                    (seen.x() - photo.x()) * across,
                    (seen.y() - photo.y()) * down,
                    seen.width() * across,
                    seen.height() * down,
                )
                painter.drawImage(seen, self.photo, source)


def _beside(box: QRectF, known: QRectF) -> list[QRectF]:
    """The parts of ``box`` above, below, left and right of ``known``."""
    inner = box.intersected(known)
    if inner.isEmpty():
        return [box]
    sides = [
        QRectF(box.left(), box.top(), box.width(), inner.top() - box.top()),
        QRectF(box.left(), inner.bottom(), box.width(), box.bottom() - inner.bottom()),
        QRectF(box.left(), inner.top(), inner.left() - box.left(), inner.height()),
        QRectF(inner.right(), inner.top(), box.right() - inner.right(), inner.height()),
    ]
    return [side for side in sides if not side.isEmpty()]
