"""Rows of buttons for actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton


def buttons(actions: Sequence[QAction], style: Qt.ToolButtonStyle) -> QHBoxLayout:
    """A row of buttons for actions, named as ``compareActionButton``."""
    row = QHBoxLayout()
    row.setSpacing(4)
    for action in actions:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setObjectName(f"{action.objectName()}Button")
        button.setToolButtonStyle(style)
        row.addWidget(button)
    row.addStretch(1)
    return row
