"""The strip of versions: the results of one removal side by side; arrows and clicks step through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.foreign_tip import foreign_tip
from objremove_gui.ui.results.own_keys import ENTER, OwnKeys
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
        # Versions are compared by identity: as long as they are the same, stepping changes nothing but the mark.
        self._shown: tuple[Version, ...] = ()
        OwnKeys(self, (*ENTER, Qt.Key.Key_Space))
        self.currentRowChanged.connect(self._on_row)

    def show_removal(
        self, removal: Removal | None, colours: ScreenColours | None, price: float = 0.0
    ) -> None:
        """The versions of a removal; hidden where there is only one. ``price`` is that of a billed task."""
        self.blockSignals(True)
        versions = () if removal is None or len(removal.versions) < 2 else removal.versions
        if versions != self._shown:
            self._shown = versions
            self.clear()
        if removal is not None and versions:
            if not self.count():
                for number, version in enumerate(versions, 1):
                    self.addItem(_item(number, version, removal, colours, price))
            self.setCurrentRow(removal.chosen)
            self.scrollToItem(self.currentItem())
        self.blockSignals(False)
        self.setVisible(bool(versions))

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)


def _item(
    number: int, version: Version, removal: Removal, colours: ScreenColours | None, price: float
) -> QListWidgetItem:
    pixmap = thumbnail(version.patch, removal.box, SIDE, colours)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    item = QListWidgetItem(icon, str(number))
    title, facts = tr("Version {number}", number=number), facts_of(version, price)
    item.setToolTip(foreign_tip("\n".join((title, *facts))))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, title)
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, ", ".join(facts))
    return item


def facts_of(version: Version, price: float = 0.0) -> list[str]:
    """How a version came about, in lines; ``price`` is that of a billed task, 0 where it is not known."""
    lines = [
        tr("{seconds} s · {backend}", seconds=f"{version.seconds:.1f}", backend=version.backend),
        tr("Seed {seed} · {cost}", seed=version.seed, cost=_cost_of(version, price)),
    ]
    # Support asks for it where something was paid.
    if version.request_id and version.paid:
        lines.append(tr("Request {id}", id=version.request_id))
    return lines


def _cost_of(version: Version, price: float) -> str:
    if not version.paid:
        return tr("free")
    return tr("1 billed task ({money})", money=f"{price:.2f}") if price else tr("1 billed task")
