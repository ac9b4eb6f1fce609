"""From the toolkit's events to the plain values that tools take."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QKeySequence,
    QPointerEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)

from objremove_gui.core.tools.pointer import Button, Modifiers

Held = Qt.KeyboardModifier
MODIFIERS = {
    Qt.Key.Key_Shift: Held.ShiftModifier,
    Qt.Key.Key_Control: Held.ControlModifier,
    Qt.Key.Key_Alt: Held.AltModifier,
}


@cache
def modifiers_of(held: Qt.KeyboardModifier, *, space: bool) -> Modifiers:
    """The keys held, as tools know them."""
    result = Modifiers.SPACE if space else Modifiers.NONE
    for key, ours in (
        (Held.ShiftModifier, Modifiers.SHIFT),
        (Held.ControlModifier, Modifiers.CONTROL),
        (Held.AltModifier, Modifiers.ALT),
    ):
        if held & key:
            result |= ours
    return result


def held_after(event: QKeyEvent) -> Qt.KeyboardModifier:
    """The modifiers that are held once this key has been pressed or let go; not every system counts the key itself."""
    own = MODIFIERS.get(Qt.Key(event.key()), Held.NoModifier)
    return event.modifiers() | own if event.type() == QEvent.Type.KeyPress else event.modifiers() & ~own


def button_of(button: Qt.MouseButton) -> Button | None:
    """A mouse button that tools know; None for any other."""
    match button:
        case Qt.MouseButton.LeftButton:
            return Button.PRIMARY
        case Qt.MouseButton.RightButton:
            return Button.SECONDARY
        case _:
            return None


def pen_button(event: QTabletEvent) -> Button:
    """Which part of the pen is used: its eraser end, its tip, or its tip with the barrel button held."""
    if event.pointerType() == QPointingDevice.PointerType.Eraser:
        return Button.ERASER
    return Button.SECONDARY if event.buttons() & Qt.MouseButton.RightButton else Button.PRIMARY


def pen_touches(event: QTabletEvent) -> bool:
    """Whether a press is made by the pen's tip, and not by a button on it in the air."""
    return event.button() == Qt.MouseButton.LeftButton or event.pressure() > 0


def is_of_pen(event: QPointerEvent) -> bool:
    """Whether a mouse event was made from a pen's, which has been heard already."""
    return event.deviceType() == QInputDevice.DeviceType.Stylus


def is_of_trackpad(event: QWheelEvent) -> bool:
    """Whether two fingers on a trackpad made this; not every system says so, but only fingers begin and end."""
    is_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    return is_pad or event.phase() != Qt.ScrollPhase.NoScrollPhase


def key_of(event: QKeyEvent) -> QKeySequence:
    """The key with its modifiers as shortcuts name them: ``?`` is ``?`` wherever it needs Shift."""
    held, key = event.modifiers() & ~Held.KeypadModifier, Qt.Key(event.key())
    if 0x20 < key.value < 0x7F and not chr(key.value).isalnum():
        held &= ~Held.ShiftModifier
    return QKeySequence(QKeyCombination(held, key))
