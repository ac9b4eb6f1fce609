"""The bar of tool options."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from objremove_gui.core.document import Document
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.tools.base import Tool
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.registry import TOOL_BY_ID, TOOLS
from objremove_gui.ui.canvas.tip_size import stepped_size
from objremove_gui.ui.options.option_fields import OptionField, position_of, size_at, stepped
from objremove_gui.ui.options.tool_options import ToolOptions


def tool(name: str) -> Tool:
    """A tool for a small photo."""
    photo = Photo(np.zeros((40, 60, 3), np.uint8), PhotoFormat.PNG)
    return TOOL_BY_ID[name].make(Document(photo))


@pytest.fixture
def options(qtbot: QtBot) -> ToolOptions:
    options = ToolOptions()
    options.show_tool(tool("brush"))
    qtbot.addWidget(options)
    with qtbot.waitExposed(options):
        options.show()
    return options


def box(options: ToolOptions) -> QDoubleSpinBox:
    found = options.findChild(QDoubleSpinBox, "brushSize")
    assert found is not None
    return found


def slider(options: ToolOptions, name: str) -> QSlider:
    found = options.findChild(QSlider, name)
    assert found is not None
    return found


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_a_slider_further_right_never_means_a_smaller_tip(one: int, other: int) -> None:
    left, right = sorted((one, other))
    assert 1 <= size_at(left) <= size_at(right) <= 2000


@given(st.integers(0, 1000))
def test_the_slider_returns_to_where_it_was_put(position: int) -> None:
    assert abs(position_of(size_at(position)) - position) <= 7  # tenths of a pixel below 10, whole ones above


def test_the_ends_of_the_slider_are_the_smallest_and_the_largest_tip() -> None:
    assert (size_at(0), size_at(1000)) == (1.0, 2000.0)
    assert (position_of(1), position_of(2000)) == (0, 1000)


@given(st.floats(1, 2000), st.integers(1, 5))
def test_stepping_changes_the_size_and_stays_in_range(size: float, steps: int) -> None:
    assert stepped(size, steps) > size or stepped(size, steps) == 2000
    assert stepped(size, -steps) < size or stepped(size, -steps) == 1


@pytest.mark.parametrize("share", [0.1, 0.15])
@given(size=st.integers(1, 1500), steps=st.integers(1, 2))
def test_as_many_steps_back_lead_to_the_same_size(share: float, size: int, steps: int) -> None:
    larger = stepped_size(size, steps, share)
    assert larger >= size + steps
    assert stepped_size(larger, -steps, share) == pytest.approx(size, abs=1)


def test_slider_and_number_move_together_and_tell_once(options: ToolOptions, qtbot: QtBot) -> None:
    heard: list[tuple[str, object]] = []
    options.option_changed.connect(lambda key, value: heard.append((key, value)))
    slider(options, "brushSizeSlider").setValue(500)
    assert box(options).value() == size_at(500)
    box(options).setValue(120)
    assert slider(options, "brushSizeSlider").value() == position_of(120)
    assert heard == [("diameter", size_at(500)), ("diameter", 120.0)]


def test_an_exact_size_can_be_typed(options: ToolOptions, qtbot: QtBot) -> None:
    heard: list[tuple[str, object]] = []
    options.option_changed.connect(lambda key, value: heard.append((key, value)))
    number = box(options)
    number.selectAll()
    qtbot.keyClicks(number, "137")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert heard[-1] == ("diameter", 137.0)
    assert number.text() == "137 px"


def test_setters_show_and_say_nothing(options: ToolOptions, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(options.option_changed),
        qtbot.assertNotEmitted(options.opacity_changed),
        qtbot.assertNotEmitted(options.amount_changed),
    ):
        brush = tool("brush")
        brush.set_option("diameter", 250)
        options.show_tool(brush)
        options.set_opacity(35)
        options.set_amount("growth", 12)
    assert box(options).value() == 250
    assert slider(options, "brushSizeSlider").value() == position_of(250)
    assert slider(options, "overlayOpacity").value() == 35
    growth = options.findChild(QSpinBox, "growth")
    assert growth is not None
    assert growth.text() == "12 px"
    options.set_amount("growth", -1)
    assert growth.text() == "Auto"
    for found, text, told in (
        ((9, 9), "Auto 9", "these marks: 9 px"),
        ((3, 9), "Auto 3–9", "these marks: 3–9 px"),
        ((None, None), "Auto", ""),
    ):
        options.show_growth(*found)
        assert growth.text() == text
        assert told in growth.toolTip()
        assert ("these marks" in growth.toolTip()) is bool(told)


@pytest.mark.parametrize("name", [row.info.id for row in TOOLS])
def test_every_option_of_every_tool_has_a_field_that_sets_it(
    options: ToolOptions, qtbot: QtBot, name: str
) -> None:
    chosen = tool(name)
    options.show_tool(chosen)
    options.option_changed.connect(chosen.set_option)
    for key in chosen.info.options:
        before = chosen.option(key)
        field = options.findChild(QWidget, "brushSize" if key == "diameter" else f"{key}Option")
        assert field is not None
        match field:
            case QCheckBox():
                field.click()
            case QComboBox():
                field.setCurrentIndex(1 - field.currentIndex())
                field.activated.emit(field.currentIndex())
            case QSpinBox() | QDoubleSpinBox():
                field.setValue(OPTION_BY_KEY[key].maximum)
        assert chosen.option(key) != before


def test_opacity_growth_and_feather_tell_what_was_set(options: ToolOptions, qtbot: QtBot) -> None:
    with qtbot.waitSignal(options.opacity_changed) as told:
        slider(options, "overlayOpacity").setValue(80)
    assert told.args == [80]
    for key in ("growth", "feather"):
        amount = options.findChild(QSpinBox, key)
        assert amount is not None
        assert amount.text() == "Auto"
        with qtbot.waitSignal(options.amount_changed) as told:
            amount.setValue(7)
        assert told.args == [key, 7]


class Window(QWidget):
    """The bar in a window whose actions listen to Return, Enter, Esc and B."""

    def __init__(self) -> None:
        super().__init__()
        self.triggered: list[str] = []
        self.options = ToolOptions()
        self.options.show_tool(tool("brush"))
        QVBoxLayout(self).addWidget(self.options)
        for keys in ("Return", "Enter", "Esc", "B"):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, keys=keys: self.triggered.append(keys))
            self.addAction(action)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    return window


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_the_key_that_ends_an_entry_triggers_no_action(window: Window, qtbot: QtBot, key: Qt.Key) -> None:
    number = box(window.options)
    number.setFocus()
    with qtbot.waitSignal(window.options.entry_ended):
        qtbot.keyClick(number, key)
    assert window.triggered == []


def test_keys_pressed_elsewhere_still_trigger_their_actions(window: Window, qtbot: QtBot) -> None:
    handle = slider(window.options, "overlayOpacity")
    handle.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_B):
        qtbot.keyClick(handle, key)
    assert window.triggered == ["Return", "B"]


def test_what_does_not_fit_beside_goes_into_a_second_line(options: ToolOptions) -> None:
    parts = [
        options.findChild(QWidget, name) for name in ("brushSize", "overlayOpacity", "growth", "feather")
    ]

    def places(width: int) -> list[QRect]:
        options.resize(width, options.sizeHint().height())
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return [QRect(part.mapTo(options, QPoint(0, 0)), part.size()) for part in parts if part is not None]

    wide, narrow = places(1600), places(700)
    assert len({place.center().y() for place in wide}) == 1
    assert narrow[1].top() >= narrow[0].bottom()
    assert all(place.right() < 700 for place in narrow)
    assert [place.width() for place in narrow[2:]] == [place.width() for place in wide[2:]]


@pytest.mark.parametrize("width", [481, 600, 700, 1600])
def test_nothing_is_cut_off_however_narrow_the_window_is(qtbot: QtBot, width: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    options = ToolOptions(window)
    options.show_tool(tool("brush"))
    with qtbot.waitExposed(window):
        window.show()
    options.resize(width, 200)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    options.grab()
    fields = options.findChildren(OptionField)
    assert fields
    for field in fields:
        assert field.width() >= field.minimumSizeHint().width()
        assert field.mapTo(options, QPoint(field.width(), 0)).x() <= width


def test_a_click_leaves_the_keys_to_the_picture(window: Window, qtbot: QtBot) -> None:
    canvas = QWidget(window)
    canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    canvas.show()
    canvas.setFocus()
    for name in ("brushSizeSlider", "fills_loopsOption", "pressureOption", "overlayOpacity"):
        part = window.findChild(QWidget, name)
        assert part is not None
        qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
        assert canvas.hasFocus(), name
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_number_can_be_typed_after_a_click_anywhere_in_its_field(window: Window, qtbot: QtBot) -> None:
    number = box(window.options)
    editor = number.findChild(QLineEdit)
    assert editor is not None
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=QPoint(editor.width() - 3, 5))
    qtbot.waitUntil(lambda: editor.hasSelectedText())
    qtbot.keyClicks(editor, "35")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert number.value() == 35
