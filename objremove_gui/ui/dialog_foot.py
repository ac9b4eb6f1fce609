"""The foot of a large dialog: its buttons below a line that goes from edge to edge."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFrame, QLayout, QVBoxLayout, QWidget


def lay_out_over(dialog: QDialog, above: QLayout, buttons: QWidget) -> None:
    """What a dialog is about, to its edges, over a line and its buttons."""
    line = QFrame()
    line.setProperty("look", "line")
    feet = QVBoxLayout()
    feet.setContentsMargins(12, 12, 12, 12)
    feet.addWidget(buttons)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(above, 1)
    column.addWidget(line)
    column.addLayout(feet)
