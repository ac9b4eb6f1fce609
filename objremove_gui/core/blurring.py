"""Wide blurs at the price of narrow ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def blurred(picture: Floats, sigma: float, narrow: float) -> Floats:
    """A Gaussian blur of a picture, (h, w, channels), by ``sigma`` pixels.

    It is made at a smaller size where that leaves a sigma of ``narrow`` or more.
    """
    import cv2

    height, width = picture.shape[:2]
    step = max(1, int(sigma / narrow))
    size = (-(-width // step), -(-height // step))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if step > 1 else picture
    small = cv2.GaussianBlur(small, (0, 0), sigma / step)
    whole = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR) if step > 1 else small
    return np.asarray(whole, np.float32).reshape(picture.shape)
