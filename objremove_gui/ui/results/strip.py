"""The strip of versions: the results of one removal side by side; arrows and clicks step through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.results.thumbnails import thumbnail

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal, Version
    from objremove_gui.core.screen_colours import ScreenColours

SIDE = 64


class VersionsStrip(QListWidget):
    """Shows the versions of a removal; ``chosen`` says which one the person wants to see in the picture."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("versionsStrip")
        self.setAccessibleName(tr("Versions"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setFixedHeight(SIDE + 44)
        self.setHorizontalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentRowChanged.connect(self._on_row)

    def show_removal(self, removal: Removal | None, colours: ScreenColours | None) -> None:
        """The versions of a removal; hidden where there is only one."""
        self.blockSignals(True)
        self.clear()
        versions = () if removal is None else removal.versions
        if removal is not None and len(versions) > 1:
            for number, version in enumerate(versions, 1):
                self.addItem(_item(number, version, removal, colours))
            self.setCurrentRow(removal.chosen)
        self.blockSignals(False)
        self.setVisible(len(versions) > 1)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)


def _item(number: int, version: Version, removal: Removal, colours: ScreenColours | None) -> QListWidgetItem:
    pixmap = thumbnail(version.patch, removal.box, SIDE, colours)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    item = QListWidgetItem(icon, str(number))
    lines = [
        tr("Version {number}", number=number),
        tr("{seconds} s · {backend}", seconds=f"{version.seconds:.1f}", backend=version.backend),
        tr("Seed {seed}", seed=version.seed),
    ]
    if version.request_id:
        lines.append(tr("Request {id}", id=version.request_id))
    item.setToolTip("\n".join(lines))
    return item
