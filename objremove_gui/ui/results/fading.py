"""The opacity of a removal while it is dragged: seen at once, one undo step at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.steps import takes_long

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removals


def opacity_step(opacity: int) -> str:
    """The name of the undo step."""
    return tr("Opacity {opacity} %", opacity=opacity)


class Fading(QObject):
    """Open from the first move of the knob; whatever else is asked of the document keeps what is shown first.

    Where showing a value takes longer than a frame it is done in another thread, and the newest value wins.
    """

    ended = Signal()

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._document: Document | None = None
        self._before: Removals = ()
        self._index = 0
        self._shown = 100
        # Whether a thread is at it, and how it shall end after that.
        self._is_busy = False
        self._ending: Callable[[], None] | None = None
        editor.scene_changed.connect(self.give_up)

    @property
    def is_open(self) -> bool:
        """Whether a value is shown that is neither kept nor given up."""
        return self._document is not None

    def show(self, document: Document, index: int, opacity: int) -> None:
        """Show the removal at ``index`` with another opacity; nothing while something else has the document."""
        if not self.is_open:
            if not self._editor.turns.is_free:
                return
            self._editor.end_stroke()
            self._document, self._index, self._before = document, index, document.removals
            self._editor.turns.open(lambda: self.keep(self._shown))
        self._shown = opacity
        if not self._is_busy:
            self._go_on(document)

    def keep(self, opacity: int) -> None:
        """It stays: one undo step, or none where it is as it was."""
        document = self._document
        if document is None:
            return
        self._shown = opacity
        if self._is_busy:
            self._ending = lambda: self.keep(opacity)
        elif opacity == self._before[self._index].opacity:
            self.give_up()
        elif opacity == document.removals[self._index].opacity:
            self._keep(document, opacity)
        else:
            self._put(document, self._faded(opacity), lambda: self._keep(document, opacity))

    def _keep(self, document: Document, opacity: int) -> None:
        before = self._before
        # Nothing is open any more when the new step is told.
        self._forget()
        document.keep_removals(opacity_step(opacity), before)
        self._end()

    def give_up(self) -> None:
        """As it was before."""
        document = self._document
        if document is None:
            return
        if self._is_busy:
            self._ending = self.give_up
        else:
            self._put(document, self._before, self._end)

    def _forget(self) -> None:
        self._document, self._before, self._ending = None, (), None

    def _end(self) -> None:
        self._forget()
        self.ended.emit()
        self._editor.turns.close()

    # -- showing

    def _faded(self, opacity: int) -> Removals:
        changed = list(self._before)
        changed[self._index] = replace(changed[self._index], opacity=opacity)
        return tuple(changed)

    def _go_on(self, document: Document) -> None:
        """End it where that is wanted by now, else show the newest value."""
        ending, self._ending = self._ending, None
        if ending is not None:
            ending()
        elif document.removals[self._index].opacity != self._shown:
            self._put(document, self._faded(self._shown), lambda: self._go_on(document))

    def _put(self, document: Document, removals: Removals, then: Callable[[], None]) -> None:
        """Put a list in force, and do what comes ``then``."""
        if not takes_long(document.removals, removals):
            document.put_removals(removals)
            then()
            return

        def over(task: asyncio.Task[Removals]) -> None:
            self._is_busy = False
            if task.cancelled() or task.exception() is not None:
                self._end()
            else:
                then()

        self._is_busy = True
        task = self._editor.turns.apart(document, partial(document.put_removals, removals))
        task.add_done_callback(over)
