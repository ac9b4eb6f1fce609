"""Says that a removal was made on top of something that has changed, and offers to run it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.icons import icon

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal, Removals

SIGN = 16


def outdated_text(removal: Removal, index: int) -> str:
    """What is said of a removal that lies on top of something that has changed."""
    from objremove_gui.core.removal import title_of

    return tr(
        "What lies below “{name}” has changed since it was made; it was left as it is.",
        name=title_of(removal, index),
    )


class OutdatedNote(QFrame):
    """Speaks of the lowest such removal: those above may change with it. Nothing is done unasked."""

    rerun_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outdatedNote")
        self.setProperty("look", "panel")
        self._index = -1
        sign = QLabel()
        sign.setPixmap(icon("warning", "warning").pixmap(SIGN, SIGN))
        self._text = QLabel()
        self._text.setObjectName("outdatedText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        again = QPushButton(tr("Run it again"))
        again.setObjectName("runAgainButton")
        again.clicked.connect(lambda: self.rerun_wanted.emit(self._index))
        words = QHBoxLayout()
        words.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(words)
        column.addWidget(again, 0, Qt.AlignmentFlag.AlignRight)

    def show_outdated(self, outdated: Sequence[int], removals: Removals) -> None:
        """``outdated`` are places in ``removals``, the lowest first; hidden where there are none."""
        if outdated:
            self._index = outdated[0]
            text = outdated_text(removals[self._index], self._index)
            self._text.setText(text)
            self.setAccessibleName(text)
        self.setVisible(bool(outdated))
