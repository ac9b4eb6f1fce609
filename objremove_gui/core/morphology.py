"""Growing and shrinking of masks by an exact disc."""

from __future__ import annotations

import numpy as np

from objremove_gui.core.removal import Mask8


def grown(mask: Mask8, pixels: int) -> Mask8:
    """Every pixel whose centre is within ``pixels`` of a marked pixel's centre; same shape as ``mask``."""
    import cv2

    if pixels <= 0 or not mask.any():
        return mask.copy()
    distance = cv2.distanceTransform(cv2.bitwise_not(mask), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.where(distance <= pixels + 1e-4, np.uint8(255), np.uint8(0))


def shrunk(mask: Mask8, pixels: int) -> Mask8:
    """What is left when everything within ``pixels`` of an unmarked pixel goes; outside the array counts as marked."""
    return 255 - grown(255 - mask, pixels)


def grown_square(mask: Mask8, side: int) -> Mask8:
    """Dilation with a square of odd ``side``, which adds (side - 1) / 2 pixels on every side."""
    import cv2

    if side <= 1:
        return mask.copy()
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), np.uint8)
