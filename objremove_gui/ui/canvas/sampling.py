"""How levels are drawn into a box of the view, at any zoom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.viewport import Viewport

Bytes = NDArray[np.uint8]


class Levels(Protocol):
    """Half-size levels of a picture; ``region`` gives uint8 (h, w, 4) of a box of one of them."""

    sizes: list[Size]

    def region(self, index: int, box: Rect) -> Bytes: ...


@dataclass(frozen=True, slots=True)
class Sampling:
    """Box of the level that is seen, and the affine map of cv2.warpAffine from it into the box of the view."""

    level: int
    source: Rect
    matrix: NDArray[np.float64]
    flags: int
    is_copy: bool


def sampling(viewport: Viewport, sizes: list[Size], box: Rect) -> Sampling:
    """How ``box`` of the view is drawn: from the coarsest level that is not coarser than the view."""
    level = 0
    while viewport.zoom * (2 << level) <= 1.0 and level + 1 < len(sizes):
        level += 1
    factor = viewport.zoom * (1 << level)
    x0, y0 = (box.x - viewport.x) / factor, (box.y - viewport.y) / factor
    x1, y1 = (box.right - viewport.x) / factor, (box.bottom - viewport.y) / factor
    outer = Rect.of_corners(math.floor(x0) - 2, math.floor(y0) - 2, math.ceil(x1) + 2, math.ceil(y1) + 2)
    source = outer.intersect(Rect.of_size(sizes[level]))
    shift_x = viewport.x + 0.5 * factor - 0.5 - box.x + factor * source.x
    shift_y = viewport.y + 0.5 * factor - 0.5 - box.y + factor * source.y
    matrix = np.array([[factor, 0, shift_x], [0, factor, shift_y]], np.float64)
    flags = cv2.INTER_LINEAR if factor <= 1 else cv2.INTER_NEAREST
    return Sampling(level, source, matrix, flags, factor == 1.0)


def draw(part: Bytes, how: Sampling, target: Bytes, border: tuple[int, ...]) -> None:
    """Draw a part of a level into ``target``; outside the level ``border`` is seen."""
    height, width = target.shape[:2]
    if not how.is_copy:
        cv2.warpAffine(
            part,
            how.matrix,
            (width, height),
            dst=target,
            flags=how.flags,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=border,
        )
        return
    x, y = round(how.matrix[0, 2]), round(how.matrix[1, 2])
    there = Rect(x, y, how.source.width, how.source.height).intersect(Rect(0, 0, width, height))
    if there.size != Size(width, height):
        target[...] = border if target.ndim == 3 else border[0]
    if not there.is_empty:
        target[there.slices] = part[there.shift(-x, -y).slices]


def draw_levels(target: Bytes, viewport: Viewport, levels: Levels, box: Rect, background: int) -> None:
    """Draw ``box`` of the view (target has its size) from a picture's levels, on a neutral grey."""
    how = sampling(viewport, levels.sizes, box)
    border = (background, background, background, 255)
    if how.source.is_empty:
        target[...] = border
    else:
        draw(levels.region(how.level, how.source), how, target, border)
