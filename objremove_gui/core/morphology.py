"""Growing and shrinking of masks by an exact disc."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8

# Large masks are grown in tiles: only those that the rim crosses cost anything.
TILE = 512
SMALL = 4


def near_distances(mask: Mask8, reach: int) -> Iterator[tuple[Rect, NDArray[np.float32]]]:
    """The distances in pixels to the nearest marked pixel, tile by tile, exact up to ``reach``.

    Tiles that lie farther than ``reach`` from every mark are left out.
    """
    import cv2

    whole = Rect(0, 0, mask.shape[1], mask.shape[0])
    for y in range(0, whole.height, TILE):
        for x in range(0, whole.width, TILE):
            tile = Rect(x, y, TILE, TILE).intersect(whole)
            if cv2.countNonZero(mask[tile.slices]) == tile.size.pixels:
                yield tile, np.zeros((tile.height, tile.width), np.float32)
                continue
            around = tile.pad(reach).intersect(whole)
            near = mask[around.slices]
            if cv2.hasNonZero(near):
                distance = cv2.distanceTransform(cv2.bitwise_not(near), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
                yield tile, np.asarray(distance[tile.relative_to(around).slices], np.float32)


def grown(mask: Mask8, pixels: int) -> Mask8:
    """Every pixel whose centre is within ``pixels`` of a marked pixel's centre; same shape as ``mask``."""
    import cv2

    if pixels <= 0:
        return mask.copy()
    if pixels <= SMALL:
        # Quicker by a kernel than by distances, and the same.
        return np.asarray(cv2.dilate(mask, _disc(pixels)), np.uint8)
    result = np.zeros_like(mask)
    # Nothing farther from all marks is looked at.
    near = Rect(*cv2.boundingRect(mask)).pad(pixels).intersect(Rect(0, 0, mask.shape[1], mask.shape[0]))
    view = result[near.slices]
    for tile, distance in near_distances(mask[near.slices], pixels):
        # Distances are roots of whole numbers; the next one above ``pixels`` is farther off than this.
        view[tile.slices] = np.where(distance <= pixels + 1e-4, np.uint8(255), np.uint8(0))
    return result


def _disc(radius: int) -> Mask8:
    across = np.arange(-radius, radius + 1) ** 2
    return (across + across[:, None] <= radius**2).astype(np.uint8)


def shrunk(mask: Mask8, pixels: int) -> Mask8:
    """What is left when everything within ``pixels`` of an unmarked pixel goes; outside the array counts as marked."""
    return 255 - grown(255 - mask, pixels)


def grown_square(mask: Mask8, side: int) -> Mask8:
    """Dilation with a square of odd ``side``, which adds (side - 1) / 2 pixels on every side."""
    import cv2

    if side <= 1:
        return mask.copy()
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)), np.uint8)
