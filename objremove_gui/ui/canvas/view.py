"""The canvas: a plain widget that owns buffers of its own size and paints one rectangle an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.i18n import tr
from objremove_gui.ui.canvas.navigation import Navigation
from objremove_gui.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool
    from objremove_gui.ui.canvas.buffers import ViewBuffers
    from objremove_gui.ui.canvas.scene import Scene

CURSOR_MARGIN = 3


class Canvas(QWidget):
    """Shows a scene and hands pointer events to the tool in force, in image coordinates."""

    view_changed = Signal()
    pointer_moved = Signal(object)
    stroke_ended = Signal()

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(tr("Brush over what should go."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(240, 180))
        self.background = background
        self.tool: Tool | None = None
        self.brush_diameter: float = 0.0
        self.viewport = Viewport(Size(1, 1), Size(1, 1))
        self.scene: Scene | None = None
        self._buffers: ViewBuffers | None = None
        self._image: QImage | None = None
        self._is_fitted = True
        self._shows_original = False
        self._cursor: QPointF | None = None
        self._cursor_box = QRect()
        self._ends: list[Callable[[], None]] = []
        self._navigation = Navigation(self)

    # -- the scene

    def show_scene(self, scene: Scene | None, viewport: Viewport | None = None) -> None:
        """Show another scene, or nothing; fitted, or as ``viewport`` says."""
        for end in self._ends:
            end()
        self._ends = []
        self.scene = scene
        self._shows_original = False
        if scene is not None:
            from objremove_gui.ui.canvas.buffers import ViewBuffers

            self._buffers = self._buffers or ViewBuffers(self.background)
            self._ends = [
                scene.mask_changed.connect(self._on_mask_changed),
                scene.picture_changed.connect(self._on_picture_changed),
            ]
            self.viewport = viewport or Viewport(self.device_size(), scene.size).fitted()
            self._is_fitted = viewport is None
        else:
            self._buffers, self._image = None, None
        self._fit_buffers()
        self.render_all()

    def device_size(self) -> Size:
        ratio = self.devicePixelRatioF()
        return Size(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))

    def _fit_buffers(self) -> None:
        from objremove_gui.ui.pictures import image_over

        if self._buffers is not None and self._buffers.size != self.device_size():
            self._buffers.resize(self.device_size())
            self._image = image_over(self._buffers.composed)

    def render_all(self) -> None:
        """Draw the whole view anew."""
        if self.scene is not None and self._buffers is not None:
            levels = self.scene.original if self._shows_original else self.scene.picture
            everything = Rect.of_size(self._buffers.size)
            self._buffers.render_picture(self.viewport, levels, everything)
            self._buffers.render_mask(self.viewport, self.scene.masks, everything)
        self.update()
        self.view_changed.emit()

    def _on_mask_changed(self, box: Rect) -> None:
        if self.scene is None or self._buffers is None or box.is_empty:
            return
        margin = 0 if self.viewport.zoom == 1.0 else 2
        shown = self.viewport.view_box(box, margin)
        self._update_device(self._buffers.render_mask(self.viewport, self.scene.masks, shown))

    def _on_picture_changed(self, box: Rect) -> None:
        if self.scene is None or self._buffers is None or box.is_empty:
            return
        levels = self.scene.original if self._shows_original else self.scene.picture
        # A level's pixel takes in up to 2**level pixels of the photo beyond the box.
        shown = self.viewport.view_box(box, 4)
        self._buffers.render_picture(self.viewport, levels, shown)
        self._update_device(self._buffers.render_mask(self.viewport, self.scene.masks, shown))

    def _update_device(self, box: Rect) -> None:
        if box.is_empty:
            return
        ratio = self.devicePixelRatioF()
        exact = QRectF(box.x / ratio, box.y / ratio, box.width / ratio, box.height / ratio)
        self.update(exact.toAlignedRect())

    # -- the view

    def set_viewport(self, viewport: Viewport, *, fitted: bool = False) -> None:
        """Look at another part or at another zoom."""
        if viewport != self.viewport or fitted != self._is_fitted:
            self.viewport = viewport
            self._is_fitted = fitted
            self.render_all()

    def fit(self) -> None:
        self.set_viewport(self.viewport.fitted(), fitted=True)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """``zoom`` in device pixels per image pixel, around a widget point or the middle."""
        ratio = self.devicePixelRatioF()
        point = at or QPointF(self.width() / 2, self.height() / 2)
        self.set_viewport(self.viewport.zoomed(zoom, point.x() * ratio, point.y() * ratio))

    def pan_by(self, delta: QPointF) -> None:
        ratio = self.devicePixelRatioF()
        self.set_viewport(self.viewport.panned(delta.x() * ratio, delta.y() * ratio))

    def show_original(self, shown: bool) -> None:
        """The photo as it was opened, without overlay, or the picture as it is."""
        if self._buffers is not None and shown != self._shows_original:
            self._shows_original = shown
            self._buffers.shows_mask = not shown
            self.render_all()

    def show_mask(self, shown: bool) -> None:
        if self._buffers is not None:
            self._buffers.shows_mask = shown
            self.render_all()

    def set_overlay_opacity(self, opacity: float) -> None:
        """0..1."""
        from dataclasses import replace

        if self._buffers is not None:
            self._buffers.set_overlay(replace(self._buffers.overlay, opacity=opacity))
            self.render_all()

    def set_background(self, grey: int) -> None:
        """The neutral grey 0..255 around the picture."""
        self.background = grey
        if self._buffers is not None:
            self._buffers.background = grey
        self.render_all()

    def image_to_widget(self, x: float, y: float) -> QPointF:
        """Widget position of an image point."""
        ratio = self.devicePixelRatioF()
        vx, vy = self.viewport.to_view(x, y)
        return QPointF(vx / ratio, vy / ratio)

    def widget_to_image(self, point: QPointF) -> tuple[float, float]:
        """Image point under a widget position."""
        ratio = self.devicePixelRatioF()
        return self.viewport.to_image(point.x() * ratio, point.y() * ratio)

    def pan_always(self, always: bool) -> None:
        """Whether every drag moves the picture."""
        self._navigation.pans_always = always
        self._navigation.show_cursor()

    # -- the brush's outline

    def move_cursor(self, point: QPointF | None) -> None:
        """The pointer is over ``point``, or has left."""
        self._cursor = point
        self.refresh_cursor()
        self.pointer_moved.emit(None if point is None else self.widget_to_image(point))

    def refresh_cursor(self) -> None:
        """Repaint the outline where it was and where it is."""
        before = self._cursor_box
        self._cursor_box = QRect()
        if self._cursor is not None and self.brush_diameter and self.scene is not None:
            radius = self._cursor_radius() + CURSOR_MARGIN
            x, y = self._cursor.x(), self._cursor.y()
            self._cursor_box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius).toAlignedRect()
        box = before.united(self._cursor_box)
        if not box.isEmpty():
            self.update(box)

    def _cursor_radius(self) -> float:
        return self.brush_diameter * self.viewport.zoom / self.devicePixelRatioF() / 2

    def _draw_cursor(self, painter: QPainter) -> None:
        if self._cursor is None or self._cursor_box.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = max(1.5, self._cursor_radius())
        for colour, width in ((QColor(0, 0, 0, 150), 2.6), (QColor(255, 255, 255, 230), 1.2)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._cursor, radius, radius)

    # -- Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            grey = self.background
            painter.fillRect(event.rect(), QColor(grey, grey, grey))
            return
        ratio = self.devicePixelRatioF()
        box = event.rect()
        left, top = int(box.left() * ratio), int(box.top() * ratio)
        device = QRect(left, top, int(box.width() * ratio) + 2, int(box.height() * ratio) + 2)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPoint(left, top), self._image, device.intersected(self._image.rect()))
        painter.restore()
        self._draw_cursor(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.scene is None:
            return
        resized = self.viewport.resized(self.device_size())
        self.viewport = resized.fitted() if self._is_fitted else resized
        self._fit_buffers()
        self.render_all()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._navigation.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._navigation.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._navigation.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._navigation.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._navigation.key_press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._navigation.key_release(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.move_cursor(event.position())

    def leaveEvent(self, event: object) -> None:
        self.move_cursor(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._navigation.forget_keys()
        super().focusOutEvent(event)
