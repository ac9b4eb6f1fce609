"""The canvas: a scene to paint on. Events go in, the tool in force gets them in image coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.canvas import preview as previews
from objremove_gui.ui.canvas.input import Input
from objremove_gui.ui.canvas.keys import Keys
from objremove_gui.ui.canvas.scene_view import SceneView
from objremove_gui.ui.canvas.touch import Touch
from objremove_gui.ui.canvas.translate import modifiers_of

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Preview, Tool

CURSOR_MARGIN = 3
SIGN = 4.0
SIGN_OFFSET = 11.0
TOUCHES = {QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}


class Canvas(SceneView):
    """Paints with a tool; the outline of the tip, the sign of the mode and the tool's preview lie over the picture."""

    pointer_moved = Signal(object)
    stroke_ended = Signal()
    work_waits = Signal()
    diameter_wanted = Signal(float)
    size_stepped = Signal(int)

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(tr("Brush over what should go."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.tool: Tool | None = None
        self.tip_diameter = 0.0
        self.input = Input(self)
        self.keys = Keys(self)
        self._touch = Touch(self)
        self._cursor: QPointF | None = None
        self._cursor_box = QRect()
        self._preview: Preview | None = None
        self._preview_box = QRect()
        self.view_changed.connect(self._follow_view)

    def _follow_view(self) -> None:
        """Another zoom or place: what lies over the picture goes along."""
        self.refresh_preview()
        self.refresh_cursor()

    # -- tools

    def use_tool(self, tool: Tool | None, tip_diameter: float, *, pans: bool) -> None:
        """The tool in force; ``tip_diameter`` in image pixels, 0 for tools without a tip."""
        if self.tool is not None and self.tool is not tool and self.tool.is_active:
            self.tool.cancel()
        self.tool = tool
        self.tip_diameter = tip_diameter
        self.input.pans_always = pans
        self.show_pointer_shape()
        self.refresh_cursor()
        self.refresh_preview()

    def after_tool(self) -> None:
        """The tool has been told something: show what it would do, run what it left to be searched."""
        self.refresh_preview()
        if self.tool is not None and self.tool.work is not None:
            self.work_waits.emit()

    def step_back(self) -> bool:
        """Take back the last step of what the tool has begun; whether there was one."""
        if self.tool is None or not self.tool.step_back():
            return False
        if not self.tool.is_active:
            self.input.abandon()
        self.after_tool()
        self.stroke_ended.emit()
        return True

    def confirm(self) -> bool:
        """The Enter key for the tool; whether it meant something to it."""
        if self.tool is None or not self.tool.confirm():
            return False
        self.after_tool()
        self.stroke_ended.emit()
        return True

    def refresh_preview(self) -> None:
        """Repaint the tool's preview where it was and where it is."""
        before = self._preview_box
        self._preview = self.tool.preview() if self.tool is not None and self.scene is not None else None
        self._preview_box = QRect()
        if self._preview is not None:
            self._preview_box = previews.bounds(self._preview, self.image_to_widget).toAlignedRect()
        box = before.united(self._preview_box)
        if not box.isEmpty():
            self.update(box)

    def show_keyboard_cursor(self) -> None:
        """Bring what the arrow keys moved into view."""
        shape = self._preview.shape if self._preview is not None else None
        if shape is None:
            return
        box = QRectF(
            self.image_to_widget(shape.box.x, shape.box.y),
            self.image_to_widget(shape.box.right, shape.box.bottom),
        )
        room = QRectF(self.rect())
        if not room.contains(box):
            self.pan_by(room.center() - box.center())
            self.refresh_preview()

    # -- the pointer

    def show_pointer_shape(self) -> None:
        """The pointer's shape tells what a drag would do."""
        if self.input.is_panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.input.pans_always or (self.input.space and not self.input.is_dragging):
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        self.setCursor(QCursor(shape))

    def move_cursor(self, point: QPointF | None) -> None:
        """The pointer is over ``point``, or has left."""
        self._cursor = point
        self.refresh_cursor()
        self.pointer_moved.emit(None if point is None else self.widget_to_image(point))

    def hold_cursor(self) -> None:
        """The outline stays while the pointer changes its size."""
        self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """Repaint the outline where it was and where it is."""
        before = self._cursor_box
        self._cursor_box = QRect()
        if self._cursor is not None and self.tool is not None and self.scene is not None:
            radius = max(self._tip_radius(), SIGN_OFFSET + SIGN) + CURSOR_MARGIN
            x, y = self._cursor.x(), self._cursor.y()
            self._cursor_box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius).toAlignedRect()
        box = before.united(self._cursor_box)
        if not box.isEmpty():
            self.update(box)

    def _tip_radius(self) -> float:
        return self.tip_diameter * self.viewport.zoom / self.devicePixelRatioF() / 2

    def draw_over(self, painter: QPainter) -> None:
        if self._preview is not None and not self._preview_box.isEmpty():
            previews.draw(painter, self._preview, self.image_to_widget)
        if self._cursor is None or self._cursor_box.isEmpty() or self.tool is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.tip_diameter:
            radius = max(1.5, self._tip_radius())
            is_square = self.tool.option("tip") == "square" if "tip" in self.tool.info.options else False
            outline = painter.drawRect if is_square else painter.drawEllipse
            box = QRectF(self._cursor.x() - radius, self._cursor.y() - radius, 2 * radius, 2 * radius)
            for colour, width in ((QColor(0, 0, 0, 150), 2.6), (QColor(255, 255, 255, 230), 1.2)):
                painter.setPen(QPen(colour, width))
                outline(box)
        self._draw_sign(painter, self._cursor)

    def _draw_sign(self, painter: QPainter, at: QPointF) -> None:
        """A plus or a minus beside the pointer, where the mode is not the tool's own."""
        tool = self.tool
        if tool is None or self.input.pans_always:
            return
        held = modifiers_of(QGuiApplication.keyboardModifiers(), space=False)
        mode, own = (
            tool.mode_at(held),
            tool.mode_at(modifiers_of(Qt.KeyboardModifier.NoModifier, space=False)),
        )
        if mode is own and not (held and self.input.is_dragging):
            return
        centre = at + QPointF(SIGN_OFFSET, SIGN_OFFSET)
        across, down = QPointF(SIGN, 0), QPointF(0, SIGN)
        for colour, width in ((QColor(0, 0, 0, 200), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(centre - across, centre + across)
            if mode == "add":
                painter.drawLine(centre - down, centre + down)

    # -- Qt's events

    def event(self, event: QEvent) -> bool:
        if event.type() in TOUCHES and isinstance(event, QTouchEvent):
            return self._touch.handle(event) or super().event(event)
        if isinstance(event, QNativeGestureEvent):
            return self.input.gesture(event) or super().event(event)
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.input.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.input.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.input.release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self.input.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.input.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.move_cursor(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.move_cursor(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keys.forget()
        super().focusOutEvent(event)
