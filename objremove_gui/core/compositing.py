"""How results are laid over the photo: only inside the ring, everything else stays bit for bit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.edited import Edited
from objremove_gui.core.morphology import near_distances
from objremove_gui.core.removal import Mask8, Pixels, Removal

FEATHER = 2
# Rows that are mixed at once, and the share of pixels that is worth it (one in so many).
ROWS = 128
MANY = 16


def feathered_alpha(mask: Mask8, area: Mask8, feather: int = FEATHER) -> Mask8:
    """Weight 0..255 of the result: 255 on ``mask``, falling over ``feather`` pixels to 0 at the rim of ``area``.

    ``mask`` and ``area`` (which holds the mask) are uint8 (h, w), 0 or 255; outside ``area`` the weight is 0.
    """
    import cv2

    alpha = area.copy()
    if feather:
        for tile, inside in near_distances(255 - area, feather + 1):
            alpha[tile.slices] = cv2.convertScaleAbs(inside, alpha=255 / (feather + 1))
    return np.maximum(alpha, mask)


def blend(under: Pixels, patch: Pixels, alpha: Mask8, opacity: int = 100) -> None:
    """Lay ``patch`` (h, w, 3) over the first three channels of ``under``, in place; alpha 0 changes nothing.

    ``opacity`` (0 to 100 %) weakens it everywhere alike.
    """
    import cv2

    if opacity < 100:
        _mix(under, patch, alpha, opacity)
        return
    full = np.asarray(cv2.inRange(alpha, 255, 255), np.uint8)
    if under.shape[2] == 3:
        cv2.copyTo(patch, full, under)
    else:
        for channel in range(3):
            np.copyto(under[..., channel], patch[..., channel], where=full > 0)
    rim = cv2.findNonZero(cv2.bitwise_xor(alpha, full))
    if rim is None:
        return
    if len(rim) > alpha.size // MANY:
        _mix(under, patch, alpha, 100)
        return
    columns, rows = np.asarray(rim).reshape(-1, 2).T
    weight = alpha[rows, columns].astype(np.uint32)[:, None]
    below = under[rows, columns, :3].astype(np.uint32)
    above = patch[rows, columns].astype(np.uint32)
    mixed = (below * (255 - weight) + above * weight + 127) // 255
    under[rows, columns, :3] = mixed.astype(under.dtype)


def _mix(under: Pixels, patch: Pixels, alpha: Mask8, opacity: int) -> None:
    """The same where many pixels are covered in part: all of them are mixed, some rows at a time."""
    # 255 x 255 + 127 just fits into 16 bits, 65535 x 25500 into 32.
    wide: Any = np.uint16 if under.dtype == np.uint8 and opacity == 100 else np.uint32
    step, full = (1, 255) if opacity == 100 else (opacity, 25500)
    for row in range(0, len(alpha), ROWS):
        rows = slice(row, row + ROWS)
        weight = (alpha[rows].astype(wide) * step)[..., None]
        mixed = under[rows, :, :3].astype(wide) * (full - weight)
        mixed += patch[rows].astype(wide) * weight
        mixed += full // 2
        under[rows, :, :3] = (mixed // full).astype(under.dtype)


def lay_over(picture: Pixels, box: Rect, removals: Sequence[Removal]) -> None:
    """Lay every removal that is on over ``picture``, which shows ``box`` of the photo; in place, lowest first."""
    for removal in removals:
        shared = removal.box.intersect(box)
        if not removal.enabled or shared.is_empty:
            continue
        inner = shared.relative_to(removal.box).slices
        blend(
            picture[shared.relative_to(box).slices],
            removal.version.patch[inner],
            removal.alpha[inner],
            removal.opacity,
        )


def composed(photo: Pixels, removals: Sequence[Removal], box: Rect) -> Pixels:
    """A copy of ``box`` of the visible picture; ``box`` lies inside the photo."""
    picture: Pixels = photo[box.slices].copy()
    lay_over(picture, box, removals)
    return picture


def edited(photo: Pixels, removals: Sequence[Removal]) -> Edited:
    """The visible picture, made only where something asks for it."""
    boxes = tuple(removal.box for removal in removals if removal.enabled)
    return Edited(photo, boxes, partial(composed, photo, removals))


def to_depth(picture: NDArray[np.uint8], like: Pixels) -> Pixels:
    """An 8-bit picture in the depth of ``like`` (uint8 or uint16)."""
    if like.dtype == np.uint8:
        return picture
    return picture.astype(np.uint16) * np.uint16(257)


def to_8bit(picture: Pixels) -> NDArray[np.uint8]:
    """A picture rounded to 8 bits."""
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    import cv2

    return np.asarray(cv2.convertScaleAbs(picture, alpha=1 / 257), np.uint8)
