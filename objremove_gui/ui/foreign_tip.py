"""Tool tips with the words of others: names of files, what a server says, names out of a project."""

from __future__ import annotations


def foreign_tip(text: str) -> str:
    """``text`` as it reads: where Qt would take it for mark-up, which may name files to be shown, it is escaped."""
    from PySide6.QtGui import Qt

    if not Qt.mightBeRichText(text):
        return text
    return Qt.convertFromPlainText(text, Qt.WhiteSpaceMode.WhiteSpaceNormal)
