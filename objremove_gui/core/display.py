"""From the photo's pixels to what a screen shows: 8 bits, four channels, transparency on a checkerboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import to_8bit
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Pixels

CHECK = 16
CHECK_GREYS = (96, 128)


def to_screen(picture: Pixels, box: Rect) -> NDArray[np.uint8]:
    """Pixels (h, w, 3|4) of ``box`` of a photo as uint8 (h, w, 4) in the order B, G, R, X."""
    import cv2

    shown = to_8bit(picture)
    if shown.shape[2] == 3:
        return np.asarray(cv2.cvtColor(shown, cv2.COLOR_RGB2BGRA), np.uint8)
    result = np.asarray(cv2.cvtColor(shown, cv2.COLOR_RGBA2BGRA), np.uint8)
    alpha = result[..., 3:].astype(np.uint16)
    if alpha.size and alpha.min() == 255:
        return result
    y, x = np.ogrid[box.y : box.bottom, box.x : box.right]
    dark, light = CHECK_GREYS
    board = np.where((x // CHECK + y // CHECK) % 2, dark, light).astype(np.uint16)[..., None]
    mixed = (result[..., :3] * alpha + board * (255 - alpha) + 127) // 255
    result[..., :3] = mixed.astype(np.uint8)
    result[..., 3] = 255
    return result
