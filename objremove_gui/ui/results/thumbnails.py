"""Small square pictures of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPixmap

if TYPE_CHECKING:
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.removal import Pixels
    from objremove_gui.core.screen_colours import ScreenColours


def thumbnail(patch: Pixels, box: Rect, side: int, colours: ScreenColours | None) -> QPixmap:
    """The middle of a patch (h, w, 3) as a square of ``side`` pixels, shown as its photo is."""
    import cv2
    import numpy as np

    from objremove_gui.core.display import to_screen
    from objremove_gui.ui.pictures import image_over

    height, width = patch.shape[:2]
    step = max(1, min(height, width) // (2 * side))
    small: Pixels = patch[::step, ::step].copy()
    scale = side / min(small.shape[:2])
    size = (max(side, round(small.shape[1] * scale)), max(side, round(small.shape[0] * scale)))
    shown = to_screen(small, box)
    if colours is not None:
        colours.convert(shown)
    pixels = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8)
    x, y = (size[0] - side) // 2, (size[1] - side) // 2
    square = np.ascontiguousarray(pixels[y : y + side, x : x + side])
    return QPixmap.fromImage(image_over(square).copy())
