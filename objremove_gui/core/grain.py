"""Gives a fill the grain of the photo where it has less of it, as models often fill: noise that a camera left.

What is finer than a few pixels in the smoothest places around, of about the same lightness, is taken for grain. It is
laid on tile by tile, so that it keeps its colours and its coarseness, and only as much as is wanting: a fill with grain
or texture of its own stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8
from objremove_gui.core.tiling import STEP, TILE, Floats, Places, sums_of, tiles_outside, tiles_over, window

Picture = NDArray[np.uint8]

# So many pixels around a fill are looked at.
AROUND = 160
# Blur in pixels beyond which nothing is grain, and the side of the square in which a fill's own is looked at.
FINE, OWN = 2.5, 17
# Grain of less than so many levels is not seen, and a fill that has this share of it needs none.
FAINT, ENOUGH = 0.8, 0.75
# Lightness is told apart in so many levels; this share of the tiles of about one lightness is the smoothest.
LEVELS, SMOOTHEST = 16, 0.15
FEWEST = 6


def grained(patch: Picture, box: Rect, around: Picture, unknown: Mask8, inside: Mask8, seed: int) -> Picture:
    """``patch`` (h, w, 3), which lies in ``box`` of ``around`` (H, W, 3), with the grain of its surroundings.

    ``unknown`` uint8 (H, W) is above 0 where ``around`` must not be looked at, ``inside`` uint8 (h, w) where the patch
    is seen. The same ``seed`` gives the same pixels.
    """
    rng = np.random.default_rng(seed)
    known = tiles_outside(unknown, rng)
    if not len(known) or not inside.any():
        return patch
    source = _Grain.of(_light(around), known)
    light = _light(patch)
    wanting = _wanting(light, inside, source)
    if not wanting.any():
        return patch
    # Of three channels, too: with one for all of them it would take twice the time.
    fine, weights = _fine(around), window().repeat(3, axis=2)
    added = np.zeros((patch.shape[0] + TILE, patch.shape[1] + TILE, 3), np.float32)
    sums, counts = sums_of(light)
    levels = sums // counts // LEVELS
    for y, x in tiles_over(np.where(wanting > 0, np.uint8(255), np.uint8(0))).tolist():
        smooth = source.smooth[levels[y // STEP, x // STEP]]
        top, left = known[smooth[rng.integers(len(smooth))]].tolist()
        added[y : y + TILE, x : x + TILE] += weights * fine[top : top + TILE, left : left + TILE]
    height, width = inside.shape
    grainy = patch + wanting[..., None] * added[:height, :width]
    return np.asarray(np.clip(np.rint(grainy), 0, 255), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class _Grain:
    """The smoothest tiles for each level of lightness, as indices, and how strong their grain is."""

    smooth: list[Places]
    strength: Floats

    @classmethod
    def of(cls, light: Mask8, known: Places) -> _Grain:
        means = _means(light, known)
        rough = np.sqrt(_means(np.square(_fine(light)), known))
        smooth, strength = [], []
        for level in range(256 // LEVELS):
            away = np.abs(means - (level + 0.5) * LEVELS)
            near = np.flatnonzero(away <= LEVELS)
            if len(near) < FEWEST:
                near = np.argsort(away, kind="stable")[:FEWEST]
            calm = near[np.argsort(rough[near], kind="stable")][: max(FEWEST, round(SMOOTHEST * len(near)))]
            smooth.append(calm)
            strength.append(np.median(rough[calm]))
        return cls(smooth, np.array(strength, np.float32))


def _wanting(light: Mask8, inside: Mask8, source: _Grain) -> Floats:
    """Which share of the surroundings' grain a patch lacks at each pixel, by its lightness; float32 (h, w)."""
    import cv2

    target = np.repeat(source.strength, LEVELS)[cv2.blur(light, (OWN, OWN))]
    seen = (inside > 0).astype(np.float32)
    share = np.maximum(cv2.blur(seen, (OWN, OWN)), 1e-6)
    own = cv2.blur(np.square(_fine(light)) * seen, (OWN, OWN)) / share
    lacking = 1 - own / np.square(np.maximum(ENOUGH * target, 1e-6))
    lacking[(target < FAINT) | (inside == 0)] = 0
    return np.asarray(np.sqrt(np.maximum(lacking, 0)), np.float32)


def _fine(picture: Picture) -> Floats:
    """What is finer than a few pixels, float32 of the same shape."""
    import cv2

    return np.asarray(
        cv2.subtract(picture, cv2.GaussianBlur(picture, (0, 0), FINE), dtype=cv2.CV_32F), np.float32
    )


def _light(picture: Picture) -> Mask8:
    import cv2

    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _means(values: Floats | Mask8, tiles: Places) -> NDArray[np.float64]:
    """The mean over each tile."""
    import cv2

    sums = cv2.integral(values)
    top, left = tiles.T
    whole = sums[top + TILE, left + TILE] - sums[top, left + TILE] - sums[top + TILE, left] + sums[top, left]
    return np.asarray(np.maximum(whole, 0) / TILE**2, np.float64)
