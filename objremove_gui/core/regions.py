"""Which parts of a mask belong together: regions that are marked close to each other are removed as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.parts import Parts
from objremove_gui.core.removal import Mask8

# The mask is looked at in blocks of this many pixels; marks nearer than JOIN blocks are one region.
# Eight bytes make one 64-bit number, which the search for marked blocks relies on.
BLOCK = 8
JOIN = 4
# More regions than this are a crowd, and so is one region of very many parts that is longer than a piece.
FEW, VERY_MANY = 20, 200
# Long regions of a crowd are divided into pieces of about this side; each part stays whole.
PIECE = 512
# So many rows of a mask are looked at together: they stay in the processor's cache.
ROWS = 128
# Depth is measured on at most about this many pixels.
DEPTH_PIXELS = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One group of marks: ``mask`` is uint8 (h, w) of ``box``, which is tight."""

    box: Rect
    mask: Mask8

    @property
    def depth(self) -> float:
        """Radius in pixels of the largest disc that fits into the marks, to a few percent."""
        import cv2

        step = math.ceil(math.sqrt(self.box.size.pixels / DEPTH_PIXELS))
        marks = self.mask
        if step > 1:
            size = (-(-self.box.width // step), -(-self.box.height // step))
            smaller = cv2.resize(self.mask, size, interpolation=cv2.INTER_AREA)
            marks = np.where(smaller > 127, np.uint8(255), np.uint8(0))
        framed = cv2.copyMakeBorder(marks, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        return step * float(cv2.distanceTransform(framed, cv2.DIST_L2, 3).max())


def _marked_blocks(mask: Mask8) -> Mask8:
    """1 for each block of BLOCK x BLOCK pixels that holds a mark, else 0."""
    import cv2

    height, width = mask.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    if height % BLOCK or width % BLOCK:
        below, right = rows * BLOCK - height, columns * BLOCK - width
        framed = cv2.copyMakeBorder(mask, 0, below, 0, right, cv2.BORDER_CONSTANT, value=0)
        mask = np.asarray(framed, np.uint8)
    blocks = np.bitwise_or.reduce(mask.view(np.uint64).reshape(rows, BLOCK, columns), axis=1)
    return np.asarray(blocks != 0, np.uint8)


def find_regions(mask: Mask8, corner: tuple[int, int] = (0, 0)) -> list[Region]:
    """The regions of ``mask`` (uint8 (h, w), 0 or 255), top to bottom; ``corner`` is the photo's x, y of its corner."""
    import cv2

    height, width = mask.shape
    joined = cv2.dilate(_marked_blocks(mask), np.ones((JOIN + 1, JOIN + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    regions = []
    for label in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[label])
        outer = Rect(x * BLOCK, y * BLOCK, w * BLOCK, h * BLOCK).intersect(Rect(0, 0, width, height))
        part = mask[outer.slices]
        mine = labels[y : y + h, x : x + w]
        others = (mine != label) & (mine != 0)
        if others.any():
            part = part.copy()
            part[others.repeat(BLOCK, 0).repeat(BLOCK, 1)[: outer.height, : outer.width]] = 0
        tight = Rect(*cv2.boundingRect(part))
        box = tight.shift(outer.x + corner[0], outer.y + corner[1])
        regions.append(Region(box, np.ascontiguousarray(part[tight.slices])))
    return sorted(regions, key=lambda region: (region.box.y, region.box.x))


def merged(regions: Sequence[Region]) -> Region:
    """All of them as one region."""
    if len(regions) == 1:
        return regions[0]
    box = Rect.around(region.box for region in regions)
    mask = np.zeros((box.height, box.width), np.uint8)
    for region in regions:
        view = mask[region.box.relative_to(box).slices]
        np.maximum(view, region.mask, out=view)
    return Region(box, mask)


def is_crowd(regions: Sequence[Region]) -> bool:
    """Whether these are specks, noise, stars: so many marks that each of them matters little."""
    return len(regions) > FEW or any(
        max(region.box.size) > PIECE and parts_less_holes(region.mask) > VERY_MANY for region in regions
    )


def parts_less_holes(mask: Mask8) -> int:
    """How many parts a mask (uint8 (h, w), 0 or 255) has, less the holes in them: its Euler number.

    Parts hang together by their sides. Unlike the parts themselves it is counted in a glance and takes no memory
    (S. B. Gray, "Local properties of binary images in two dimensions", IEEE Trans. Computers, 1971).
    """
    total = 0
    for start in range(0, len(mask), ROWS):
        # One row more, whose own pixels and neighbours the next rows tell of.
        rows = mask[start : start + ROWS + 1]
        across = rows[:, 1:] & rows[:, :-1]
        total += int(np.count_nonzero(rows[:ROWS]) - np.count_nonzero(across[:ROWS]))
        total += int(np.count_nonzero(across[1:] & across[:-1]) - np.count_nonzero(rows[1:] & rows[:-1]))
    return total


def divided(regions: Sequence[Region]) -> list[Region]:
    """The regions of a crowd, of which those that are long and have many parts are cut between their parts."""
    pieces: list[Region] = []
    for region in regions:
        pieces += _divided(region) if max(region.box.size) > PIECE else [region]
    return pieces


def _parts(region: Region) -> Parts:
    return Parts.of(region.mask, connectivity=4)


def _divided(region: Region) -> list[Region]:
    parts = _parts(region)
    if len(parts) <= FEW:
        return [region]
    return [
        Region(box.shift(region.box.x, region.box.y), np.where(own, np.uint8(255), np.uint8(0)))
        for box, own in parts.gathered(PIECE)
    ]
