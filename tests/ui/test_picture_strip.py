"""The strip of small pictures."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon, QPixmap
from pytestqt.qtbot import QtBot

from objremove_gui.ui.strip.panel import HEIGHT, WIDTH, Entry, PictureStrip


def test_small_pictures_that_come_after_their_names_are_seen_whole(qtbot: QtBot) -> None:
    strip = PictureStrip()
    qtbot.addWidget(strip)
    strip.resize(600, strip.height())
    with qtbot.waitExposed(strip):
        strip.show()
    strip.show_entries([Entry("a.jpg", "", False), Entry("b.jpg", "", False)], -1)
    strip.grab()
    small = QPixmap(WIDTH, HEIGHT)
    small.fill("red")
    for index in range(2):
        strip.set_icon(index, QIcon(small))
    for index in range(2):
        column = strip.visualItemRect(strip.item(index)).center().x()
        image = strip.viewport().grab().toImage()
        reds = [y for y in range(image.height()) if image.pixelColor(column, y) == QColor("red")]
        assert len(reds) >= HEIGHT
