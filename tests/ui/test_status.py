"""The line at the bottom of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QMainWindow, QProgressBar
from pytestqt.qtbot import QtBot

from objremove_gui.ui.status import StatusLine


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def status(window: QMainWindow, qtbot: QtBot) -> StatusLine:
    line = StatusLine(window)
    window.setStatusBar(line)
    with qtbot.waitExposed(window):
        window.show()
    return line


def text(status: StatusLine, name: str) -> str:
    label = status.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_the_facts_about_photo_pointer_and_tip_are_shown(status: StatusLine) -> None:
    status.show_photo((4032, 3024))
    status.show_pixel((12, 34), (255, 128, 0))
    status.show_brush(40.5)
    assert text(status, "photoSize") == "4032 × 3024"
    assert text(status, "pixelUnderPointer") == "12, 34"
    assert text(status, "colourUnderPointer") == "R 255  G 128  B 0"
    assert text(status, "tipSize") == "⌀ 40.5 px"


def test_without_a_photo_there_is_nothing_to_tell(status: StatusLine) -> None:
    status.show_photo((10, 10))
    status.show_pixel((1, 1), (1, 2, 3))
    status.show_photo(None)
    status.show_brush(None)
    assert [text(status, name) for name in ("photoSize", "pixelUnderPointer", "colourUnderPointer", "tipSize")] == [
        "", "", "", "",
    ]  # fmt: skip
    assert not status.zoom.isEnabled()


def test_a_screen_reader_hears_the_zoom_boxs_name_in_its_field_too(status: StatusLine) -> None:
    field = status.zoom.lineEdit()
    assert field is not None
    heard = QAccessible.queryAccessibleInterface(field).text(QAccessible.Text.Name)
    assert heard == status.zoom.accessibleName() == "Zoom"


def test_figures_have_room_for_the_widest_so_that_nothing_beside_them_moves(status: StatusLine) -> None:
    status.show_photo((40000, 30000))
    status.show_pixel((39999, 29999), (255, 255, 255))
    status.show_brush(2000)
    for name in ("photoSize", "pixelUnderPointer", "colourUnderPointer", "tipSize"):
        label = status.findChild(QLabel, name)
        assert label is not None
        assert label.sizeHint().width() <= label.minimumWidth()


def test_the_zoom_is_shown_in_per_cent(status: StatusLine) -> None:
    for factor, shown in ((0.25, "25 %"), (1.0, "100 %"), (0.0333, "3.3 %"), (8.0, "800 %")):
        status.show_zoom(factor)
        assert status.zoom.currentText() == shown


@pytest.mark.parametrize(("typed", "factor"), [("150", 1.5), ("33 %", 0.33), ("12.5%", 0.125)])
def test_a_zoom_can_be_typed(status: StatusLine, qtbot: QtBot, typed: str, factor: float) -> None:
    status.show_photo((10, 10))
    status.zoom.setEditText(typed)
    with qtbot.waitSignals([status.zoom_wanted, status.entry_ended]):
        qtbot.keyClick(status.zoom, Qt.Key.Key_Return)
    with qtbot.waitSignal(status.zoom_wanted) as told:
        status.zoom.setEditText("77")
        status.zoom.lineEdit().editingFinished.emit()
    assert told.args == [0.77]


@pytest.mark.parametrize("typed", ["much", "-5", "0", ""])
def test_what_is_no_zoom_is_taken_back(status: StatusLine, qtbot: QtBot, typed: str) -> None:
    status.show_photo((10, 10))
    status.show_zoom(0.5)
    with qtbot.assertNotEmitted(status.zoom_wanted):
        status.zoom.setEditText(typed)
        qtbot.keyClick(status.zoom, Qt.Key.Key_Return)
    assert status.zoom.currentText() == "50 %"


def test_leaving_the_field_unchanged_wants_nothing(status: StatusLine, qtbot: QtBot) -> None:
    status.show_photo((10, 10))
    status.show_zoom(0.3333)
    with qtbot.assertNotEmitted(status.zoom_wanted):
        qtbot.keyClick(status.zoom, Qt.Key.Key_Return)


def test_the_list_offers_fit_and_fixed_zooms(status: StatusLine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(status.fit_wanted):
        status.zoom.activated.emit(status.zoom.findText("Fit"))
    with qtbot.waitSignal(status.zoom_wanted) as told:
        status.zoom.activated.emit(status.zoom.findText("200 %"))
    assert told.args == [2.0]


def test_a_job_shows_stage_progress_and_time_until_it_ends(status: StatusLine) -> None:
    assert not status.job.isVisible()
    bar = status.findChild(QProgressBar, "jobProgress")
    assert bar is not None
    status.job.show_stage("Uploading")
    assert status.job.isVisible()
    assert text(status, "jobStage") == "Uploading"
    assert text(status, "jobTime") == "0:00"
    assert bar.maximum() == 0  # no end known
    status.job.show_stage("Removing", 0.25)
    assert (bar.value(), bar.maximum()) == (250, 1000)
    status.job.end()
    assert not status.job.isVisible()


def test_a_hint_does_not_hide_the_job(status: StatusLine) -> None:
    status.job.show_stage("Removing", 0.25)
    status.showMessage("Paint over what should go")
    assert status.job.isVisible()


def test_what_is_over_in_a_moment_is_not_told(status: StatusLine, qtbot: QtBot) -> None:
    status.job.show_soon("Opening one.jpg")
    assert not status.job.isVisible()
    status.job.end()
    status.job.show_soon("Opening two.jpg")
    qtbot.waitUntil(status.job.isVisible)
    assert text(status, "jobStage") == "Opening two.jpg"
    status.job.end()
    assert not status.job.isVisible()
