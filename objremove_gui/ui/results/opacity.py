"""The opacity of the selected removal: a slider that shows it live, and a number."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.options.entry import EntryKeys
from objremove_gui.ui.results.own_keys import PAGES, OwnKeys


class OpacityRow(QWidget):
    """``moved`` comes while the knob is dragged, ``settled`` when a value stands, ``given_up`` by Esc in a drag."""

    moved = Signal(int)
    settled = Signal(int)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = _Slider()
        self._number = QSpinBox()
        self._number.setObjectName("opacityNumber")
        self._number.setRange(0, 100)
        self._number.setSuffix(" %")
        # Only a whole number that was typed counts, not its first digit.
        self._number.setKeyboardTracking(False)
        self._number.setAccessibleName(tr("Opacity"))
        self._number.lineEdit().setTextMargins(4, 0, 4, 0)
        EntryKeys(self._number)
        label = QLabel(tr("Opacity"))
        label.setBuddy(self._number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((label, 0), (self._slider, 1), (self._number, 0)):
            row.addWidget(widget, stretch)
        self._slider.valueChanged.connect(self._on_slider)
        self._slider.sliderReleased.connect(lambda: self.settled.emit(self._slider.value()))
        self._slider.given_up.connect(self.given_up)
        self._number.valueChanged.connect(self._on_number)

    def show_opacity(self, opacity: int) -> None:
        """Show 0 to 100 %; nobody is told. A knob that is being dragged stays with the hand."""
        if not self._slider.isSliderDown():
            self._show(self._slider, opacity)
            self._show(self._number, opacity)

    def _show(self, part: QSlider | QSpinBox, value: int) -> None:
        blocker = QSignalBlocker(part)
        part.setValue(value)
        blocker.unblock()

    def _on_slider(self, value: int) -> None:
        self._show(self._number, value)
        (self.moved if self._slider.isSliderDown() else self.settled).emit(value)

    def _on_number(self, value: int) -> None:
        self._show(self._slider, value)
        self.settled.emit(value)


class _Slider(QSlider):
    """Esc while the knob is held lets go of it."""

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("opacitySlider")
        self.setRange(0, 100)
        self.setPageStep(10)
        self.setAccessibleName(tr("Opacity"))
        OwnKeys(self, (*PAGES, Qt.Key.Key_Escape))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isSliderDown():
            blocker = QSignalBlocker(self)
            self.setSliderDown(False)
            blocker.unblock()
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
