"""The dashes of the line around a removal."""

from __future__ import annotations

import numpy as np
import pytest
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from objremove_gui.ui.canvas import scene_view
from objremove_gui.ui.canvas.rims import DASH, Outlines, RimLines
from objremove_gui.ui.canvas.view import Canvas

ROUND = np.array(
    [(300 + 200 * np.cos(a), 250 + 150 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 90, endpoint=False)],
    np.float32,
)
WHOLE = QRectF(-1e6, -1e6, 2e6, 2e6)
coordinates = st.floats(0, 500, width=32)
lines = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12).map(
    lambda points: np.array(points, np.float32)
)


@given(lines, st.floats(0.02, 32))
def test_the_dashes_follow_one_another_around_the_whole_line(rim, scale):
    ends, is_light = Outlines([rim]).cut(scale, WHOLE)
    assert np.allclose(ends[1:, :2], ends[:-1, 2:])
    assert np.allclose(ends[0, :2], ends[-1, 2:])
    assert np.allclose(ends[0, :2], rim[0] * scale)
    lengths = np.hypot(*(ends[:, 2:] - ends[:, :2]).T)
    assert (lengths <= DASH + 1e-6).all()
    assert (is_light[:-1] != is_light[1:]).all()


@given(lines, st.floats(0.1, 32), st.floats(-500, 5000), st.floats(-500, 5000), st.floats(1, 900))
def test_what_is_seen_of_a_line_is_the_same_whatever_else_is(rim, scale, x, y, side):
    seen = QRectF(x, y, side, side)
    all_ends, all_light = Outlines([rim]).cut(scale, WHOLE)
    ends, is_light = Outlines([rim]).cut(scale, seen)
    known = {tuple(end): light for end, light in zip(all_ends.tolist(), all_light.tolist(), strict=True)}
    assert all(
        known[tuple(end)] == light for end, light in zip(ends.tolist(), is_light.tolist(), strict=True)
    )
    low, high = np.minimum(all_ends[:, :2], all_ends[:, 2:]), np.maximum(all_ends[:, :2], all_ends[:, 2:])
    inside = ((low >= (x, y)) & (high <= (x + side, y + side))).all(axis=1)
    assert {tuple(end) for end in all_ends[inside].tolist()} <= {tuple(end) for end in ends.tolist()}


@given(
    st.lists(lines, min_size=1, max_size=5), st.floats(0.05, 32), st.floats(-100, 5000), st.floats(1, 9000)
)
def test_each_of_several_lines_has_the_dashes_that_it_has_alone(rims, scale, corner, side):
    seen = QRectF(corner, corner, side, side)
    ends, is_light = Outlines(rims).cut(scale, seen)
    alone = [Outlines([rim]).cut(scale, seen) for rim in rims]
    wanted, wanted_light = (np.concatenate(parts) for parts in zip(*alone, strict=True))
    # But for a dash without length at the end of a line, which is a question of rounding.
    found, wanted_ones = (np.hypot(*(each[:, 2:] - each[:, :2]).T) > 1e-4 * scale for each in (ends, wanted))
    assert np.allclose(ends[found], wanted[wanted_ones], atol=1e-4 * scale)
    assert np.array_equal(is_light[found], wanted_light[wanted_ones])


def painted(rims: RimLines, part: QRect, image: QImage) -> None:
    painter = QPainter(image)
    painter.setClipRect(part)
    painter.fillRect(part, 0xFF808080)
    rims.draw(painter, QPointF(-40.5, 13.25), 1.25, QRectF(image.rect()), QRectF(part))
    painter.end()


def test_a_part_repainted_alone_looks_like_a_whole_repaint(qapp: object) -> None:
    rims = RimLines()
    rims.show([ROUND, ROUND[:1]])
    whole = QImage(700, 600, QImage.Format.Format_RGB32)
    painted(rims, whole.rect(), whole)
    pixels = np.array(whole.constBits()).reshape(600, 700, 4)
    assert (pixels[..., 0] > 200).sum() > 300
    assert (pixels[..., 0] < 60).sum() > 300
    parts = whole.copy()
    rng = np.random.default_rng(2)
    for _ in range(60):
        x, y, w, h = (int(value) for value in rng.integers((0, 0, 1, 1), (690, 590, 200, 150)))
        painted(rims, QRect(x, y, w, h).intersected(whole.rect()), parts)
    assert parts == whole


def test_the_canvas_shows_the_line_only_with_the_marks(desk: Desk) -> None:
    bare = desk.canvas.grab().toImage()
    desk.canvas.show_rims([ROUND])
    lined = desk.canvas.grab().toImage()
    assert lined != bare
    desk.canvas.show_mask(False)
    assert desk.canvas.grab().toImage() == bare
    desk.canvas.show_mask(True)
    desk.canvas.show_original(True)
    assert desk.canvas.grab().toImage() == bare
    desk.canvas.show_original(False)
    assert desk.canvas.grab().toImage() == lined
    desk.canvas.show_rims([])
    assert desk.canvas.grab().toImage() == bare


@pytest.mark.parametrize("zoom", [0.3, 1.0, 8.0])
def test_the_line_goes_along_with_the_picture(desk: Desk, zoom: float) -> None:
    desk.canvas.show_rims([ROUND])
    desk.canvas.zoom_to(zoom)
    desk.canvas.pan_by(QPointF(desk.canvas.rect().center()) - desk.place((500, 250)))
    at = desk.place((500, 250)).toPoint()
    around = QRect(at.x() - 6, at.y() - 6, 12, 12)
    desk.canvas.show_rims([])
    bare = desk.canvas.grab(around).toImage()
    desk.canvas.show_rims([ROUND])
    assert desk.canvas.grab(around).toImage() != bare


@pytest.mark.parametrize("steps", [1, 3])
def test_after_steps_of_the_zoom_the_line_is_drawn_as_if_it_had_always_been_so(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(scene_view, "AT_ONCE", 1000)
    canvas = desk.canvas
    canvas.show_rims([ROUND])
    canvas.grab()
    for _ in range(steps):
        canvas.zoom_to(canvas.viewport.zoom * 1.3)
        assert canvas.is_stretched
        canvas.grab()
    with qtbot.waitSignal(canvas.sharpened):
        pass
    QCoreApplication.processEvents()
    shown = on_screen(canvas)
    canvas.update()
    QCoreApplication.processEvents()
    assert on_screen(canvas) == shown


def on_screen(canvas: Canvas) -> QImage:
    """What has been painted, without painting it."""
    window = canvas.window()
    place = QRect(canvas.mapTo(window, QPoint(0, 0)), canvas.size())
    return canvas.screen().grabWindow(window.winId()).copy(place).toImage()
