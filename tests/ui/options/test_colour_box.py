"""The choice of a colour."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog
from pytestqt.qtbot import QtBot

from objremove_gui.ui.options.colour_box import AUTOMATIC, COLOURS, OTHER, ColourBox


@pytest.fixture
def box(qtbot: QtBot) -> ColourBox:
    box = ColourBox()
    qtbot.addWidget(box)
    box.show()
    return box


def choose(box: ColourBox, colour: str) -> None:
    index = box.findData(colour)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_a_colour_of_the_list_is_chosen(box: ColourBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.chosen):
        choose(box, COLOURS[3][0])
    assert box.colour == COLOURS[3][0]
    with qtbot.waitSignal(box.chosen):
        choose(box, AUTOMATIC)
    assert box.colour == ""


def test_showing_a_colour_says_nothing_and_one_that_is_not_listed_gets_a_line(
    box: ColourBox, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(box.chosen):
        box.show_colour("#123456")
    assert box.colour == box.currentData() == "#123456"
    assert box.currentText() == "#123456"
    assert box.itemData(box.count() - 1) == OTHER


def test_any_other_colour_comes_from_a_dialog(box: ColourBox, qtbot: QtBot) -> None:
    choose(box, OTHER)
    assert box.currentData() == AUTOMATIC
    dialog = box.findChild(QColorDialog, "colourDialog")
    assert dialog is not None
    assert dialog.isVisible()
    with qtbot.waitSignal(box.chosen):
        dialog.setCurrentColor(QColor("#0a0b0c"))
        dialog.accept()
    assert box.colour == "#0a0b0c"


def test_thinking_better_of_it_leaves_the_colour(box: ColourBox, qtbot: QtBot) -> None:
    box.show_colour(COLOURS[0][0])
    choose(box, OTHER)
    dialog = box.findChild(QColorDialog, "colourDialog")
    assert dialog is not None
    with qtbot.assertNotEmitted(box.chosen):
        dialog.reject()
    assert box.colour == box.currentData() == COLOURS[0][0]
