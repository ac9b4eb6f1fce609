"""Lets the history of the shown picture take less memory when nothing has been done for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.history import History

# Milliseconds.
DELAY = 250


class HistoryRest(QObject):
    """What undo and redo would take next stays ready; steps farther away are laid aside."""

    def __init__(self, background: Background, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._editor = editor
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._begin)
        editor.state_changed.connect(self._timer.start)

    def _begin(self) -> None:
        document = self._editor.document
        if document is not None:
            self._background.start(self._rest(document.history), key="history", replace=True)

    async def _rest(self, history: History) -> None:
        await self._background.run_blocking(history.rest)
