"""Moving and zooming redraw no more than they must, and leave what a whole redraw shows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from scenery import blob, removal

from objremove_gui.core import mask_ops, pyramid
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas import refined_view, scene_view
from objremove_gui.ui.canvas.buffers import Overlay, Pattern
from objremove_gui.ui.canvas.rolling import Rolled, exposed
from objremove_gui.ui.canvas.scene import Scene
from objremove_gui.ui.canvas.scene_view import SceneView
from objremove_gui.ui.results import pair, refining
from objremove_gui.ui.results.compare import CompareView
from objremove_gui.ui.results.pair import AMPLIFIED
from objremove_gui.ui.results.pair_view import Way

side = st.integers(1, 12)
VIEW = Size(640, 480)


def pixels_of(view: SceneView | CompareView) -> np.ndarray:
    """What the widget shows, uint8 (h, w, 4)."""
    image = view.grab().toImage()
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4).astype(int)


def assert_as_if_drawn_anew(view: SceneView | CompareView, last_bit: int = 1) -> None:
    """What is mixed may differ by its last bit."""
    shown = pixels_of(view)
    view.render_all()
    assert np.abs(shown - pixels_of(view)).max() <= last_bit


@given(side, side, st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), max_size=6), st.data())
def test_each_pixel_of_a_view_has_one_place_in_rolled_buffers(
    width: int, height: int, moves: list[tuple[int, int]], data: st.DataObject
) -> None:
    view = Rect(0, 0, width, height)
    rolled, buffer, meant = Rolled(view.size), np.zeros((height, width)), np.zeros((height, width))
    for number, (dx, dy) in enumerate(moves, start=1):
        dx, dy = max(1 - width, min(width - 1, dx)), max(1 - height, min(height - 1, dy))
        rolled = rolled.scrolled(dx, dy)
        moved = np.full_like(meant, number)
        kept = view.intersect(view.shift(dx, dy))
        moved[kept.slices] = meant[kept.shift(-dx, -dy).slices]
        meant = moved
        for box in exposed(view.size, dx, dy):
            for _, place in rolled.pieces(box):
                buffer[place.slices] = number
    shown = np.full_like(meant, -1)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    for box in (Rect(0, 0, x, height), Rect(x, 0, width - x, y), Rect(x, y, width - x, height - y)):
        for part, place in rolled.pieces(box):
            shown[part.slices] = buffer[place.slices]
    assert np.array_equal(shown, meant)


@pytest.mark.parametrize("zoom", [0.6, 1.0, 1.7, 3.0])
def test_moving_the_picture_shows_what_a_whole_redraw_shows(desk: Desk, zoom: float) -> None:
    canvas = desk.canvas
    mask_ops.load(desk.document, blob(VIEW, (300, 200, 90), (500, 400, 40)))
    canvas.set_overlay(Overlay(pattern=Pattern.STRIPES, outlined=True))
    canvas.zoom_to(zoom)
    for dx, dy in ((7, 0), (-31, 12), (0, -45), (400, 250), (-3, -2)):
        canvas.pan_by(QPointF(dx, dy))
        desk.take("brush", diameter=20)
        desk.drag((300, 200), (330, 240))
        assert_as_if_drawn_anew(canvas)
        canvas.pan_by(QPointF(-1, 1))


def test_a_zoom_is_seen_at_once_and_sharp_when_the_window_has_rested(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_view, "AT_ONCE", 0)
    monkeypatch.setattr(refined_view, "STRIP", 20_000)
    canvas = desk.canvas
    mask_ops.load(desk.document, blob(VIEW, (300, 200, 90), (500, 400, 40)))
    before = pixels_of(canvas)
    canvas.zoom_to(1.5)
    assert canvas.is_refining
    assert np.abs(pixels_of(canvas) - before).max() > 1
    canvas.pan_by(QPointF(40, -30))
    desk.drag((300, 200), (330, 240))
    canvas.zoom_to(0.8)
    desk.drag((100, 100), (130, 140))
    canvas.pan_by(QPointF(-40, 30))
    qtbot.waitUntil(lambda: not canvas.is_refining)
    assert_as_if_drawn_anew(canvas)


@pytest.mark.parametrize("zoom", [1.7, 2.0, 3.3])
def test_a_large_move_is_seen_at_once_and_sharp_when_the_window_has_rested(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, zoom: float
) -> None:
    canvas = desk.canvas
    mask_ops.load(desk.document, blob(VIEW, (300, 200, 90), (500, 400, 40)))
    canvas.zoom_to(zoom)
    monkeypatch.setattr(refined_view, "STRIP", 10_000)
    monkeypatch.setattr(scene_view, "AT_ONCE", 0)
    for dx, dy in ((90, -120), (-200, 60), (40, 30)):
        canvas.pan_by(QPointF(dx, dy))
        assert canvas.is_refining
        assert not canvas.is_stretched
        rough = pixels_of(canvas)
        desk.drag((300, 200), (330, 240))
    qtbot.waitUntil(lambda: not canvas.is_refining)
    sharp = pixels_of(canvas)
    assert_as_if_drawn_anew(canvas)
    # The mean of the small photo's pixels is that of the photo's.
    assert np.abs(rough.mean(axis=(0, 1)) - sharp.mean(axis=(0, 1))).max() < 12
    # And a zoom before all is sharp stretches what is there.
    canvas.pan_by(QPointF(150, 150))
    canvas.zoom_to(zoom * 1.2)
    assert canvas.is_stretched
    qtbot.waitUntil(lambda: not canvas.is_refining)
    assert_as_if_drawn_anew(canvas)


class SlowColours:
    """A screen whose colours take long: a hundred nanoseconds a pixel."""

    nanoseconds = 100.0

    def convert(self, shown: np.ndarray) -> None:
        shown[..., :3] = 255 - shown[..., :3]


def test_colours_that_take_long_hold_up_nothing(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = desk.canvas
    mask_ops.load(desk.document, blob(VIEW, (300, 200, 90), (500, 400, 40)))
    plain = pixels_of(canvas)
    monkeypatch.setattr(pyramid, "SMALLEST", 200)
    scene = Scene.prepare(desk.document)
    scene.connect()
    scene.colours = SlowColours()
    scene.picture.convert = scene.colours.convert
    scene.picture.build()
    converted: list[int] = []

    def counted(shown: np.ndarray) -> None:
        converted.append(shown.shape[0] * shown.shape[1])
        SlowColours().convert(shown)

    def rested() -> None:
        qtbot.waitUntil(lambda: not canvas.is_refining)
        assert max(converted, default=0) <= 60_000

    scene.picture.convert = counted
    canvas.show_scene(scene, canvas.viewport)
    assert canvas.is_refining
    rested()
    sharp = pixels_of(canvas)
    assert np.abs(sharp - plain).max() > 100
    canvas.zoom_to(0.8)
    desk.drag((300, 200), (330, 240))
    rested()
    canvas.pan_by(QPointF(700, 0))
    canvas.pan_by(QPointF(-700, 0))
    rested()
    canvas.zoom_to(1.0)
    rested()
    desk.document.add_removals("remove", [removal(Rect(0, 0, 600, 400), seed=1)])
    assert canvas.is_refining
    rested()
    after = pixels_of(canvas)
    canvas.render_all()
    rested()
    assert np.abs(after - pixels_of(canvas)).max() <= 1


def test_what_is_shown_until_a_zoom_is_drawn_is_the_old_view_stretched(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene_view, "AT_ONCE", 0)
    canvas = desk.canvas
    mask_ops.load(desk.document, blob(VIEW, (300, 200, 90), (500, 400, 40)))
    # Rolled, so that the old view lies in pieces.
    canvas.pan_by(QPointF(33, -21))
    canvas.zoom_to(2.0)
    assert canvas.is_refining
    stretched = pixels_of(canvas)
    qtbot.waitUntil(lambda: not canvas.is_refining)
    # At 200 % each pixel is shown as two by two, as stretching does it.
    same = np.abs(stretched - pixels_of(canvas)).max(axis=2) <= 1
    assert same.mean() > 0.98


@pytest.fixture
def comparison(desk: Desk, qtbot: QtBot) -> Iterator[CompareView]:
    scene = desk.canvas.scene
    assert scene is not None
    desk.document.add_removals("", [removal(Rect(200, 150, 120, 90))])
    view = CompareView(50)
    qtbot.addWidget(view)
    view.resize(500, 400)
    with qtbot.waitExposed(view):
        view.show()
    view.show_scene(scene)
    yield view
    view.show_scene(None)


@pytest.mark.parametrize("width", [500, 501])
@pytest.mark.parametrize("way", list(Way))
def test_the_comparison_is_painted_up_to_its_rim_however_wide_it_is(
    comparison: CompareView, way: Way, width: int
) -> None:
    comparison.resize(width, 400)
    comparison.set_way(way)
    seen = QImage(comparison.size(), QImage.Format.Format_RGB32)
    seen.fill(0xFF00FF)
    comparison.render(seen, QPoint(), QRegion(), QWidget.RenderFlag(0))
    pixels = np.frombuffer(seen.constBits(), np.uint32).reshape(400, -1)[:, :width] & 0xFFFFFF
    # A difference may have this colour, too, but not at the rim.
    assert not (pixels[:, -3:] == 0xFF00FF).any()


@pytest.mark.parametrize("ways", range(4))
def test_moving_the_comparison_shows_what_a_whole_redraw_shows(comparison: CompareView, ways: int) -> None:
    view = comparison
    for _ in range(ways):
        view.next_way()
    view.zoom_to(1.3)
    for dx, dy in ((9, 4), (-60, 33), (200, -150)):
        view.set_viewport(view.viewport.panned(dx, dy))
        view.set_divider(view.divider + 0.07)
        assert_as_if_drawn_anew(view, AMPLIFIED if view.way is Way.DIFFERENCE else 1)


@pytest.mark.parametrize("ways", range(4))
def test_a_large_move_of_the_comparison_is_seen_at_once_and_sharp_when_the_window_has_rested(
    comparison: CompareView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ways: int
) -> None:
    view = comparison
    for _ in range(ways):
        view.next_way()
    view.zoom_to(1.7)
    for module in (pair, refining):
        monkeypatch.setattr(module, "PAIR_STRIP", 5_000)
    monkeypatch.setattr(pair, "PAIR_AT_ONCE", 0)
    for dx, dy in ((90, -120), (-200, 60), (40, 30)):
        view.set_viewport(view.viewport.panned(dx, dy))
        assert view.is_refining
        rough = pixels_of(view)
    qtbot.waitUntil(lambda: not view.is_refining)
    sharp = pixels_of(view)
    assert_as_if_drawn_anew(view, AMPLIFIED if view.way is Way.DIFFERENCE else 1)
    assert np.abs(rough.mean(axis=(0, 1)) - sharp.mean(axis=(0, 1))).max() < 12
    # And a zoom before all is sharp stretches what is there.
    view.set_viewport(view.viewport.panned(150, 150))
    view.zoom_to(2.1)
    qtbot.waitUntil(lambda: not view.is_refining)
    assert_as_if_drawn_anew(view, AMPLIFIED if view.way is Way.DIFFERENCE else 1)


@pytest.mark.parametrize("ways", range(4))
def test_a_zoom_of_the_comparison_is_seen_at_once_and_sharp_when_the_window_has_rested(
    comparison: CompareView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ways: int
) -> None:
    view = comparison
    monkeypatch.setattr(pair, "PAIR_AT_ONCE", 0)
    monkeypatch.setattr(refining, "PAIR_STRIP", 20_000)
    for _ in range(ways):
        view.next_way()
    view.set_viewport(view.viewport.panned(33, -21))
    before = pixels_of(view)
    for zoom in (2.0, 1.3):
        view.zoom_to(zoom)
        assert view.is_refining
        assert np.abs(pixels_of(view) - before).max() > 1
        # A strip is drawn, and then moved.
        QCoreApplication.processEvents()
        assert view.is_refining
        view.set_viewport(view.viewport.panned(-40, -30))
        view.set_divider(view.divider + 0.07)
    qtbot.waitUntil(lambda: not view.is_refining)
    assert_as_if_drawn_anew(view, AMPLIFIED if view.way is Way.DIFFERENCE else 1)


def test_what_a_comparison_shows_until_a_zoom_is_drawn_is_its_two_pictures_stretched(
    comparison: CompareView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = comparison
    view.zoom_to(1.0)
    monkeypatch.setattr(pair, "PAIR_AT_ONCE", 0)
    view.zoom_to(2.0)
    assert view.is_refining
    stretched = pixels_of(view)
    qtbot.waitUntil(lambda: not view.is_refining)
    same = np.abs(stretched - pixels_of(view)).max(axis=2) <= 1
    assert same.mean() > 0.98
