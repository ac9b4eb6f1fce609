"""Growing and shrinking follow an exact disc, across the borders of tiles too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, marks

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.morphology import TILE, grown, grown_square, near_distances, shrunk

masks = st.builds(
    marks,
    st.builds(Size, st.integers(1, 90), st.integers(1, 90)),
    st.sampled_from([0.0, 0.0003, 0.01, 0.6, 1.0]),
    st.integers(0, 99),
)


def grown_by_definition(mask: np.ndarray, pixels: int) -> np.ndarray:
    """The mask moved to every place within the disc."""
    height, width = mask.shape
    framed = np.pad(mask, pixels)
    result = np.zeros_like(mask)
    for dy in range(-pixels, pixels + 1):
        for dx in range(-pixels, pixels + 1):
            if dx * dx + dy * dy <= pixels * pixels:
                y, x = pixels + dy, pixels + dx
                np.maximum(result, framed[y : y + height, x : x + width], out=result)
    return result


@settings(max_examples=60)
@given(masks, st.integers(0, 13))
def test_growing_is_a_dilation_by_the_disc(mask, pixels):
    assert np.array_equal(grown(mask, pixels), grown_by_definition(mask, pixels))


@settings(max_examples=60)
@given(masks, st.integers(0, 13))
def test_shrinking_is_growing_of_what_is_not_marked(mask, pixels):
    assert np.array_equal(shrunk(mask, pixels), 255 - grown_by_definition(255 - mask, pixels))


@pytest.mark.parametrize("pixels", [1, 6, 29])
@pytest.mark.parametrize("size", [Size(TILE + 40, 70), Size(70, 2 * TILE + 1)])
def test_tiles_leave_no_seam(size, pixels):
    middle = (size.width // 2, size.height // 2)
    mask = marks(size, 0.0005) | blob(size, (*middle, 30), (min(TILE, size.width) - 1, 20, 3))
    assert np.array_equal(grown(mask, pixels), grown_by_definition(mask, pixels))
    assert np.array_equal(shrunk(mask, 3), 255 - grown_by_definition(255 - mask, 3))


def test_a_full_tile_and_an_empty_one_come_out_as_they_are():
    mask = np.zeros((40, 3 * TILE), np.uint8)
    mask[:, :TILE] = 255
    result = grown(mask, 5)
    assert result[:, : TILE + 5].all()
    assert not result[:, TILE + 5 :].any()


@settings(max_examples=30)
@given(masks, st.integers(1, 12))
def test_near_distances_are_exact_up_to_their_reach(mask, reach):
    known = np.full(mask.shape, np.inf)
    for tile, distance in near_distances(mask, reach):
        known[tile.slices] = distance
    rows, columns = np.nonzero(mask)
    y, x = np.mgrid[0 : mask.shape[0], 0 : mask.shape[1]]
    exact = np.full(mask.shape, np.inf)
    for row, column in zip(rows[:400], columns[:400], strict=True):
        np.minimum(exact, np.hypot(y - row, x - column), out=exact)
    if len(rows) <= 400:
        near = exact <= reach
        assert np.allclose(known[near], exact[near], atol=1e-4)
        assert (known[~near] > reach).all()


@pytest.mark.parametrize("side", [1, 3, 59])
def test_a_square_kernel_adds_half_its_side_all_around(side):
    mask = np.zeros((200, 200), np.uint8)
    mask[80:120, 90:100] = 255
    reach = (side - 1) // 2
    expected = np.zeros_like(mask)
    expected[Rect(90, 80, 10, 40).pad(reach).slices] = 255
    assert np.array_equal(grown_square(mask, side), expected)


def test_a_square_kernel_at_the_border_adds_nothing_from_outside():
    assert not grown_square(np.zeros((5, 5), np.uint8), 3).any()
    corner = np.zeros((9, 9), np.uint8)
    corner[0, 0] = 255
    assert grown_square(corner, 5).sum() == 255 * 9


def test_results_are_copies():
    mask = blob(Size(20, 20), (10, 10, 3))
    for result in (grown(mask, 0), shrunk(mask, 0), grown_square(mask, 1)):
        result[...] = 0
    assert mask.any()
