"""The results panel: the list of removals and what can be done with one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.screen_colours import ScreenColours
    from objremove_gui.ui.results.removals import RemovalsList
    from objremove_gui.ui.results.strip import VersionsStrip


class ResultsPanel(QWidget):
    """Removals, newest on top, with compare and discard below."""

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultsPanel")
        self._document: Document | None = None
        self._colours: ScreenColours | None = None
        self._empty = QLabel(tr("What you remove is listed here.\nSwitch it off to see the original."))
        self._empty.setObjectName("noRemovals")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setWordWrap(True)
        self._empty.setEnabled(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.addWidget(self._empty)
        self._column.addLayout(_buttons(actions))
        self._column.addStretch(0)

    @cached_property
    def removals(self) -> RemovalsList:
        """Made when it is first asked for; nothing of it is seen before there are removals."""
        from objremove_gui.ui.results.removals import RemovalsList

        removals = RemovalsList()
        removals.hide()
        self._column.insertWidget(1, removals, 1)
        return removals

    @cached_property
    def versions(self) -> VersionsStrip:
        """The versions of the selected removal; made when it is first asked for."""
        from objremove_gui.ui.results.strip import VersionsStrip

        versions = VersionsStrip()
        versions.hide()
        self._column.insertWidget(2, versions)
        self.removals.selected.connect(self._show_versions)
        return versions

    def _show_versions(self) -> None:
        index, document = self.removals.current_index(), self._document
        removal = None if document is None or index is None else document.removals[index]
        self.versions.show_removal(removal, self._colours)

    def show_document(self, document: Document | None, colours: ScreenColours | None) -> None:
        """List the document's removals; ``colours`` are how its photo is shown."""
        self._document, self._colours = document, colours
        self.removals.show_document(document, colours)
        self._show_versions()
        has_any = document is not None and bool(document.removals)
        self._empty.setVisible(not has_any)
        self.removals.setVisible(has_any)


def _buttons(actions: list[QAction]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for action in actions:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setObjectName(f"{action.objectName()}Button")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row.addWidget(button)
    row.addStretch(1)
    return row
