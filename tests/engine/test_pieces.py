"""Holes of very many parts, filled piece by piece."""

from __future__ import annotations

import numpy as np
import patchmatch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from objremove_gui.engine.patchmatch import RADIUS, PyPatchMatch
from objremove_gui.engine.pieces import FEW, LEAST_REACH, Pieces


def specks(count: int, side: int = 2, apart: int = 60, across: int = 10) -> NDArray[np.uint8]:
    """A mask with square specks in rows of ``across``."""
    rows = -(-count // across)
    mask = np.zeros((rows * apart, across * apart), np.uint8)
    for number in range(count):
        y, x = apart * (number // across) + apart // 2, apart * (number % across) + apart // 2
        mask[y : y + side, x : x + side] = 255
    return mask


def slopes(height: int, width: int) -> NDArray[np.uint8]:
    """A picture without any edge, lighter to the right and below."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows * 255 // height, columns * 255 // width, rows * 0 + 90], axis=2).astype(np.uint8)


def fill(image: NDArray[np.uint8], mask: NDArray[np.uint8], told: list[float]) -> NDArray[np.uint8]:
    return PyPatchMatch().fill(image, mask, seed=3, progress=told.append)


def test_specks_are_filled_from_beside_them_and_nothing_else_changes() -> None:
    mask = specks(60, side=5)
    truth = slopes(*mask.shape)
    spoilt = truth.copy()
    spoilt[mask > 0] = (255, 0, 255)
    filled = fill(spoilt, mask, [])
    assert np.array_equal(filled[mask == 0], truth[mask == 0])
    assert np.abs(filled.astype(int) - truth)[mask > 0].max() < 30


def test_progress_is_told_after_each_piece() -> None:
    told: list[float] = []
    mask = specks(60)
    fill(slopes(*mask.shape), mask, told)
    assert len(told) > FEW
    assert told == sorted(told)


def test_a_few_parts_are_filled_as_one_picture_as_ever() -> None:
    mask = specks(FEW, side=9)
    image = np.random.default_rng(1).integers(0, 256, (*mask.shape, 3), np.uint8)
    patchmatch.set_random_seed(3)
    assert np.array_equal(fill(image, mask, []), patchmatch.inpaint(image, mask, patch_size=RADIUS))


def test_many_parts_close_together_are_filled_as_one() -> None:
    mask = specks(100, side=6, apart=9)
    assert Pieces.of(mask, mask.size) is None


def test_a_large_hole_among_specks_is_filled_from_as_far_away_as_it_is_long() -> None:
    mask = specks(800, across=40)
    mask[100:280, 300:700] = 255
    pieces = Pieces.of(mask, mask.size)
    assert pieces is not None
    box, window, _ = max(pieces, key=lambda piece: piece[0].size.pixels)
    assert window.right - box.right >= box.width


def test_a_window_without_any_source_is_widened() -> None:
    mask = specks(40, side=LEAST_REACH, apart=100)
    mask[:60, :400] = 255
    filled = fill(slopes(*mask.shape), mask, [])
    assert filled.shape == (*mask.shape, 3)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(FEW + 1, 150))
def test_each_marked_pixel_belongs_to_one_piece_which_lies_in_its_window(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    mask = np.zeros((500, 700), np.uint8)
    for _ in range(count):
        x, y, w, h = chance.integers((0, 0, 1, 1), (700, 500, 12, 12)).tolist()
        mask[y : y + h, x : x + w] = 255
    pieces = Pieces.of(mask, mask.size)
    if pieces is None:
        return
    seen = np.zeros(mask.shape, np.int64)
    for box, window, own in pieces:
        assert window.holds(box)
        seen[box.slices] += own
    assert np.array_equal(seen, mask > 0)
