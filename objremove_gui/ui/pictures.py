"""Between arrays and Qt's images: the only place that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def image_over(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage that shares the memory of ``pixels`` (h, w, 4) in the order B, G, R, X; the array must outlive it."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
