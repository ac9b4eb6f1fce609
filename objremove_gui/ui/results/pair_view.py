"""Two states of a photo in one view: with a divider, side by side, in turns, or their difference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.i18n import tr
from objremove_gui.ui.canvas.viewport import Viewport
from objremove_gui.ui.results.compare_signs import GRIP, draw_divider, draw_gap, draw_label
from objremove_gui.ui.results.pair import AMPLIFIED, Pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from objremove_gui.ui.canvas.sampling import Levels
    from objremove_gui.ui.canvas.scene import Scene

BLINK = 600


class Way(StrEnum):
    """How the two are shown."""

    SPLIT = "split"
    SIDES = "sides"
    BLINK = "blink"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared, and what it is called."""

    levels: Levels
    title: str


class PairView(QWidget):
    """Two states of the photo; in the split view the first is left of the divider."""

    way_changed = Signal()
    view_changed = Signal()

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.background = background
        self.viewport = Viewport(Size(1, 1), Size(1, 1))
        self._scene: Scene | None = None
        self._end: Callable[[], None] | None = None
        self._pair = Pair(background, self._repaint, self)
        self._divider = 0.5
        self._way = Way.SPLIT
        self._shows_after = True
        self._blinking = QTimer(self, interval=BLINK)
        self._blinking.timeout.connect(self._blink)
        self._sides: tuple[Side, Side] | None = None
        self._shows_original = False
        # Whether all of it has to be drawn before it is painted.
        self._is_due = False

    # -- what is compared

    def show_scene(self, scene: Scene | None, focus: Rect | None = None) -> None:
        """Compare this scene; opens with ``focus`` (a box of the image) in the middle, the divider across it."""
        if self._end is not None:
            self._end()
            self._end = None
        self._scene = scene
        self._shows_original = False
        if scene is None:
            self._sides, self._is_due = None, False
            self._pair.clear()
            self._blinking.stop()
            return
        self._sides = Side(scene.original, tr("Original")), Side(scene.picture, tr("Now"))
        if self._way is Way.BLINK:
            self._blinking.start()
        self._end = scene.picture_changed.connect(lambda _: self.render_all())
        self.viewport = Viewport(self._device_size(), scene.size).fitted()
        if focus is not None and not focus.is_empty:
            self._look_at(focus)
        self.render_all()
        self.view_changed.emit()

    def show_sides(self, left: Side, right: Side) -> None:
        """Compare other states of the scene."""
        self._sides = left, right
        self.render_all()

    def show_original(self, shown: bool) -> None:
        """Nothing but the original, or what is compared."""
        if shown != self._shows_original:
            self._shows_original = shown
            self.render_all()

    def _shown_sides(self) -> tuple[Side, Side]:
        assert self._sides is not None
        assert self._scene is not None
        original = Side(self._scene.original, tr("Original"))
        return (original, original) if self._shows_original else self._sides

    def _look_at(self, focus: Rect) -> None:
        self.viewport = self.viewport.looking_at(focus)
        middle, _ = self.viewport.to_view(focus.x + focus.width / 2, focus.y)
        self.set_divider(middle / self.viewport.view.width)

    def _device_size(self) -> Size:
        """Size of one picture in device pixels: half the width where both stand side by side."""
        ratio = self.devicePixelRatioF()
        width = self.width() / 2 if self._way is Way.SIDES else self.width()
        # Rather a pixel too much than one at the rim that nobody draws.
        return Size(max(1, math.ceil(width * ratio)), max(1, math.ceil(self.height() * ratio)))

    def render_all(self) -> None:
        """Draw both pictures anew when they are painted: whatever changes until then costs nothing more."""
        self._is_due = self._scene is not None
        self.update()

    def _draw_due(self) -> None:
        if self._is_due:
            self._is_due = False
            if self._pair.is_empty or self._pair.size != self.viewport.view:
                self._pair.resize(self.viewport.view)
            left, right = (side.levels for side in self._shown_sides())
            self._pair.show((left, right), self.viewport, difference=self._shows_difference)

    @property
    def _shows_difference(self) -> bool:
        return self._way is Way.DIFFERENCE and not self._shows_original

    def _repaint(self, box: Rect) -> None:
        """A box of the pictures, in device pixels, is shown sharply from now on."""
        ratio = self.devicePixelRatioF()
        shown = QRectF(box.x / ratio, box.y / ratio, box.width / ratio, box.height / ratio).toAlignedRect()
        self.update(shown)
        if self._way is Way.SIDES:
            self.update(shown.translated(self.width() // 2, 0).adjusted(-1, 0, 1, 0))

    @property
    def is_refining(self) -> bool:
        """Whether some of the view is still to be drawn sharply."""
        return self._is_due or self._pair.is_refining

    @property
    def way(self) -> Way:
        return self._way

    def next_way(self) -> None:
        """From one way to compare to the next."""
        ways = list(Way)
        self.set_way(ways[(ways.index(self._way) + 1) % len(ways)])

    def set_way(self, way: Way) -> None:
        """Compare in another way."""
        if way is self._way:
            return
        self._way = way
        self.way_changed.emit()
        self._shows_after = True
        if self._way is Way.BLINK:
            self._blinking.start()
        else:
            self._blinking.stop()
        if self._scene is not None:
            self.viewport = self.viewport.resized(self._device_size())
            self.render_all()

    def _blink(self) -> None:
        self._shows_after = not self._shows_after
        self.update()

    @property
    def divider(self) -> float:
        """Position of the divider, 0 (left) to 1."""
        return self._divider

    def set_divider(self, position: float) -> None:
        before, self._divider = self._divider, min(1.0, max(0.0, position))
        left, right = sorted((before * self.width(), self._divider * self.width()))
        margin = GRIP + 2
        self.update(QRectF(left - margin, 0, right - left + 2 * margin, self.height()).toAlignedRect())

    def set_background(self, grey: int) -> None:
        """The neutral grey 0..255 around the picture."""
        self.background = self._pair.background = grey
        self.render_all()

    def set_viewport(self, viewport: Viewport) -> None:
        before, self.viewport = self.viewport, viewport
        if not self._is_due and self._scene is not None and viewport.view == before.view:
            self._pair.look(viewport)
            self.update()
        else:
            self.render_all()
        self.view_changed.emit()

    def fit(self) -> None:
        self.set_viewport(self.viewport.fitted())

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """``zoom`` in device pixels per image pixel, around a widget point or the middle."""
        ratio = self.devicePixelRatioF()
        point = at or QPointF(self.width() / 2, self.height() / 2)
        self.set_viewport(self.viewport.zoomed(zoom, point.x() * ratio, point.y() * ratio))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        # Ended whatever happens, as the canvas does it.
        with QPainter(self) as painter:
            self._paint(painter, event)

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        if self._scene is None:
            painter.fillRect(event.rect(), QColor(self.background, self.background, self.background))
            return
        self._draw_due()
        ratio = self.devicePixelRatioF()
        width, height = self._pair.size
        edge = round(self._divider * width)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        match self._way:
            case Way.SPLIT:
                self._pair.draw(painter, 0, Rect(0, 0, edge, height))
                self._pair.draw(painter, 1, Rect(edge, 0, width - edge, height))
            case Way.SIDES:
                self._pair.draw(painter, 0, Rect(0, 0, width, height))
                painter.translate(width, 0)
                self._pair.draw(painter, 1, Rect(0, 0, width, height))
            case Way.BLINK:
                self._pair.draw(painter, int(self._shows_after), Rect(0, 0, width, height))
            case Way.DIFFERENCE:
                self._pair.draw(painter, 1, Rect(0, 0, width, height))
        painter.restore()
        self._draw_signs(painter, edge / ratio)

    def _draw_signs(self, painter: QPainter, edge: float) -> None:
        """Divider and labels, as the way of comparing wants them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = (side.title for side in self._shown_sides())
        match self._way:
            case Way.SPLIT:
                draw_divider(painter, edge, self.height())
                draw_label(painter, left, self.width(), is_left=True)
                draw_label(painter, right, self.width(), is_left=False)
            case Way.SIDES:
                draw_gap(painter, self.width() / 2, self.height())
                draw_label(painter, left, self.width(), is_left=True)
                draw_label(painter, right, self.width(), is_left=False)
            case Way.BLINK:
                draw_label(painter, right if self._shows_after else left, self.width(), is_left=True)
            case Way.DIFFERENCE if self._shows_original:
                draw_label(painter, left, self.width(), is_left=True)
            case Way.DIFFERENCE:
                text = tr("Difference, {count} times", count=AMPLIFIED)
                draw_label(painter, text, self.width(), is_left=True)

    # -- Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._scene is not None:
            self.viewport = self.viewport.resized(self._device_size())
            self.render_all()
