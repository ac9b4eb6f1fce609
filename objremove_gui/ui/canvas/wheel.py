"""The wheel and the trackpad: zoom, move, and the size of the tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from objremove_gui.ui.canvas.translate import is_of_trackpad

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas

NOTCH = 120
ZOOM_PER_NOTCH = 1.25
SIZE_PER_NOTCH = 1.15
# How far a trackpad that only knows notches moves the picture with one, in widget pixels.
PIXELS_PER_NOTCH = 60


def turn(canvas: Canvas, event: QWheelEvent) -> None:
    """Zoom at the pointer; Alt changes the tip; two fingers on a trackpad move the picture."""
    event.accept()
    delta, held = event.angleDelta(), event.modifiers()
    if canvas.scene is None:
        return
    if held & Qt.KeyboardModifier.AltModifier:
        # Some systems turn the wheel sideways while Alt is held.
        notches = (delta.y() or delta.x()) / NOTCH
        canvas.scale_tip(SIZE_PER_NOTCH**notches)
    elif is_of_trackpad(event) and not held:
        canvas.pan_by(_moved(event))
    elif delta.y():
        canvas.zoom_to(canvas.viewport.zoom * ZOOM_PER_NOTCH ** (delta.y() / NOTCH), event.position())
    canvas.move_cursor(event.position())


def _moved(event: QWheelEvent) -> QPointF:
    """How far two fingers moved the picture, in widget pixels."""
    if not event.pixelDelta().isNull():
        return QPointF(event.pixelDelta())
    return QPointF(event.angleDelta()) * (PIXELS_PER_NOTCH / NOTCH)


def pinch(canvas: Canvas, event: QNativeGestureEvent) -> bool:
    """Zoom by two fingers on a trackpad; whether the gesture was one."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture or canvas.scene is None:
        return False
    canvas.zoom_to(canvas.viewport.zoom * (1 + event.value()), event.position())
    return True
