"""Parts of a picture turned as EXIF's orientation says: small arrays, and where boxes come to lie."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size

# The turn that takes each of EXIF's orientations back.
TURNED_BACK = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
# EXIF 2.3, 4.6.4 A: what rows and columns become; 5 to 8 exchange them first.
_MIRRORED_ACROSS, _MIRRORED_DOWN = (2, 3, 6, 7), (3, 4, 7, 8)


def turned_view(array: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The array (h, w) or (h, w, n) turned, without a copy."""
    if orientation >= 5:
        array = array.swapaxes(0, 1)
    if orientation in _MIRRORED_ACROSS:
        array = array[:, ::-1]
    return array[::-1] if orientation in _MIRRORED_DOWN else array


def turned(array: NDArray[Any], orientation: int) -> NDArray[Any]:
    """The same as an array of its own, or as it is where there is nothing to turn."""
    return np.ascontiguousarray(turned_view(array, orientation))


def turned_size(size: Size, orientation: int) -> Size:
    return Size(size.height, size.width) if orientation >= 5 else size


def turned_box(box: Rect, size: Size, orientation: int) -> Rect:
    """Where ``box`` of a picture of ``size`` lies when the picture is turned."""
    x, y, width, height = box
    across, down = size
    if orientation >= 5:
        x, y, width, height, across, down = y, x, height, width, down, across
    if orientation in _MIRRORED_ACROSS:
        x = across - x - width
    if orientation in _MIRRORED_DOWN:
        y = down - y - height
    return Rect(x, y, width, height)
