"""A stroke: gap-free capsules between the samples of a pointer, written into a mask."""

from __future__ import annotations

from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.mask import Mask
from objremove_gui.core.spans import fill_convex
from objremove_gui.core.trail import Tip, Trail

__all__ = ["Stroke", "Tip"]


class Stroke:
    """One stroke being drawn; the mask is recording. ``value`` 255 marks, 0 erases."""

    def __init__(self, mask: Mask, diameter: float, value: int, tip: Tip = Tip.ROUND) -> None:
        self._mask = mask
        self._value = value
        self._trail = Trail(mask.size, diameter, tip)

    @property
    def last(self) -> tuple[float, float] | None:
        """Where it is, in image pixels."""
        return self._trail.last

    def to(self, x: float, y: float, diameter: float | None = None) -> Rect:
        """Draw from the last position to x, y (a dot at first); returns a box that holds the newly covered pixels.

        Another diameter is reached on the way.
        """
        piece = self._trail.to(x, y, diameter)
        box = piece.bounds()
        if box.is_empty:
            return EMPTY
        self._mask.touch(box)
        fill_convex(self._mask.pixels, piece.spans, self._value)
        self._mask.changed.emit(box)
        return box
