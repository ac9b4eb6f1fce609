"""The selected removal: its opacity, its versions, and how the one that is shown came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from objremove_gui.ui.results.buttons import buttons
from objremove_gui.ui.results.opacity import OpacityRow
from objremove_gui.ui.results.strip import VersionsStrip, facts_of

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.screen_colours import ScreenColours


class SelectedRemoval(QWidget):
    """Shows one removal; ``actions`` are what can be done with it."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectedRemoval")
        self.opacity = OpacityRow()
        self.versions = VersionsStrip()
        self.price = 0.0
        self._facts = QLabel()
        self._facts.setObjectName("versionFacts")
        self._facts.setWordWrap(True)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.opacity, self.versions, self._facts):
            column.addWidget(part)
        column.addLayout(buttons(actions, Qt.ToolButtonStyle.ToolButtonIconOnly))

    def show_removal(self, removal: Removal | None, colours: ScreenColours | None) -> None:
        """Show a removal, or nothing."""
        self.setVisible(removal is not None)
        self.versions.show_removal(removal, colours, self.price)
        if removal is not None:
            self.opacity.show_opacity(removal.opacity)
            self._facts.setText("\n".join(facts_of(removal.version, self.price)))
