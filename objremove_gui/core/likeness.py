"""How far colours are from the one at a place: distances in CIELAB, which go roughly with what eyes see."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import blend, to_8bit
from objremove_gui.core.fills import as_mask
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8, Pixels
from objremove_gui.core.snapshot import Snapshot

# Squared distances are kept as whole numbers of this fraction, so that 100 just fits into 16 bits.
UNITS = 6
FARTHEST = 100.0
ROWS = 64
GREY = 119

Distances = NDArray[np.uint16]


class Likeness(NamedTuple):
    """Tables of squared distances to one colour, one for each channel of 8-bit Lab, and its alpha."""

    lightness: Distances
    green_red: Distances
    blue_yellow: Distances
    alpha: Distances

    @classmethod
    def to_pixel(cls, pixel: Pixels) -> Likeness:
        """Likeness to a pixel (3|4,) of a photo."""
        shown = to_8bit(pixel[None, None])
        light, red, yellow = (int(value) for value in _lab(shown)[0, 0])
        opacity = int(shown[0, 0, 3]) if shown.shape[2] == 4 else 255
        steps = np.arange(256, dtype=np.float64)

        def table(at: int, share: float) -> Distances:
            squared = ((steps - at) * share) ** 2 * UNITS
            return np.minimum(np.rint(squared), 65535).astype(np.uint16)

        # OpenCV stretches lightness 0..100 over 0..255 and leaves the other two as they are.
        share = FARTHEST / 255
        return cls(table(light, share), table(red, 1), table(yellow, 1), table(opacity, share))

    def distances(self, pixels: Pixels) -> Distances:
        """Squared distances (h, w) of pixels (h, w, 3|4), in UNITS; 65535 stands for all that are farther."""
        import cv2

        result = np.empty(pixels.shape[:2], np.uint16)
        # A few rows at a time stay in the processor's cache.
        for row in range(0, len(pixels), ROWS):
            part = to_8bit(pixels[row : row + ROWS])
            tables = zip(cv2.split(_lab(part)), self[:3], strict=True)
            first, second, third = (cv2.LUT(channel, table) for channel, table in tables)
            total = cv2.add(cv2.add(first, second), third)
            if part.shape[2] == 4:
                total = cv2.max(total, cv2.LUT(part[..., 3], self.alpha))
            result[row : row + ROWS] = total
        return result


def within(distances: Distances, tolerance: float) -> Mask8:
    """255 where the distance is at most ``tolerance`` (0..100, in units of CIE 1976 ΔE), else 0; same shape."""
    limit = min(65534, int(tolerance * tolerance * UNITS))
    return as_mask(np.less_equal(distances, limit))


def _lab(shown: Mask8) -> Mask8:
    """8-bit Lab (h, w, 3) of 8-bit pixels (h, w, 3|4), what is transparent laid over grey."""
    import cv2

    colours = shown[..., :3]
    if shown.shape[2] == 4 and shown[..., 3].min() < 255:
        share = shown[..., 3:] / np.float32(255)
        colours = np.rint(colours * share + GREY * (1 - share)).astype(np.uint8)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_RGB2LAB), np.uint8)


def make_tables() -> None:
    """Have OpenCV make the tables of its first conversion: a tenth of a second, for which a press would wait."""
    _lab(np.zeros((1, 1, 3), np.uint8))


def thinned(snapshot: Snapshot, box: Rect, step: int) -> Pixels:
    """Every ``step``-th pixel of every ``step``-th row of the visible picture inside ``box``, from its corner on."""
    picture: Pixels = snapshot.photo.pixels[box.y : box.bottom : step, box.x : box.right : step].copy()
    for removal in snapshot.removals:
        shared = removal.box.intersect(box)
        # The first of the pixels taken that lie in the removal's box.
        x = shared.x + (box.x - shared.x) % step
        y = shared.y + (box.y - shared.y) % step
        if not removal.enabled or x >= shared.right or y >= shared.bottom:
            continue
        rows = slice(y - removal.box.y, shared.bottom - removal.box.y, step)
        columns = slice(x - removal.box.x, shared.right - removal.box.x, step)
        patch, alpha = removal.version.patch[rows, columns], removal.alpha[rows, columns]
        top, left = (y - box.y) // step, (x - box.x) // step
        view = picture[top : top + alpha.shape[0], left : left + alpha.shape[1]]
        blend(view, patch, alpha, removal.opacity)
    return picture
