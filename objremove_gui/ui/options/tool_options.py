"""The bar with the options of the tool in hand: size of the tip, look of the mask, growth of the removal."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from objremove_gui.i18n import tr
from objremove_gui.settings import BY_KEY
from objremove_gui.ui.options.entry import EntryKeys

SMALLEST, LARGEST = 1.0, 2000.0
STEPS = 1000


def size_at(position: int) -> float:
    """The tip's diameter in image pixels at a slider position of 0 to 1000: every step is the same ratio."""
    size = SMALLEST * (LARGEST / SMALLEST) ** (position / STEPS)
    return round(size, 1) if size < 10 else float(round(size))


def position_of(size: float) -> int:
    """The slider position nearest to a diameter."""
    return round(STEPS * math.log(size / SMALLEST) / math.log(LARGEST / SMALLEST))


def stepped(size: float, steps: int) -> float:
    """``size`` made larger or (negative) smaller by that many key presses: a tenth each, at least a pixel."""
    for _ in range(abs(steps)):
        change = max(1.0, size / 10)
        size += change if steps > 0 else -change
    return float(round(min(LARGEST, max(SMALLEST, size))))


class SizeBox(QDoubleSpinBox):
    """A diameter in image pixels; tenths are shown where there are some."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(SMALLEST, LARGEST)
        self.setDecimals(1)
        self.setSuffix(tr(" px"))

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(value, "f", 0 if value == round(value) else 1)

    def stepBy(self, steps: int) -> None:
        self.setValue(stepped(self.value(), steps))


class ToolOptions(QWidget):
    """Signals say what the person changed; the setters show a value and say nothing."""

    size_changed = Signal(float)
    opacity_changed = Signal(int)
    growth_changed = Signal(int)
    entry_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolOptions")
        self._size = SizeBox()
        self._size_slider = _slider(STEPS, 160)
        self._opacity = _slider(100, 96)
        self._percent = QLabel()
        self._growth = QSpinBox()
        self._name_parts()
        self._lay_out()
        self._size.valueChanged.connect(self._size_entered)
        self._size_slider.valueChanged.connect(self._slid)
        self._opacity.valueChanged.connect(self._opacity_slid)
        self._growth.valueChanged.connect(self.growth_changed)
        EntryKeys(self._size, self._growth).ended.connect(self.entry_ended)
        self.set_size(40.0)
        self.set_opacity(50)
        self.set_growth(BY_KEY["growth"].default)

    @property
    def size_px(self) -> float:
        """The tip's diameter in image pixels, 1 to 2000."""
        return self._size.value()

    def set_size(self, size: float) -> None:
        """Show a diameter in image pixels."""
        with QSignalBlocker(self._size), QSignalBlocker(self._size_slider):
            self._size.setValue(size)
            self._size_slider.setValue(position_of(self._size.value()))

    def step_size(self, steps: int) -> None:
        """What the keys for a larger (positive) or smaller tip do; emits ``size_changed``."""
        self._size.stepBy(steps)

    def set_opacity(self, percent: int) -> None:
        """Show how strongly the mask covers the photo, 0 to 100."""
        with QSignalBlocker(self._opacity):
            self._opacity.setValue(percent)
        self._percent.setText(f"{self._opacity.value()} %")

    def set_growth(self, pixels: int) -> None:
        """Show the growth in pixels; -1 is automatic."""
        with QSignalBlocker(self._growth):
            self._growth.setValue(pixels)

    def _size_entered(self, size: float) -> None:
        with QSignalBlocker(self._size_slider):
            self._size_slider.setValue(position_of(size))
        self.size_changed.emit(size)

    def _slid(self, position: int) -> None:
        with QSignalBlocker(self._size):
            self._size.setValue(size_at(position))
        self.size_changed.emit(self._size.value())

    def _opacity_slid(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        self.opacity_changed.emit(percent)

    def _name_parts(self) -> None:
        growth = BY_KEY["growth"]
        self._growth.setRange(growth.minimum, growth.maximum)
        self._growth.setSuffix(tr(growth.suffix))
        self._growth.setSpecialValueText(tr(growth.special))
        for widget, name, title, tip in (
            (self._size, "brushSize", tr("Size"), tr("Diameter of the tip, in pixels of the photo")),
            (
                self._size_slider,
                "brushSizeSlider",
                tr("Size"),
                tr("Diameter of the tip, in pixels of the photo"),
            ),
            (self._opacity, "overlayOpacity", tr("Overlay"), tr("How strongly the mask covers the photo")),
            (self._growth, "growth", tr(growth.label), tr(growth.note)),
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(title)
            widget.setToolTip(tip)
        for box, widest in ((self._size, "2000.0 px"), (self._growth, tr(growth.special))):
            box.lineEdit().setTextMargins(4, 0, 4, 0)
            box.setFixedWidth(self.fontMetrics().horizontalAdvance(widest) + 24)

    def _lay_out(self) -> None:
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        for part in (
            QLabel(tr("Size")), self._size_slider, self._size, _line(),
            QLabel(tr("Overlay")), self._opacity, self._percent, _line(),
            QLabel(tr("Growth")), self._growth,
        ):  # fmt: skip
            row.addWidget(part)
        row.addStretch(1)


def _slider(maximum: int, width: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, maximum)
    slider.setPageStep(maximum // 10)
    slider.setFixedWidth(width)
    return slider


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "upright")
    line.setFixedWidth(1)
    return line
