"""Puts fine detail into what was filled at a smaller scale: detail of the surroundings, from where they look alike.

What a picture loses by being scaled down and up again is its fine detail. It is known all around; every tile of the
filled area gets that of a tile outside which looks like it at the smaller scale. Tiles overlap by half, with weights
whose squares add up to one, so that the grain keeps its strength (detail by examples after Freeman et al.,
"Example-based super-resolution", IEEE CG&A 2002).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.removal import Mask8
from objremove_gui.core.tiling import TILE, Floats, Places, tiles_outside, tiles_over, window

Picture = NDArray[np.uint8]

# A tile is compared by the means of so many cells a side.
CELLS = 4
# One of the likest tiles is taken: the very likest would repeat itself.
LIKEST = 4
# How much more than lightness itself its course within the tile counts, and how rough the tile is.
COURSE, CONTRAST = 2.0, 6.0
# The square in pixels in which roughness is looked at.
ROUGH = 7
_AT_ONCE = 4096


def detailed(patch: Picture, box: Rect, around: Picture, area: Mask8, small: Size, seed: int) -> Picture:
    """``patch`` (h, w, 3), which lies in ``box`` of ``around`` (H, W, 3), with the detail that it lost.

    ``area`` uint8 (H, W) is above 0 where ``around`` must not be looked at: what was filled, and other marks; ``small``
    is the size that ``around`` had when it was filled. The same ``seed`` gives the same pixels.
    """
    import cv2

    shrunk = cv2.resize(around, small, interpolation=cv2.INTER_AREA)
    blurred: Picture = np.empty_like(around, order="C")
    cv2.resize(shrunk, around.shape[1::-1], dst=blurred, interpolation=cv2.INTER_CUBIC)
    rng = np.random.default_rng(seed)
    known = tiles_outside(area, rng)
    wanted = tiles_over(area[box.slices])
    if not len(known) or not len(wanted):
        return patch
    looks = _looks(blurred, known)
    weights = window()
    padded: Picture = np.pad(patch, ((0, TILE), (0, TILE), (0, 0)), mode="edge")
    added = np.zeros(padded.shape, np.float32)
    rough, ours = _rough(blurred), _rough(padded)
    for part in np.array_split(wanted, -(-len(wanted) // _AT_ONCE)):
        for (y, x), like in zip(
            part.tolist(), _likest(_looks(padded, part), looks, rng).tolist(), strict=True
        ):
            top, left = known[like]
            theirs, here = np.s_[top : top + TILE, left : left + TILE], np.s_[y : y + TILE, x : x + TILE]
            # What is smooth here but rough there, as the sky behind a ridge, takes no detail from there.
            gain = weights * np.minimum(1, ours[here] / rough[theirs])[..., None]
            added[here] += gain * cv2.subtract(around[theirs], blurred[theirs], dtype=cv2.CV_32F)
    sharp = patch.astype(np.float32) + added[: patch.shape[0], : patch.shape[1]] + 0.5
    return np.asarray(np.clip(sharp, 0, 255), np.uint8)


def _looks(picture: Picture, places: Places) -> Floats:
    """What tiles are compared by, float32 (n, 3 x CELLS^2): lightness of their cells, its course, their contrast."""
    side = TILE // CELLS
    light = np.empty((len(places), CELLS * CELLS), np.float32)
    contrast = np.empty_like(light)
    for index, (y, x) in enumerate(places.tolist()):
        tile = picture[y : y + TILE, x : x + TILE].mean(axis=2, dtype=np.float32)
        cells = tile.reshape(CELLS, side, CELLS, side).swapaxes(1, 2).reshape(CELLS * CELLS, -1)
        light[index], contrast[index] = cells.mean(axis=1), cells.std(axis=1)
    course = light - light.mean(axis=1, keepdims=True)
    return np.concatenate([light, COURSE * course, CONTRAST * contrast], axis=1)


def _rough(picture: Picture) -> Floats:
    """How much lightness goes up and down around each pixel, float32 (h, w), at least one level."""
    import cv2

    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean = cv2.blur(light, (ROUGH, ROUGH))
    square = cv2.blur(np.multiply(light, light), (ROUGH, ROUGH))
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 1)), np.float32)


def _likest(ours: Floats, theirs: Floats, rng: np.random.Generator) -> Places:
    """For each of ours the index of one of the likest of theirs."""
    distance = (theirs**2).sum(1) - 2 * ours @ theirs.T
    count = min(LIKEST, len(theirs))
    near = np.argpartition(distance, count - 1, axis=1)[:, :count]
    return np.asarray(near[np.arange(len(ours)), rng.integers(0, count, len(ours))], np.int64)
