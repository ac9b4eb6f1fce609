"""What is drawn of a level at any zoom."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import noise

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.pyramid import PicturePyramid
from objremove_gui.ui.canvas.sampling import draw_levels, drawn, sampling
from objremove_gui.ui.canvas.viewport import Viewport

VIEW = Size(230, 170)
IMAGE = Size(1500, 801)
GREY = 77
PICTURE = np.array(noise(IMAGE, 4), np.uint8)
LEVELS = PicturePyramid(IMAGE, lambda box: np.ascontiguousarray(PICTURE[box.slices]))
LEVELS.build()
# Steps of the wheel from 100 %, where view and photo meet at exact ties, and anything.
zooms = st.one_of(
    st.integers(-14, 14).map(lambda step: 1.25**step),
    st.sampled_from([0.125, 0.25, 0.5, 1.0, 1.1, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 32.0]),
    st.floats(0.05, 4),
)


def draw(viewport: Viewport, box: Rect) -> np.ndarray:
    target = np.full((box.height, box.width, 4), 1, np.uint8)
    draw_levels(target, viewport, LEVELS, box, GREY)
    return target


@st.composite
def viewports(draw: st.DrawFn) -> Viewport:
    viewport = Viewport(VIEW, IMAGE).fitted()
    x, y = draw(st.integers(0, VIEW.width)), draw(st.integers(0, VIEW.height))
    viewport = viewport.zoomed(draw(zooms), x, y)
    return viewport.panned(draw(st.integers(-900, 900)), draw(st.integers(-900, 900)))


@settings(max_examples=120)
@given(viewports(), st.integers(0, 229), st.integers(0, 169), st.integers(1, 230), st.integers(1, 170))
def test_a_part_of_the_view_is_drawn_as_in_the_whole(viewport, x, y, width, height):
    whole = Rect.of_size(VIEW)
    box = Rect(x, y, width, height).intersect(whole)
    away = np.abs(draw(viewport, box).astype(int) - draw(viewport, whole)[box.slices])
    assert away.max() <= (0 if viewport.zoom == 1 or viewport.zoom >= 2 else 1)


@settings(max_examples=40)
@given(viewports())
def test_from_200_percent_on_and_at_100_the_pixels_are_the_photos_own(viewport):
    viewport = viewport.zoomed(1.0 if viewport.zoom < 1.5 else max(2.0, viewport.zoom), 100, 100)
    drawn = draw(viewport, Rect.of_size(VIEW))
    for vx, vy in ((0, 0), (229, 169), (100, 100), (57, 3), (113, 168)):
        x, y = (math.floor(value) for value in viewport.to_image(vx + 0.5, vy + 0.5))
        if 0 <= x < IMAGE.width and 0 <= y < IMAGE.height:
            assert np.array_equal(drawn[vy, vx], PICTURE[y, x])
        else:
            assert drawn[vy, vx].tolist() == [GREY, GREY, GREY, 255]


@pytest.mark.parametrize("zoom", [1.1, 1.5, 1.9])
def test_between_100_and_200_percent_neighbours_are_mixed(zoom):
    picture = np.zeros((IMAGE.height, IMAGE.width, 4), np.uint8)
    picture[:, ::2] = 255
    levels = PicturePyramid(IMAGE, lambda box: np.ascontiguousarray(picture[box.slices]))
    levels.build()
    target = np.empty((VIEW.height, VIEW.width, 4), np.uint8)
    viewport = Viewport(VIEW, IMAGE).centred_on(750, 400, zoom)
    draw_levels(target, viewport, levels, Rect.of_size(VIEW), 0)
    row = target[80, :, 0].astype(int)
    assert ((row > 20) & (row < 235)).mean() > 0.3
    assert abs(row.mean() - 127.5) < 6


@pytest.mark.parametrize("zoom", [2.3, 1.7, 1.2, 1.0, 0.7, 0.5, 0.3, 0.17])
def test_an_edge_in_the_photo_lies_where_the_viewport_says(zoom):
    picture = np.zeros((IMAGE.height, IMAGE.width, 4), np.uint8)
    picture[:, :743, 0] = picture[:399, :, 1] = 255
    levels = PicturePyramid(IMAGE, lambda box: np.ascontiguousarray(picture[box.slices]))
    levels.build()
    viewport = Viewport(VIEW, IMAGE).fitted().zoomed(zoom, 100, 80).centred_on(750, 400)
    target = np.empty((VIEW.height, VIEW.width, 4), np.uint8)
    draw_levels(target, viewport, levels, Rect.of_size(VIEW), 0)
    left, top = (max(0.0, side) for side in viewport.to_view(0, 0))
    x, y = viewport.to_view(743, 399)
    # How much of a row or column is bright tells the place of the edge to a part of a pixel.
    tolerance = 0.51 if zoom >= 2 else 0.15
    assert abs(target[100, math.ceil(left) :, 0].sum() / 255 + math.ceil(left) - x) <= tolerance
    assert abs(target[math.ceil(top) :, 115, 1].sum() / 255 + math.ceil(top) - y) <= tolerance


@pytest.mark.parametrize("zoom", [1.7, 1.2, 0.7, 0.5])
@pytest.mark.parametrize("start", [0, 60])
def test_an_edge_of_a_mask_lies_where_the_viewport_says(zoom, start):
    viewport = Viewport(VIEW, IMAGE).fitted().zoomed(zoom, 100, 80).centred_on(750, 400)
    how = sampling(viewport, [IMAGE], Rect(start, 30, VIEW.width - start, 90))
    mask = np.zeros((IMAGE.height, IMAGE.width), np.uint8)
    mask[:, :743] = 255
    shown = drawn(mask[how.source.slices], how)
    assert abs(shown[20].sum() / 255 + start - viewport.to_view(743, 0)[0]) <= 0.2
    assert np.array_equal(shown[0], shown[-1])


@given(st.floats(0.01, 32))
def test_the_level_is_never_coarser_than_the_view_and_never_twice_as_fine(zoom):
    viewport = Viewport(VIEW, IMAGE, zoom, 0.0, 0.0)
    how = sampling(viewport, LEVELS.sizes, Rect.of_size(VIEW))
    assert how.level == 0 or how.factor <= 1
    assert how.factor > 0.5 or how.level == len(LEVELS.sizes) - 1


def test_beside_the_picture_the_grey_is_seen():
    viewport = Viewport(VIEW, IMAGE, 0.1, 400.0, 300.0)
    assert (draw(viewport, Rect.of_size(VIEW)) == [GREY, GREY, GREY, 255]).all()
