"""How results are laid over the photo: only inside the ring, everything else stays bit for bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8, Pixels, Removal

FEATHER = 2


def feathered_alpha(mask: Mask8, area: Mask8, feather: int = FEATHER) -> Mask8:
    """Weight 0..255 of the result: 255 on ``mask``, falling over ``feather`` pixels to 0 at the rim of ``area``.

    ``mask`` and ``area`` (which holds the mask) are uint8 (h, w), 0 or 255; outside ``area`` the weight is 0.
    """
    import cv2

    if not feather:
        return np.maximum(mask, area)
    framed = cv2.copyMakeBorder(area, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    inside = cv2.distanceTransform(framed, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    alpha = np.minimum(inside * (255.0 / (feather + 1)), 255.0).astype(np.uint8)
    return np.maximum(alpha, mask)


def blend(under: Pixels, patch: Pixels, alpha: Mask8) -> None:
    """Lay ``patch`` (h, w, 3) over the first three channels of ``under``, in place; alpha 0 changes nothing."""
    full = alpha == 255
    np.copyto(under[..., :3], patch, where=full[..., None])
    rows, columns = np.nonzero(np.logical_and(alpha, ~full))
    if not len(rows):
        return
    weight = alpha[rows, columns].astype(np.uint32)[:, None]
    below = under[rows, columns, :3].astype(np.uint32)
    above = patch[rows, columns].astype(np.uint32)
    mixed = (below * (255 - weight) + above * weight + 127) // 255
    under[rows, columns, :3] = mixed.astype(under.dtype)


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
        )


def composed(photo: Pixels, removals: Sequence[Removal], box: Rect) -> Pixels:
    """A copy of ``box`` of the visible picture; ``box`` lies inside the photo."""
    picture: Pixels = photo[box.slices].copy()
    lay_over(picture, box, removals)
    return picture


def to_depth(picture: NDArray[np.uint8], like: Pixels) -> Pixels:
    """An 8-bit picture in the depth of ``like`` (uint8 or uint16)."""
    if like.dtype == np.uint8:
        return picture
    return picture.astype(np.uint16) * np.uint16(257)


def to_8bit(picture: Pixels) -> NDArray[np.uint8]:
    """A picture rounded to 8 bits."""
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    return ((picture.astype(np.uint32) + 128) // 257).astype(np.uint8)
