"""From the toolkit's events to the plain values that tools take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QPointerEvent, QPointingDevice, QTabletEvent

if TYPE_CHECKING:
    from objremove_gui.core.tools.pointer import Button, Modifiers

Held = Qt.KeyboardModifier


def modifiers_of(held: Qt.KeyboardModifier, *, space: bool) -> Modifiers:
    """The keys held, as tools know them."""
    from objremove_gui.core.tools.pointer import Modifiers

    result = Modifiers.SPACE if space else Modifiers.NONE
    for key, ours in (
        (Held.ShiftModifier, Modifiers.SHIFT),
        (Held.ControlModifier, Modifiers.CONTROL),
        (Held.AltModifier, Modifiers.ALT),
    ):
        if held & key:
            result |= ours
    return result


def button_of(button: Qt.MouseButton) -> Button | None:
    """A mouse button that tools know; None for any other."""
    from objremove_gui.core.tools.pointer import Button

    match button:
        case Qt.MouseButton.LeftButton:
            return Button.PRIMARY
        case Qt.MouseButton.RightButton:
            return Button.SECONDARY
        case _:
            return None


def pen_button(event: QTabletEvent) -> Button:
    """Which part of the pen is used: its eraser end, its tip, or its tip with the barrel button held."""
    from objremove_gui.core.tools.pointer import Button

    if event.pointerType() == QPointingDevice.PointerType.Eraser:
        return Button.ERASER
    return Button.SECONDARY if event.buttons() & Qt.MouseButton.RightButton else Button.PRIMARY


def is_of_pen(event: QPointerEvent) -> bool:
    """Whether a mouse event was made from a pen's, which has been heard already."""
    return event.device().type() == QInputDevice.DeviceType.Stylus


def is_of_trackpad(event: QPointerEvent) -> bool:
    """Whether two fingers on a trackpad made this."""
    return event.device().type() == QInputDevice.DeviceType.TouchPad
