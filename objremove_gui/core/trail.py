"""Where the tip of a brush has been: the pixels that each piece of a stroke covers, and those not covered by the last.

Between two positions the tip covers a capsule, between two positions of different sizes what two discs and their
common tangents enclose, so that a stroke drawn with changing pressure has smooth sides.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.raster import capsule, square_sweep, to_columns
from objremove_gui.core.spans import NO_SPANS, Spans, newly_covered, newly_covered_box

# A piece with a box of fewer pixels is looked at as a whole.
SMALL = 60_000


class Tip(StrEnum):
    """Shape of the brush."""

    ROUND = "round"
    SQUARE = "square"


class Piece(NamedTuple):
    """One piece of a stroke and the one before it; both are convex.

    ``box`` holds what is newly covered; where ``is_near`` hardly a smaller one does.
    """

    spans: Spans
    before: Spans | None
    box: Rect
    is_near: bool = False

    @property
    def new(self) -> tuple[Spans, Spans]:
        """The parts that the last one has not covered."""
        return newly_covered(self.spans, self.before)

    def bounds(self) -> Rect:
        """A box that holds what is newly covered; the smallest one where that saves more than it costs."""
        if self.before is None or self.is_near or self.box.size.pixels < SMALL:
            return self.box
        return newly_covered_box(self.spans, self.before)


class Trail:
    """A tip of some diameter that is moved over a picture of ``size``."""

    def __init__(self, size: Size, diameter: float, tip: Tip) -> None:
        self.radius = diameter / 2
        self.last: tuple[float, float] | None = None
        self._size = size
        self._tip = tip
        self._covered: Spans | None = None

    def to(self, x: float, y: float, diameter: float | None = None) -> Piece:
        """Move to x, y (put down there at first), and change to another diameter on the way."""
        ax, ay = self.last or (x, y)
        before, radius = self.radius, self.radius if diameter is None else diameter / 2
        if self._tip is Tip.ROUND and before != radius and self.last is not None:
            spans = tapered(ax, ay, before, x, y, radius, self._size)
        else:
            sweep = capsule if self._tip is Tip.ROUND else square_sweep
            spans = sweep(ax, ay, x, y, radius, self._size)
        is_near = self._tip is Tip.ROUND and before == radius and self._covered is not None
        reach = max(before, radius)
        box = self._ahead(ax, ay, x, y, spans) if is_near else self._box(ax, x, reach, spans)
        piece = Piece(spans, self._covered, box, is_near)
        self.last, self.radius, self._covered = (x, y), radius, spans
        return piece

    def _ahead(self, ax: float, ay: float, bx: float, by: float, spans: Spans) -> Rect:
        """The same for a round tip whose last piece ended at a: what is new lies before the line across it there."""
        dx, dy, radius = bx - ax, by - ay, self.radius
        length = math.hypot(dx, dy) or 1.0
        across, down = abs(dy) / length * radius, abs(dx) / length * radius
        left, right = _reach(ax, bx, across, radius, self._size.width)
        top, bottom = _reach(ay, by, down, radius, spans.top + len(spans.left))
        return Rect.of_corners(left, max(top, spans.top), right, bottom)

    def _box(self, ax: float, bx: float, reach: float, spans: Spans) -> Rect:
        """Where a piece from ax to bx can have pixels."""
        left, right = max(0, math.floor(min(ax, bx) - reach)), math.ceil(max(ax, bx) + reach)
        return Rect.of_corners(left, spans.top, min(self._size.width, right), spans.top + len(spans.left))


def _reach(a: float, b: float, beside: float, radius: float, end: int) -> tuple[int, int]:
    """From where to where the front half of a tip goes from a to b; at a it reaches ``beside`` to both sides."""
    low = b - radius if b <= a else a - beside
    high = b + radius if b >= a else a + beside
    return max(0, math.floor(low) - 1), min(end, math.ceil(high) + 1)


def tapered(ax: float, ay: float, ra: float, bx: float, by: float, rb: float, size: Size) -> Spans:
    """All pixels whose centre is within the convex hull of the discs of radius ``ra`` and ``rb`` around a and b."""
    length = math.dist((ax, ay), (bx, by))
    if length <= abs(ra - rb):
        x, y, radius = (ax, ay, ra) if ra > rb else (bx, by, rb)
        return capsule(x, y, x, y, radius, size)
    top = max(0, math.floor(min(ay - ra, by - rb)))
    bottom = min(size.height, math.ceil(max(ay + ra, by + rb)) + 1)
    if bottom <= top:
        return NO_SPANS
    rows = np.arange(top, bottom, dtype=np.float64) + 0.5
    with np.errstate(invalid="ignore"):
        half_a = np.sqrt(ra * ra - (rows - ay) ** 2)
        half_b = np.sqrt(rb * rb - (rows - by) ** 2)
    low = np.fmin(ax - half_a, bx - half_b)
    high = np.fmax(ax + half_a, bx + half_b)
    for (px, py), (qx, qy) in _tangents(ax, ay, ra, bx, by, rb, length):
        if py != qy:
            touched = (rows >= min(py, qy)) & (rows <= max(py, qy))
            at = px + (rows[touched] - py) / (qy - py) * (qx - px)
            low[touched], high[touched] = np.fmin(low[touched], at), np.fmax(high[touched], at)
    return to_columns(top, low, high, size)


def _tangents(
    ax: float, ay: float, ra: float, bx: float, by: float, rb: float, length: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Where the two outer tangents touch the discs around a and b."""
    ux, uy = (bx - ax) / length, (by - ay) / length
    sine = (ra - rb) / length
    cosine = math.sqrt(1 - sine * sine)
    normals = [(ux * sine - uy * side, uy * sine + ux * side) for side in (cosine, -cosine)]
    return [((ax + ra * nx, ay + ra * ny), (bx + rb * nx, by + rb * ny)) for nx, ny in normals]
