"""Entry fields beside a canvas full of single-key shortcuts: they keep Return and Esc, and give the focus back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

ENDING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


def step_by_buttons(box: QSpinBox | QDoubleSpinBox) -> None:
    """Give a number the look with a button for each step."""
    box.setProperty("look", "stepped")
    box.lineEdit().setTextMargins(4, 0, 4, 0)


class EntryKeys(QObject):
    """Keeps the keys that end an entry from triggering the window's actions; ``ended`` comes after the field saw them.

    Without it, Return in a number field would start a removal. A click on a number selects all of it.
    """

    ended = Signal()

    def __init__(self, *fields: QWidget) -> None:
        super().__init__(fields[0])
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in ENDING:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyRelease:
                self.ended.emit()
        if (
            isinstance(field, QAbstractSpinBox)
            and isinstance(event, QFocusEvent)
            and event.type() == QEvent.Type.FocusIn
            and event.reason() == Qt.FocusReason.MouseFocusReason
        ):
            # A click means another number; after the press, which puts the cursor somewhere.
            QTimer.singleShot(0, field, field.selectAll)
        return super().eventFilter(field, event)
