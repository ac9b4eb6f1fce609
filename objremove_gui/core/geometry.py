"""Boxes and sizes in whole image pixels: x to the right, y down, the first pixel is 0, 0."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


class Rect(NamedTuple):
    """A box of whole pixels; empty when width or height is not positive."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def is_empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of the box in an array of shape (h, w, ...)."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    @classmethod
    def of_corners(cls, x0: int, y0: int, x1: int, y1: int) -> Rect:
        """The box from x0, y0 up to but without x1, y1."""
        return cls(x0, y0, max(0, x1 - x0), max(0, y1 - y0))

    @classmethod
    def of_size(cls, size: Size) -> Rect:
        return cls(0, 0, size.width, size.height)

    @classmethod
    def around(cls, boxes: Iterable[Rect]) -> Rect:
        """The smallest box that holds all of them; empty boxes count for nothing."""
        result = EMPTY
        for box in boxes:
            result = result.union(box)
        return result

    def intersect(self, other: Rect) -> Rect:
        """What both share; an empty box when they do not meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect.of_corners(x, y, min(self.right, other.right), min(self.bottom, other.bottom))

    def union(self, other: Rect) -> Rect:
        """The smallest box that holds both; an empty box counts for nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect.of_corners(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def pad(self, amount: int) -> Rect:
        """The box grown by ``amount`` pixels on every side (shrunk when negative)."""
        return Rect(self.x - amount, self.y - amount, self.width + 2 * amount, self.height + 2 * amount)

    def shift(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def holds(self, other: Rect) -> bool:
        """Whether ``other`` lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def relative_to(self, outer: Rect) -> Rect:
        """The same box in the coordinates of ``outer``'s own corner."""
        return self.shift(-outer.x, -outer.y)


EMPTY = Rect(0, 0, 0, 0)
