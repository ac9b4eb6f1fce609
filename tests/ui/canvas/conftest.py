"""A canvas with a photo on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import Desk, Fingers
from PySide6.QtCore import Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from scenery import photo

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size
from objremove_gui.ui.canvas.scene import Scene
from objremove_gui.ui.canvas.view import Canvas


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    """A photo of 640 x 480 pixels shown at 100 %."""
    document = Document(photo(Size(640, 480)))
    scene = Scene.prepare(document)
    scene.connect()
    # Beside the canvas something else that can have the focus.
    window = QWidget()
    canvas, other = Canvas(50), QWidget()
    other.setObjectName("other")
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(canvas, 1)
    column.addWidget(other)
    window.resize(700, 560)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    canvas.setFocus()
    canvas.show_scene(scene)
    canvas.zoom_to(1.0)
    yield Desk(canvas, document)
    canvas.show_scene(None)
    scene.close()


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture
def fingers(desk: Desk, screen: QPointingDevice) -> Fingers:
    return Fingers(desk, screen)
