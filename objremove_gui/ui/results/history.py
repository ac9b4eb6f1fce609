"""The history panel: all steps by name in one list; a click or Enter goes to the state after one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QListView, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.results.own_keys import ENTER, PAGES, OwnKeys

if TYPE_CHECKING:
    from objremove_gui.core.history import History

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
CHOOSING_KEYS = (*ENTER, Qt.Key.Key_Space)


class StepsModel(QAbstractListModel):
    """The state before the first step, then the steps, oldest first; those that were undone are grey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.position = 0
        self.is_there = False

    def show(self, names: tuple[str, ...], position: int, *, is_there: bool) -> None:
        """Other steps, or another one in force; costs nothing while both are the same."""
        if (names, position, is_there) == (self.names, self.position, self.is_there):
            return
        self.beginResetModel()
        self.names, self.position, self.is_there = names, position, is_there
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (an invalid index never changes)
        return 0 if parent.isValid() or not self.is_there else len(self.names) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = index.row()
        name = self.names[row - 1] if row else tr("As it was opened")
        match role:
            case Role.DisplayRole:
                return name
            case Role.ForegroundRole if row > self.position:
                return QApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            case Role.FontRole if row == self.position:
                font = QFont()
                font.setBold(True)
                return font
            case Role.SizeHintRole:
                return QSize(0, QFontMetrics(QApplication.font()).height() + 8)
            case Role.AccessibleTextRole if row > self.position:
                return tr("{step}, undone", step=name)
            case Role.AccessibleTextRole if row == self.position:
                return tr("{step}, in force", step=name)
            case Role.AccessibleTextRole:
                return name
        return None


class HistoryPanel(QListView):
    """``chosen`` tells how many steps the person wants in force."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyList")
        self.setAccessibleName(tr("History"))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setViewportMargins(8, 4, 8, 4)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.steps = StepsModel(self)
        self.setModel(self.steps)
        OwnKeys(self, (*CHOOSING_KEYS, *PAGES))
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def show_history(self, history: History | None) -> None:
        """The steps of a document; the one in force is in view."""
        names, position = ((), 0) if history is None else (history.names, history.position)
        self.steps.show(names, position, is_there=history is not None)
        current = self.steps.index(position)
        self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows only look around; Enter and Space go there."""
        if event.key() in CHOOSING_KEYS and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
