"""Dashed lines around what a removal reaches: cut once for a view, drawn only where something is repainted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from objremove_gui.core.reach import Rim

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

# In widget pixels: a light dash and a dark one in turns, so that the line is seen on any picture.
DASH = 4.0
LIGHT, DARK = QColor(255, 255, 255, 230), QColor(0, 0, 0, 200)
# Lines with more dashes than this are cut for what is seen and this much around it, as a share of the view.
MOST, AROUND = 16_000, 0.25
EVERYWHERE = QRectF(-1e9, -1e9, 2e9, 2e9)


class Outlines:
    """Closed lines, with all of them that does not depend on the view; there may be many thousands."""

    def __init__(self, rims: Sequence[Rim]) -> None:
        import numpy as np

        counts = np.array([len(rim) for rim in rims], np.int64)
        # Each line's points, and its first one again.
        sizes = counts + 1
        line = np.repeat(np.arange(len(counts)), sizes)
        nth = np.arange(len(line)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(np.cumsum(counts) - counts, sizes) + np.where(nth < counts[line], nth, 0)
        self._x, self._y = np.concatenate(rims)[places].astype(np.float64).T.copy()
        # The lines lie behind each other, a pixel apart. One of a single point has no length, and one dash.
        self._is_own = line[1:] == line[:-1]
        steps = np.where(self._is_own, np.hypot(np.diff(self._x), np.diff(self._y)), 1.0)
        self._along = np.concatenate([[0.0], np.cumsum(steps)])
        self._line = line[:-1]
        lasts = np.cumsum(sizes) - 1
        self._begins, self._ends = self._along[lasts - counts], self._along[lasts]
        self._left, self._right = _in_order(self._x[:-1], self._x[1:])
        self._top, self._bottom = _in_order(self._y[:-1], self._y[1:])

    @property
    def length(self) -> float:
        """Of all of them, in pixels of the image."""
        return float((self._ends - self._begins).sum())

    def cut(self, scale: float, seen: QRectF) -> tuple[Floats, Bools]:
        """The dashes that come near the box ``seen``: (n, 4) x and y of both ends, and which are light.

        All in widget pixels from the image's corner, of which ``scale`` are an image pixel. Where a dash lies does
        not depend on what is seen.
        """
        import numpy as np

        near = np.flatnonzero(
            self._is_own
            & (self._right >= seen.left() / scale)
            & (self._left <= seen.right() / scale)
            & (self._bottom >= seen.top() / scale)
            & (self._top <= seen.bottom() / scale)
        )
        dash, line = DASH / scale, self._line[near]
        first = ((self._along[near] - self._begins[line]) // dash).astype(np.int64)
        counts = ((self._along[near + 1] - self._begins[line]) // dash).astype(np.int64) - first + 1
        # The numbers of all dashes that these pieces have a share in; a piece may begin in the last one's.
        numbers = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        line = np.repeat(line, counts)
        is_new = (np.diff(numbers, prepend=-1) > 0) | (np.diff(line, prepend=-1) > 0)
        numbers, line = numbers[is_new], line[is_new]
        starts = np.minimum(self._begins[line] + numbers * dash, self._ends[line])
        ends = np.minimum(starts + dash, self._ends[line])
        sides = [np.interp(at, self._along, axis) for at in (starts, ends) for axis in (self._x, self._y)]
        return np.stack(sides, axis=1) * scale, numbers % 2 == 0


def _in_order(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    return np.minimum(first, second), np.maximum(first, second)


class RimLines:
    """The rims of one canvas."""

    def __init__(self) -> None:
        self._outlines: Outlines | None = None
        self._scale = 0.0
        self._room = QRectF()
        # Each dash, from when it is first seen: to make all of them would take longer than a frame.
        self._lines: list[QLineF | None] = []
        self._ends: Floats
        # Of each line: left, top, right, bottom.
        self._sides: tuple[Floats, ...] = ()
        self._is_light: Bools

    @property
    def is_empty(self) -> bool:
        return self._outlines is None

    def show(self, rims: Sequence[Rim]) -> None:
        self._outlines = Outlines(rims) if rims else None
        self._scale = 0.0

    def draw(
        self,
        painter: QPainter,
        corner: QPointF,
        scale: float,
        view: QRectF,
        part: QRectF,
        *,
        roughly: bool = False,
    ) -> None:
        """Draw what lies in ``part`` of the widget; ``corner`` is where the image's is, ``view`` all that is seen.

        ``roughly``: as it was drawn last, at the size that it has now.
        """
        import numpy as np

        if self._outlines is None:
            return
        if not (roughly and self._scale):
            self._fit(self._outlines, scale, view.translated(-corner))
        factor = scale / self._scale
        seen = part.translated(-corner).adjusted(-1, -1, 1, 1)
        box = QRectF(seen.topLeft() / factor, seen.bottomRight() / factor)
        left, top, right, bottom = self._sides
        near = (right >= box.left()) & (bottom >= box.top()) & (left <= box.right()) & (top <= box.bottom())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(corner)
        painter.scale(factor, factor)
        for colour, chosen in ((LIGHT, near & self._is_light), (DARK, near & ~self._is_light)):
            painter.setPen(QPen(colour, 1 / factor))
            painter.drawLines(self._lines_of(np.flatnonzero(chosen).tolist()))
        painter.restore()

    def _lines_of(self, chosen: list[int]) -> list[QLineF]:
        """The dashes of these numbers."""
        new = [index for index in chosen if self._lines[index] is None]
        for index, ends in zip(new, self._ends[new].tolist(), strict=True):
            self._lines[index] = QLineF(*ends)
        return cast("list[QLineF]", [self._lines[index] for index in chosen])

    def _fit(self, outlines: Outlines, scale: float, seen: QRectF) -> None:
        """Cut the rims for this view, where they are not."""
        if scale == self._scale and self._room.contains(seen):
            return
        self._scale = scale
        if outlines.length * scale < MOST * DASH:
            self._room = EVERYWHERE
        else:
            wide, high = AROUND * seen.width(), AROUND * seen.height()
            self._room = seen.adjusted(-wide, -high, wide, high)
        ends, self._is_light = outlines.cut(scale, self._room)
        left, right = _in_order(ends[:, 0], ends[:, 2])
        top, bottom = _in_order(ends[:, 1], ends[:, 3])
        self._sides = left, top, right, bottom
        self._ends, self._lines = ends, [None] * len(ends)
