"""What a stroke's path encloses: a loop drawn around a thing can be filled."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.fills import as_mask
from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_tiles import Mask8
from objremove_gui.core.stroke import Stroke

# The search for enclosed cells is done on at most about this many, unless the stroke is too thin for it.
CELLS = 4_000_000
SHIFT = 4


def fill_enclosed(
    mask: Mask, path: Sequence[tuple[float, float]], radius: float, gap: float, value: int
) -> None:
    """Write ``value`` wherever a stroke along ``path`` encloses; part of a recorded change, the stroke is drawn.

    A loop counts as closed where the stroke (``radius`` in image pixels, at its thinnest) runs into itself, and where
    its two ends are at most ``gap`` apart, which are then joined. Cells of a coarser grid are searched: they are so
    small that their corners stay under the stroke.
    """
    points = np.array(path, np.float64)
    ends = math.dist(path[0], path[-1])
    if ends <= gap and np.ptp(points, axis=0).max() > 2 * gap:
        stroke = Stroke(mask, 2 * radius, value)
        for point in (path[-1], path[0]):
            stroke.to(*point)
        points = np.concatenate([points, points[:1]])
    low, high = points.min(axis=0), points.max(axis=0)
    # May reach beyond the picture, where a loop can be closed as well as on it.
    box = Rect.of_corners(*(int(v) for v in np.floor(low)), *(int(v) for v in np.ceil(high)))
    if box.width < 3 or box.height < 3:
        return
    cell = _cell_size(box, radius)
    enclosed = _enclosed_cells(points - (box.x, box.y), box, cell, radius)
    _write(mask, box, enclosed, cell, value)


def _cell_size(box: Rect, radius: float) -> int:
    """Side of a cell: a tenth of the radius where that is fast enough, a third at most."""
    fine, coarse = int(radius / 10), int(radius / 3)
    wanted = math.ceil(math.sqrt(box.size.pixels / CELLS))
    return max(1, fine, min(coarse, wanted))


def _enclosed_cells(points: NDArray[np.float64], box: Rect, cell: int, radius: float) -> Mask8:
    """255 where a cell is neither under the stroke nor reached from outside."""
    import cv2

    rows, columns = -(-box.height // cell), -(-box.width // cell)
    # OpenCV's thick line is up to three cells off; thinner by that, it lies under the stroke everywhere.
    half = max(0, int(radius / cell - 4))
    # Room for the flood to go around the line.
    frame = half + 4
    grid = np.zeros((rows + 2 * frame, columns + 2 * frame), np.uint8)
    fixed = np.rint((points / cell + (frame - 0.5)) * (1 << SHIFT)).astype(np.int32)
    cv2.polylines(grid, [fixed.reshape(-1, 1, 2)], False, 255, 2 * half + 1, cv2.LINE_8, SHIFT)
    cv2.floodFill(grid, None, (0, 0), 128, flags=4)
    inner = grid[frame:-frame, frame:-frame]
    enclosed = as_mask(np.equal(inner, 0))
    if cell == 1:
        # A hair-thin stroke leaves no room for the error: the cells of its line belong to the inside, too.
        near = cv2.dilate(enclosed, np.ones((3, 3), np.uint8))
        enclosed |= as_mask((near > 0) & (inner == 255))
    return enclosed


def _write(mask: Mask, box: Rect, enclosed: Mask8, cell: int, value: int) -> None:
    """Write ``value`` under the cells, row by row of cells: a run of them is one block of pixels."""
    changed = EMPTY
    rows = np.flatnonzero(enclosed.any(axis=1))
    framed = np.pad(enclosed[rows], ((0, 0), (1, 1))) > 0
    for row, line in zip(rows.tolist(), framed, strict=True):
        ends = np.flatnonzero(line[1:] != line[:-1]).tolist()
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            block = Rect(box.x + start * cell, box.y + row * cell, (end - start) * cell, cell)
            block = block.intersect(Rect.of_size(mask.size))
            if not block.is_empty:
                mask.touch(block)
                mask.pixels[block.slices] = value
                changed = changed.union(block)
    if not changed.is_empty:
        mask.changed.emit(changed)
