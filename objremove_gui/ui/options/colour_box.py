"""A choice of colours: automatic, a few that can be told apart, or any other from the system's dialog."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QComboBox

from objremove_gui.i18n import mark, tr

AUTOMATIC = ""
OTHER = "other"
COLOURS: tuple[tuple[str, str], ...] = (
    ("#ff283c", mark("Red")),
    ("#ff9500", mark("Orange")),
    ("#ffe100", mark("Yellow")),
    ("#00d25a", mark("Green")),
    ("#00d2ff", mark("Cyan")),
    ("#2850ff", mark("Blue")),
    ("#ff28dc", mark("Magenta")),
    ("#ffffff", mark("White")),
    ("#000000", mark("Black")),
)
SWATCH = 14


class ColourBox(QComboBox):
    """``colour`` is ``#rrggbb``, or ``""`` for automatic; ``chosen`` comes when the person has chosen another."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colour = AUTOMATIC
        self.addItem(tr("Automatic"), AUTOMATIC)
        for colour, title in COLOURS:
            self.addItem(_swatch(colour), tr(title), colour)
        self.addItem(tr("Other…"), OTHER)
        self.activated.connect(self._choose)

    def show_colour(self, colour: str) -> None:
        """Show a colour; one that is not in the list gets a line of its own."""
        self.colour = colour
        with QSignalBlocker(self):
            index = self.findData(colour)
            if index < 0:
                index = self.count() - 1
                self.insertItem(index, _swatch(colour), colour, colour)
            self.setCurrentIndex(index)

    def _choose(self, index: int) -> None:
        chosen = str(self.itemData(index))
        if chosen == OTHER:
            self.show_colour(self.colour)
            self._ask()
        elif chosen != self.colour:
            self.colour = chosen
            self.chosen.emit()

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self.colour or COLOURS[0][0]), self)
        dialog.setObjectName("colourDialog")
        dialog.colorSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, colour: QColor) -> None:
        self.show_colour(colour.name())
        self.chosen.emit()


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)
