"""What a stroke draws bit by bit is what a whole repaint shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import Pixels, blob, noise

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_levels import MaskPyramid
from objremove_gui.core.pyramid import PicturePyramid
from objremove_gui.core.stroke import Stroke
from objremove_gui.ui.canvas.buffers import Overlay, ViewBuffers
from objremove_gui.ui.canvas.viewport import Viewport

IMAGE = Size(1900, 1301)
VIEW = Size(310, 230)
WHOLE = Rect.of_size(VIEW)
GREY = 50
PICTURE = np.array(noise(IMAGE, 4), np.uint8)
LEVELS = PicturePyramid(IMAGE, lambda box: np.ascontiguousarray(PICTURE[box.slices]))
LEVELS.build()
PAINTED = blob(IMAGE, (900, 600, 300), (100, 100, 90))
zooms = st.one_of(
    st.integers(-13, 6).map(lambda step: 1.25**step),
    st.sampled_from([0.125, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0]),
    st.floats(0.05, 4),
)
parts = st.floats(-0.1, 1.1)


def buffers_of(viewport: Viewport) -> ViewBuffers:
    buffers = ViewBuffers(GREY)
    buffers.resize(viewport.view)
    buffers.render_picture(viewport, LEVELS, Rect.of_size(viewport.view))
    return buffers


@settings(max_examples=120)
@given(
    zooms,
    st.tuples(parts, parts),
    st.sampled_from([1.0, 6.0, 30.0, 150.0]),
    st.lists(st.tuples(st.sampled_from([0, 255]), parts, parts), min_size=1, max_size=5),
)
def test_drawing_a_strokes_boxes_equals_drawing_everything(zoom, at, diameter, path):
    viewport = Viewport(VIEW, IMAGE).zoomed(zoom, 150, 100)
    viewport = viewport.centred_on(at[0] * IMAGE.width, at[1] * IMAGE.height)
    buffers, mask = buffers_of(viewport), Mask(IMAGE)
    mask.begin()
    mask.replace(Rect.of_size(IMAGE), PAINTED)
    masks = MaskPyramid(Pixels(mask.pixels))
    buffers.render_mask(viewport, masks, WHOLE)
    seen = viewport.shown()
    for value, x, y in path:
        stroke = Stroke(mask, diameter / viewport.zoom, value)
        for step in (0.0, 0.1):
            box = stroke.to(seen.x + (x + step) * seen.width, seen.y + y * seen.height)
            if not box.is_empty:
                masks.touch(box)
                shown = viewport.view_box(box, 0 if viewport.zoom == 1 else 2)
                buffers.render_mask(viewport, masks, shown, only_adds=value == 255)
    drawn = buffers.composed.copy()
    buffers.render_mask(viewport, MaskPyramid(Pixels(mask.pixels)), WHOLE)
    away = np.abs(drawn.astype(int) - buffers.composed)
    assert away.max() <= (0 if viewport.zoom == 1 or viewport.zoom >= 2 else 1)


@pytest.mark.parametrize("zoom", [0.21, 0.5, 1.0, 1.25, 3.0])
def test_the_tint_lies_exactly_where_the_mask_is(zoom):
    viewport = Viewport(VIEW, IMAGE).zoomed(zoom, 0, 0).centred_on(900, 600)
    buffers = buffers_of(viewport)
    buffers.set_overlay(Overlay((10, 200, 30), 0.25))
    buffers.render_picture(viewport, LEVELS, WHOLE)
    mask = blob(IMAGE, (900, 600, 40))
    assert buffers.render_mask(viewport, MaskPyramid(Pixels(mask)), WHOLE) == WHOLE
    vy, vx = np.mgrid[0 : VIEW.height, 0 : VIEW.width] + 0.5
    ix, iy = viewport.to_image(vx, vy)
    distance = np.hypot(ix - 900.5, iy - 600.5)
    margin = 2 + 2 / viewport.zoom
    out, within = distance > 40 + margin, distance < 40 - margin
    assert out.any()
    assert within.any()
    assert np.array_equal(buffers.composed[out], buffers.picture[out])
    colour = np.array([30, 200, 10], float)
    expected = buffers.picture[within][:, :3] * 0.75 + colour * 0.25
    assert np.abs(buffers.composed[within][:, :3] - expected).max() <= 1


def test_on_the_rim_the_tint_counts_by_the_share_that_is_marked():
    viewport = Viewport(VIEW, IMAGE).zoomed(0.5, 0, 0).centred_on(900, 600)
    buffers, mask = buffers_of(viewport), blob(IMAGE, (900, 600, 41))
    buffers.render_mask(viewport, MaskPyramid(Pixels(mask)), WHOLE)
    left, top = -int(viewport.x), -int(viewport.y)
    marked = mask[2 * top : 2 * (top + VIEW.height), 2 * left : 2 * (left + VIEW.width)]
    share = marked.reshape(VIEW.height, 2, VIEW.width, 2).mean(axis=(1, 3))[..., None] / 255
    assert set(np.unique(share)) == {0, 0.25, 0.5, 0.75, 1}
    expected = buffers.picture * (1 - share) + buffers.tinted * share
    assert np.abs(buffers.composed - expected).max() <= 1


def test_without_overlay_the_picture_is_seen_as_it_is():
    viewport = Viewport(VIEW, IMAGE).fitted()
    buffers = buffers_of(viewport)
    buffers.shows_mask = False
    buffers.render_mask(
        viewport, MaskPyramid(Pixels(np.full((IMAGE.height, IMAGE.width), 255, np.uint8))), WHOLE
    )
    assert np.array_equal(buffers.composed, buffers.picture)


def test_boxes_outside_the_view_draw_nothing():
    viewport = Viewport(VIEW, IMAGE).fitted()
    buffers = buffers_of(viewport)
    masks = MaskPyramid(Pixels(np.zeros((IMAGE.height, IMAGE.width), np.uint8)))
    buffers.render_mask(viewport, masks, WHOLE)
    before = buffers.composed.copy()
    outside = Rect(VIEW.width, 3, 10, 10)
    buffers.render_picture(viewport, LEVELS, outside)
    assert buffers.render_mask(viewport, masks, outside) == EMPTY
    assert np.array_equal(buffers.composed, before)


@pytest.mark.parametrize("image", [Size(1, 1), Size(1, 900), Size(900, 1), Size(3, 2)])
@pytest.mark.parametrize("zoom", [0.3, 1.0, 7.5])
def test_the_smallest_pictures_are_drawn(image, zoom):
    levels = PicturePyramid(image, lambda box: np.full((box.height, box.width, 4), 200, np.uint8))
    levels.build()
    mask = np.full((image.height, image.width), 255, np.uint8)
    viewport = Viewport(VIEW, image).fitted().zoomed(zoom, 155, 115)
    buffers = ViewBuffers(GREY)
    buffers.resize(VIEW)
    buffers.render_picture(viewport, levels, WHOLE)
    buffers.render_mask(viewport, MaskPyramid(Pixels(mask)), WHOLE)
    if zoom >= 1:
        middle = viewport.view_box(Rect.of_size(image))
        assert (buffers.picture[middle.slices] == 200).any()
        assert (buffers.composed[middle.slices] != buffers.picture[middle.slices]).any()


def test_a_view_of_one_pixel_is_drawn():
    viewport = Viewport(Size(1, 1), IMAGE).fitted()
    buffers = buffers_of(viewport)
    assert buffers.render_mask(viewport, MaskPyramid(Pixels(blob(IMAGE))), Rect(0, 0, 1, 1)) == Rect(
        0, 0, 1, 1
    )
