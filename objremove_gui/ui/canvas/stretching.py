"""What was seen before a step of the zoom: drawn stretched at once, until the new view is there strip by strip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.rolling import Rolled
from objremove_gui.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.sampling import Levels

# A view of this many pixels is drawn within a frame, and not stretched.
AT_ONCE = 1_000_000
# So many pixels are drawn sharply before anything else can happen.
STRIP = 400_000
# So many nanoseconds of it may go into the colours of the screen, and so many pixels are always drawn.
CONVERTING, FEWEST = 5e6, 20_000
# Seconds that a strip with such colours may take, and how far that may change the next one.
STRIP_TIME, SLOWER, FASTER = 0.006, 0.5, 1.25


class Pace:
    """How much of a strip is drawn at once: less where the processor has other work, too."""

    def __init__(self) -> None:
        self.share = 1.0

    def took(self, seconds: float) -> None:
        """Take in what the last strip took."""
        change = STRIP_TIME / max(seconds, 1e-6)
        self.share = min(1.0, max(0.1, self.share * min(FASTER, max(SLOWER, change))))


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
        for side in _beside(box, known):
            draw_photo(painter, self.photo, viewport, side, background)


def draw_photo(painter: QPainter, photo: QImage, viewport: Viewport, box: QRectF, background: int) -> None:
    """Draw a box of the view, in device pixels, from the whole photo as a small picture, on grey."""
    size = viewport.image
    place = QRectF(viewport.x, viewport.y, size.width * viewport.zoom, size.height * viewport.zoom)
    painter.fillRect(box, QColor(background, background, background))
    seen = box.intersected(place)
    if not seen.isEmpty():
        across, down = photo.width() / place.width(), photo.height() / place.height()
        left, top = (seen.x() - place.x()) * across, (seen.y() - place.y()) * down
        painter.drawImage(seen, photo, QRectF(left, top, seen.width() * across, seen.height() * down))


def rough_in(
    shown: QImage, rolled: Rolled, photo: QImage, viewport: Viewport, boxes: Sequence[Rect], background: int
) -> None:
    """Put boxes of the view into the picture ``shown`` of it, from the small photo: until they are drawn."""
    with QPainter(shown) as painter:
        for box in boxes:
            for part, place in rolled.pieces(box):
                painter.save()
                painter.setClipRect(QRect(*place))
                painter.translate(place.x - part.x, place.y - part.y)
                draw_photo(painter, photo, viewport, QRectF(*part), background)
                painter.restore()


def strip_of(viewport: Viewport, levels: Levels, nanoseconds: float) -> int:
    """How many pixels of the view are drawn before anything else can happen.

    ``nanoseconds`` are what each of the photo's own pixels takes to be brought into the colours of the screen.
    """
    from objremove_gui.ui.canvas.sampling import sampling

    if sampling(viewport, levels.sizes, Rect.of_size(viewport.view)).level:
        return STRIP
    return max(FEWEST, min(STRIP, int(CONVERTING / nanoseconds * viewport.zoom**2)))


def sharp_of_move(view: Size, whole: int, strip: int) -> int:
    """How many pixels of what a move brings into view are drawn at once: a strip.

    Of a view of more than ``whole`` pixels it is half of one, as all that is seen must be painted, too.
    """
    return strip if view.pixels <= whole else strip // 2


def at_once(boxes: Sequence[Rect], pixels: int) -> tuple[list[Rect], list[Rect]]:
    """What of some boxes is drawn at once, ``pixels`` of it at most, and what is left for later."""
    now: list[Rect] = []
    later: list[Rect] = []
    for box in boxes:
        rows = min(box.height, pixels // box.width)
        pixels -= rows * box.width
        now.append(Rect(box.x, box.y, box.width, rows))
        later.append(Rect(box.x, box.y + rows, box.width, box.height - rows))
    return [box for box in now if not box.is_empty], [box for box in later if not box.is_empty]


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
