"""Takes the step of tone out of a seam: a filled area is shifted, smoothly, to meet what lies around it.

The means of a narrow band inside and outside the rim are compared all along it; their difference is carried into the
area by a membrane (push and pull over half-size levels, after Gortler et al., "The Lumigraph", SIGGRAPH 1996) and fades
out with the distance from the rim. Texture stays as it is, since only smooth differences are taken away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8
from objremove_gui.core.seams import Seams

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Width in pixels of the two bands that are compared, and how far along the rim they are averaged.
BAND = 8
ALONG = 6.0
# So far around the area a picture is looked at.
AROUND_SEAM = 2 * BAND
# From this distance on nothing is shifted; small areas are shifted up to their middle.
REACH = 40.0
# A larger step than this (of 255) is an edge of the picture, not a seam.
MOST = 24.0
# How much of the shift may be used: as much as makes a part's seam least visible, none unless it is seen (in levels).
SHARES = (0.0, 0.5, 1.0)
GAIN = 0.1


def harmonised(original: Picture, filled: Picture, area: Mask8) -> Picture:
    """``filled`` with its ``area`` (uint8 (h, w), 255 = filled) in the tone of its surroundings in ``original``.

    Both pictures are uint8 (h, w, 3) of the same place; outside ``area`` the result is ``filled``, unchanged.
    """
    import cv2

    x, y, width, height = cv2.boundingRect(area)
    if not width or area.all():
        return filled
    whole = Rect(0, 0, area.shape[1], area.shape[0])
    box = Rect(x, y, width, height).pad(AROUND_SEAM).intersect(whole)
    before, after, area = original[box.slices], filled[box.slices], area[box.slices]
    shift = _shift(before, after, area)
    shares = _shares(before, after, shift, area)
    if not shares.any():
        return filled
    result = filled.copy()
    moved = np.clip(after.astype(np.float32) + shares[..., None] * shift + 0.5, 0, 255).astype(np.uint8)
    np.copyto(result[box.slices], moved, where=(area > 0)[..., None])
    return result


def _shares(before: Picture, after: Picture, shift: Floats, area: Mask8) -> Floats:
    """How much of ``shift`` makes the seam of each part of the area least visible, float32 (h, w)."""
    seams = Seams.of(area)
    inside = area.reshape(-1)[seams.places] > 0
    outer, inner, added = (each.reshape(-1, 3)[seams.places] for each in (before, after, shift))

    def seen(share: float) -> Picture:
        moved = np.clip(inner + share * added + 0.5, 0, 255).astype(np.uint8)
        return np.where(inside[:, None], moved, outer)

    found = np.stack([seams.steps(seen(share)) for share in SHARES])
    best = found.argmin(axis=0)
    best[found.min(axis=0) >= found[0] - GAIN] = 0
    return np.asarray(np.array(SHARES, np.float32)[best][seams.part_of], np.float32)


def _shift(original: Picture, filled: Picture, area: Mask8) -> Floats:
    """What to add to ``filled``, float32 (h, w, 3)."""
    import cv2

    kernel = np.ones((2 * BAND + 1, 2 * BAND + 1), np.uint8)
    inside = (area > 0) & (cv2.erode(area, kernel, borderValue=255) == 0)
    outside = (area == 0) & (cv2.dilate(area, kernel) > 0)
    rim = (area > 0) & (cv2.erode(area, np.ones((3, 3), np.uint8), borderValue=255) == 0)
    rows, columns = np.nonzero(rim)
    around, weight_out = _means(original, outside, (rows, columns))
    within, weight_in = _means(filled, inside, (rows, columns))
    sure = (weight_out > 1e-3) & (weight_in > 1e-3)
    if not sure.any():
        return np.zeros(original.shape, np.float32)
    values, known = np.zeros(original.shape, np.float32), np.zeros(area.shape, np.float32)
    rows, columns = rows[sure], columns[sure]
    values[rows, columns] = np.clip(around - within, -MOST, MOST)[sure]
    known[rows, columns] = 1
    smooth = cv2.GaussianBlur(membrane(values, known), (0, 0), 2)
    distance = cv2.distanceTransform(area, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    fading = np.clip(1 - distance / REACH, 0, 1)
    return np.asarray(smooth * fading[..., None], np.float32)


def _means(
    picture: Picture, band: NDArray[np.bool_], places: tuple[NDArray[np.int64], NDArray[np.int64]]
) -> tuple[Floats, Floats]:
    """Means of ``picture`` over the band's pixels near some places (n, 3), and how much of the band is near (n,)."""
    import cv2

    mask = np.where(band, np.uint8(255), np.uint8(0))
    layers = cv2.merge([cv2.bitwise_and(picture, picture, mask=mask), mask])
    sums = cv2.GaussianBlur(layers.astype(np.float32), (0, 0), ALONG)[places]
    near = sums[:, 3] / 255
    return np.asarray(sums[:, :3] / np.maximum(near, 1e-6)[:, None], np.float32), np.asarray(near, np.float32)


def membrane(values: Floats, known: Floats) -> Floats:
    """``values`` (h, w, 3) where ``known`` (h, w) is 1, and smoothly between them elsewhere."""
    import cv2

    height, width = known.shape
    if known.all() or min(height, width) <= 2:
        mean = (values * known[..., None]).sum((0, 1)) / max(float(known.sum()), 1.0)
        return np.where(known[..., None] > 0, values, mean).astype(np.float32)
    size = (width + 1) // 2, (height + 1) // 2
    edge = (0, 2 * size[1] - height, 0, 2 * size[0] - width)
    there = np.asarray(cv2.inRange(known, 0.5, 1), np.uint8)
    framed = cv2.copyMakeBorder(cv2.copyTo(values, there), *edge, cv2.BORDER_CONSTANT, value=0)
    weight = cv2.copyMakeBorder(known, *edge, cv2.BORDER_CONSTANT, value=0)
    # Means of two by two.
    sums, shares = (
        np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_AREA)) for each in (framed, weight)
    )
    coarse = (sums / np.maximum(shares, 0.25)[..., None]).astype(np.float32)
    below = membrane(coarse, (shares > 0).astype(np.float32))
    up = np.asarray(cv2.resize(below, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    cv2.copyTo(values, there, up)
    return up
