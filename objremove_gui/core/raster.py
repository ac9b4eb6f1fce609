"""Exact row intervals of brush strokes: a pixel belongs if its centre lies within the shape.

Everything is computed per row as a half-open interval of columns, so a stroke's pixels follow one rule that can be
tested to the pixel, whatever the zoom or the splitting into events.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size
from objremove_gui.core.spans import NO_SPANS, Spans

Ends = NDArray[np.float64]

# A line that goes this many times as far across as down is almost level.
STEEP = 1000.0


def to_columns(top: int, low: NDArray[np.float64], high: NDArray[np.float64], size: Size) -> Spans:
    """Pixels whose centres lie in [low, high], which are used up; rows where these are not numbers are empty."""
    low -= 0.5
    high += 0.5
    left, right = np.ceil(low, out=low), np.floor(high, out=high)
    for columns in (left, right):
        np.fmin(np.fmax(columns, 0.0, out=columns), size.width, out=columns)
    left, right = left.astype(np.int64), right.astype(np.int64)
    rows = (right > left).nonzero()[0]
    if not len(rows):
        return NO_SPANS
    first, end = int(rows[0]), int(rows[-1]) + 1
    return Spans(top + first, left[first:end], right[first:end])


def _rows(low: float, high: float, size: Size) -> tuple[int, NDArray[np.float64]]:
    """The first row that may have a part between two heights, and the heights of the centres of all of them."""
    top = max(0, math.floor(low))
    return top, np.arange(top + 0.5, min(size.height, math.ceil(high) + 1))


def capsule(ax: float, ay: float, bx: float, by: float, radius: float, size: Size) -> Spans:
    """All pixels whose centre is within ``radius`` of the segment a-b, cut to a picture of ``size``."""
    top, y = _rows(min(ay, by) - radius, max(ay, by) + radius, size)
    if not len(y):
        return NO_SPANS
    with np.errstate(invalid="ignore"):
        low, high = _disc(ax, ay, radius, y)
        if ax != bx or ay != by:
            low_b, high_b = _disc(bx, by, radius, y)
            np.fmin(low, low_b, out=low)
            np.fmax(high, high_b, out=high)
            if ay != by:
                _add_sides(ax, ay, bx - ax, by - ay, radius, y, low, high)
        return to_columns(top, low, high, size)


def _disc(x: float, y: float, radius: float, rows: NDArray[np.float64]) -> tuple[Ends, Ends]:
    """Where a disc begins and ends in these rows; not a number beyond it."""
    half = rows - y
    half *= half
    np.subtract(radius * radius, half, out=half)
    np.sqrt(half, out=half)
    low = x - half
    half += x
    return low, half


def _add_sides(
    ax: float,
    ay: float,
    dx: float,
    dy: float,
    radius: float,
    rows: NDArray[np.float64],
    low: Ends,
    high: Ends,
) -> None:
    """Let the two long sides of a capsule around the segment from a by dx, dy bound the rows that they cross."""
    length = math.hypot(dx, dy)
    off_x, off_y = -abs(dy) / length * radius, (dx if dy > 0 else -dx) / length * radius
    for ends, choose, sign in ((low, np.fmin, 1), (high, np.fmax, -1)):
        ux, uy = ax + sign * off_x, ay + sign * off_y
        upper, lower = (uy, uy + dy) if dy > 0 else (uy + dy, uy)
        first = max(0, math.ceil(upper - rows[0]))
        end = math.floor(lower - rows[0]) + 1
        if end > first:
            x = rows[first:end] - uy
            x /= dy
            if abs(dx) > STEEP * abs(dy):
                # What is rounded off in an almost level side may be any number of its heights.
                np.clip(x, 0, 1, out=x)
            x *= dx
            x += ux
            choose(ends[first:end], x, out=ends[first:end])


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
    low = np.where(empty, np.nan, np.minimum(x0, x1) - radius)
    high = np.where(empty, np.nan, np.maximum(x0, x1) + radius)
    return to_columns(top, low, high, size)
