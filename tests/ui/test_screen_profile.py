"""The window says what its colours are, and photos are converted to what it got."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace, QImage, QSurfaceFormat
from scenery import photo

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size
from objremove_gui.core.screen_colours import screen_colours
from objremove_gui.ui.canvas.scene import Scene
from objremove_gui.ui.canvas.scene_view import SceneView
from objremove_gui.ui.screen_profile import ask_for_srgb, window_profile


@pytest.fixture(autouse=True)
def _format():
    before = QSurfaceFormat.defaultFormat()
    yield
    QSurfaceFormat.setDefaultFormat(before)


def test_a_window_of_srgb_needs_no_conversion(qtbot):
    ask_for_srgb()
    assert QSurfaceFormat.defaultFormat().colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    view = SceneView(60)
    qtbot.addWidget(view)
    view.show()
    assert window_profile() is None


def test_a_photo_is_shown_in_the_space_that_the_window_got(qtbot):
    wide = QSurfaceFormat.defaultFormat()
    wide.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    QSurfaceFormat.setDefaultFormat(wide)
    view = SceneView(60)
    qtbot.addWidget(view)
    view.show()
    screen = window_profile()
    assert screen is not None
    opened = photo(Size(300, 200))
    view.resize(300, 200)
    view.show_scene(Scene.prepare(Document(opened), screen))
    view.zoom_to(1.0)
    seen = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    seen_pixels = np.frombuffer(seen.constBits(), np.uint8).reshape(seen.height(), seen.bytesPerLine())
    colours = screen_colours(opened, screen)
    assert colours is not None
    expected = np.dstack((opened.pixels[..., ::-1], np.full((200, 300), 255, np.uint8)))
    colours.convert(expected)
    assert view.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    assert np.array_equal(seen_pixels[:200, :900].reshape(200, 300, 3), expected[..., 2::-1])
    assert np.abs(expected[..., 2::-1].astype(int) - opened.pixels).mean() > 2
