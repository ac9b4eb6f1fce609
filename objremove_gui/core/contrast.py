"""Which colour stands out most from a picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.icc_shaper import SRGB

RGB = tuple[int, int, int]
RED: RGB = (255, 40, 60)
CANDIDATES: tuple[RGB, ...] = (RED, (255, 40, 220), (0, 210, 90), (0, 210, 255), (255, 225, 0))
SAMPLES = 5_000
# The places that are most like a colour decide; this share of them may be worse.
WORST = 10.0
# Red is what people expect; where it differs by this much it will do.
ENOUGH = 60.0
# Of the light of red, green and blue (IEC 61966-2-1, D65).
XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)
# Below this share of white's light L*a*b* goes straight to black.
DARK = (6 / 29) ** 3


def contrasting(picture: NDArray[np.uint8]) -> RGB:
    """Red where that can be told from the picture (uint8 (h, w, 4), B G R X), else what differs most from it.

    A colour is judged by the places that are most like it. Differences are distances in CIE L*a*b*, which are about
    as large as they look.
    """
    step = max(1, math.ceil(math.sqrt(picture.shape[0] * picture.shape[1] / SAMPLES)))
    places = _lab(picture[::step, ::step, :3].reshape(-1, 3))
    colours = _lab(np.array([colour[::-1] for colour in CANDIDATES], np.uint8))

    def score(number: int) -> float:
        return float(np.percentile(np.linalg.norm(places - colours[number], axis=1), WORST))

    # As a rule the others need not be looked at.
    if score(CANDIDATES.index(RED)) >= ENOUGH:
        return RED
    return CANDIDATES[max(range(len(CANDIDATES)), key=score)]


def _lab(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(n, 3) of B G R as L*a*b* (ISO/CIE 11664-4).

    Not by OpenCV, which makes tables of a tenth of a second at its first conversion, while the photo is waited for.
    """
    light = SRGB.curves[0](colours[:, ::-1] / 255)
    shares = light @ (XYZ / XYZ.sum(axis=1, keepdims=True)).T
    x, y, z = np.where(shares > DARK, np.cbrt(shares), shares / (3 * DARK ** (2 / 3)) + 4 / 29).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
