"""Who gets an event on the canvas: the tool, or the view (pan, zoom, size of the tip)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QNativeGestureEvent, QTabletEvent, QWheelEvent

from objremove_gui.ui.canvas.translate import (
    button_of,
    is_of_pen,
    is_of_trackpad,
    modifiers_of,
    pen_button,
)

if TYPE_CHECKING:
    from objremove_gui.core.tools.pointer import Button, PointerEvent
    from objremove_gui.ui.canvas.view import Canvas

ZOOM_PER_NOTCH = 1.25
SIZE_PER_NOTCH = 1.15
# Dragging this many pixels to the right doubles the tip.
SIZE_DOUBLES_IN = 120
NOTCH = 120


class Drag(StrEnum):
    """What a held button does."""

    NONE = "none"
    TOOL = "tool"
    PAN = "pan"
    SIZE = "size"


class Input:
    """Mouse, pen, wheel and gestures of one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.space = False
        self.pans_always = False
        self._drag = Drag.NONE
        self._from = QPointF()
        self._held_button = Qt.MouseButton.NoButton
        self._pen_is_down = False
        self._last: tuple[QPointF, float] = (QPointF(), 1.0)

    @property
    def is_dragging(self) -> bool:
        return self._drag is not Drag.NONE

    # -- the mouse

    def press(self, event: QMouseEvent) -> None:
        if self._pen_is_down or is_of_pen(event) or self.is_dragging:
            return
        self._held_button = event.button()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._start_pan(event.position())
        else:
            self._press(event.position(), button_of(event.button()), 1.0)

    def double_click(self, event: QMouseEvent) -> None:
        tool, button = self._canvas.tool, button_of(event.button())
        if tool is None or button is None or self.pans_always or is_of_pen(event) or self.space:
            self.press(event)
            return
        self._held_button = event.button()
        self._drag = Drag.TOOL
        tool.double_click(self.pointer(event.position(), 1.0, button))
        self._canvas.after_tool()

    def move(self, event: QMouseEvent) -> None:
        if not self._pen_is_down and not is_of_pen(event):
            self._move(event.position(), 1.0)

    def release(self, event: QMouseEvent) -> None:
        if not self._pen_is_down and event.button() == self._held_button:
            self._release(event.position(), 1.0)

    # -- the pen

    def tablet(self, event: QTabletEvent) -> None:
        """A pen's events are taken here, so no mouse events are made from them."""
        event.accept()
        match event.type():
            case QEvent.Type.TabletPress if not self.is_dragging:
                self._pen_is_down = True
                if event.buttons() & Qt.MouseButton.MiddleButton:
                    self._start_pan(event.position())
                else:
                    self._press(event.position(), pen_button(event), event.pressure())
            case QEvent.Type.TabletMove:
                self._move(event.position(), event.pressure() if self._pen_is_down else 1.0)
            case QEvent.Type.TabletRelease if self._pen_is_down:
                self._release(event.position(), event.pressure())
                self._pen_is_down = False
            case _:
                return

    # -- what they share

    def _press(self, at: QPointF, button: Button | None, pressure: float) -> None:
        canvas = self._canvas
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        if canvas.scene is None or button is None:
            return
        from objremove_gui.core.tools.pointer import Button

        held = QGuiApplication.keyboardModifiers()
        resizes = held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if button is Button.PRIMARY and (self.space or self.pans_always):
            self._start_pan(at)
        elif button is Button.SECONDARY and resizes and not self._pen_is_down and canvas.tip_diameter:
            self._drag, self._from = Drag.SIZE, at
            canvas.hold_cursor()
        elif canvas.tool is not None:
            self._drag = Drag.TOOL
            canvas.tool.press(self.pointer(at, pressure, button))
            canvas.after_tool()
        canvas.move_cursor(at)

    def _move(self, at: QPointF, pressure: float) -> None:
        canvas, tool = self._canvas, self._canvas.tool
        self._last = at, pressure
        match self._drag:
            case Drag.PAN:
                canvas.pan_by(at - self._from)
                self._from = at
            case Drag.SIZE:
                factor = 2 ** ((at.x() - self._from.x()) / SIZE_DOUBLES_IN)
                self._from = at
                canvas.diameter_wanted.emit(canvas.tip_diameter * factor)
                return
            case Drag.TOOL if tool is not None:
                tool.move(self.pointer(at, pressure))
                canvas.after_tool()
            case _ if tool is not None and canvas.scene is not None:
                tool.hover(self.pointer(at, pressure))
                canvas.after_tool()
        canvas.move_cursor(at)

    def _release(self, at: QPointF, pressure: float) -> None:
        canvas, drag = self._canvas, self._drag
        self._drag = Drag.NONE
        self._held_button = Qt.MouseButton.NoButton
        if drag is Drag.TOOL and canvas.tool is not None:
            canvas.tool.release(self.pointer(at, pressure))
            canvas.after_tool()
            canvas.stroke_ended.emit()
        canvas.show_pointer_shape()

    def _start_pan(self, at: QPointF) -> None:
        self._drag, self._from = Drag.PAN, at
        self._canvas.show_pointer_shape()

    def abandon(self) -> None:
        """The drag is over without a release: the stroke is taken back."""
        if self._drag is Drag.TOOL and self._canvas.tool is not None:
            self._canvas.tool.cancel()
            self._canvas.after_tool()
            self._canvas.stroke_ended.emit()
        self._drag = Drag.NONE
        self._held_button = Qt.MouseButton.NoButton
        self._pen_is_down = False

    @property
    def is_panning(self) -> bool:
        return self._drag is Drag.PAN

    def pointer(self, at: QPointF, pressure: float, button: Button | None = None) -> PointerEvent:
        """The place and the keys held, as tools know them."""
        from objremove_gui.core.tools.pointer import Button, PointerEvent

        canvas = self._canvas
        x, y = canvas.widget_to_image(at)
        held = modifiers_of(QGuiApplication.keyboardModifiers(), space=self.space and self.is_dragging)
        scale = canvas.devicePixelRatioF() / canvas.viewport.zoom
        return PointerEvent(x, y, pressure, button or Button.PRIMARY, held, scale)

    def modifiers_changed(self) -> None:
        """A modifier came or went while the pointer rests: the shape being drawn follows."""
        if self._canvas.underMouse() and self._drag in (Drag.TOOL, Drag.NONE):
            self._move(*self._last)

    # -- wheel and gestures

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; Alt changes the tip; two fingers on a trackpad move the picture."""
        event.accept()
        canvas, delta, held = self._canvas, event.angleDelta(), event.modifiers()
        if canvas.scene is None:
            return
        if is_of_trackpad(event) and not event.pixelDelta().isNull() and not held:
            canvas.pan_by(QPointF(event.pixelDelta()))
        elif held & Qt.KeyboardModifier.AltModifier:
            # Some systems turn the wheel sideways while Alt is held.
            notches = (delta.y() or delta.x()) / NOTCH
            canvas.diameter_wanted.emit(canvas.tip_diameter * SIZE_PER_NOTCH**notches)
        elif delta.y():
            canvas.zoom_to(canvas.viewport.zoom * ZOOM_PER_NOTCH ** (delta.y() / NOTCH), event.position())
        canvas.move_cursor(event.position())

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinch on a trackpad; whether it was used."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture or self._canvas.scene is None:
            return False
        self._canvas.zoom_to(self._canvas.viewport.zoom * (1 + event.value()), event.position())
        return True
