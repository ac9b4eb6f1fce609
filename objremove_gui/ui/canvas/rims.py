"""Dashed lines around what a removal reaches: cut once for a view, drawn only where something is repainted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
# The line is cut for this much around the view, as a share of it, so that small moves need nothing new.
AROUND = 0.5


def cut(rim: Rim, scale: float, seen: QRectF) -> tuple[Floats, Bools]:
    """The dashes of a closed line that come near the box ``seen``: (n, 4) x and y of both ends, and which are light.

    All in widget pixels from the image's corner, of which ``scale`` are an image pixel. Where a dash lies does not
    depend on what is seen.
    """
    import numpy as np

    points = np.concatenate([rim, rim[:1]]).astype(np.float64) * scale
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    # A line of a single point has no length, and one dash.
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*(points[1:] - points[:-1]).T))])
    near = np.flatnonzero(
        (high >= (seen.left(), seen.top())).all(axis=1) & (low <= (seen.right(), seen.bottom())).all(axis=1)
    )
    first = (along[near] // DASH).astype(np.int64)
    counts = (along[near + 1] // DASH).astype(np.int64) - first + 1
    # The numbers of all dashes that these pieces have a share in.
    skipped = np.repeat(first - np.cumsum(counts) + counts, counts)
    numbers = np.unique(skipped + np.arange(len(skipped)))
    starts = numbers * DASH
    ends = np.minimum(starts + DASH, along[-1])
    sides = [np.interp(at, along, points[:, axis]) for at in (starts, ends) for axis in (0, 1)]
    return np.stack(sides, axis=1), numbers % 2 == 0


class RimLines:
    """The rims of one canvas."""

    def __init__(self) -> None:
        self._rims: Sequence[Rim] = ()
        self._scale = 0.0
        self._room = QRectF()
        self._lines: list[QLineF] = []
        # Of each line: left, top, right, bottom.
        self._sides: tuple[Floats, ...] = ()
        self._is_light: Bools

    @property
    def is_empty(self) -> bool:
        return not self._rims

    def show(self, rims: Sequence[Rim]) -> None:
        self._rims = rims
        self._scale = 0.0

    def draw(self, painter: QPainter, corner: QPointF, scale: float, view: QRectF, part: QRectF) -> None:
        """Draw what lies in ``part`` of the widget; ``corner`` is where the image's is, ``view`` all that is seen."""
        import numpy as np

        if not self._rims:
            return
        self._fit(scale, view.translated(-corner))
        box = part.translated(-corner).adjusted(-1, -1, 1, 1)
        left, top, right, bottom = self._sides
        near = (right >= box.left()) & (bottom >= box.top()) & (left <= box.right()) & (top <= box.bottom())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(corner)
        for colour, chosen in ((LIGHT, near & self._is_light), (DARK, near & ~self._is_light)):
            painter.setPen(QPen(colour, 1))
            painter.drawLines([self._lines[index] for index in np.flatnonzero(chosen)])
        painter.restore()

    def _fit(self, scale: float, seen: QRectF) -> None:
        """Cut the rims for this view, where they are not."""
        import numpy as np

        if scale == self._scale and self._room.contains(seen):
            return
        self._scale = scale
        wide, high = AROUND * seen.width(), AROUND * seen.height()
        self._room = seen.adjusted(-wide, -high, wide, high)
        pieces = [cut(rim, scale, self._room) for rim in self._rims]
        ends = np.concatenate([ends for ends, _ in pieces])
        low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
        self._sides = (*low.T.copy(), *high.T.copy())
        self._is_light = np.concatenate([light for _, light in pieces])
        self._lines = [QLineF(*ends) for ends in ends.tolist()]
