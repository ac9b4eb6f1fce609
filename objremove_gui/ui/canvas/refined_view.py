"""A view that shows something at once, and all of it sharply as soon as it can: in strips, when there is time."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from objremove_gui.core.geometry import Rect
from objremove_gui.ui.canvas.due_marks import DueMarks
from objremove_gui.ui.canvas.pixel_grid import draw_grid
from objremove_gui.ui.canvas.placed_view import PlacedView
from objremove_gui.ui.canvas.stretching import (
    AT_ONCE,
    FEWEST,
    STRIP,
    OldView,
    Pace,
    at_once,
    rough_in,
    sharp_of_move,
    strip_of,
)
from objremove_gui.ui.canvas.viewport import Viewport
from objremove_gui.ui.pictures import image_over

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from objremove_gui.ui.canvas.buffers import ViewBuffers
    from objremove_gui.ui.canvas.sampling import Levels
    from objremove_gui.ui.canvas.scene import Scene


class RefinedView(PlacedView):
    """Draws a scene into buffers of its own size, and paints them, one rectangle an event."""

    # What was shown stretched after a step of the zoom is all drawn anew.
    sharpened = Signal()

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(240, 180))
        self.background = background
        self.scene: Scene | None = None
        self._buffers: ViewBuffers | None = None
        self._image: QImage | None = None
        self._shows_original = False
        self._due = DueMarks()
        # Whether all of it is to be drawn before it is painted.
        self._is_all_due = False
        # What is shown, stretched, of the boxes of the view that are still to be drawn.
        self._old: OldView | None = None
        self._stale: list[Rect] = []
        self._pace = Pace()
        self._refining = QTimer(self, singleShot=True, interval=0)
        self._refining.timeout.connect(self._refine)

    # -- into the buffers

    def _fit_buffers(self) -> None:
        if self.scene is None or self._buffers is None:
            return
        if self._buffers.size != self.device_size():
            self._buffers.resize(self.device_size(), self.devicePixelRatioF())
            self._image = None
        if self._image is None:
            self._image = image_over(self._buffers.composed)

    def _draw_all(self) -> None:
        """Draw the whole view anew; where its colours take long, most of it as the small photo has it, for now."""
        self._due.take()
        self._old, self._stale = None, []
        if self.scene is not None and self._buffers is not None:
            self._buffers.unroll()
            everything = Rect.of_size(self._buffers.size)
            if self._is_costly:
                self._rough_in([everything])
            else:
                self._render(everything)

    def _draw_due(self) -> None:
        """Draw the whole view anew, or the marks that have changed."""
        if self._is_all_due:
            self._is_all_due = False
            self._draw_all()
        due = self._due.take()
        if self.scene is not None and self._buffers is not None:
            for box, only_adds in due:
                self._buffers.render_mask(self.viewport, self.scene.masks, box, only_adds=only_adds)

    def _scroll(self, dx: int, dy: int) -> None:
        """Move what is there, and draw what was not seen before."""
        assert self._buffers is not None
        everything = Rect.of_size(self._buffers.size)
        self._stale = [box.shift(dx, dy).intersect(everything) for box in self._stale]
        now, later = at_once(
            self._buffers.scroll(dx, dy), sharp_of_move(everything.size, AT_ONCE, self._strip)
        )
        for box in now:
            self._render(box)
        if later:
            self._rough_in(later)

    def _rough_in(self, boxes: list[Rect]) -> None:
        """Show boxes of the view as the small photo has them, and draw them later."""
        assert self._buffers is not None
        assert self._image is not None
        if self._old is None:
            photo = self._small_photo()
            rough_in(
                self._image, self._buffers.rolled, image_over(photo), self.viewport, boxes, self.background
            )
        self._stale += boxes
        self._refining.start()

    @property
    def _strip(self) -> int:
        """Pixels of the view that are drawn before anything else can happen."""
        if self.scene is None or self.scene.colours is None:
            return STRIP
        strip = strip_of(self.viewport, self._shown_levels, self.scene.colours.nanoseconds)
        return strip if strip == STRIP else max(FEWEST, int(strip * self._pace.share))

    @property
    def _is_costly(self) -> bool:
        """Whether the screen's colours of the view take longer than a frame."""
        return self.scene is not None and self._strip < min(STRIP, self.viewport.view.pixels)

    @property
    def _shown_levels(self) -> Levels:
        assert self.scene is not None
        return self.scene.original if self._shows_original else self.scene.picture

    def _small_photo(self) -> NDArray[np.uint8]:
        levels = self._shown_levels
        smallest = len(levels.sizes) - 1
        return levels.region(smallest, Rect.of_size(levels.sizes[smallest]))

    def _stretch(self, before: Viewport) -> None:
        """Show the view as it was, stretched, while it is drawn anew."""
        assert self._buffers is not None
        assert self.scene is not None
        if self._old is None:
            shown, rolled = self._buffers.exchange()
            photo = self._small_photo()
            self._old = OldView(image_over(shown), rolled, before, image_over(photo), (shown, photo))
            self._image = image_over(self._buffers.composed)
        self._stale = [Rect.of_size(self._buffers.size)]
        self._refining.start()

    def _refine(self) -> None:
        """Draw the next strip of what is still to be drawn."""
        self._stale = [box for box in self._stale if not box.is_empty]
        if self._stale:
            first = self._stale.pop(0)
            rows = min(first.height, max(1, self._strip // first.width))
            strip = Rect(first.x, first.y, first.width, rows)
            self._stale.insert(0, Rect(first.x, first.y + rows, first.width, first.height - rows))
            began = time.perf_counter()
            self._render(strip)
            self._pace.took(time.perf_counter() - began)
            self.repaint_device(strip)
            self._refining.start()
        elif self._old is not None:
            self._old = None
            self.sharpened.emit()

    @property
    def is_stretched(self) -> bool:
        """Whether some of it is still shown as it was at another zoom."""
        return self._old is not None

    @property
    def is_refining(self) -> bool:
        """Whether some of the view is still to be drawn sharply."""
        return self._is_all_due or bool(self._stale)

    def _render(self, box: Rect) -> None:
        """Draw a box of the view anew."""
        if self.scene is not None and self._buffers is not None:
            self._buffers.render_picture(self.viewport, self._shown_levels, box)
            self._buffers.render_mask(self.viewport, self.scene.masks, box)

    # -- onto the screen

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw_due()
        # Ended whatever happens: a painter that an exception keeps alive ends the program at the next event.
        with QPainter(self) as painter:
            self._paint(painter, event)

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        if self._image is None or self._buffers is None:
            grey = self.background
            painter.fillRect(event.rect(), QColor(grey, grey, grey))
            return
        box, ratio = event.rect(), self.devicePixelRatioF()
        if ratio == 1:
            whole = Rect.of_size(self._buffers.size)
            self._draw_view(painter, Rect(box.x(), box.y(), box.width(), box.height()).intersect(whole))
        else:
            self._draw_scaled(painter, box, ratio, self._image)
        draw_grid(painter, self, box)
        self.draw_over(painter, box)

    def _draw_scaled(self, painter: QPainter, box: QRect, ratio: float, image: QImage) -> None:
        """Draw a box of the widget on a screen with more pixels, or with less."""
        left, top = (max(0, math.floor(at)) for at in self.to_device(QPointF(box.topLeft())))
        device = QRect(left, top, int(box.width() * ratio) + 3, int(box.height() * ratio) + 3)
        device = device.intersected(image.rect())
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(-QPointF(*self.nudge()))
        self._draw_view(painter, Rect(device.x(), device.y(), device.width(), device.height()))
        painter.restore()

    def _draw_view(self, painter: QPainter, box: Rect) -> None:
        """Draw a box of the view in device pixels: from the buffers, and stretched where they are not ready."""
        assert self._buffers is not None
        assert self._image is not None
        if self._old is None or not any(stale.holds(box) for stale in self._stale):
            for part, place in self._buffers.rolled.pieces(box):
                painter.drawImage(part.x, part.y, self._image, *place)
        for stale in self._stale:
            shared = stale.intersect(box)
            if self._old is not None and not shared.is_empty:
                self._old.draw(painter, self.viewport, shared, self.background)

    def draw_over(self, painter: QPainter, box: QRect) -> None:
        """What lies over the picture inside ``box``; nothing here."""
