"""The list of all keys and gestures, grouped as the menus are; typing narrows it down by title or key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from objremove_gui.i18n import tr
from objremove_gui.ui.actions import ACTIONS, MENUS, plain_title
from objremove_gui.ui.key_presets import Keys
from objremove_gui.ui.keymap import shown
from objremove_gui.ui.palettes import colours_of

KEYS = Qt.ItemDataRole.UserRole
ACTION = Qt.ItemDataRole.UserRole + 1
KEYS_WIDTH = 400


class Gesture(NamedTuple):
    """Something done with the pointer, and the ways to do it; all texts are translated when shown."""

    title: str
    ways: tuple[str, ...]


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
        is_changed = index.sibling(index.row(), 0).data(Qt.ItemDataRole.FontRole) is not None
        for keys in index.data(KEYS) or ():
            cap = QRectF(
                left + 0.5, top + 0.5, max(height, metrics.horizontalAdvance(keys) + 12.0), height - 1
            )
            painter.setPen(QColor(colours.info if is_changed else colours.border))
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(QColor(colours.text))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
            left = cap.right() + 6
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, option.fontMetrics.height() + 12)


class ShortcutList(QTreeWidget):
    """``action_chosen`` tells which action is selected; ``""`` for none."""

    action_chosen = Signal(str)

    def __init__(self, gestures: Sequence[Gesture] = ()) -> None:
        super().__init__()
        self.setObjectName("shortcutList")
        self.setAccessibleName(tr("Shortcuts"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(8)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setItemDelegateForColumn(1, KeyCaps(self))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.header().resizeSection(1, KEYS_WIDTH)
        self.header().setStretchLastSection(False)
        for menu, title in MENUS:
            rows = [(row.id, plain_title(tr(row.text))) for row in ACTIONS if row.menu == menu]
            self._add_group(plain_title(tr(title)), rows)
        self._add_group(tr("Pointer"), [("", tr(row.title)) for row in gestures])
        for row, gesture in zip(self._rows_of(""), gestures, strict=True):
            _show(row, tuple(tr(way) for way in gesture.ways))
        self.expandAll()
        self.currentItemChanged.connect(
            lambda row: self.action_chosen.emit(row.data(0, ACTION) if row else "")
        )

    def show_keys(self, keys: Mapping[str, Keys], changed: Iterable[str]) -> None:
        """The keys of every action; those that ``changed`` are told apart."""
        differing = set(changed)
        for row in self._rows():
            action = row.data(0, ACTION)
            if action:
                _show(row, tuple(shown(key) for key in keys[action]))
                font = self.font()
                font.setItalic(True)
                row.setData(0, Qt.ItemDataRole.FontRole, font if action in differing else None)

    def narrow(self, wanted: str) -> None:
        """Show only the rows that have ``wanted`` in their title or as a key."""
        wanted = wanted.strip().casefold()
        for group, rows in self._groups():
            for row in rows:
                words = [row.text(0), *(row.data(1, KEYS) or ())]
                row.setHidden(not any(wanted in word.casefold() for word in words))
            group.setHidden(all(row.isHidden() for row in rows))

    def choose(self, action: str) -> None:
        """Select an action's row."""
        row = next(self._rows_of(action))
        row.setHidden(False)
        self.setCurrentItem(row)
        self.scrollToItem(row, QTreeWidget.ScrollHint.PositionAtCenter)

    def enter(self) -> None:
        """Take the focus, with the first action that the search leaves."""
        found = next((row for row in self._rows() if row.data(0, ACTION) and not row.isHidden()), None)
        if found is not None:
            self.setCurrentItem(found)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_group(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        group = QTreeWidgetItem(self, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        for action, name in rows:
            row = QTreeWidgetItem(group, [name])
            row.setData(0, ACTION, action)
            if not action:
                row.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setHidden(not rows)

    def _groups(self) -> Iterator[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]]:
        for number in range(self.topLevelItemCount()):
            group = self.topLevelItem(number)
            if group is not None:
                yield group, [row for row in map(group.child, range(group.childCount())) if row]

    def _rows(self) -> Iterator[QTreeWidgetItem]:
        for _, rows in self._groups():
            yield from rows

    def _rows_of(self, action: str) -> Iterator[QTreeWidgetItem]:
        return (row for row in self._rows() if row.data(0, ACTION) == action)


def _show(row: QTreeWidgetItem, keys: Keys) -> None:
    row.setData(1, KEYS, keys)
    row.setData(1, Qt.ItemDataRole.AccessibleTextRole, ", ".join(keys) or tr("No key"))
