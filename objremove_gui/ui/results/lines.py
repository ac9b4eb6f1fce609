"""How a line of the list of removals is drawn: name, details below it, and a sign where something below has changed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from objremove_gui.ui.icons import icon
from objremove_gui.ui.options.entry import EntryKeys

DETAILS = int(Qt.ItemDataRole.UserRole) + 1
IS_OUTDATED = DETAILS + 1
LONGEST_NAME = 100
SIGN = 16
# How opaque the frame of a tick is, of 255.
FRAME = 120
# Drawn as a line break, where a new line is not.
LINE_BREAK = "\u2028"

Index = QModelIndex | QPersistentModelIndex


class Lines(QStyledItemDelegate):
    """Only the name can be edited; keys that end that trigger nothing else."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        details = index.data(DETAILS)
        if details:
            option.text = f"{option.text}\n{details}".replace("\n", LINE_BREAK)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        self._frame_tick(painter, option, index)
        if index.data(IS_OUTDATED):
            box: QRect = option.rect
            place = QRect(box.right() - SIGN - 4, box.top() + 4, SIGN, SIGN)
            is_selected = option.state & QStyle.StateFlag.State_Selected
            icon("warning", "on_accent" if is_selected else "warning").paint(painter, place)

    def _frame_tick(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """On a dark ground the style's own frame is not to be seen, and an empty box would be nothing."""
        whole = QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        style = whole.widget.style()
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, whole, whole.widget)
        colour = whole.palette.text().color()
        colour.setAlpha(FRAME)
        painter.save()
        painter.setPen(colour)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high for one line as for three: switching a version must not move the list."""
        hint = super().sizeHint(option, index)
        three = 3 * option.fontMetrics.height() + 8
        return QSize(hint.width(), max(hint.height(), three))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("removalName")
        field.setMaxLength(LONGEST_NAME)
        EntryKeys(field)
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the name, which is the first of the lines in the middle."""
        super().updateEditorGeometry(editor, option, index)
        box, height, line = editor.geometry(), editor.sizeHint().height(), option.fontMetrics.height()
        lines = 1 + len(str(index.data(DETAILS) or "").splitlines())
        top = box.y() + (box.height() - lines * line) // 2 - (height - line) // 2
        editor.setGeometry(box.x(), max(box.y(), top), box.width(), height)
