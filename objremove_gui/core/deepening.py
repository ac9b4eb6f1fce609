"""From 8 bits to 16 without bands: slopes between the steps are found again, and the photo's grain is laid on.

Every value stays within half a step of what came, so the picture is the same to eight bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.removal import Mask8

Deep = NDArray[np.uint16]
STEP = 257
# How far apart the steps of a slope may lie that is found again, as the blur's sigma in pixels.
_REACH = 8.0
# Robust standard deviation of a normal distribution from the median of its absolute values.
_NORMAL = 0.6745


def deepened(patch: NDArray[np.uint8], around: Deep, covered: Mask8, seed: int) -> Deep:
    """``patch`` (h, w, 3) in 16 bits; ``around`` uint16 (h, w, 3) is the photo there, its grain that of the result.

    ``covered`` uint8 (h, w) is above 0 where the patch will lie: there the photo's grain is not looked at. The same
    ``seed`` gives the same pixels.
    """
    import cv2

    came = patch.astype(np.float32) * STEP
    half = (STEP - 1) / 2
    # Where the picture has texture the blurred one lies farther off, and is only brought as near as half a step.
    smooth = np.asarray(cv2.GaussianBlur(came, (0, 0), _REACH), np.float32)
    value = _between_steps(came, smooth, half)
    noise = np.random.default_rng(seed).standard_normal(patch.shape, np.float32)
    value += noise * np.minimum(grain_of(around, covered), half / 2)
    value = np.clip(value, came - half, came + half)
    return np.clip(np.rint(value), 0, 65_535).astype(np.uint16)


def _between_steps(
    came: NDArray[np.float32], smooth: NDArray[np.float32], half: float
) -> NDArray[np.float32]:
    """The blurred picture where it is one with what came, but for the rounding; what came elsewhere."""
    return np.where(
        np.abs(smooth - came) <= 1.5 * half, np.clip(smooth, came - half, came + half), came
    ).astype(np.float32)


def grain_of(picture: Deep, covered: Mask8) -> NDArray[np.float32]:
    """Standard deviation of each channel's finest noise where ``covered`` is 0, float32 (3,); else 0."""
    import cv2

    fine = picture.astype(np.float32)
    fine -= cv2.blur(fine, (3, 3))
    seen = fine[cv2.dilate(covered, np.ones((3, 3), np.uint8)) == 0]
    if not seen.size:
        return np.zeros(picture.shape[2], np.float32)
    # Taking the mean of nine away leaves eight ninths of the variance.
    return np.asarray(np.median(np.abs(seen), axis=0) / _NORMAL * (9 / 8) ** 0.5, np.float32)
