"""How marks are shown: colour, opacity, stripes, outline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scenery import Pixels, blob, noise

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.mask_levels import MaskPyramid
from objremove_gui.core.pyramid import PicturePyramid
from objremove_gui.ui.canvas.buffers import PERIOD, Overlay, Pattern, ViewBuffers
from objremove_gui.ui.canvas.viewport import Viewport

IMAGE, VIEW = Size(700, 500), Size(240, 180)
WHOLE = Rect.of_size(VIEW)
PICTURE = np.array(noise(IMAGE, 4), np.uint8)
LEVELS = PicturePyramid(IMAGE, lambda box: np.ascontiguousarray(PICTURE[box.slices]))
LEVELS.build()
MARKS = blob(IMAGE, (300, 220, 120), (480, 300, 40))
STRIPED = Overlay((255, 40, 60), 0.5, Pattern.STRIPES, outlined=True)


def drawn(viewport: Viewport, overlay: Overlay, mask: NDArray[np.uint8] = MARKS) -> NDArray[np.uint8]:
    buffers = ViewBuffers(50)
    buffers.resize(VIEW)
    buffers.set_overlay(overlay)
    buffers.render_picture(viewport, LEVELS, WHOLE)
    buffers.render_mask(viewport, MaskPyramid(Pixels(mask)), WHOLE)
    return buffers.composed.copy()


def at(zoom: float) -> Viewport:
    return Viewport(VIEW, IMAGE).centred_on(330, 240, zoom)


@settings(max_examples=60)
@given(
    st.sampled_from([0.3, 0.5, 0.77, 1.0, 1.5, 2.0, 5.0]),
    st.integers(-20, 230), st.integers(-20, 170), st.integers(1, 90), st.integers(1, 90),
)  # fmt: skip
def test_any_box_drawn_alone_shows_what_a_whole_repaint_shows(zoom, x, y, width, height):
    viewport = at(zoom)
    buffers = ViewBuffers(50)
    buffers.resize(VIEW)
    buffers.set_overlay(STRIPED)
    buffers.render_picture(viewport, LEVELS, WHOLE)
    buffers.render_mask(viewport, MaskPyramid(Pixels(MARKS)), WHOLE)
    whole = buffers.composed.copy()
    box = Rect(x, y, width, height)
    buffers.render_picture(viewport, LEVELS, box)
    buffers.render_mask(viewport, MaskPyramid(Pixels(MARKS)), box)
    assert np.abs(buffers.composed.astype(int) - whole).max() <= 1


@pytest.mark.parametrize("only_adds", [False, True])
def test_a_stroke_takes_the_outline_along_that_it_made_inner(only_adds: bool) -> None:
    viewport = at(1.0)
    buffers = ViewBuffers(50)
    buffers.resize(VIEW)
    buffers.set_overlay(STRIPED)
    buffers.render_picture(viewport, LEVELS, WHOLE)
    mask = MARKS.copy()
    masks = MaskPyramid(Pixels(mask))
    buffers.render_mask(viewport, masks, WHOLE)
    box = Rect(400, 200, 60, 30)
    mask[box.slices] = 255
    masks.touch(box)
    buffers.render_mask(viewport, masks, viewport.view_box(box), only_adds=only_adds)
    assert np.array_equal(buffers.composed, drawn(viewport, STRIPED, mask))


def test_the_outline_runs_along_the_outermost_marked_pixels() -> None:
    mask = np.zeros((IMAGE.height, IMAGE.width), np.uint8)
    mask[200:260, 300:380] = 255
    colour = (10, 250, 20)
    shown = drawn(at(1.0), Overlay(colour, 0.3, outlined=True), mask)
    is_line = (shown[..., :3] == colour[::-1]).all(axis=2)
    inner = at(1.0).view_box(Rect(300, 200, 80, 60))
    expected = np.zeros_like(is_line)
    expected[inner.slices] = True
    expected[inner.pad(-1).slices] = False
    assert np.array_equal(is_line, expected)


def test_stripes_stay_on_the_picture_while_it_is_moved() -> None:
    viewport = at(2.0)
    moved = viewport.panned(-7, 5)
    before, after = drawn(viewport, STRIPED), drawn(moved, STRIPED)
    assert np.array_equal(before[20:140, 40:200], after[25:145, 33:193])


def test_stripes_are_light_and_dark_whatever_the_colour() -> None:
    for colour in ((255, 255, 0), (0, 0, 120), (255, 40, 60)):
        tile = Overlay(colour, pattern=Pattern.STRIPES).tile().astype(float)
        light = tile @ (0.11, 0.59, 0.3, 0.0)
        assert np.ptp(light) > 100
        assert tile.shape == (PERIOD, PERIOD, 4)


@pytest.mark.parametrize(("ratio", "period"), [(1.0, 16), (1.25, 20), (2.0, 32)])
def test_stripes_are_as_wide_on_screens_with_more_pixels(ratio: float, period: int) -> None:
    buffers = ViewBuffers(50)
    buffers.resize(VIEW, ratio)
    buffers.set_overlay(Overlay(opacity=1.0, pattern=Pattern.STRIPES))
    buffers.render_picture(at(1.0), LEVELS, WHOLE)
    row = buffers.tinted[20, :, 0].astype(int)
    assert np.array_equal(row[period:], row[:-period])
    assert np.ptp(row) > 100
    assert not np.array_equal(row[period // 2 :], row[: -(period // 2)])


@pytest.mark.parametrize("opacity", [0.0, 0.4, 1.0])
def test_the_opacity_says_how_much_of_the_colour_is_seen(opacity: float) -> None:
    mask = np.full((IMAGE.height, IMAGE.width), 255, np.uint8)
    bare = drawn(at(1.0), Overlay(), np.zeros_like(mask)).astype(float)
    shown = drawn(at(1.0), Overlay((200, 100, 0), opacity), mask)
    expected = bare * (1 - opacity) + np.array([0, 100, 200, 255]) * opacity
    assert np.abs(shown - expected).max() <= 1
