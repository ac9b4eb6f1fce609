"""Drawing that fails is an error like others; it doesn't end the program."""

from __future__ import annotations

import pytest
from desk import Desk
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from objremove_gui.ui.canvas.scene_view import SceneView


class Failing(SceneView):
    """Keeps its painter, as the trace of an exception does."""

    kept: QPainter | None = None

    def draw_over(self, painter: QPainter, box: QRect) -> None:
        self.kept = painter
        raise ValueError("drawing")


def test_a_painter_is_ended_where_drawing_fails(desk: Desk, qtbot: QtBot) -> None:
    view = Failing(50)
    qtbot.addWidget(view)
    view.resize(200, 200)
    view.show_scene(desk.canvas.scene)
    with pytest.raises(ValueError, match="drawing"):
        view.grab()
    assert view.kept is not None
    assert not view.kept.isActive()
    view.show_scene(None)
