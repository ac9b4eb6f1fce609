"""Exact spans of closed figures: a pixel belongs to a figure if its centre lies within."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.spans import NO_SPANS, Columns, Spans


def rectangle_spans(box: Rect, size: Size) -> Spans:
    """The pixels of ``box`` inside a picture of ``size``."""
    inside = box.intersect(Rect.of_size(size))
    if inside.is_empty:
        return NO_SPANS
    left = np.full(inside.height, inside.x, np.int64)
    return Spans(inside.y, left, left + inside.width)


def ellipse_spans(box: Rect, size: Size) -> Spans:
    """The pixels whose centres lie in the ellipse that fills ``box``, inside a picture of ``size``.

    The rule is ((x - cx) / rx)^2 + ((y - cy) / ry)^2 <= 1 in float64.
    """
    inside = box.intersect(Rect.of_size(size))
    if inside.is_empty:
        return NO_SPANS
    rx, ry = box.width / 2, box.height / 2
    cx, cy = box.x + rx, box.y + ry
    y2 = ((np.arange(inside.y, inside.bottom, dtype=np.float64) + 0.5 - cy) / ry) ** 2
    half = np.sqrt(1 - y2) * rx
    left = np.clip(np.ceil(cx - half - 0.5), 0, size.width).astype(np.int64)
    return Spans(inside.y, left, np.clip(np.floor(cx + half + 0.5), 0, size.width).astype(np.int64))


def polygon_spans(points: NDArray[np.float64], size: Size) -> tuple[Spans, ...]:
    """The pixels inside a closed polygon by the even-odd rule, inside a picture of ``size``.

    ``points`` is (n, 2) of x, y in image pixels; the last is joined to the first. An edge belongs to the pixels to
    its right and below it. Several spans, since a row may enter the polygon more than once.
    """
    start, end = points, np.roll(points, -1, axis=0)
    # From its upper end, so that an edge that is gone both ways, or that two polygons share, is rounded one way.
    falls = (start[:, 1] <= end[:, 1])[:, None]
    (x0, y0), (x1, y1) = np.where(falls, start, end).T, np.where(falls, end, start).T
    first = np.clip(np.ceil(y0 - 0.5), 0, size.height).astype(np.int64)
    last = np.clip(np.ceil(y1 - 0.5), 0, size.height).astype(np.int64)
    counts = last - first
    total = int(counts.sum())
    if not total:
        return (NO_SPANS,)
    edge = np.repeat(np.arange(len(points)), counts)
    row = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    at = x0[edge] + (row + 0.5 - y0[edge]) / (y1 - y0)[edge] * (x1 - x0)[edge]
    column = np.clip(np.ceil(at - 0.5), 0, size.width).astype(np.int64)
    order = np.lexsort((column, row))
    # A closed chain crosses each row an even number of times.
    return _by_row(row[order][::2], column[order][::2], column[order][1::2])


def _by_row(row: Columns, left: Columns, right: Columns) -> tuple[Spans, ...]:
    """Runs sorted by row as spans: the first run of each row, the second of each row, and so on."""
    full = right > left
    row, left, right = row[full], left[full], right[full]
    if not len(row):
        return (NO_SPANS,)
    top, height = int(row[0]), int(row[-1] - row[0]) + 1
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    nth = np.arange(len(row)) - np.repeat(starts, np.diff(starts, append=len(row)))
    order = np.argsort(nth, kind="stable")
    parts = []
    for mine in np.split(order, np.cumsum(np.bincount(nth))[:-1]):
        low, high = np.zeros(height, np.int64), np.zeros(height, np.int64)
        low[row[mine] - top], high[row[mine] - top] = left[mine], right[mine]
        parts.append(Spans(top, low, high))
    return tuple(parts)
