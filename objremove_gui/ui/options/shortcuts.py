"""The sheet of all keys and gestures, made from the actions as they are set, with a search field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.i18n import tr
from objremove_gui.ui.actions import ACTIONS, MENUS, plain_title
from objremove_gui.ui.dialogs import finished
from objremove_gui.ui.palettes import colours_of

KEYS = Qt.ItemDataRole.UserRole


class Gesture(NamedTuple):
    """Something done with the pointer; both texts are translated when shown."""

    title: str
    gesture: str


class KeyCaps(QStyledItemDelegate):
    """Draws the alternatives of a row as key caps."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        colours = colours_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = option.fontMetrics
        left, height = float(option.rect.left() + 4), metrics.height() + 4.0
        top = option.rect.top() + (option.rect.height() - height) / 2
        for keys in index.data(KEYS) or ():
            cap = QRectF(
                left + 0.5, top + 0.5, max(height, metrics.horizontalAdvance(keys) + 12.0), height - 1
            )
            painter.setPen(QColor(colours.border))
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(QColor(colours.text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
            left = cap.right() + 6
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, option.fontMetrics.height() + 12)


class ShortcutSheet(QDialog):
    """Grouped as the menus are; typing narrows it down by title or key."""

    def __init__(
        self, parent: QWidget, actions: Mapping[str, QAction], gestures: Sequence[Gesture] = ()
    ) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutSheet")
        self.setWindowTitle(tr("Shortcuts"))
        self._search = QLineEdit()
        self._search.setObjectName("shortcutSearch")
        self._search.setAccessibleName(tr("Search"))
        self._search.setPlaceholderText(tr("Search an action or a key"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._narrow)
        self._tree = self._empty_tree()
        for menu, title in MENUS:
            rows = ((row.text, actions[row.id]) for row in ACTIONS if row.menu == menu)
            self._add_group(plain_title(tr(title)), ((plain_title(tr(text)), _keys(a)) for text, a in rows))
        self._add_group(tr("Pointer"), ((tr(row.title), (tr(row.gesture),)) for row in gestures))
        self._tree.expandAll()
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("closeButton")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for part in (self._search, self._tree, buttons):
            column.addWidget(part)
        self.resize(520, 560)

    def shown_titles(self) -> list[str]:
        """The titles of the rows that the search leaves."""
        return [row.text(0) for _, rows in self._groups() for row in rows if not row.isHidden()]

    def _empty_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setObjectName("shortcutList")
        tree.setAccessibleName(tr("Shortcuts"))
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setIndentation(8)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        tree.setItemDelegateForColumn(1, KeyCaps(tree))
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        tree.header().resizeSection(1, 240)
        tree.header().setStretchLastSection(False)
        return tree

    def _add_group(self, title: str, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        group = QTreeWidgetItem(self._tree, [title])
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for name, keys in rows:
            if keys:
                item = QTreeWidgetItem(group, [name])
                item.setData(1, KEYS, keys)
                item.setData(1, Qt.ItemDataRole.AccessibleTextRole, ", ".join(keys))
        group.setHidden(not group.childCount())

    def _groups(self) -> Iterable[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]]:
        for number in range(self._tree.topLevelItemCount()):
            group = self._tree.topLevelItem(number)
            rows = [group.child(row) for row in range(group.childCount())] if group else []
            if group:
                yield group, [row for row in rows if row]

    def _narrow(self, wanted: str) -> None:
        wanted = wanted.strip().casefold()
        for group, rows in self._groups():
            for row in rows:
                words = [row.text(0), *row.data(1, KEYS)]
                row.setHidden(not any(wanted in word.casefold() for word in words))
            group.setHidden(all(row.isHidden() for row in rows))


def _keys(action: QAction) -> tuple[str, ...]:
    held = action.text().partition("\t")[2]
    own = tuple(keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())
    return (held,) if held else own


async def show_shortcuts(
    parent: QWidget, actions: Mapping[str, QAction], gestures: Sequence[Gesture] = ()
) -> None:
    """Show the sheet until the person closes it."""
    await finished(ShortcutSheet(parent, actions, gestures))
