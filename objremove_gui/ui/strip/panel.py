"""The strip: small pictures of all that is open, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QMenu, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.foreign_tip import foreign_tip
from objremove_gui.ui.results.own_keys import OwnKeys
from objremove_gui.ui.strip.moving import MovableList

WIDTH, HEIGHT = 112, 76
CELL = QSize(132, 108)
SCROLL_BAR = 14


class Entry(NamedTuple):
    """What is told about a picture; ``is_dirty`` where something in it is neither exported nor saved."""

    title: str
    path: str
    is_dirty: bool

    @property
    def label(self) -> str:
        return f"● {self.title}" if self.is_dirty else self.title

    @property
    def hint(self) -> str:
        changed = tr("Neither exported nor saved") if self.is_dirty else ""
        return "\n".join(line for line in (self.path or self.title, changed) if line)


class PictureStrip(MovableList):
    """``chosen`` tells which one the person wants to see, ``close_wanted`` which one to close, and so on."""

    chosen = Signal(int)
    clicked_on = Signal()
    close_wanted = Signal(int)
    close_others_wanted = Signal(int)
    close_all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # What each row shows.
        self._known: list[Entry | None] = []
        self._drawn: list[QIcon | None] = []
        self.setObjectName("pictureStrip")
        self.setAccessibleName(tr("Open pictures"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(QSize(WIDTH, HEIGHT))
        self.setGridSize(CELL)
        self.setFixedHeight(CELL.height() + SCROLL_BAR)
        self.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        OwnKeys(self, ())
        self.currentRowChanged.connect(self._on_row)
        self.itemClicked.connect(lambda _: self.clicked_on.emit())
        self.customContextMenuRequested.connect(self._open_menu)

    def show_entries(self, entries: Sequence[Entry], current: int) -> None:
        """The pictures in their order; ``current`` is the one that is shown, -1 for none."""
        self.blockSignals(True)
        while self.count() > len(entries):
            self.takeItem(self.count() - 1)
        del self._known[len(entries) :], self._drawn[len(entries) :]
        for index, entry in enumerate(entries):
            if index >= self.count():
                added = QListWidgetItem()
                # Whatever the small picture's size is, which comes later.
                added.setSizeHint(CELL)
                self.addItem(added)
                self._known.append(None)
                self._drawn.append(None)
            # Of hundreds, after each stroke, only what has changed.
            if entry != self._known[index]:
                self._known[index] = entry
                self.item(index).setText(entry.label)
                self.item(index).setToolTip(foreign_tip(entry.hint))
        is_another = current != self.currentRow()
        if is_another:
            self.setCurrentRow(current)
        self.blockSignals(False)
        # Otherwise the person may be looking for another one just now.
        if is_another and current >= 0:
            self.scrollToItem(self.item(current))

    def set_icon(self, index: int, icon: QIcon) -> None:
        """The small picture of one."""
        if self._drawn[index] is not icon:
            self._drawn[index] = icon
            self.item(index).setIcon(icon)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Only to come here chooses nothing."""
        self.blockSignals(True)
        super().focusInEvent(event)
        self.blockSignals(False)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the program's keys, not a search for names."""

    def _open_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is None:
            return
        row = self.row(item)
        menu = QMenu(self)
        menu.setObjectName("pictureMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name, chosen in (
            (tr("Close"), "closePictureAction", lambda: self.close_wanted.emit(row)),
            (tr("Close others"), "closeOtherPicturesAction", lambda: self.close_others_wanted.emit(row)),
            (tr("Close all"), "closeAllPicturesAction", self.close_all_wanted.emit),
        ):
            action = menu.addAction(text)
            action.setObjectName(name)
            action.triggered.connect(chosen)
        menu.popup(self.viewport().mapToGlobal(at))
