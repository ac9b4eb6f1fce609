"""Mouse and keys on the canvas: who gets them, the tool or the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from objremove_gui.core.tools.pointer import Button, PointerEvent
    from objremove_gui.ui.canvas.view import Canvas

ZOOM_PER_NOTCH = 1.25
NOTCH = 120


class Navigation:
    """Space-drag, middle-drag and the pan tool move the picture, the wheel zooms, everything else is the tool's."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._space = False
        self._panning_from: QPointF | None = None
        self._pan_button = Qt.MouseButton.NoButton
        self.pans_always = False

    # -- keys

    def key_press(self, event: QKeyEvent) -> bool:
        """Whether the key was used."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = True
                self.show_cursor()
            return True
        if event.key() == Qt.Key.Key_Escape and self._canvas.tool and self._canvas.tool.is_active:
            self._canvas.tool.cancel()
            self._canvas.stroke_ended.emit()
            return True
        return False

    def key_release(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space = False
                self.show_cursor()
            return True
        return False

    def forget_keys(self) -> None:
        """Keys let go outside the window are not held any more."""
        self._space = False
        self.show_cursor()

    # -- the pointer

    def press(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        if canvas.scene is None:
            return
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (is_left and (self._space or self.pans_always)):
            self._panning_from = event.position()
            self._pan_button = event.button()
            self.show_cursor()
        elif canvas.tool is not None and not canvas.tool.is_active:
            button = _button(event.button())
            if button is not None:
                canvas.tool.press(self._pointer(event, button))
        canvas.move_cursor(event.position())

    def move(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if self._panning_from is not None:
            canvas.pan_by(event.position() - self._panning_from)
            self._panning_from = event.position()
        elif canvas.tool is not None and canvas.tool.is_active:
            canvas.tool.move(self._pointer(event, None))
        canvas.move_cursor(event.position())

    def release(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if self._panning_from is not None and event.button() == self._pan_button:
            self._panning_from = None
            self.show_cursor()
        elif canvas.tool is not None and canvas.tool.is_active and _button(event.button()) is not None:
            canvas.tool.release(self._pointer(event, None))
            canvas.stroke_ended.emit()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; fine-grained wheels and trackpads zoom by their fraction of a notch."""
        notches = event.angleDelta().y() / NOTCH
        if notches and self._canvas.scene is not None:
            self._canvas.zoom_to(self._canvas.viewport.zoom * ZOOM_PER_NOTCH**notches, event.position())
            self._canvas.move_cursor(event.position())
        event.accept()

    def _pointer(self, event: QMouseEvent, button: Button | None) -> PointerEvent:
        from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent

        held = event.modifiers()
        modifiers = Modifiers.NONE
        for key, ours in (
            (Qt.KeyboardModifier.ShiftModifier, Modifiers.SHIFT),
            (Qt.KeyboardModifier.ControlModifier, Modifiers.CONTROL),
            (Qt.KeyboardModifier.AltModifier, Modifiers.ALT),
        ):
            if held & key:
                modifiers |= ours
        x, y = self._canvas.widget_to_image(event.position())
        return PointerEvent(x, y, button=button or Button.PRIMARY, modifiers=modifiers)

    def show_cursor(self) -> None:
        """The pointer's shape tells what a drag would do."""
        if self._panning_from is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space or self.pans_always:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor
        self._canvas.setCursor(QCursor(shape))


def _button(button: Qt.MouseButton) -> Button | None:
    from objremove_gui.core.tools.pointer import Button

    match button:
        case Qt.MouseButton.LeftButton:
            return Button.PRIMARY
        case Qt.MouseButton.RightButton:
            return Button.SECONDARY
        case _:
            return None
