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


class Outline:
    """A closed line, with all of it that does not depend on the view."""

    def __init__(self, rim: Rim) -> None:
        import numpy as np

        points = np.concatenate([rim, rim[:1]]).astype(np.float64)
        self._x, self._y = points.T.copy()
        # A line of a single point has no length, and one dash.
        lengths = np.hypot(np.diff(self._x), np.diff(self._y))
        self._along = np.concatenate([[0.0], np.cumsum(lengths)])
        self._left, self._right = _in_order(self._x[:-1], self._x[1:])
        self._top, self._bottom = _in_order(self._y[:-1], self._y[1:])

    @property
    def length(self) -> float:
        """In pixels of the image."""
        return float(self._along[-1])

    def cut(self, scale: float, seen: QRectF) -> tuple[Floats, Bools]:
        """The dashes that come near the box ``seen``: (n, 4) x and y of both ends, and which are light.

        All in widget pixels from the image's corner, of which ``scale`` are an image pixel. Where a dash lies does
        not depend on what is seen.
        """
        import numpy as np

        near = np.flatnonzero(
            (self._right >= seen.left() / scale)
            & (self._left <= seen.right() / scale)
            & (self._bottom >= seen.top() / scale)
            & (self._top <= seen.bottom() / scale)
        )
        dash = DASH / scale
        first = (self._along[near] // dash).astype(np.int64)
        counts = (self._along[near + 1] // dash).astype(np.int64) - first + 1
        # The numbers of all dashes that these pieces have a share in; a piece may begin in the last one's.
        numbers = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        numbers = numbers[np.diff(numbers, prepend=-1) > 0]
        starts = numbers * dash
        ends = np.minimum(starts + dash, self._along[-1])
        sides = [np.interp(at, self._along, axis) for at in (starts, ends) for axis in (self._x, self._y)]
        return np.stack(sides, axis=1) * scale, numbers % 2 == 0


def _in_order(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    return np.minimum(first, second), np.maximum(first, second)


class RimLines:
    """The rims of one canvas."""

    def __init__(self) -> None:
        self._outlines: list[Outline] = []
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
        return not self._outlines

    def show(self, rims: Sequence[Rim]) -> None:
        self._outlines = [Outline(rim) for rim in rims]
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

        if not self._outlines:
            return
        if not (roughly and self._scale):
            self._fit(scale, view.translated(-corner))
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

    def _fit(self, scale: float, seen: QRectF) -> None:
        """Cut the rims for this view, where they are not."""
        import numpy as np

        if scale == self._scale and self._room.contains(seen):
            return
        self._scale = scale
        if sum(outline.length for outline in self._outlines) * scale < MOST * DASH:
            self._room = EVERYWHERE
        else:
            wide, high = AROUND * seen.width(), AROUND * seen.height()
            self._room = seen.adjusted(-wide, -high, wide, high)
        pieces = [outline.cut(scale, self._room) for outline in self._outlines]
        ends = np.concatenate([ends for ends, _ in pieces])
        left, right = _in_order(ends[:, 0], ends[:, 2])
        top, bottom = _in_order(ends[:, 1], ends[:, 3])
        self._sides = left, top, right, bottom
        self._is_light = np.concatenate([light for _, light in pieces])
        self._ends, self._lines = ends, [None] * len(ends)
