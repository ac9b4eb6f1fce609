"""A hand that is faster than the screen: every move counts, and what they mark is drawn together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from desk import LEFT, NO_BUTTON, NO_KEYS, Desk, Type
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QImage, QMouseEvent
from pytestqt.qtbot import QtBot
from scenery import within

from objremove_gui.core.geometry import Rect
from objremove_gui.ui.canvas.due_marks import MOST, DueMarks


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def post(desk: Desk, at: tuple[float, float]) -> tuple[float, float]:
    """Leave a move in the queue; the image point that it is for."""
    place = QPointF(*at)
    around = desk.canvas.mapToGlobal(place)
    QCoreApplication.postEvent(
        desk.canvas, QMouseEvent(Type.MouseMove, place, place, around, NO_BUTTON, LEFT, NO_KEYS)
    )
    return desk.canvas.widget_to_image(place)


@pytest.mark.parametrize("zoom", [1.0, 0.6])
def test_moves_that_wait_are_all_in_the_stroke_and_all_seen(desk: Desk, qtbot: QtBot, zoom: float) -> None:
    desk.canvas.zoom_to(zoom)
    desk.take("brush", diameter=24)
    middle = desk.canvas.rect().center().toPointF()
    path = [
        (middle.x() + 80 * np.cos(turn), middle.y() + 60 * np.sin(turn)) for turn in np.linspace(0, 6, 90)
    ]
    told: list[Rect] = []
    desk.document.mask.changed.connect(told.append)
    start = desk.canvas.widget_to_image(QPointF(*path[0]))
    desk.press(start)
    points = [start, *(post(desk, at) for at in path[1:])]
    QCoreApplication.sendPostedEvents()
    assert len(told) == len(path)
    marked = np.zeros(desk.mask.shape, bool)
    for piece in pairwise(points):
        marked |= within(desk.document.size, list(piece), 12)
    assert np.array_equal(desk.mask > 0, marked)
    desk.release(points[-1])
    seen = pixels(desk.canvas.grab().toImage())
    desk.canvas.render_all()
    assert np.abs(seen - pixels(desk.canvas.grab().toImage())).max() <= 1


def test_marks_that_wait_move_along_with_the_picture(desk: Desk) -> None:
    desk.canvas.zoom_to(1.0)
    desk.take("brush", diameter=24)
    at = desk.canvas.widget_to_image(desk.canvas.rect().center().toPointF())
    desk.press(at)
    desk.canvas.pan_by(QPointF(15, 9))
    desk.release(at)
    seen = pixels(desk.canvas.grab().toImage())
    desk.canvas.render_all()
    assert np.abs(seen - pixels(desk.canvas.grab().toImage())).max() <= 1


def test_neighbours_are_drawn_as_one_and_never_are_there_many() -> None:
    due = DueMarks()
    due.add(Rect(0, 0, 20, 20), only_adds=True)
    due.add(Rect(0, 10, 20, 20), only_adds=True)
    assert due.take() == [(Rect(0, 0, 20, 30), True)]
    assert due.take() == []
    for step in range(3 * MOST):
        due.add(Rect(1000 * step, 0, 10, 10), only_adds=step != 2 * MOST)
    taken = due.take()
    assert len(taken) == MOST
    assert Rect.around(box for box, _ in taken).right == 1000 * (3 * MOST - 1) + 10
    assert [only_adds for _, only_adds in taken] == [True] * (MOST - 1) + [False]
