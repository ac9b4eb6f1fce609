"""Keys on the canvas that no action has: Space, the arrows, keys that hold, and the brackets by their place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from objremove_gui.ui.canvas.translate import modifiers_of

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas

Hold = Callable[[bool], None]
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
MODIFIER_KEYS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr}
# The two keys to the right of P, whatever is printed on them: (smaller, larger) as the system numbers them.
BRACKETS = {"linux": (34, 35), "win32": (0x1A, 0x1B), "darwin": (0x21, 0x1E)}


class Keys:
    """Keys of one canvas. ``holds`` are keys that do something as long as they are held."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.holds: dict[QKeySequence, Hold] = {}
        self._held: dict[int, Hold] = {}

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was used."""
        canvas, key = self._canvas, Qt.Key(event.key())
        if key in MODIFIER_KEYS:
            canvas.input.modifiers_changed()
            return False
        if key == Qt.Key.Key_Space:
            return self._press_space(event)
        if key in ARROWS:
            return self._nudge(event, *ARROWS[key])
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            return canvas.step_back()
        return self._press_hold(event) or self._press_bracket(event)

    def release(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in MODIFIER_KEYS:
            self._canvas.input.modifiers_changed()
            return False
        if event.isAutoRepeat():
            return key == Qt.Key.Key_Space or event.key() in self._held
        if key == Qt.Key.Key_Space:
            self._set_space(False)
            return True
        hold = self._held.pop(event.key(), None)
        if hold is not None:
            hold(False)
        return hold is not None

    def forget(self) -> None:
        """Keys let go while another window had the focus are held no more."""
        self._set_space(False)
        for hold in self._held.values():
            hold(False)
        self._held.clear()

    def _press_space(self, event: QKeyEvent) -> bool:
        tool = self._canvas.tool
        if event.isAutoRepeat():
            return True
        if tool is not None and not tool.is_dragging and tool.strike():
            self._canvas.after_tool()
            self._canvas.stroke_ended.emit()
            return True
        self._set_space(True)
        return True

    def _set_space(self, held: bool) -> None:
        if self._canvas.input.space != held:
            self._canvas.input.space = held
            self._canvas.show_pointer_shape()
            self._canvas.input.modifiers_changed()

    def _nudge(self, event: QKeyEvent, dx: int, dy: int) -> bool:
        tool = self._canvas.tool
        if tool is None or not tool.nudge(dx, dy, modifiers_of(event.modifiers(), space=False)):
            return False
        self._canvas.after_tool()
        self._canvas.show_keyboard_cursor()
        return True

    def _press_hold(self, event: QKeyEvent) -> bool:
        pressed = QKeySequence(QKeyCombination(event.modifiers(), Qt.Key(event.key())))
        hold = next((hold for keys, hold in self.holds.items() if keys == pressed), None)
        if hold is None:
            return False
        if not event.isAutoRepeat():
            self._held[event.key()] = hold
            hold(True)
        return True

    def _press_bracket(self, event: QKeyEvent) -> bool:
        """Size of the tip by the place of the key, so that it works on every layout."""
        code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
        smaller, larger = BRACKETS.get(sys.platform, BRACKETS["linux"])
        if not code or code not in (smaller, larger) or event.modifiers():
            return False
        self._canvas.size_stepped.emit(1 if code == larger else -1)
        return True
