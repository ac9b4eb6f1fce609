"""The bar above the comparison: what stands left and right, and how the two are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from objremove_gui.i18n import mark, tr
from objremove_gui.ui.options.entry import EntryKeys
from objremove_gui.ui.results.pair_view import Way

WAYS = {
    Way.SPLIT: mark("Divider"),
    Way.SIDES: mark("Side by side"),
    Way.BLINK: mark("In turns"),
    Way.DIFFERENCE: mark("Difference"),
}


class State(NamedTuple):
    """A state of the photo that can be looked at; ``id`` is told, ``title`` is read."""

    id: str
    title: str


class CompareBar(QWidget):
    """``chosen`` gives what shall stand left and right, ``way_chosen`` how they are compared."""

    chosen = Signal(str, str)
    way_chosen = Signal(object)
    entry_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareBar")
        self.setAccessibleName(tr("What is compared"))
        self._left = self._chooser("compareLeft", tr("Left"))
        self._right = self._chooser("compareRight", tr("Right"))
        self._ways = self._chooser("compareWay", tr("Way to compare"))
        for way, title in WAYS.items():
            self._ways.addItem(tr(title), way)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        for part in (QLabel(tr("Left")), self._left, QLabel(tr("Right")), self._right, self._ways):
            row.addWidget(part)
        row.addStretch(1)
        for chooser in (self._left, self._right):
            chooser.currentIndexChanged.connect(self._tell)
        self._ways.currentIndexChanged.connect(lambda row: self.way_chosen.emit(list(WAYS)[row]))
        keys = EntryKeys(self._left, self._right, self._ways)
        keys.ended.connect(self.entry_ended)

    @staticmethod
    def _chooser(name: str, title: str) -> QComboBox:
        chooser = QComboBox()
        chooser.setObjectName(name)
        chooser.setAccessibleName(title)
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return chooser

    @property
    def sides(self) -> tuple[str, str]:
        """What is chosen for left and right."""
        return str(self._left.currentData()), str(self._right.currentData())

    def offer(self, states: Sequence[State], left: str, right: str) -> None:
        """Offer these states, with two of them chosen; nobody is told."""
        for chooser, wanted in ((self._left, left), (self._right, right)):
            blocker = QSignalBlocker(chooser)
            shown = [State(chooser.itemData(at), chooser.itemText(at)) for at in range(chooser.count())]
            if shown != list(states):
                chooser.clear()
                for state in states:
                    chooser.addItem(state.title, state.id)
            chooser.setCurrentIndex(chooser.findData(wanted))
            blocker.unblock()

    def show_way(self, way: Way) -> None:
        """The way in force; nobody is told."""
        blocker = QSignalBlocker(self._ways)
        self._ways.setCurrentIndex(list(WAYS).index(way))
        blocker.unblock()

    def _tell(self) -> None:
        self.chosen.emit(*self.sides)
