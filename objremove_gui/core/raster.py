"""Exact row intervals of brush strokes and shapes: a pixel belongs if its centre lies within the shape.

Everything is computed per row as a half-open interval of columns, so a stroke's pixels follow one rule that can be
tested to the pixel, whatever the zoom or the splitting into events.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect, Size

Mask8 = NDArray[np.uint8]
Columns = NDArray[np.int64]

# From this radius, and this many new pixels on, the inside is filled by OpenCV and only the rim by exact intervals.
LARGE_RADIUS = 30
LARGE_AREA = 50_000
RIM = 6
# Fewer pixels than this per run are written by one fancy index, longer runs by slices.
SHORT_RUN = 40


class Spans(NamedTuple):
    """Columns left[i] up to but without right[i] in row top + i; left >= right where the row is empty."""

    top: int
    left: Columns
    right: Columns

    @property
    def area(self) -> int:
        """How many pixels they hold."""
        return int(np.maximum(self.right - self.left, 0).sum())

    def bounds(self) -> Rect:
        rows = np.flatnonzero(self.right > self.left)
        if not len(rows):
            return EMPTY
        x0, x1 = int(self.left[rows].min()), int(self.right[rows].max())
        return Rect.of_corners(x0, self.top + int(rows[0]), x1, self.top + int(rows[-1]) + 1)


NO_SPANS = Spans(0, np.zeros(0, np.int64), np.zeros(0, np.int64))


def _rows(low: float, high: float, size: Size) -> tuple[int, NDArray[np.float64]]:
    top = max(0, math.floor(low))
    bottom = min(size.height, math.ceil(high) + 1)
    return top, np.arange(top, bottom, dtype=np.float64) + 0.5


def _to_columns(top: int, low: NDArray[np.float64], high: NDArray[np.float64], size: Size) -> Spans:
    """Pixels whose centres lie in [low, high]."""
    left = np.clip(np.ceil(low - 0.5), 0, size.width)
    right = np.clip(np.floor(high - 0.5) + 1, 0, size.width)
    return Spans(top, left.astype(np.int64), right.astype(np.int64))


def capsule(ax: float, ay: float, bx: float, by: float, radius: float, size: Size) -> Spans:
    """All pixels whose centre is within ``radius`` of the segment a-b, cut to a picture of ``size``."""
    top, y = _rows(min(ay, by) - radius, max(ay, by) + radius, size)
    if not len(y):
        return NO_SPANS
    with np.errstate(invalid="ignore"):
        half_a = np.sqrt(radius * radius - (y - ay) ** 2)
        half_b = np.sqrt(radius * radius - (y - by) ** 2)
    low = np.fmin(ax - half_a, bx - half_b)
    high = np.fmax(ax + half_a, bx + half_b)
    dx, dy = bx - ax, by - ay
    if dy != 0:
        length = math.hypot(dx, dy)
        off_x, off_y = -dy / length * radius, dx / length * radius
        for sign in (1, -1):
            ux, uy = ax + sign * off_x, ay + sign * off_y
            inside = (y >= min(uy, uy + dy)) & (y <= max(uy, uy + dy))
            # Rows beside an almost level side may lie any number of its heights away.
            with np.errstate(over="ignore"):
                x = np.where(inside, ux + np.clip((y - uy) / dy, 0, 1) * dx, np.nan)
            low, high = np.fmin(low, x), np.fmax(high, x)
    empty = np.isnan(low)
    low[empty], high[empty] = np.inf, -np.inf
    return _to_columns(top, low, high, size)


def square_sweep(ax: float, ay: float, bx: float, by: float, radius: float, size: Size) -> Spans:
    """All pixels whose centre lies in an upright square of side 2 x ``radius`` moved from a to b."""
    top, y = _rows(min(ay, by) - radius, max(ay, by) + radius, size)
    if not len(y):
        return NO_SPANS
    # In row y the square's centre may be anywhere on the part of the segment with |centre - y| <= radius.
    if ay == by:
        t0, t1 = np.zeros_like(y), np.where(np.abs(y - ay) <= radius, 1.0, -1.0)
    else:
        with np.errstate(over="ignore"):
            ta, tb = (y - radius - ay) / (by - ay), (y + radius - ay) / (by - ay)
        # A little beyond 0 and 1 on the far side, so that rows which the square never meets stay empty.
        t0, t1 = np.clip(np.minimum(ta, tb), 0, 2), np.clip(np.maximum(ta, tb), -1, 1)
    x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
    empty = t1 < t0
    low = np.where(empty, np.inf, np.minimum(x0, x1) - radius)
    high = np.where(empty, -np.inf, np.maximum(x0, x1) + radius)
    return _to_columns(top, low, high, size)


def newly_covered(spans: Spans, before: Spans | None) -> tuple[Spans, Spans]:
    """The parts of ``spans`` to the left and to the right of ``before``, row by row.

    Where the rows of ``before`` are empty the whole row is in the left part.
    """
    top, left, right = spans
    left_end, right_start = right.copy(), right.copy()
    if before is not None and len(before.left):
        first = max(top, before.top)
        last = min(top + len(left), before.top + len(before.left))
        if last > first:
            mine = slice(first - top, last - top)
            old_left = before.left[first - before.top : last - before.top]
            old_right = before.right[first - before.top : last - before.top]
            known = old_right > old_left
            left_end[mine] = np.where(known, np.minimum(right[mine], old_left), right[mine])
            right_start[mine] = np.where(known, np.maximum(left[mine], old_right), right[mine])
    return Spans(top, left, left_end), Spans(top, right_start, right)


def fill_spans(mask: Mask8, parts: tuple[Spans, ...], value: int) -> None:
    """Write ``value`` into the runs; ``mask`` is C-contiguous (h, w)."""
    width = mask.shape[1]
    starts, counts = [], []
    for top, left, right in parts:
        live = right > left
        rows = (np.flatnonzero(live) + top) * width
        starts.append(rows + left[live])
        counts.append(right[live] - left[live])
    start, count = np.concatenate(starts), np.concatenate(counts)
    total = int(count.sum())
    if not total:
        return
    flat = mask.reshape(-1)
    if total > len(count) * SHORT_RUN:
        for first, length in zip(start.tolist(), count.tolist(), strict=True):
            flat[first : first + length] = value
        return
    index = np.ones(total, np.int64)
    index[0] = start[0]
    index[np.cumsum(count)[:-1]] = start[1:] - (start[:-1] + count[:-1] - 1)
    np.cumsum(index, out=index)
    flat[index] = value


def fill_large_capsule(
    mask: Mask8, ax: float, ay: float, bx: float, by: float, radius: float, spans: Spans, value: int
) -> None:
    """Write a whole capsule of a large radius: its inside by OpenCV, its rim by exact intervals.

    OpenCV's thick line is up to three pixels off, so it is drawn smaller by that and covered by the rim.
    """
    import cv2

    height, width = mask.shape
    shift = 8
    scale = 1 << shift
    start = (round((ax - 0.5) * scale), round((ay - 0.5) * scale))
    end = (round((bx - 0.5) * scale), round((by - 0.5) * scale))
    cv2.line(mask, start, end, value, 2 * int(radius - RIM / 2), cv2.LINE_8, shift)
    inner = capsule(ax, ay, bx, by, radius - RIM, Size(width, height))
    fill_spans(mask, newly_covered(spans, inner), value)
