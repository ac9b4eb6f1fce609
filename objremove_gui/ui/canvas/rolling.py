"""Where a view's pixels lie in buffers of its size that never move: what leaves at one side makes room at the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from objremove_gui.core.geometry import Rect, Size


@dataclass(frozen=True, slots=True)
class Rolled:
    """The view's pixel 0, 0 lies at ``x``, ``y`` of buffers of ``size``, and what follows wraps around."""

    size: Size
    x: int = 0
    y: int = 0

    def scrolled(self, dx: int, dy: int) -> Rolled:
        """After all that is seen has moved by dx, dy."""
        return replace(self, x=(self.x - dx) % self.size.width, y=(self.y - dy) % self.size.height)

    def pieces(self, box: Rect) -> list[tuple[Rect, Rect]]:
        """``box``, which lies inside the view, as boxes of the view and where each lies in the buffers."""
        if not (self.x or self.y):
            return [(box, box)]
        across = _wrapped(box.x, box.width, self.x, self.size.width)
        down = _wrapped(box.y, box.height, self.y, self.size.height)
        return [
            (Rect(x, y, width, height), Rect(left, top, width, height))
            for y, top, height in down
            for x, left, width in across
        ]


def _wrapped(start: int, length: int, origin: int, whole: int) -> list[tuple[int, int, int]]:
    """One or two parts of a length: where they begin in the view, where in the buffers, and how long they are."""
    place = (start + origin) % whole
    first = min(length, whole - place)
    parts = [(start, place, first)]
    if first < length:
        parts.append((start + first, 0, length - first))
    return parts


def exposed(size: Size, dx: int, dy: int) -> list[Rect]:
    """What is new in a view of ``size`` in which everything has moved by dx, dy (less than its sides)."""
    width, height = size
    boxes = [
        Rect(0, 0 if dy > 0 else height + dy, width, abs(dy)),
        Rect(0 if dx > 0 else width + dx, max(0, dy), abs(dx), height - abs(dy)),
    ]
    return [box for box in boxes if not box.is_empty]
