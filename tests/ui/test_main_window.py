"""The window's layout, and what of it comes later than the first picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QToolBar
from pytestqt.qtbot import QtBot

from objremove_gui.ui.main_window import MainWindow

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


def results_dock(window: MainWindow) -> QDockWidget:
    dock = window.results.parentWidget()
    assert isinstance(dock, QDockWidget)
    return dock


def closed(window: MainWindow, qtbot: QtBot) -> None:
    """Show it and close it, as at the end of a session."""
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.close_now()


def test_the_results_lie_at_the_right_until_they_are_moved(qtbot: QtBot) -> None:
    window = MainWindow()
    assert window.dockWidgetArea(results_dock(window)) is RIGHT
    window.addDockWidget(LEFT, results_dock(window))
    closed(window, qtbot)
    again = MainWindow()
    assert again.dockWidgetArea(results_dock(again)) is LEFT
    closed(again, qtbot)


def test_a_session_without_a_photo_keeps_the_place_of_the_results(qtbot: QtBot) -> None:
    window = MainWindow()
    window.addDockWidget(LEFT, results_dock(window))
    closed(window, qtbot)
    closed(MainWindow(), qtbot)
    last = MainWindow()
    assert last.dockWidgetArea(results_dock(last)) is LEFT
    closed(last, qtbot)


@pytest.mark.parametrize("part", ["canvas", "compare", "messages", "mask_panel", "options", "results"])
def test_a_part_that_comes_later_is_made_once(qtbot: QtBot, part: str) -> None:
    window = MainWindow()
    assert getattr(window, part) is getattr(window, part)
    closed(window, qtbot)


def test_hidden_results_stay_hidden_and_can_be_shown_again(qtbot: QtBot) -> None:
    window = MainWindow()
    assert window.actions_by_id["resultsAction"].isCheckable()
    results_dock(window).hide()
    closed(window, qtbot)
    closed(MainWindow(), qtbot)
    last = MainWindow()
    assert results_dock(last).isHidden()
    assert not last.actions_by_id["resultsAction"].isChecked()
    last.show_results(True)
    assert not results_dock(last).isHidden()
    closed(last, qtbot)


def test_full_screen_is_remembered_and_told_by_its_action(qtbot: QtBot) -> None:
    window = MainWindow()
    window.show()
    window.setWindowState(Qt.WindowState.WindowFullScreen)
    assert window.actions_by_id["fullScreenAction"].isChecked()
    closed(window, qtbot)
    again = MainWindow()
    again.show()
    assert again.isFullScreen()
    assert again.actions_by_id["fullScreenAction"].isChecked()
    again.showNormal()
    assert not again.actions_by_id["fullScreenAction"].isChecked()
    closed(again, qtbot)


def test_a_right_click_on_a_bar_offers_nothing_that_hides_it(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for name in ("mainBar", "toolbox"):
        bar = window.findChild(QToolBar, name)
        assert bar is not None
        place = bar.rect().center()
        click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, bar.mapToGlobal(place))
        QApplication.sendEvent(bar, click)
        assert QApplication.activePopupWidget() is None
    window.close_now()
