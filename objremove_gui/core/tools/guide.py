"""From where the pointer is to where the stroke goes: straight lines in steps of 45 degrees, and a steadying string."""

from __future__ import annotations

import math

from objremove_gui.core.tools.base import Point

SNAP = math.radians(45)
# Screen pixels that the pointer must go before a straight line's direction is known.
UNDECIDED = 8.0


def direction(from_: Point, to: Point) -> Point:
    """The nearest of the eight directions, as a vector of length 1."""
    angle = round(math.atan2(to[1] - from_[1], to[0] - from_[0]) / SNAP) * SNAP
    return math.cos(angle), math.sin(angle)


def along(from_: Point, towards: Point, to: Point) -> Point:
    """The point nearest to ``to`` on the line from ``from_`` in the direction ``towards``."""
    length = (to[0] - from_[0]) * towards[0] + (to[1] - from_[1]) * towards[1]
    return from_[0] + length * towards[0], from_[1] + length * towards[1]


def snapped(from_: Point, to: Point) -> Point:
    """``to`` moved onto the nearest of the eight directions from ``from_``."""
    return along(from_, direction(from_, to), to)


class Guide:
    """Where a stroke goes while the pointer moves; all lengths in image pixels.

    With a string of some length the stroke is pulled behind the pointer and moves only when the string is taut, so
    smaller movements than that leave no trace in it.
    """

    def __init__(self, start: Point) -> None:
        self.at = start
        self._from: Point | None = None
        self._direction: Point | None = None

    def to(self, pointer: Point, *, straight: bool, string: float, scale: float) -> Point | None:
        """The next point of the stroke; None while it stays where it is. ``scale``: image pixels a screen pixel."""
        if straight:
            return self._straight_to(pointer, UNDECIDED * scale)
        self._from = self._direction = None
        distance = math.dist(self.at, pointer)
        if distance <= string:
            return None
        part = 1 - string / distance
        x, y = self.at
        self.at = (x + (pointer[0] - x) * part, y + (pointer[1] - y) * part)
        return self.at

    def _straight_to(self, pointer: Point, undecided: float) -> Point | None:
        if self._from is None:
            self._from = self.at
        if self._direction is None:
            if math.dist(self._from, pointer) < undecided:
                return None
            self._direction = direction(self._from, pointer)
        self.at = along(self._from, self._direction, pointer)
        return self.at
