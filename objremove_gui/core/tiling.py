"""Square tiles that overlap by half: where they lie outside an area and over it, and how they are put together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.removal import Mask8

Floats = NDArray[np.float32]
# Top and left of tiles, int64 (n, 2).
Places = NDArray[np.int64]

TILE = 32
STEP = TILE // 2
# So many tiles of the surroundings are looked at.
MOST_TILES = 3000


def tiles_outside(area: Mask8, rng: np.random.Generator) -> Places:
    """Tiles without a pixel of the area (uint8 (h, w), above 0 within), some of them if there are many."""
    import cv2

    if min(area.shape) < TILE:
        return np.zeros((0, 2), np.int64)
    counted = cv2.integral((area > 0).astype(np.uint8))
    inside = counted[TILE:, TILE:] - counted[:-TILE, TILE:] - counted[TILE:, :-TILE] + counted[:-TILE, :-TILE]
    rows, columns = np.nonzero(inside[:: STEP // 2, :: STEP // 2] == 0)
    places = np.stack([rows, columns], axis=1) * (STEP // 2)
    if len(places) > MOST_TILES:
        places = places[rng.choice(len(places), MOST_TILES, replace=False)]
    return np.asarray(places, np.int64)


def tiles_over(area: Mask8) -> Places:
    """All tiles of a grid that hold a pixel of the area; they may reach beyond it to the right and below by a tile.

    Tiles of the first half step, which would begin before the area, are left out: there the ring fades anyway.
    """
    rows, columns = np.nonzero(sums_of(np.minimum(area, 1))[0])
    return np.asarray(np.stack([rows, columns], axis=1) * STEP, np.int64)


def sums_of(values: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The sum over each tile of the grid, int64 (rows, columns), and how many pixels of it there are."""
    import cv2

    # In 32 bits, which run over in large pictures; the differences of what ran over are right again.
    sums = np.asarray(cv2.integral(values), np.int32)
    tops, lefts = (np.arange(0, side, STEP) for side in values.shape)
    bottoms, rights = (
        np.minimum(starts + TILE, side) for starts, side in zip((tops, lefts), values.shape, strict=True)
    )
    top, left, bottom, right = tops[:, None], lefts[None], bottoms[:, None], rights[None]
    inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return inside.astype(np.int64), (bottom - top) * (right - left)


def window() -> Floats:
    """Weights (TILE, TILE, 1) of a tile; the squares of all that overlap add up to one."""
    weights = np.sin(np.pi * (np.arange(TILE, dtype=np.float32) + 0.5) / TILE)
    return np.asarray((weights[:, None] * weights)[..., None], np.float32)
