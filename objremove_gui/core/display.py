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
    seen_through = cv2.bitwise_not(np.ascontiguousarray(result[..., 3]))
    x, y, width, height = cv2.boundingRect(seen_through)
    inner = Rect(x, y, width, height)
    if not inner.is_empty:
        below = _checkerboard(inner.shift(box.x, box.y))
        _lay_on(result[inner.slices], below, np.asarray(seen_through[inner.slices], np.uint8))
    return result


def _lay_on(picture: NDArray[np.uint8], grey: NDArray[np.uint8], seen_through: NDArray[np.uint8]) -> None:
    """Put ``grey`` (h, w) under a picture (h, w, 4) that lets 0..255 of it be seen; in place."""
    import cv2

    below = cv2.multiply(grey, seen_through, scale=1 / 255)
    opacity = cv2.bitwise_not(seen_through)
    for channel in range(3):
        colour = cv2.multiply(picture[..., channel], opacity, scale=1 / 255)
        picture[..., channel] = cv2.add(colour, below)
    picture[..., 3] = 255


def _checkerboard(box: Rect) -> NDArray[np.uint8]:
    """Grey squares fixed to the photo, as uint8 (h, w) of ``box``."""
    rows = np.arange(box.y, box.bottom) // CHECK % 2
    columns = np.arange(box.x, box.right) // CHECK % 2
    dark, light = (np.uint8(grey) for grey in CHECK_GREYS)
    return np.where(rows[:, None] ^ columns, light, dark)
