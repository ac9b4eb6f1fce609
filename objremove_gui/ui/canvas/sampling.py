"""How levels are drawn into a box of the view, at any zoom.

What a view pixel shows depends on the pixel alone, not on the box that is being drawn: a stroke's small boxes and a
whole repaint must agree.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.viewport import Viewport

# From this zoom on pixels are shown as they are; below it their colours are mixed, but at 100 %.
NEAREST = 2.0
# Fewer pixels of a mask than this are mixed here, by so many steps from one to the next (a byte's).
FEW, STEPS = 100_000, 256
# Places in a view are found in tables of a multiple of this length, which begin this far before the view.
TABLE, BEFORE = 4096, 8

Bytes = NDArray[np.uint8]
T = TypeVar("T", np.uint8, np.uint32)


class Levels(Protocol):
    """Half-size levels of a picture; ``region`` gives uint8 (h, w, 4) of a box of one of them."""

    sizes: list[Size]

    def region(self, index: int, box: Rect) -> Bytes: ...


class Sampling(NamedTuple):
    """``source`` is the box of the level that is seen in ``box`` of the view.

    Position p of the level lies at ``factor`` x p + ``offset`` of the view, for x and y.
    """

    level: int
    source: Rect
    box: Rect
    factor: float
    offset: tuple[float, float]


def sampling(viewport: Viewport, sizes: list[Size], box: Rect) -> Sampling:
    """How ``box`` of the view is drawn: from the coarsest level that is not coarser than the view."""
    level, last, zoom = 0, len(sizes) - 1, viewport.zoom
    while level < last and zoom * (2 << level) <= 1.0:
        level += 1
    factor = zoom * (1 << level)
    left, top, x, y = box.x, box.y, viewport.x, viewport.y
    x0, y0 = math.floor((left - x) / factor) - 2, math.floor((top - y) / factor) - 2
    x1 = math.ceil((left + box.width - x) / factor) + 2
    y1 = math.ceil((top + box.height - y) / factor) + 2
    source = Rect(x0, y0, x1 - x0, y1 - y0).intersect(Rect(0, 0, *sizes[level]))
    return Sampling(level, source, box, factor, (x, y))


def is_mixed(how: Sampling) -> bool:
    """Whether pixels of the view mix pixels of the level."""
    return how.factor < NEAREST and how.factor != 1


def drawn(part: Bytes, how: Sampling) -> Bytes:
    """``how.source`` of a level as it is seen in ``how.box`` of the view, 0 outside; not to be written to."""
    box, (x, y) = how.box, how.offset
    if how.factor == 1 and x.is_integer() and y.is_integer():
        # As it is in the level, so that it need not even be copied.
        source = Rect(box.x - int(x), box.y - int(y), box.width, box.height)
        if how.source.holds(source):
            return part[source.relative_to(how.source).slices]
    target = np.empty((box.height, box.width), np.uint8)
    draw(part, how, target, (0,))
    return target


def draw(part: Bytes, how: Sampling, target: Bytes, border: tuple[int, ...]) -> None:
    """Draw ``how.source`` of a level into ``target``, (h, w) or (h, w, 4); outside it ``border`` is seen."""
    if not is_mixed(how):
        draw_nearest(part, how, target, border)
    elif target.ndim == 2 and target.size < FEW:
        _mix_few(part, how, target)
    else:
        _mix(part, how, target, border)


def draw_nearest(part: Bytes, how: Sampling, target: Bytes, border: tuple[int, ...]) -> None:
    """The same, each pixel of the view taking the level's pixel under its centre."""
    columns = _positions(how.box.x, how.box.width, how.offset[0], how.factor) - how.source.x
    rows = _positions(how.box.y, how.box.height, how.offset[1], how.factor) - how.source.y
    left, right = np.searchsorted(columns, (0, part.shape[1]))
    top, bottom = np.searchsorted(rows, (0, part.shape[0]))
    if (bottom - top, right - left) != target.shape[:2]:
        target[...] = border if target.ndim == 3 else border[0]
    seen = target[top:bottom, left:right]
    if not seen.size:
        return
    if how.factor == 1:
        seen[...] = part[rows[top] : rows[bottom - 1] + 1, columns[left] : columns[right - 1] + 1]
    else:
        _enlarge(part, columns[left:right], rows[top:bottom], seen)


def _positions(start: int, length: int, offset: float, factor: float) -> NDArray[np.int64]:
    """The level's pixel under the centre of each of the view's pixels from ``start`` on."""
    centres = np.arange(start, start + length) + 0.5
    return np.asarray(np.floor((centres - offset) / factor), np.int64)


def _enlarge(part: Bytes, columns: NDArray[np.int64], rows: NDArray[np.int64], target: Bytes) -> None:
    """The pixels in these columns and rows; four channels are moved as one number."""
    if part.ndim == 3:
        _take(part.view(np.uint32)[..., 0], columns, rows, target.view(np.uint32)[..., 0])
    else:
        _take(part, columns, rows, target)


def _take(part: NDArray[T], columns: NDArray[np.int64], rows: NDArray[np.int64], target: NDArray[T]) -> None:
    # "clip" lets numpy write without a buffer in between; all rows are inside.
    np.take(part.take(columns, axis=1), rows, axis=0, out=target, mode="clip")


def _mix(part: Bytes, how: Sampling, target: Bytes, border: tuple[int, ...]) -> None:
    factor, source, box = how.factor, how.source, how.box
    # cv2 counts from the middle of the first pixel.
    shift_x = how.offset[0] + 0.5 * factor - 0.5 - box.x + factor * source.x
    shift_y = how.offset[1] + 0.5 * factor - 0.5 - box.y + factor * source.y
    cv2.warpAffine(
        part,
        np.array([[factor, 0, shift_x], [0, factor, shift_y]], np.float64),
        (box.width, box.height),
        dst=target,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border,
    )


def _mix_few(part: Bytes, how: Sampling, target: Bytes) -> None:
    """The same for the few pixels of a mask that a stroke changes: OpenCV's warp wakes another thread for them.

    Waked for every move it takes its turns on the window's core, and its memory.
    """
    box = how.box
    columns, across = _between(box.x, box.width, how.offset[0], how.factor)
    rows, down = _between(box.y, box.height, how.offset[1], how.factor)
    columns, rows = columns - how.source.x, rows - how.source.y
    height, width = part.shape
    if columns[0] < 0 or rows[0] < 0 or columns[-1] + 1 >= width or rows[-1] + 1 >= height:
        # Nothing is marked beside the photo.
        part = np.asarray(cv2.copyMakeBorder(part, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(0,)), np.uint8)
        columns, rows = np.clip(columns + 2, 0, width + 2), np.clip(rows + 2, 0, height + 2)
    upper = part.take(rows, axis=0) * (STEPS - down)[:, None]
    upper += part.take(rows + 1, axis=0) * down[:, None]
    upper += STEPS // 2
    upper >>= 8
    left = upper.take(columns, axis=1) * (STEPS - across)
    left += upper.take(columns + 1, axis=1) * across
    left += STEPS // 2
    left >>= 8
    target[...] = left


def _between(
    start: int, length: int, offset: float, factor: float
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Between which of the level's pixels the view's pixels from ``start`` on lie: after which, by how many steps."""
    first, end = start + BEFORE, start + length + BEFORE
    pixels, steps = _table(-(-end // TABLE) * TABLE, offset, factor)
    return pixels[first:end], steps[first:end]


@lru_cache(maxsize=8)
def _table(length: int, offset: float, factor: float) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    centres = np.arange(-BEFORE, length - BEFORE) + 0.5
    places = np.rint(((centres - offset) / factor - 0.5) * STEPS).astype(np.int64)
    return places // STEPS, (places % STEPS).astype(np.uint16)


def draw_levels(target: Bytes, viewport: Viewport, levels: Levels, box: Rect, background: int) -> None:
    """Draw ``box`` of the view (target has its size) from a picture's levels, on a neutral grey."""
    how = sampling(viewport, levels.sizes, box)
    border = (background, background, background, 255)
    if how.source.is_empty:
        target[...] = border
    else:
        draw(levels.region(how.level, how.source), how, target, border)
