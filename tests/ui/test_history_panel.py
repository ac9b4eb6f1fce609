"""The list of all steps: what it names, and how a person goes to one of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from objremove_gui.core.history import Edit, History
from objremove_gui.ui.results.history import HistoryPanel

Role = Qt.ItemDataRole


@pytest.fixture
def panel(qtbot: QtBot) -> HistoryPanel:
    made = HistoryPanel()
    qtbot.addWidget(made)
    return made


def three_steps() -> History:
    history = History()
    for name in ("Stroke", "Grow", "Remove"):
        history.push(Edit(name, ()))
    return history


def lines(panel: HistoryPanel, role: Role = Role.DisplayRole) -> list[object]:
    model = panel.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def test_it_lists_all_steps_and_marks_the_one_in_force(panel: HistoryPanel) -> None:
    history = three_steps()
    panel.show_history(history)
    assert lines(panel) == ["As it was opened", "Stroke", "Grow", "Remove"]
    assert panel.currentIndex().row() == 3
    assert [font is not None for font in lines(panel, Role.FontRole)] == [False, False, False, True]


def test_what_was_undone_stays_in_grey_until_something_new_is_done(panel: HistoryPanel) -> None:
    history = three_steps()
    history.go_to(1)
    panel.show_history(history)
    grey = QApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert lines(panel, Role.ForegroundRole) == [None, None, grey, grey]
    assert lines(panel, Role.AccessibleTextRole) == [
        "As it was opened", "Stroke, in force", "Grow, undone", "Remove, undone",
    ]  # fmt: skip
    history.push(Edit("Invert", ()))
    panel.show_history(history)
    assert lines(panel) == ["As it was opened", "Stroke", "Invert"]


def test_without_a_document_it_is_empty(panel: HistoryPanel) -> None:
    panel.show_history(three_steps())
    panel.show_history(None)
    assert lines(panel) == []


def test_a_click_goes_to_a_step(panel: HistoryPanel, qtbot: QtBot) -> None:
    panel.show_history(three_steps())
    panel.show()
    row = panel.visualRect(panel.model().index(1, 0))
    with qtbot.waitSignal(panel.chosen) as told:
        QTest.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert told.args == [1]


def test_the_arrows_look_around_and_enter_goes_there(panel: HistoryPanel) -> None:
    wanted: list[int] = []
    panel.chosen.connect(wanted.append)
    panel.show_history(three_steps())
    QTest.keyClick(panel, Qt.Key.Key_Up)
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert wanted == []
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wanted == [1]
