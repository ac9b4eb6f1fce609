"""The canvas: a scene to paint on. Events go in, the tool in force gets them in image coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.canvas import wheel
from objremove_gui.ui.canvas.framed_view import FramedView
from objremove_gui.ui.canvas.input import Input
from objremove_gui.ui.canvas.keys import Keys
from objremove_gui.ui.canvas.pointer_marks import PointerMarks
from objremove_gui.ui.canvas.pointer_shape import pointer_shape
from objremove_gui.ui.canvas.tip_size import TipSize
from objremove_gui.ui.canvas.tool_preview import ToolPreview
from objremove_gui.ui.canvas.touch import Touch

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool

# Nothing is to be found out about these, which come at every move.
FREQUENT = {QMouseEvent, QPaintEvent}
# What is being typed in keeps the keyboard when the pointer comes over the picture.
TYPED_IN = (QLineEdit, QAbstractSpinBox, QComboBox)
TOUCHES = {QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}


class Canvas(FramedView):
    """Paints with a tool; the outline of the tip, the sign of the mode and the tool's preview lie over the picture."""

    pointer_moved = Signal(object)
    stroke_ended = Signal()
    work_waits = Signal()
    announced = Signal(str)
    # What the tool tells beside the pointer: a drag sets one of its options.
    label_changed = Signal()
    escaped = Signal()
    diameter_wanted = Signal(float)
    size_stepped = Signal(int)
    # Whether it is the eraser's end that came near.
    pen_turned = Signal(bool)

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.setObjectName("canvas")
        self.setAccessibleName(tr("Picture"))
        self.setAccessibleDescription(tr("Brush over what should go."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        # A pen in the air shows its outline, as a mouse does.
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.tool: Tool | None = None
        self.tip_diameter = 0.0
        self.input = Input(self)
        self.keys = Keys(self)
        self.touch = Touch(self)
        self.pointer_marks = PointerMarks(self)
        # Where that is on the screen: the canvas may move under a resting pointer.
        self._pointer = QPointF()
        self._tip_size = TipSize()
        self._preview = ToolPreview(self)
        self.view_changed.connect(self._follow_view)

    def _follow_view(self) -> None:
        """Another picture, zoom or place: what lies over the picture goes along."""
        self.refresh_preview()
        self.move_cursor(self.pointer_marks.at)

    # -- tools

    def use_tool(self, tool: Tool | None, tip_diameter: float, *, pans: bool) -> None:
        """The tool in force; ``tip_diameter`` in image pixels, 0 for tools without a tip.

        What the last one was drawing ends here; an open outline waits in its tool until that is taken again.
        """
        if self.tool is not None and self.tool is not tool and self.tool.is_dragging:
            self.input.finish()
            self.tool.cancel()
        is_taken = self.tool is not tool
        self.tool = tool
        self.tip_diameter = tip_diameter
        self.input.pans_always = pans
        self.show_pointer_shape()
        self.refresh_cursor()
        self.refresh_preview()
        if is_taken:
            self._preview.fetch_cursor()

    def scale_tip(self, factor: float) -> None:
        """Ask for a larger or smaller tip."""
        if self.tip_diameter:
            self.diameter_wanted.emit(self._tip_size.scaled(self.tip_diameter, factor))

    def after_tool(self) -> None:
        """The tool has been told something: show what it would do, run what it left to be searched."""
        self.refresh_preview()
        if self.tool is not None and self.tool.work is not None:
            self.work_waits.emit()

    def step_back(self, *, whole: bool = True) -> bool:
        """Take back the stroke being drawn; else the last step of what is open, or the ``whole`` of it.

        Tells whether there was anything.
        """
        if self.frames.give_up():
            self.input.abandon()
            return True
        tool = self.tool
        if tool is None or not (self.input.is_waiting or tool.is_active):
            return False
        if whole and not tool.is_dragging and not self.input.is_waiting:
            tool.cancel()
            self.after_tool()
            self.stroke_ended.emit()
        else:
            self.input.take_back()
        self.input.abandon()
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
        self._preview.refresh()

    @property
    def label(self) -> str:
        """What the tool tells beside the pointer."""
        return self._preview.label

    def announce(self, text: str) -> None:
        """Say something to who can't see it."""
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
            self.announced.emit(text)

    def show_keyboard_cursor(self) -> None:
        """Bring what the arrow keys moved into view."""
        self._preview.bring_into_view()

    @property
    def keyboard_cursor(self) -> QPointF | None:
        """The middle of what the arrow keys move, in widget pixels; None for a tool without."""
        return self._preview.keyboard_cursor

    # -- the pointer

    @property
    def has_pointer(self) -> bool:
        """Whether the pointer is over the canvas."""
        return self.pointer_marks.at is not None

    def show_pointer_shape(self) -> None:
        """The pointer's shape tells what a drag would do."""
        shape = pointer_shape(self)
        if self.cursor().shape() != shape:
            self.setCursor(QCursor(shape))

    def move_cursor(self, point: QPointF | None) -> None:
        """The pointer is over ``point``, or has left."""
        self.pointer_marks.at = point
        if point is not None:
            self._pointer = self.mapToGlobal(point)
        if not self.frames.is_empty and not self.input.is_dragging:
            self.show_pointer_shape()
        self.refresh_cursor()
        self.pointer_moved.emit(self.pointed)

    @property
    def pointed(self) -> tuple[float, float] | None:
        """The place of the photo under the pointer; None while that is elsewhere."""
        point = self.pointer_marks.at
        return None if point is None else self.widget_to_image(point)

    def refresh_cursor(self) -> None:
        """Repaint what lies at the pointer, where it was and where it is."""
        self.pointer_marks.refresh()

    @property
    def sign(self) -> str:
        """The mode that is told beside the pointer: ``add`` or ``subtract``, ``""`` where it is the tool's own."""
        return self.pointer_marks.sign

    def draw_over(self, painter: QPainter, box: QRect) -> None:
        super().draw_over(painter, box)
        self._preview.draw(painter)
        self.pointer_marks.draw(painter)

    # -- Qt's events

    def event(self, event: QEvent) -> bool:
        if type(event) in FREQUENT:
            return super().event(event)
        if event.type() in TOUCHES and isinstance(event, QTouchEvent):
            return self.touch.handle(event) or super().event(event)
        if isinstance(event, QNativeGestureEvent):
            return wheel.pinch(self, event) or super().event(event)
        if isinstance(event, QKeyEvent) and self._took_key(event):
            return True
        return super().event(event)

    def _took_key(self, event: QKeyEvent) -> bool:
        """Tab moves the focus, unless it is a key that holds; Alt over the picture is not the menu bar's."""
        match event.type(), event.key():
            case QEvent.Type.KeyPress, Qt.Key.Key_Tab:
                return self.keys.press(event)
            case QEvent.Type.KeyRelease, Qt.Key.Key_Tab:
                return self.keys.release(event)
            case QEvent.Type.ShortcutOverride, Qt.Key.Key_Alt if self.has_pointer:
                # Or the bar would take the keyboard once Alt is let go after a turn of the wheel.
                event.accept()
                return True
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.input.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.input.press(event, again=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.input.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.input.release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self.input.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.input.held = event.modifiers()
        wheel.turn(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.pointer_marks.at is not None:
            # A bar came or went beside it, and what has moved lies under the pointer elsewhere.
            self.pointer_marks.at = self.mapFromGlobal(self._pointer)
        super().resizeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.move_cursor(event.position())
        focused = QApplication.focusWidget()
        if focused is not None and focused is not self and not isinstance(focused, TYPED_IN):
            # Space, the arrows and keys that hold are meant for the picture now.
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def leaveEvent(self, event: QEvent) -> None:
        self.move_cursor(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keys.forget()
        super().focusOutEvent(event)
