"""The list of removals: a thumbnail, a name, and whether it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.results.thumbnails import thumbnail

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.screen_colours import ScreenColours

THUMBNAIL = 56


class RemovalsList(QListWidget):
    """Newest on top. Ticking switches a removal on or off; activating one shows it in the comparison."""

    switched = Signal(int, bool)
    chosen = Signal(int)
    selected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removalsList")
        self.setAccessibleName(tr("Removals"))
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setSpacing(2)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._shown: tuple[Removal, ...] = ()
        self.itemChanged.connect(self._on_item_changed)
        self.currentRowChanged.connect(lambda _: self.selected.emit())
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))

    def show_document(self, document: Document | None, colours: ScreenColours | None) -> None:
        """List the document's removals; nothing is done while they are the same."""
        removals = () if document is None else document.removals
        if removals is self._shown:
            return
        self._shown = removals
        selected = self.current_index()
        self.blockSignals(True)
        self.clear()
        for index in reversed(range(len(removals))):
            self.addItem(_item(index, removals[index], colours))
        row = len(removals) - 1 - selected if selected is not None and selected < len(removals) else 0
        self.setCurrentRow(row if removals else -1)
        self.blockSignals(False)
        self.selected.emit()

    def select(self, index: int) -> None:
        """Select the removal at ``index`` of the document."""
        self.setCurrentRow(self.count() - 1 - index)

    def current_index(self) -> int | None:
        """Index in the document of the selected removal."""
        row = self.currentRow()
        return None if row < 0 else int(self.item(row).data(Qt.ItemDataRole.UserRole))

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        self.switched.emit(int(item.data(Qt.ItemDataRole.UserRole)), is_on)


def _item(index: int, removal: Removal, colours: ScreenColours | None) -> QListWidgetItem:
    box = removal.box
    text = tr("Removal {number}", number=index + 1) + f"\n{box.width} × {box.height} px"
    pixmap = thumbnail(removal.version.patch, removal.box, THUMBNAIL, colours)
    picture = QIcon(pixmap)
    # A selected picture keeps its colours.
    picture.addPixmap(pixmap, QIcon.Mode.Selected)
    item = QListWidgetItem(picture, text)
    item.setData(Qt.ItemDataRole.UserRole, index)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if removal.enabled else Qt.CheckState.Unchecked)
    seconds = tr(
        "{seconds} s · {backend}", seconds=f"{removal.version.seconds:.1f}", backend=removal.version.backend
    )
    item.setToolTip(f"{tr('Removal {number}', number=index + 1)}\n{seconds}")
    return item
