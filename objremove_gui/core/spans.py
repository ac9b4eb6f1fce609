"""Row intervals of a shape: what of them is new against another shape's, and how they are written into a mask."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect

Mask8 = NDArray[np.uint8]
Columns = NDArray[np.int64]

# A column to the right of any.
NOWHERE = 1 << 62
# Fewer pixels than this per run are written by one fancy index, longer runs by slices.
SHORT_RUN = 40
# In a box of fewer pixels than this each is compared with its row's ends.
SMALL_BOX = 20_000


class Spans(NamedTuple):
    """Columns left[i] up to but without right[i] in row top + i; left >= right where the row is empty."""

    top: int
    left: Columns
    right: Columns

    def bounds(self) -> Rect:
        rows = (self.right > self.left).nonzero()[0]
        if not len(rows):
            return EMPTY
        left, right = self.left, self.right
        if len(rows) < len(left):
            left, right = left[rows], right[rows]
        x0, x1 = int(left.min()), int(right.max())
        return Rect.of_corners(x0, self.top + int(rows[0]), x1, self.top + int(rows[-1]) + 1)


NO_SPANS = Spans(0, np.zeros(0, np.int64), np.zeros(0, np.int64))


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


def newly_covered_box(spans: Spans, before: Spans) -> Rect:
    """The smallest box around what :func:`newly_covered` gives, for two shapes without empty rows."""
    top, left, right = spans
    first, end = max(top, before.top), min(top + len(left), before.top + len(before.left))
    if end <= first:
        return spans.bounds()
    mine, old = slice(first - top, end - top), slice(first - before.top, end - before.top)
    starts, ends, old_starts, old_ends = left[mine], right[mine], before.left[old], before.right[old]
    grows_left, grows_right = starts < old_starts, ends > old_ends
    rows = (grows_left | grows_right).nonzero()[0] + first
    # Above and below, where all is new, and between.
    box = Spans(top, left[: mine.start], right[: mine.start]).bounds()
    box = box.union(Spans(end, left[mine.stop :], right[mine.stop :]).bounds())
    if not len(rows):
        return box
    x0 = np.where(grows_left, starts, np.where(grows_right, np.maximum(starts, old_ends), NOWHERE)).min()
    x1 = np.where(grows_right, ends, np.where(grows_left, np.minimum(ends, old_starts), 0)).max()
    return box.union(Rect.of_corners(int(x0), int(rows[0]), int(x1), int(rows[-1]) + 1))


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


def fill_convex(mask: Mask8, spans: Spans, value: int) -> None:
    """Write ``value`` (0 or 255) into the pixels of a convex shape."""
    top, left, right = spans
    if not len(left):
        return
    x0, x1 = int(left.min()), int(right.max())
    if len(left) * (x1 - x0) < SMALL_BOX:
        _fill_box(mask[top : top + len(left), x0:x1], left - x0, right - left, value)
    else:
        _fill_polygon(mask, spans, value)


def _fill_box(block: Mask8, starts: Columns, lengths: Columns, value: int) -> None:
    """The same in the shape's own box."""
    first, length = starts.astype(np.uint16), np.maximum(lengths, 0).astype(np.uint16)
    # What lies to the left of the first one wraps around.
    nth = np.arange(block.shape[1], dtype=np.uint16) - first[:, None]
    is_inside = np.less(nth, length[:, None])
    if value:
        np.bitwise_or(block, np.negative(is_inside.view(np.int8)).view(np.uint8), out=block)
    else:
        np.bitwise_and(block, np.subtract(is_inside.view(np.uint8), 1), out=block)


def _fill_polygon(mask: Mask8, spans: Spans, value: int) -> None:
    """The same for a large shape.

    OpenCV draws the inside of a polygon and its outline. This one goes through the first and the last pixel of each
    row, and from row to row in a column that both have, so it never leaves the shape.
    """
    top, left, right = spans
    count, last = len(left), right - 1
    left_turns, right_turns = np.maximum(left[1:], left[:-1]), np.minimum(last[1:], last[:-1])
    if (left_turns > right_turns).any():
        # A thin shape, of which neighbouring rows may touch by a corner.
        fill_spans(mask, (spans,), value)
        return
    # Of both sides each row's end, and the turn on the way to the next one; the right side is gone upwards.
    corners = np.empty((2, count, 2, 2), np.int32)
    rows = np.arange(top, top + count)
    for side, ends, turns in ((corners[0], left, left_turns), (corners[1, ::-1, ::-1], last, right_turns)):
        side[..., 0] = ends[:, None]
        side[:-1, 1, 0] = turns
        side[..., 1] = rows[:, None]
        # A shape that grows goes down first, and one that shrinks last.
        side[:-1, 1, 1] += turns == ends[:-1]
    cv2.fillConvexPoly(mask, corners.reshape(-1, 2), value)
