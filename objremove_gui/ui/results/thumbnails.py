"""Small square pictures of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPixmap

if TYPE_CHECKING:
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.removal import Pixels


def thumbnail(patch: Pixels, box: Rect, side: int) -> QPixmap:
    """The middle of a patch (h, w, 3) as a square of ``side`` pixels."""
    import cv2
    import numpy as np

    from objremove_gui.core.display import to_screen
    from objremove_gui.ui.pictures import image_over

    height, width = patch.shape[:2]
    step = max(1, min(height, width) // (2 * side))
    small: Pixels = patch[::step, ::step].copy()
    scale = side / min(small.shape[:2])
    size = (max(side, round(small.shape[1] * scale)), max(side, round(small.shape[0] * scale)))
    pixels = np.asarray(cv2.resize(to_screen(small, box), size, interpolation=cv2.INTER_AREA), np.uint8)
    x, y = (size[0] - side) // 2, (size[1] - side) // 2
    square = np.ascontiguousarray(pixels[y : y + side, x : x + side])
    return QPixmap.fromImage(image_over(square).copy())
