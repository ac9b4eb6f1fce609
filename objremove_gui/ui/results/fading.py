"""The opacity of a removal while it is dragged: seen at once, one undo step at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removals


def opacity_step(opacity: int) -> str:
    """The name of the undo step."""
    return tr("Opacity {opacity} %", opacity=opacity)


class Fading(QObject):
    """Open from the first move of the knob; whatever else is asked of the document keeps what is shown first."""

    ended = Signal()

    def __init__(self, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._document: Document | None = None
        self._before: Removals = ()
        self._index = 0
        self._shown = 100
        editor.scene_changed.connect(self.give_up)

    @property
    def is_open(self) -> bool:
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
        changed = list(self._before)
        changed[self._index] = replace(changed[self._index], opacity=opacity)
        document.put_removals(tuple(changed))

    def keep(self, opacity: int) -> None:
        """It stays: one undo step, or none where it is as it was."""
        document, before = self._document, self._before
        if document is None:
            return
        if opacity == before[self._index].opacity:
            self.give_up()
            return
        self.show(document, self._index, opacity)
        self._document, self._before = None, ()
        document.keep_removals(opacity_step(opacity), before)
        self._end()

    def give_up(self) -> None:
        """As it was before."""
        document, before = self._document, self._before
        if document is not None:
            self._document, self._before = None, ()
            document.put_removals(before)
            self._end()

    def _end(self) -> None:
        self.ended.emit()
        self._editor.turns.close()
