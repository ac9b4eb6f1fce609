"""The bar of tool options."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from objremove_gui.ui.options.tool_options import ToolOptions, position_of, size_at, stepped


@pytest.fixture
def options(qtbot: QtBot) -> ToolOptions:
    options = ToolOptions()
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


def test_slider_and_number_move_together_and_tell_once(options: ToolOptions, qtbot: QtBot) -> None:
    heard: list[float] = []
    options.size_changed.connect(heard.append)
    slider(options, "brushSizeSlider").setValue(500)
    assert box(options).value() == size_at(500)
    box(options).setValue(120)
    assert slider(options, "brushSizeSlider").value() == position_of(120)
    assert heard == [size_at(500), 120.0]


def test_an_exact_size_can_be_typed(options: ToolOptions, qtbot: QtBot) -> None:
    heard: list[float] = []
    options.size_changed.connect(heard.append)
    number = box(options)
    number.selectAll()
    qtbot.keyClicks(number, "137")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert heard[-1] == 137.0
    assert number.text() == "137 px"


def test_setters_show_and_say_nothing(options: ToolOptions, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(options.size_changed),
        qtbot.assertNotEmitted(options.opacity_changed),
        qtbot.assertNotEmitted(options.growth_changed),
    ):
        options.set_size(250)
        options.set_opacity(35)
        options.set_growth(12)
    assert options.size_px == 250
    assert slider(options, "brushSizeSlider").value() == position_of(250)
    assert slider(options, "overlayOpacity").value() == 35
    growth = options.findChild(QSpinBox, "growth")
    assert growth is not None
    assert growth.text() == "12 px"
    options.set_growth(-1)
    assert growth.text() == "Automatic"


def test_a_key_step_tells_the_new_size(options: ToolOptions, qtbot: QtBot) -> None:
    options.set_size(100)
    with qtbot.waitSignal(options.size_changed) as told:
        options.step_size(1)
    assert told.args == [110.0]


def test_opacity_and_growth_tell_what_was_set(options: ToolOptions, qtbot: QtBot) -> None:
    with qtbot.waitSignal(options.opacity_changed) as told:
        slider(options, "overlayOpacity").setValue(80)
    assert told.args == [80]
    growth = options.findChild(QSpinBox, "growth")
    assert growth is not None
    with qtbot.waitSignal(options.growth_changed) as told:
        growth.setValue(7)
    assert told.args == [7]


class Window(QWidget):
    """The bar in a window whose actions listen to Return, Enter, Esc and B."""

    def __init__(self) -> None:
        super().__init__()
        self.triggered: list[str] = []
        self.options = ToolOptions()
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
