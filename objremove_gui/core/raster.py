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
# So much of a row's height may be lost on the way; a row too many does no harm.
ROUNDED_OFF = 1e-6


def to_columns(top: int, low: Ends, high: Ends, size: Size) -> Spans:
    """Pixels whose centres lie in [low, high]; rows where these are not numbers are empty."""
    with np.errstate(invalid="ignore"):
        return _columns(top, np.stack((-low, high)), size, is_inside=False)


def _columns(top: int, reach: Ends, size: Size, *, is_inside: bool) -> Spans:
    """The same for ``reach``, -low and high below each other, which is used up.

    ``is_inside``: no column lies outside the picture.
    """
    reach += 0.5
    columns = np.floor(reach, out=reach).astype(np.int64)
    left, right = np.negative(columns[0], out=columns[0]), columns[1]
    is_live = right > left
    if is_inside and is_live.all():
        return Spans(top, left, right)
    np.minimum(np.maximum(columns, 0, out=columns), size.width, out=columns)
    is_live = right > left
    rows = is_live.nonzero()[0]
    if not len(rows):
        return NO_SPANS
    first, end = int(rows[0]), int(rows[-1]) + 1
    return Spans(top + first, left[first:end], right[first:end])


def _rows(low: float, high: float, size: Size) -> tuple[int, Ends]:
    """The first row that may have a part between two heights, and the heights of the centres of all of them."""
    top = max(0, math.ceil(low - 0.5 - ROUNDED_OFF))
    return top, np.arange(top + 0.5, min(size.height, math.floor(high + 0.5 + ROUNDED_OFF)))


def capsule(ax: float, ay: float, bx: float, by: float, radius: float, size: Size) -> Spans:
    """All pixels whose centre is within ``radius`` of the segment a-b, cut to a picture of ``size``."""
    top, y = _rows(min(ay, by) - radius, max(ay, by) + radius, size)
    if not len(y):
        return NO_SPANS
    is_inside = min(ax, bx) - radius > 1 and max(ax, bx) + radius < size.width - 1
    with np.errstate(invalid="ignore"):
        # Both discs and both sides at once: each call for so few numbers costs more than what it does.
        places = np.array((ay, by, -ax, ax, -bx, bx))[:, None]
        half = y - places[:2]
        half *= half
        np.subtract(radius * radius, half, out=half)
        # Not a number beyond a disc.
        np.sqrt(half, out=half)
        reach: Ends = np.fmax(places[2:4] + half[0], places[4:] + half[1])
        if ay != by:
            _add_sides(ax, ay, bx - ax, by - ay, radius, y, reach)
        return _columns(top, reach, size, is_inside=is_inside)


def _add_sides(ax: float, ay: float, dx: float, dy: float, radius: float, rows: Ends, reach: Ends) -> None:
    """Let the two long sides of a capsule around the segment from a by dx, dy bound the rows that they cross."""
    length = math.hypot(dx, dy)
    off_x, off_y = -abs(dy) / length * radius, (dx if dy > 0 else -dx) / length * radius
    for ends, sign in ((reach[0], 1), (reach[1], -1)):
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
            x *= -sign * dx
            x -= sign * ux
            ends = ends[first:end]
            np.fmax(ends, x, out=ends)


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
