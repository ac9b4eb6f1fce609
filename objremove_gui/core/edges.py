"""How far an object reaches beyond its marks, seen in the picture: blurred edges, hair, marks that fall short.

Along pieces of the marks' rim the mean colours at each distance outside are compared with those inside and farther out.
What lies between the two, from the rim outwards, is still the object; texture cancels itself in the means, and what
rises again or is no more than what goes on farther out is not taken for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import to_8bit
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.regions import Region
from objremove_gui.core.removal import Mask8, Pixels

Picture = NDArray[np.uint8]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

# A larger region is looked at in a smaller picture, one beyond the second number not at all.
PIXELS, MOST_PIXELS = 1 << 19, 1 << 24
# It is looked for in so many times what the size asks for, in pixels at least and at most; half of that can be found.
FACTOR, NEAREST, FARTHEST = 8, 24, 96
# Added to what was found, of which it is a part: where the edge fades out it can't be told from noise.
MARGIN, PART = 2, 0.1
# Pieces of the rim are as long as these squares; a mean needs some pixels.
PIECE, FEW = 24, 4
# So far inside the rim lies the object's own colour.
INSIDE = (2, 6)
# Levels by which an object has to stand out, and which a share of it must have.
CONTRAST, LEAST = 12.0, 3.0
# A smaller share of the object is none, nor one below what noise has, and none from which it rises by so much again.
FAINT, NOISE, RISE = 0.05, 1.2, 0.1
# Of all pieces of the rim so many reach at most as far as is told.
MOST_PIECES = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class EdgeLook:
    """Asked for a region and the growth that its size asks for, it gives the growth with a look at the picture.

    ``read`` gives the visible picture inside a box of the photo, which is of ``size``; ``mask`` (uint8 (h, w), 0 or
    255) holds all marks, inside ``box``. Soon after ``stopped`` says so it gives any growth, which nobody wants then.
    """

    read: Callable[[Rect], Pixels]
    size: Size
    mask: Mask8
    box: Rect
    stopped: Callable[[], bool] = lambda: False

    def __call__(self, region: Region, by_size: int) -> int:
        if not by_size or self.stopped():
            return by_size
        far = min(max(FACTOR * by_size, NEAREST), FARTHEST)
        place = region.box.pad(far + 1).intersect(Rect.of_size(self.size))
        if place.size.pixels > MOST_PIXELS:
            return by_size
        marks = np.zeros((place.height, place.width), np.uint8)
        marks[region.box.relative_to(place).slices] = region.mask
        others = np.zeros_like(marks)
        shared = self.box.intersect(place)
        others[shared.relative_to(place).slices] = self.mask[shared.relative_to(self.box).slices]
        picture = self.read(place)[..., :3]
        if self.stopped():
            return by_size
        reach = edge_reach(to_8bit(picture), marks, others & ~marks, far)
        return max(by_size, round(reach * (1 + PART)) + MARGIN) if reach else by_size


def edge_reach(picture: Picture, marks: Mask8, others: Mask8, far: int) -> int:
    """How many pixels the object under ``marks`` reaches beyond them, at most half of ``far``; 0 where nothing is seen.

    ``picture`` is uint8 (h, w, 3), ``marks`` and ``others`` uint8 (h, w), 0 or 255; it is not looked at ``others``.
    """
    import cv2

    step = math.ceil(math.sqrt(marks.size / PIXELS))
    if step > 1:
        size = (-(-marks.shape[1] // step), -(-marks.shape[0] // step))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        marks, others = (_shrunk(mask, size) for mask in (marks, others))
        far = max(FEW, far // step)
    outer, inner, length = _means(picture, marks, others, far)
    if not len(length):
        return 0
    reach = _reaches(outer, inner)
    order = np.argsort(reach, kind="stable")
    total = np.cumsum(length[order])
    return step * int(reach[order][np.searchsorted(total, MOST_PIECES * total[-1])])


def _shrunk(mask: Mask8, size: tuple[int, int]) -> Mask8:
    import cv2

    return np.where(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0, np.uint8(255), np.uint8(0))


def _means(picture: Picture, marks: Mask8, others: Mask8, far: int) -> tuple[Floats, Floats, Indices]:
    """Mean colours of each piece of the rim, (n, far, 3) outside and (n, 3) inside, and how long the pieces are."""
    import cv2

    outside, nearest = cv2.distanceTransformWithLabels(
        255 - marks, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    across = -(-marks.shape[1] // PIECE)
    rows, columns = np.nonzero(marks)
    piece_of = np.zeros(int(nearest.max()) + 1, np.int64)
    piece_of[nearest[rows, columns]] = rows // PIECE * across + columns // PIECE
    pieces = int(piece_of.max()) + 1
    rows, columns = np.nonzero((outside > 0) & (outside <= far) & (others == 0))
    index = piece_of[nearest[rows, columns]] * far + outside[rows, columns].astype(np.int64) - 1
    outer, counts = _mean_of(picture[rows, columns], index, pieces * far)
    depth = cv2.distanceTransform(marks, cv2.DIST_L2, 3)
    rows, columns = np.nonzero((depth >= INSIDE[0]) & (depth <= INSIDE[1]))
    inner, there = _mean_of(picture[rows, columns], rows // PIECE * across + columns // PIECE, pieces)
    counts = counts.reshape(pieces, far)
    known = (counts >= FEW).all(axis=1) & (there >= FEW)
    return outer.reshape(pieces, far, 3)[known], inner[known], counts[known, 0]


def _mean_of(pixels: Picture, index: Indices, count: int) -> tuple[Floats, Indices]:
    """Mean colours of the pixels of each index below ``count``, and how many there are."""
    counts = np.bincount(index, minlength=count)
    sums = [np.bincount(index, pixels[:, channel], minlength=count) for channel in range(3)]
    return np.stack(sums, axis=1) / np.maximum(counts, 1)[:, None], counts


def _reaches(outer: Floats, inner: Floats) -> Indices:
    """How many steps outwards each piece goes on to be the object."""
    half = outer.shape[1] // 2
    around = outer[:, half:].mean(axis=1)
    toward = inner - around
    contrast = np.abs(toward).mean(axis=1)
    # How much of the way from the colours around to those inside.
    share = ((outer - around[:, None]) * toward[:, None]).sum(axis=2)
    share /= np.maximum((toward**2).sum(axis=1), 1)[:, None]
    noise = np.abs(share[:, half:]).max(axis=1)
    limit = np.maximum(np.maximum(FAINT, NOISE * noise), LEAST / np.maximum(contrast, 1))
    goes_on = share > limit[:, None]
    goes_on[:, 1:] &= share[:, 1:] <= share[:, :-1] + RISE
    reach = np.cumprod(goes_on, axis=1).sum(axis=1)
    return np.where(contrast < CONTRAST, 0, reach)
