"""Which pixels hang together with a place, looked at only as far as they reach."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from objremove_gui.core.fills import as_mask
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.removal import Mask8

# The first window's half side; each one that turns out too small grows by its own size.
REACH = 256


def reached(near: Mask8, x: int, y: int) -> Mask8:
    """255 where pixels of ``near`` that are 255 hang together (by their sides) with the one at x, y; else 0."""
    import cv2

    filled = near.copy()
    if filled[y, x] == 255:
        cv2.floodFill(filled, None, (x, y), 128, flags=4)
    return as_mask(np.equal(filled, 128))


def flooded(look: Callable[[Rect], Mask8], size: Size, x: int, y: int) -> tuple[Rect, Mask8]:
    """Everything that hangs together with x, y in a picture of ``size``: a tight box and its uint8 (h, w).

    ``look`` gives 255 for each pixel of a box that may belong, else 0; it is asked once for each pixel at most.
    """
    import cv2

    whole = Rect.of_size(size)
    window = Rect(x - REACH, y - REACH, 2 * REACH, 2 * REACH).intersect(whole)
    near = look(window)
    while True:
        found = reached(near, x - window.x, y - window.y)
        larger = _enlarged(window, found, whole)
        if larger == window:
            break
        near = _extended(look, window, near, larger)
        window = larger
    tight = Rect(*cv2.boundingRect(found))
    return tight.shift(window.x, window.y), found[tight.slices]


def _enlarged(window: Rect, found: Mask8, whole: Rect) -> Rect:
    """The window grown on those sides that were reached."""
    width, height = window.width, window.height
    return Rect.of_corners(
        window.x - (width if found[:, 0].any() else 0),
        window.y - (height if found[0].any() else 0),
        window.right + (width if found[:, -1].any() else 0),
        window.bottom + (height if found[-1].any() else 0),
    ).intersect(whole)


def _extended(look: Callable[[Rect], Mask8], window: Rect, near: Mask8, larger: Rect) -> Mask8:
    """What ``look`` says for ``larger``, of which ``near`` is known for ``window``."""
    result = np.empty((larger.height, larger.width), np.uint8)
    inner = window.relative_to(larger)
    result[inner.slices] = near
    for part in (
        Rect.of_corners(0, 0, larger.width, inner.y),
        Rect.of_corners(0, inner.bottom, larger.width, larger.height),
        Rect.of_corners(0, inner.y, inner.x, inner.bottom),
        Rect.of_corners(inner.right, inner.y, larger.width, inner.bottom),
    ):
        if not part.is_empty:
            result[part.slices] = look(part.shift(larger.x, larger.y))
    return result
