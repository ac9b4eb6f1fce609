"""The bar above the picture: options of the tool in hand, look of the mask, growth and feather of the removal."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.i18n import tr
from objremove_gui.settings import BY_KEY
from objremove_gui.ui.options.entry import EntryKeys
from objremove_gui.ui.options.option_fields import OptionField, field_for, leave_focus, narrow

if TYPE_CHECKING:
    from objremove_gui.core.tools.base import Tool

NARROWEST = 480
SPACING = 6
# Settings of the removal that are at hand above the picture, too.
AMOUNTS = ("growth", "feather")


class ToolOptions(QWidget):
    """Signals say what the person changed; the setters show a value and say nothing."""

    option_changed = Signal(str, object)
    opacity_changed = Signal(int)
    # The setting of the removal that was changed, and its new value.
    amount_changed = Signal(str, int)
    entry_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolOptions")
        self._fields: dict[str, OptionField] = {}
        self._shown: tuple[str, ...] | None = None
        self._own = QWidget()
        column = QVBoxLayout(self._own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        # The second line is for what a very narrow window has no room for in the first.
        self._own_rows = (QHBoxLayout(), QHBoxLayout())
        for row in self._own_rows:
            row.setSpacing(SPACING)
            column.addLayout(row)
        self._in_first = 0
        self._opacity = _percent_slider()
        self._percent = QLabel()
        self._amounts = {key: QSpinBox() for key in AMOUNTS}
        self._name_parts()
        self._own_line = _line()
        self._common = self._common_parts()
        # Two lines where one is too short for the tool that has most; they stay two for the others, so that the
        # picture does not jump from tool to tool.
        self._widest = 0
        self._is_folded = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 4)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(4)
        self._grid.addWidget(self._own, 0, 0)
        self._grid.addWidget(self._own_line, 0, 1)
        self._grid.addWidget(self._common, 0, 2)
        self._grid.setColumnStretch(3, 1)
        self._opacity.valueChanged.connect(self._opacity_slid)
        for key, box in self._amounts.items():
            box.valueChanged.connect(partial(self.amount_changed.emit, key))
            EntryKeys(box).ended.connect(self.entry_ended)
            self.set_amount(key, BY_KEY[key].default)
        self.set_opacity(50)

    def minimumSizeHint(self) -> QSize:
        """The bar never makes the window wider than a small screen."""
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return is_done

    def _fold(self) -> None:
        """Put what all tools share into a second line where there is no room beside the tool's own."""
        margins = self._grid.contentsMargins()
        sides = margins.left() + margins.right()
        parts = (*self._fields.values(), self._own_line, self._common)
        needed = sum(part.minimumSizeHint().width() + SPACING for part in parts)
        self._widest = max(self._widest, needed + sides)
        is_folded = self.width() < self._widest
        # The columns beside it are empty then, but for the space before each.
        room = self.width() - sides - 2 * SPACING
        self._break_at(self._fitting(room) if is_folded else len(self._fields))
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            row = (1, 0, 1, 3) if is_folded else (0, 2, 1, 1)
            self._grid.addWidget(self._common, *row, Qt.AlignmentFlag.AlignLeft)
            self._own_line.setVisible(bool(self._fields) and not is_folded)

    def _fitting(self, width: int) -> int:
        """How many of the tool's own fields one line has room for; one in any case."""
        used = 0
        for count, field in enumerate(self._fields.values()):
            used += field.minimumSizeHint().width() + (SPACING if count else 0)
            if count and used > width:
                return count
        return len(self._fields)

    def _break_at(self, count: int) -> None:
        """So many of the tool's own fields are in the first line, the others in the second."""
        if count == self._in_first:
            return
        self._in_first = count
        for row in self._own_rows:
            while row.takeAt(0) is not None:
                pass
        for number, field in enumerate(self._fields.values()):
            self._own_rows[number >= count].addWidget(field)
        for row in self._own_rows:
            row.addStretch(1)

    def show_tool(self, tool: Tool | None) -> None:
        """The options of a tool with their values; none for no tool."""
        keys = () if tool is None else tool.info.options
        if keys != self._shown and (tool is not None or self._shown is not None):
            self._shown = keys
            self._rebuild(keys)
        if tool is not None:
            for key, field in self._fields.items():
                field.show_value(tool.option(key))

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        from objremove_gui.core.tools.options import OPTION_BY_KEY

        for field in self._fields.values():
            for row in self._own_rows:
                row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = {key: field_for(OPTION_BY_KEY[key]) for key in keys}
        for key, field in self._fields.items():
            field.changed.connect(partial(self.option_changed.emit, key))
            field.entry_ended.connect(self.entry_ended)
        self._in_first = -1
        self._break_at(len(self._fields))
        self._order_tabs()
        self._own_line.setVisible(bool(keys) and not self._is_folded)

    def _order_tabs(self) -> None:
        """Tab goes from the tool's own fields, made last, to what all tools share."""
        own = [part for field in self._fields.values() for part in field.entries()]
        for before, after in pairwise((*own, self._opacity, *self._amounts.values())):
            QWidget.setTabOrder(before, after)

    @property
    def opacity(self) -> int:
        """How strongly the mask covers the photo, 0 to 100."""
        return self._opacity.value()

    def set_opacity(self, percent: int) -> None:
        with QSignalBlocker(self._opacity):
            self._opacity.setValue(percent)
        self._percent.setText(f"{self._opacity.value()} %")

    def set_amount(self, key: str, pixels: int) -> None:
        """Show the growth or the feather in pixels; -1 is automatic."""
        with QSignalBlocker(self._amounts[key]):
            self._amounts[key].setValue(pixels)

    def show_growth(self, least: int | None, most: int | None) -> None:
        """Show what the automatic growth comes to, in pixels: for one region, or between so many for several."""
        row, box = BY_KEY["growth"], self._amounts["growth"]
        tip, text = tr(row.note), tr("Auto")
        if most is not None:
            # The field is short: one line of the bar has to do in the window's first size.
            pixels = f"{most}" if least == most else f"{least}–{most}"
            text = tr("Auto {pixels}", pixels=pixels)
            tip = "\n".join(
                (tip, tr("By itself for these marks: {pixels}", pixels=f"{pixels}{tr(row.suffix)}"))
            )
        box.setToolTip(tip)
        box.setSpecialValueText(text)

    def _opacity_slid(self, percent: int) -> None:
        self._percent.setText(f"{percent} %")
        self.opacity_changed.emit(percent)

    def _name_parts(self) -> None:
        amounts: list[tuple[QWidget, str, str, str]] = []
        for key, box in self._amounts.items():
            row = BY_KEY[key]
            box.setRange(row.minimum, row.maximum)
            box.setSuffix(tr(row.suffix))
            box.setSpecialValueText(tr("Auto"))
            widest = tr("Auto {pixels}", pixels="88–99") if key == "growth" else tr("Auto")
            narrow(box, widest, f"{row.maximum}{tr(row.suffix)}")
            amounts.append((box, key, tr(row.label), tr(row.note)))
        for widget, name, title, tip in (
            (self._opacity, "overlayOpacity", tr("Overlay"), tr("How strongly the mask covers the photo")),
            *amounts,
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(title)
            widget.setToolTip(tip)

    def _common_parts(self) -> QWidget:
        """What is there with every tool, side by side."""
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        common = QWidget()
        row = QHBoxLayout(common)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (QLabel(tr("Overlay")), self._opacity, self._percent, _line()):
            row.addWidget(part)
        for key, box in self._amounts.items():
            row.addWidget(QLabel(tr(BY_KEY[key].label)))
            row.addWidget(box)
        return common


def _percent_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setMinimumWidth(40)
    slider.setMaximumWidth(96)
    leave_focus(slider)
    return slider


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("look", "upright")
    line.setFixedWidth(1)
    return line
