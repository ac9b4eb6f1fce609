"""A stroke: gap-free capsules between the samples of a pointer, written into a mask."""

from __future__ import annotations

from enum import StrEnum

from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.mask import Mask
from objremove_gui.core.raster import (
    LARGE_AREA,
    LARGE_RADIUS,
    Spans,
    capsule,
    fill_large_capsule,
    fill_spans,
    newly_covered,
    square_sweep,
)


class Tip(StrEnum):
    """Shape of the brush."""

    ROUND = "round"
    SQUARE = "square"


class Stroke:
    """One stroke being drawn; the mask is recording. ``value`` 255 marks, 0 erases."""

    def __init__(self, mask: Mask, diameter: float, value: int, tip: Tip = Tip.ROUND) -> None:
        self._mask = mask
        self._radius = diameter / 2
        self._value = value
        self._tip = tip
        self._last: tuple[float, float] | None = None
        self._before: Spans | None = None

    @property
    def last(self) -> tuple[float, float] | None:
        """Where it is, in image pixels."""
        return self._last

    def to(self, x: float, y: float, diameter: float | None = None) -> Rect:
        """Draw from the last position to x, y (a dot at first); returns the box of newly covered pixels."""
        if diameter is not None and diameter / 2 != self._radius:
            self._radius = diameter / 2
            self._before = None
        ax, ay = self._last or (x, y)
        self._last = (x, y)
        sweep = capsule if self._tip is Tip.ROUND else square_sweep
        spans = sweep(ax, ay, x, y, self._radius, self._mask.size)
        new = newly_covered(spans, self._before)
        self._before = spans
        box = new[0].bounds().union(new[1].bounds())
        if box.is_empty:
            return EMPTY
        self._write((ax, ay, x, y), spans, new, box)
        self._mask.changed.emit(box)
        return box

    def _write(
        self,
        segment: tuple[float, float, float, float],
        spans: Spans,
        new: tuple[Spans, Spans],
        box: Rect,
    ) -> None:
        self._mask.touch(box)
        is_large = self._radius > LARGE_RADIUS and new[0].area + new[1].area > LARGE_AREA
        if self._tip is Tip.ROUND and is_large:
            fill_large_capsule(self._mask.pixels, *segment, self._radius, spans, self._value)
        else:
            fill_spans(self._mask.pixels, new, self._value)
