"""From 8 bits to 16 without bands: slopes between the steps are found again, and the photo's grain is laid on.

Every value stays within half a step of what came, so the picture is the same to eight bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.blurring import blurred
from objremove_gui.core.removal import Mask8

Deep = NDArray[np.uint16]
Floats = NDArray[np.float32]
STEP = 257
# How far apart the steps of a slope may lie that is found again, as sigmas of blurs in pixels; the farthest are tried
# first. Farther than the first one nothing around a patch matters.
REACHES = (128.0, 64.0, 32.0, 16.0, 8.0)
_COARSE = 8.0
# Robust standard deviation of a normal distribution from the median of its absolute values.
_NORMAL = 0.6745


def deepened(patch: NDArray[np.uint8], around: Deep, covered: Mask8, seed: int) -> Deep:
    """``patch`` (h, w, 3) in 16 bits where ``covered`` is above 0, elsewhere ``around``.

    ``around``, uint16 (h, w, 3), is the photo there: its grain is that of the result, and slopes go on in it.
    ``covered`` is uint8 (h, w). The same ``seed`` gives the same pixels.
    """
    seen = (covered > 0)[..., None]
    came = np.where(seen, patch.astype(np.float32) * STEP, around.astype(np.float32))
    half = (STEP - 1) / 2
    value = _between_steps(came, half)
    noise = np.random.default_rng(seed).standard_normal(patch.shape, np.float32)
    value += noise * np.minimum(grain_of(around, covered), half / 2)
    value = np.clip(value, came - half, came + half)
    return np.where(seen, np.clip(np.rint(value), 0, 65_535), around).astype(np.uint16)


def _between_steps(came: Floats, half: float) -> Floats:
    """The picture as blurred as it may be to be one with what came, but for the rounding; what came elsewhere."""
    value, plane = came.copy(), _plane(came)
    for reach in reversed(REACHES):
        # Blurs would flatten a slope towards the array's edges.
        smooth = blurred(came - plane, reach, _COARSE) + plane
        # Where the picture has texture the blurred one lies farther off.
        np.copyto(value, np.clip(smooth, came - half, came + half), where=np.abs(smooth - came) <= 1.5 * half)
    return value


def _plane(picture: Floats) -> Floats:
    """The plane that lies nearest to all pixels of each channel."""
    height, width, channels = picture.shape
    down, across = (np.linspace(-1, 1, length, dtype=np.float32) for length in (height, width))
    mean = picture.mean(axis=(0, 1), dtype=np.float64)
    # On a grid the two directions do not depend on each other.
    tilts = []
    for along, means in ((down, picture.mean(axis=1)), (across, picture.mean(axis=0))):
        tilts.append(along @ (means - mean) / max(float(along @ along), 1e-6))
    plane = mean + down[:, None, None] * tilts[0] + across[:, None] * tilts[1]
    return np.asarray(plane, np.float32).reshape(height, width, channels)


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
