"""Keys on the canvas that no action has: Space, the arrows, keys that hold, and the brackets by their place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from objremove_gui.ui.canvas.translate import MODIFIERS, held_after, key_of, modifiers_of

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas

Hold = Callable[[bool], None]
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
STEPS_BACK = {Qt.Key.Key_Escape, Qt.Key.Key_Backspace}
# The two keys to the right of P, whatever is printed on them: (smaller, larger) as the system numbers them.
BRACKETS = {"linux": (34, 35), "win32": (0x1A, 0x1B), "darwin": (0x21, 0x1E)}


class Keys:
    """Keys of one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._holds: dict[QKeySequence, Hold] = {}
        self._held: dict[int, Hold] = {}

    def set_holds(self, holds: Mapping[QKeySequence, Hold]) -> None:
        """Keys that do something as long as they are held."""
        self._end_holds()
        self._holds = dict(holds)

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was used."""
        canvas, key = self._canvas, Qt.Key(event.key())
        if key in MODIFIERS:
            canvas.input.modifiers_changed(held_after(event))
            return False
        if key == Qt.Key.Key_Space:
            return self._press_space(event)
        if key in ARROWS and self._nudge(event, *ARROWS[key]):
            return True
        if key in STEPS_BACK and canvas.step_back(whole=key == Qt.Key.Key_Escape):
            return True
        if key == Qt.Key.Key_Escape:
            canvas.escaped.emit()
        return self.press_hold(event) or self._press_bracket(event)

    def release(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in MODIFIERS:
            self._canvas.input.modifiers_changed(held_after(event))
            return False
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._set_space(False)
            return True
        return self.release_hold(event)

    def forget(self) -> None:
        """Keys let go while another window had the focus are held no more."""
        self._set_space(False)
        self._end_holds()
        self._canvas.input.forget_keys()

    def _end_holds(self) -> None:
        for key in tuple(self._held):
            self._end_hold(key)

    def _end_hold(self, key: int) -> None:
        hold = self._held.pop(key)
        if not self._held:
            _application().focusObjectChanged.disconnect(self._end_holds)
        hold(False)

    def _press_space(self, event: QKeyEvent) -> bool:
        canvas, tool = self._canvas, self._canvas.tool
        if event.isAutoRepeat() or canvas.input.is_waiting:
            return True
        if tool is not None and not tool.is_dragging and tool.strike():
            canvas.after_tool()
            canvas.stroke_ended.emit()
            canvas.announce(tool.described())
            return True
        self._set_space(True)
        return True

    def _set_space(self, held: bool) -> None:
        if self._canvas.input.space != held:
            self._canvas.input.space = held
            self._canvas.show_pointer_shape()
            self._canvas.input.modifiers_changed(self._canvas.input.held)

    def _nudge(self, event: QKeyEvent, dx: int, dy: int) -> bool:
        canvas, tool = self._canvas, self._canvas.tool
        if tool is None or canvas.input.is_waiting:
            return False
        if not tool.nudge(dx, dy, modifiers_of(event.modifiers(), space=False)):
            return False
        canvas.after_tool()
        canvas.stroke_ended.emit()
        canvas.show_keyboard_cursor()
        canvas.announce(tool.described())
        return True

    def press_hold(self, event: QKeyEvent) -> bool:
        """Whether it is a key that holds; wherever in the window the focus is."""
        pressed = key_of(event)
        hold = next((hold for keys, hold in self._holds.items() if keys == pressed), None)
        if hold is None:
            return False
        if not event.isAutoRepeat() and event.key() not in self._held:
            if not self._held:
                # Where the focus goes the release may not be heard.
                _application().focusObjectChanged.connect(self._end_holds)
            self._held[event.key()] = hold
            hold(True)
        return True

    def release_hold(self, event: QKeyEvent) -> bool:
        """Whether a key that holds is let go."""
        is_held = event.key() in self._held
        if is_held and not event.isAutoRepeat():
            self._end_hold(event.key())
        return is_held

    def _press_bracket(self, event: QKeyEvent) -> bool:
        """Size of the tip by the place of the key, so that it works on every layout."""
        code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
        smaller, larger = BRACKETS.get(sys.platform, BRACKETS["linux"])
        if not code or code not in (smaller, larger) or event.modifiers():
            return False
        self._canvas.size_stepped.emit(1 if code == larger else -1)
        return True


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    return application
