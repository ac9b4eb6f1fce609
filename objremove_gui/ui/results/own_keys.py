"""Keys that a list keeps for itself while it has the focus, where the window would do something else with them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class OwnKeys(QObject):
    """Without it, Return on a selected line would start a removal."""

    def __init__(self, widget: QWidget, keys: Collection[Qt.Key]) -> None:
        super().__init__(widget)
        self._keys = frozenset(keys)
        widget.installEventFilter(self)

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modified = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in self._keys and not modified:
                event.accept()
                return True
        return super().eventFilter(widget, event)
