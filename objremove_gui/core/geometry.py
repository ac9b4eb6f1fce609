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
        x, y, width, height = self
        return slice(y, y + height), slice(x, x + width)

    @classmethod
    def of_corners(cls, x0: int, y0: int, x1: int, y1: int) -> Rect:
        """The box from x0, y0 up to but without x1, y1."""
        return cls(x0, y0, x1 - x0 if x1 > x0 else 0, y1 - y0 if y1 > y0 else 0)

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
        # Spelled out like the union: a stroke asks for a dozen of them at every move.
        left, top, width, height = other
        right, bottom = left + width, top + height
        x, y, width, height = self
        if left < x:
            left = x
        if top < y:
            top = y
        if right > x + width:
            right = x + width
        if bottom > y + height:
            bottom = y + height
        return Rect(left, top, right - left if right > left else 0, bottom - top if bottom > top else 0)

    def union(self, other: Rect) -> Rect:
        """The smallest box that holds both; an empty box counts for nothing."""
        x, y, width, height = self
        if width <= 0 or height <= 0:
            return other
        left, top, wide, high = other
        if wide <= 0 or high <= 0:
            return self
        right, bottom = x + width, y + height
        if left < x:
            x = left
        if top < y:
            y = top
        if left + wide > right:
            right = left + wide
        if top + high > bottom:
            bottom = top + high
        return Rect(x, y, right - x, bottom - y)

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
