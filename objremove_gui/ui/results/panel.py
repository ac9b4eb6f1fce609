"""The results panel: the list of removals and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.results.buttons import buttons

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.screen_colours import ScreenColours
    from objremove_gui.ui.results.note import OutdatedNote
    from objremove_gui.ui.results.removals import RemovalsList
    from objremove_gui.ui.results.selected import SelectedRemoval


class ResultsPanel(QWidget):
    """Removals, newest on top, what can be done with the selected one, and compare and discard at the foot.

    ``actions`` are for the foot, ``more`` for the selected removal; the first of ``more`` only for its menu.
    """

    def __init__(
        self, actions: Sequence[QAction], more: Sequence[QAction] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("resultsPanel")
        self._document: Document | None = None
        self._colours: ScreenColours | None = None
        self._more = more
        self._empty = QLabel(tr("What you remove is listed here.\nSwitch it off to see the original."))
        self._empty.setObjectName("noRemovals")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setWordWrap(True)
        self._empty.setEnabled(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.addWidget(self._empty)
        self._column.addLayout(buttons(actions, Qt.ToolButtonStyle.ToolButtonTextBesideIcon))
        self._column.addStretch(0)

    @cached_property
    def removals(self) -> RemovalsList:
        """Made when it is first asked for; nothing of it is seen before there are removals."""
        from objremove_gui.ui.results.removals import RemovalsList

        removals = RemovalsList()
        removals.addActions(list(self._more))
        removals.hide()
        self._column.insertWidget(1, removals, 1)
        return removals

    @cached_property
    def note(self) -> OutdatedNote:
        """Tells of removals that were made on top of something that has changed."""
        from objremove_gui.ui.results.note import OutdatedNote

        note = OutdatedNote()
        note.hide()
        self._column.insertWidget(2, note)
        return note

    @cached_property
    def selected(self) -> SelectedRemoval:
        """The opacity and the versions of the selected removal."""
        from objremove_gui.ui.results.selected import SelectedRemoval

        selected = SelectedRemoval(self._more[1:])
        selected.hide()
        # Between the note and the foot.
        self._column.insertWidget(self._column.indexOf(self.note) + 1, selected)
        self.removals.selected.connect(self._show_selected)
        return selected

    @property
    def current(self) -> Removal | None:
        """The selected removal."""
        index, document = self.removals.current_index(), self._document
        return None if document is None or index is None else document.removals[index]

    def _show_selected(self) -> None:
        self.selected.show_removal(self.current, self._colours)

    def show_document(self, document: Document | None, colours: ScreenColours | None) -> None:
        """List the document's removals; ``colours`` are how its photo is shown."""
        self._document, self._colours = document, colours
        self.removals.show_document(document, colours)
        self._show_selected()
        has_any = document is not None and bool(document.removals)
        self._empty.setVisible(not has_any)
        self.removals.setVisible(has_any)

    def refresh(self) -> None:
        """List the document's removals as they are now."""
        self.show_document(self._document, self._colours)

    def show_outdated(self, outdated: frozenset[int]) -> None:
        """Tell which removals lie on top of something that has changed."""
        self.removals.show_outdated(outdated)
        document = self._document
        there = sorted(index for index in outdated if document and index < len(document.removals))
        self.note.show_outdated(there, () if document is None else document.removals)
