"""The list of removals: a thumbnail, a name that can be changed in place, and whether it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from objremove_gui.core.removal import title_of
from objremove_gui.i18n import tr
from objremove_gui.ui.foreign_tip import foreign_tip
from objremove_gui.ui.results.lines import DETAILS, IS_OUTDATED, Lines
from objremove_gui.ui.results.own_keys import ENTER, PAGES, OwnKeys
from objremove_gui.ui.results.thumbnails import thumbnail

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal, Removals, Version
    from objremove_gui.core.screen_colours import ScreenColours

THUMBNAIL = 56
Role = Qt.ItemDataRole
FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsUserCheckable
    | Qt.ItemFlag.ItemIsEditable
)


class RemovalsList(QListWidget):
    """Newest on top. Ticking switches a removal on or off, a double click renames it, Enter shows the comparison."""

    switched = Signal(int, bool)
    renamed = Signal(int, str)
    chosen = Signal(int)
    selected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removalsList")
        self.setAccessibleName(tr("Removals"))
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setSpacing(2)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Lines(self))
        # Enter is asked for by itself: where a double click activates, it would do two things.
        self.setEditTriggers(QListWidget.EditTrigger.DoubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        OwnKeys(self, (*ENTER, *PAGES, Qt.Key.Key_Space))
        self._shown: Removals = ()
        # What has been switched and is not done yet, by the place in the document.
        self._switched: dict[int, bool] = {}
        self._colours: ScreenColours | None = None
        self._thumbnails: dict[int, tuple[Version, QIcon]] = {}
        self._plain = QIcon(_clear())
        # One after the other, between other events: another picture may have many.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._picture_next)
        self.itemChanged.connect(self._on_item_changed)
        self.currentRowChanged.connect(lambda _: self.selected.emit())

    def show_document(self, document: Document | None, colours: ScreenColours | None) -> None:
        """List the document's removals; nothing is done while they are the same."""
        removals = () if document is None else document.removals
        if removals is self._shown:
            return
        before, self._shown = self._shown, removals
        self._switched = {}
        if colours is not self._colours:
            self._colours, self._thumbnails = colours, {}
        used = {id(removal.version) for removal in removals}
        self._thumbnails = {key: made for key, made in self._thumbnails.items() if key in used}
        selected = self.current_index()
        self.blockSignals(True)
        if len(before) != len(removals):
            self.clear()
            for _ in removals:
                self.addItem(QListWidgetItem())
        for index, removal in enumerate(removals):
            self._fill(self.item(len(removals) - 1 - index), index, removal)
        if len(before) != len(removals):
            kept = selected is not None and selected < len(removals) and len(removals) < len(before)
            self.setCurrentRow(len(removals) - 1 - (selected or 0) if kept else (0 if removals else -1))
        self.blockSignals(False)
        self._picture_next()
        self.selected.emit()

    def _fill(self, item: QListWidgetItem, index: int, removal: Removal) -> None:
        item.setData(Role.UserRole, index)
        item.setFlags(FLAGS)
        item.setCheckState(Qt.CheckState.Checked if removal.enabled else Qt.CheckState.Unchecked)
        title = title_of(removal, index)
        item.setText(title)
        known = self._thumbnails.get(id(removal.version))
        item.setIcon(self._plain if known is None else known[1])
        details = details_of(removal)
        item.setData(DETAILS, "\n".join(details))
        item.setToolTip(foreign_tip("\n".join((title, *details, tr("Double click or F2 renames it.")))))
        item.setData(Role.AccessibleDescriptionRole, ", ".join(details))

    def _picture_next(self) -> None:
        """Make the uppermost thumbnail that is missing."""
        for index, removal in reversed(list(enumerate(self._shown))):
            version = removal.version
            if id(version) not in self._thumbnails:
                pixmap = thumbnail(version.patch, removal.box, THUMBNAIL, self._colours)
                picture = QIcon(pixmap)
                # A selected picture keeps its colours.
                picture.addPixmap(pixmap, QIcon.Mode.Selected)
                self._thumbnails[id(version)] = version, picture
                self.blockSignals(True)
                self.item(len(self._shown) - 1 - index).setIcon(picture)
                self.blockSignals(False)
                self._soon.start()
                return

    def show_outdated(self, outdated: frozenset[int]) -> None:
        """Mark the removals below which something has changed, by their places in the document."""
        self.blockSignals(True)
        for row in range(self.count()):
            item = self.item(row)
            item.setData(IS_OUTDATED, int(item.data(Role.UserRole)) in outdated)
        self.blockSignals(False)

    def select(self, index: int) -> None:
        """Select the removal at ``index`` of the document."""
        self.setCurrentRow(self.count() - 1 - index)

    def current_index(self) -> int | None:
        """Index in the document of the selected removal."""
        row = self.currentRow()
        return None if row < 0 else int(self.item(row).data(Role.UserRole))

    def rename_current(self) -> None:
        """Let the name of the selected removal be typed in its place."""
        if self.currentItem() is not None:
            self.setFocus()
            self.editItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.current_index()
        if event.key() in ENTER and index is not None and self.state() != self.State.EditingState:
            self.chosen.emit(index)
        else:
            super().keyPressEvent(event)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        index = int(item.data(Role.UserRole))
        removal, is_on = self._shown[index], item.checkState() == Qt.CheckState.Checked
        if is_on != self._switched.get(index, removal.enabled):
            self._switched[index] = is_on
            self.switched.emit(index, is_on)
            return
        name = item.text().strip()
        if name != title_of(removal, index):
            self.renamed.emit(index, name)
        # As it is in the document, if it was not changed there.
        self.blockSignals(True)
        self._fill(item, index, self._shown[index])
        self.blockSignals(False)


def _clear() -> QPixmap:
    """What keeps a thumbnail's place."""
    pixmap = QPixmap(THUMBNAIL, THUMBNAIL)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def details_of(removal: Removal) -> list[str]:
    """What else is told of a removal: its size, and the version and opacity where they are not the usual ones."""
    lines = [tr("{width} × {height} px", width=removal.box.width, height=removal.box.height)]
    more = []
    if len(removal.versions) > 1:
        number, count = removal.chosen + 1, len(removal.versions)
        more.append(tr("version {number} of {count}", number=number, count=count))
    if removal.opacity < 100:
        more.append(tr("{opacity} %", opacity=removal.opacity))
    return [*lines, " · ".join(more)] if more else lines
