"""Tiles laid aside come back as they were, whatever they hold, and take little of a stroke."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.geometry import Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_tiles import TILE, PackedTile, TileKey, pack_tile
from objremove_gui.core.stroke import Stroke
from objremove_gui.core.tile_archive import archived, restored

SHAPES = [(TILE, TILE), (TILE, 100), (31, TILE), (7, 9)]
kinds = st.sampled_from(["empty", "full", "noise", "stripes", "disc", "one", "chequered"])


def tile_of(kind: str, shape: tuple[int, int], seed: int) -> PackedTile:
    y, x = np.indices(shape)
    holds = {
        "empty": x < 0,
        "full": x >= 0,
        "noise": np.random.default_rng(seed).random(shape) < 0.5,
        "stripes": (x + y + seed) % 16 < 8,
        "disc": (x - seed) ** 2 + (y - 50) ** 2 < 90**2,
        "one": (x == shape[1] - 1) & (y == seed % shape[0]),
        "chequered": (x + y) % 2 == 0,
    }[kind]
    return pack_tile(holds.astype(np.uint8) * 255)


def opened(tiles: dict[TileKey, PackedTile]) -> dict[TileKey, bytes | int]:
    return {key: zlib.decompress(tile) if isinstance(tile, bytes) else tile for key, tile in tiles.items()}


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 90), st.integers(0, 90)),
        st.tuples(kinds, st.sampled_from(SHAPES), st.integers(0, 255)),
        max_size=40,
    )
)
def test_all_kinds_of_tiles_come_back(wanted):
    tiles = {key: tile_of(*how) for key, how in wanted.items()}
    assert opened(restored(archived(tiles))) == opened(tiles)


def strokes() -> tuple[Mask, list]:
    """A large mask with two strokes over each other, and the patches that take them back."""
    mask, patches = Mask(Size(3000, 2000)), []
    for diameter in (60, 400):
        mask.begin()
        stroke = Stroke(mask, diameter, 255)
        for step in range(40):
            stroke.to(100 + step * 70, 1000 + 700 * np.sin(step / 5))
        patches.append(mask.commit())
    return mask, patches


def test_a_patch_that_was_laid_aside_is_small_and_swaps_the_same_bytes():
    mask, patches = strokes()
    before, cost = mask.pixels.copy(), [patch.cost for patch in patches]
    for patch in patches:
        patch.lay_aside()
    assert sum(patch.cost for patch in patches) < sum(cost) / 5
    for _ in range(2):
        for patch in reversed(patches):
            patch.swap(mask)
        assert mask.pixels.any() == 0
        for patch in patches:
            patch.lay_aside()
            patch.swap(mask)
        assert np.array_equal(mask.pixels, before)


def test_a_patch_that_is_made_ready_costs_what_it_did():
    _, patches = strokes()
    cost = patches[1].cost
    patches[1].lay_aside()
    patches[1].make_ready()
    assert patches[1].cost == pytest.approx(cost, rel=0.3)
