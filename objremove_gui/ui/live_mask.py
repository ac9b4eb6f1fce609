"""Runs an operation on the mask while its amount is set: the newest amount wins, and the window never waits."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.live_ops import LiveOperation
    from objremove_gui.ui.main_window import MainWindow


class Ending(StrEnum):
    """What becomes of what is shown."""

    NONE = "none"
    KEEP = "keep"
    CANCEL = "cancel"


class LiveMask(QObject):
    """One operation at a time; whatever else is asked of the document keeps it first."""

    def __init__(self, editor: Editor, background: Background, window: MainWindow) -> None:
        super().__init__(window)
        self._editor = editor
        self._background = background
        self._window = window
        self._wanted = 0
        self._ending = Ending.NONE
        self._changed = asyncio.Event()
        self.is_open = False
        editor.scene_changed.connect(self.cancel)

    def open(self, operation_id: str) -> None:
        """Begin an operation of the table; when it is one's turn."""
        from objremove_gui.core.live_ops import LIVE_BY_ID

        document = self._editor.document
        if document is None or document.mask.is_empty:
            return
        operation = LIVE_BY_ID[operation_id]
        self._editor.end_stroke()
        self._wanted, self._ending = operation.start, Ending.NONE
        self.is_open = True
        self._editor.turns.open(self.keep)
        self._editor.rest(True)
        panel = self._window.mask_panel
        panel.show_operation(operation)
        self._background.start(self._live(document, operation))

    def set_amount(self, amount: int) -> None:
        self._wanted = amount
        self._changed.set()

    def keep(self) -> None:
        """Keep what is wanted, once it is there."""
        self._end(Ending.KEEP)

    def cancel(self) -> None:
        """Put the mask back."""
        self._end(Ending.CANCEL)

    def _end(self, ending: Ending) -> None:
        if self.is_open and self._ending is Ending.NONE:
            self._ending = ending
            self._changed.set()

    async def _live(self, document: Document, operation: LiveOperation) -> None:
        turns = self._editor.turns
        try:
            live = await turns.apart(document, partial(operation.begin, document))
            shown: int | None = None
            while self._ending is not Ending.CANCEL and (
                self._wanted != shown or self._ending is Ending.NONE
            ):
                self._changed.clear()
                if self._wanted == shown:
                    await self._changed.wait()
                else:
                    shown = self._wanted
                    await turns.apart(document, partial(live.show, shown))
            await turns.apart(document, live.commit if self._ending is Ending.KEEP else live.cancel)
        finally:
            self.is_open = False
            self._window.mask_panel.hide()
            self._window.canvas.setFocus()
            self._editor.rest(False)
            turns.close()
