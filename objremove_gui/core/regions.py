"""Which parts of a mask belong together: regions that are marked close to each other are removed as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8

# The mask is looked at in blocks of this many pixels; marks nearer than JOIN blocks are one region.
BLOCK = 8
JOIN = 4


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One group of marks: ``mask`` is uint8 (h, w) of ``box``, which is tight."""

    box: Rect
    mask: Mask8

    @property
    def depth(self) -> float:
        """Radius in pixels of the largest disc that fits into the marks."""
        import cv2

        framed = cv2.copyMakeBorder(self.mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        return float(cv2.distanceTransform(framed, cv2.DIST_L2, 3).max())


def find_regions(mask: Mask8, corner: tuple[int, int] = (0, 0)) -> list[Region]:
    """The regions of ``mask`` (uint8 (h, w), 0 or 255), top to bottom; ``corner`` is the photo's x, y of its corner."""
    import cv2

    height, width = mask.shape
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    padded = cv2.copyMakeBorder(
        mask, 0, rows * BLOCK - height, 0, columns * BLOCK - width, cv2.BORDER_CONSTANT, value=0
    )
    coarse = padded.reshape(rows, BLOCK, columns, BLOCK).max(axis=(1, 3))
    joined = cv2.dilate(coarse, np.ones((JOIN + 1, JOIN + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    regions = []
    for label in range(1, count):
        x, y, w, h, _ = (int(value) for value in stats[label])
        outer = Rect(x * BLOCK, y * BLOCK, w * BLOCK, h * BLOCK).intersect(Rect(0, 0, width, height))
        mine = (labels[y : y + h, x : x + w] == label).repeat(BLOCK, 0).repeat(BLOCK, 1)
        part = np.where(mine[: outer.height, : outer.width], mask[outer.slices], np.uint8(0))
        bx, by, bw, bh = cv2.boundingRect(part)
        tight = Rect(bx, by, bw, bh)
        if not tight.is_empty:
            box = tight.shift(outer.x + corner[0], outer.y + corner[1])
            regions.append(Region(box, np.ascontiguousarray(part[tight.slices])))
    return sorted(regions, key=lambda region: (region.box.y, region.box.x))


def merged(first: Region, second: Region) -> Region:
    """Both as one region."""
    box = first.box.union(second.box)
    mask = np.zeros((box.height, box.width), np.uint8)
    for region in (first, second):
        view = mask[region.box.relative_to(box).slices]
        np.maximum(view, region.mask, out=view)
    return Region(box, mask)
