"""Where the picture lies in the view."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.viewport import MAX_ZOOM, Viewport

views = st.builds(Size, st.integers(16, 4000), st.integers(16, 2500))
images = st.builds(Size, st.integers(1, 30_000), st.integers(1, 30_000))
parts = st.floats(0, 1)


@st.composite
def viewports(draw: st.DrawFn) -> Viewport:
    """Anything that zooming and panning lead to."""
    viewport = Viewport(draw(views), draw(images)).fitted()
    for _ in range(draw(st.integers(0, 3))):
        at = draw(parts) * viewport.view.width, draw(parts) * viewport.view.height
        viewport = viewport.zoomed(viewport.zoom * draw(st.floats(0.1, 30)), *at)
        viewport = viewport.panned(draw(st.floats(-5000, 5000)), draw(st.floats(-5000, 5000)))
    return viewport


@given(viewports(), st.floats(-100, 30_000), st.floats(-100, 30_000))
def test_a_point_goes_to_the_view_and_back(viewport, x, y):
    assert viewport.to_image(*viewport.to_view(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(views, images)
def test_fitting_shows_the_whole_image_in_the_middle_and_never_enlarged(view, image):
    assume(min(view) >= 240)
    fitted = Viewport(view, image).fitted()
    assert fitted.shown() == Rect.of_size(image)
    assert fitted.zoom <= 1
    left, top = fitted.to_view(0, 0)
    right, bottom = fitted.to_view(*image)
    assert abs(left - (view.width - right)) <= 1
    assert abs(top - (view.height - bottom)) <= 1


@given(viewports(), st.integers(0, 29_999), st.integers(0, 29_999), st.integers(1, 500))
def test_the_view_box_of_a_box_holds_every_pixel_of_it_that_is_seen(viewport, x, y, side):
    box = Rect(x, y, side, side)
    seen = viewport.view_box(box)
    assert Rect.of_size(viewport.view).holds(seen) or seen.is_empty
    for corner in ((x, y), (x + side, y), (x, y + side), (x + side, y + side)):
        vx, vy = viewport.to_view(*corner)
        if 0 <= vx <= viewport.view.width and 0 <= vy <= viewport.view.height:
            assert seen.x - 1e-6 <= vx <= seen.right + 1e-6
            assert seen.y - 1e-6 <= vy <= seen.bottom + 1e-6


@given(viewports())
def test_the_image_is_never_lost_and_lies_on_whole_pixels(viewport):
    assert (viewport.x, viewport.y) == (int(viewport.x), int(viewport.y))
    assert not viewport.shown().is_empty
    assert 0 < viewport.zoom <= MAX_ZOOM


@given(st.floats(0.3, 20), st.floats(0.7, 1.6), parts, parts, parts, parts)
def test_zooming_keeps_the_point_under_the_pointer(zoom, factor, x, y, vx, vy):
    viewport = Viewport(Size(800, 600), Size(9000, 8000)).centred_on(3000 + 3000 * x, 3000 + 2000 * y, zoom)
    at = vx * 800, vy * 600
    point = viewport.to_image(*at)
    after = viewport.zoomed(viewport.zoom * factor, *at)
    assert after.zoom == pytest.approx(zoom * factor)
    assert after.to_view(*point) == pytest.approx(at, abs=0.51)


def test_at_full_size_a_pixel_of_the_view_is_a_pixel_of_the_photo():
    viewport = Viewport(Size(801, 603), Size(5000, 4000)).fitted().zoomed(1.0, 333, 222)
    assert viewport.zoom == 1.0
    assert viewport.to_image(10, 20) == (10 - viewport.x, 20 - viewport.y)
    assert viewport.shown().size == Size(801, 603)


@given(viewports(), views)
def test_another_size_of_the_view_keeps_the_middle(viewport, view):
    resized = viewport.resized(view)
    assert resized.view == view
    assert resized.zoom == viewport.zoom
    middle = viewport.to_image(viewport.view.width / 2, viewport.view.height / 2)
    inside = 0 <= middle[0] <= viewport.image.width and 0 <= middle[1] <= viewport.image.height
    larger = viewport.image.width * viewport.zoom > max(
        view.width, viewport.view.width
    ) and viewport.image.height * viewport.zoom > max(view.height, viewport.view.height)
    if inside and larger:
        now = resized.to_view(*middle)
        assert now == pytest.approx((view.width / 2, view.height / 2), abs=1.01)


@pytest.mark.parametrize("box", [Rect(10, 10, 60, 40), Rect(2900, 1900, 100, 100), Rect(0, 0, 3000, 2000)])
def test_looking_at_a_box_shows_all_of_it_and_no_empty_space(box):
    viewport = Viewport(Size(800, 600), Size(3000, 2000)).looking_at(box)
    assert viewport.shown().holds(box)
    left, top = viewport.to_view(0, 0)
    right, bottom = viewport.to_view(3000, 2000)
    assert left <= 0 or right <= 800
    assert top <= 0 or bottom <= 600
    assert viewport.zoom <= 1


@given(viewports(), st.floats(0.01, 8), parts, parts)
def test_centring_puts_the_point_into_the_middle_unless_the_image_is_small(viewport, zoom, x, y):
    point = x * viewport.image.width, y * viewport.image.height
    centred = viewport.centred_on(*point, zoom)
    if (
        min(
            viewport.image.width * zoom - viewport.view.width,
            viewport.image.height * zoom - viewport.view.height,
        )
        > 0
    ):
        expected = viewport.view.width / 2, viewport.view.height / 2
        assert centred.to_view(*point) == pytest.approx(expected, abs=0.51)
