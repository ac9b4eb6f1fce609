"""Fields for the options of a tool, made from the table of options."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)

from objremove_gui.i18n import tr
from objremove_gui.ui.canvas.tip_size import rounded_size, stepped_size
from objremove_gui.ui.options.entry import EntryKeys

if TYPE_CHECKING:
    from objremove_gui.core.tools.options import ToolOption

SMALLEST, LARGEST = 1.0, 2000.0
STEPS = 1000
SHARE = 0.1
# Beside the text of a number, in pixels.
ROOM = 16


def size_at(position: int) -> float:
    """The tip's diameter in image pixels at a slider position of 0 to 1000: every step is the same ratio."""
    return rounded_size(SMALLEST * (LARGEST / SMALLEST) ** (position / STEPS))


def position_of(size: float) -> int:
    """The slider position nearest to a diameter."""
    return round(STEPS * math.log(size / SMALLEST) / math.log(LARGEST / SMALLEST))


def stepped(size: float, steps: int) -> float:
    """``size`` made larger or (negative) smaller by that many key presses: a tenth each, at least a pixel."""
    return min(LARGEST, max(SMALLEST, stepped_size(size, steps, SHARE)))


def narrow(box: QAbstractSpinBox, *texts: str) -> None:
    """No wider than what it may show: the bar has to do with a small screen."""
    box.setFixedWidth(max(map(box.fontMetrics().horizontalAdvance, texts)) + ROOM)
    # The style leaves no room before the text.
    box.lineEdit().setTextMargins(4, 0, 0, 0)


def leave_focus(widget: QWidget) -> None:
    """A click on it leaves the keys to the picture; Tab still goes there."""
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class OptionField(QWidget):
    """One option; ``changed`` says what the person set, ``show_value`` shows and says nothing."""

    changed = Signal(object)
    entry_ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def entries(self) -> list[QWidget]:
        """What takes the keyboard, from left to right."""
        items = [self.row.itemAt(place) for place in range(self.row.count())]
        parts = [item.widget() for item in items if item is not None]
        return [part for part in parts if part is not None and part.focusPolicy() & Qt.FocusPolicy.TabFocus]


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


class SizeField(OptionField):
    """Diameter of the tip: a slider of equal ratios and an exact number."""

    def __init__(self, label: str, note: str) -> None:
        super().__init__()
        self._box = SizeBox()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, STEPS)
        self._slider.setPageStep(STEPS // 10)
        self._slider.setMinimumWidth(40)
        self._slider.setMaximumWidth(140)
        for widget, name in ((self._box, "brushSize"), (self._slider, "brushSizeSlider")):
            widget.setObjectName(name)
            widget.setAccessibleName(label)
            widget.setToolTip(note)
        leave_focus(self._slider)
        for part in (QLabel(label), self._slider, self._box):
            self.row.addWidget(part)
        narrow(self._box, f"{LARGEST:.0f}{self._box.suffix()}")
        self._box.valueChanged.connect(self._entered)
        self._slider.valueChanged.connect(self._slid)
        EntryKeys(self._box).ended.connect(self.entry_ended)

    def show_value(self, value: float) -> None:
        with QSignalBlocker(self._box), QSignalBlocker(self._slider):
            self._box.setValue(value)
            self._slider.setValue(position_of(self._box.value()))

    def _entered(self, size: float) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(position_of(size))
        self.changed.emit(size)

    def _slid(self, position: int) -> None:
        with QSignalBlocker(self._box):
            self._box.setValue(size_at(position))
        self.changed.emit(self._box.value())


class NumberField(OptionField):
    """A whole number."""

    def __init__(self, option: ToolOption) -> None:
        super().__init__()
        self._box = QSpinBox()
        self._box.setRange(int(option.minimum), int(option.maximum))
        self._box.setSuffix(tr(option.suffix))
        _name(self._box, option)
        self.row.addWidget(QLabel(tr(option.label)))
        self.row.addWidget(self._box)
        narrow(self._box, f"{self._box.maximum()}{self._box.suffix()}")
        self._box.valueChanged.connect(lambda value: self.changed.emit(float(value)))
        EntryKeys(self._box).ended.connect(self.entry_ended)

    def show_value(self, value: float) -> None:
        with QSignalBlocker(self._box):
            self._box.setValue(round(value))


class SwitchField(OptionField):
    """On or off."""

    def __init__(self, option: ToolOption) -> None:
        super().__init__()
        self._box = QCheckBox(tr(option.label))
        _name(self._box, option)
        leave_focus(self._box)
        self.row.addWidget(self._box)
        self._box.toggled.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: bool) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(value)


class ChoiceField(OptionField):
    """One of a few."""

    def __init__(self, option: ToolOption) -> None:
        super().__init__()
        self._box = QComboBox()
        for value, title in option.choices:
            self._box.addItem(tr(title), value)
        _name(self._box, option)
        leave_focus(self._box)
        self.row.addWidget(QLabel(tr(option.label)))
        self.row.addWidget(self._box)
        self._box.activated.connect(lambda index: self.changed.emit(self._box.itemData(index)))
        self._box.activated.connect(lambda _: self.entry_ended.emit())

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._box.findData(value))


def _name(widget: QWidget, option: ToolOption) -> None:
    widget.setObjectName(f"{option.key}Option")
    widget.setAccessibleName(tr(option.label))
    widget.setToolTip(tr(option.note))


def field_for(option: ToolOption) -> OptionField:
    """The field that fits the option's kind."""
    if option.key == "diameter":
        return SizeField(tr(option.label), tr(option.note))
    match option.kind:
        case "number":
            return NumberField(option)
        case "switch":
            return SwitchField(option)
        case _:
            return ChoiceField(option)
