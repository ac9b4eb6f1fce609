"""Keys that a list keeps for itself while it has the focus, where the window would do something else with them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PRESSES = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class OwnKeys(QObject):
    """Without it, Return on a selected line would start a removal.

    Letters go to the window: all that a list knows to do with them is to search, and most are keys of actions.
    """

    def __init__(self, widget: QWidget, keys: Collection[Qt.Key]) -> None:
        super().__init__(widget)
        self._keys = frozenset(keys)
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            modified = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            is_own = event.key() in self._keys and not modified
            if is_own and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            letter = event.text().strip()
            if letter and letter.isprintable() and not is_own and event.type() in PRESSES:
                event.ignore()
                return True
        return super().eventFilter(widget, event)
