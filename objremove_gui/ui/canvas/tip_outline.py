"""The outline of a tip: drawn once for a size, then copied to wherever the pointer goes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

# The lines and how many of their own widths each lies outside of the tip's rim: light between dark.
DARK, LIGHT = QColor(0, 0, 0, 120), QColor(255, 255, 255, 230)
LINES = ((DARK, -1), (DARK, 1), (LIGHT, 0))
# In widths of a line.
MARGIN = 3
# In pixels of the screen: larger outlines are left lines, of which the view shows little, and no image is kept.
LARGEST = 640
# Smaller images are copied in one piece.
WHOLE = 40
# Where an outline is cut across, as shares of its radius: pieces hold little that is not on it.
HEIGHTS = (0, 0.45, 0.75, 0.92)


class TipOutline:
    """The outline of one canvas's tip."""

    def __init__(self) -> None:
        self._key: tuple[float, float, bool] | None = None
        self._image = QImage()
        # What is copied of the image (x, y, width, height): in the middle of a large one there is nothing.
        self._parts: list[tuple[int, int, int, int]] = []

    def draw(self, painter: QPainter, at: QPointF, radius: float, *, is_square: bool) -> None:
        """Draw it around ``at``; ``radius`` in widget pixels."""
        ratio = painter.device().devicePixelRatio()
        if radius * ratio > LARGEST:
            _draw_lines(painter, at, radius, thickness(ratio) / ratio, is_square=is_square)
            return
        if self._key != (radius, ratio, is_square):
            self._key = radius, ratio, is_square
            self._make(radius, ratio, is_square=is_square)
        # Where the pointer is within a pixel is neither seen nor worth to draw the outline anew.
        half = self._image.width() // 2
        left, top = round(at.x() * ratio) - half, round(at.y() * ratio) - half
        if ratio == 1:
            for x, y, width, height in self._parts:
                painter.drawImage(left + x, top + y, self._image, x, y, width, height)
            return
        for x, y, width, height in self._parts:
            place = QPointF((left + x) / ratio, (top + y) / ratio)
            painter.drawImage(place, self._image, QRectF(x, y, width, height))

    def _make(self, radius: float, ratio: float, *, is_square: bool) -> None:
        thick = thickness(ratio)
        half = math.ceil(radius * ratio) + MARGIN * thick
        side = 2 * half
        self._image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.fill(Qt.GlobalColor.transparent)
        with QPainter(self._image) as painter:
            _draw_lines(painter, QPointF(half, half), radius * ratio, thick, is_square=is_square)
        self._image.setDevicePixelRatio(ratio)
        if half < WHOLE:
            self._parts = [(0, 0, side, side)]
        else:
            self._parts = list(_parts(half, radius * ratio, MARGIN * thick, is_square=is_square))


def thickness(ratio: float) -> int:
    """Pixels of the screen that a line is wide, of which a pixel of the widget has ``ratio``."""
    return max(1, math.floor(ratio + 0.25))


def _parts(half: int, radius: float, margin: int, *, is_square: bool) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that hold what an outline crosses of an image of side 2 x ``half``, and do not overlap."""

    def reach(y: int, radius: float) -> float:
        return radius if is_square else math.sqrt(max(0.0, radius * radius - y * y))

    heights = [int(share * (radius - margin)) for share in ((0, 1) if is_square else HEIGHTS)]
    for above, below in pairwise(heights):
        inner, outer = int(reach(below, radius - margin)), min(half, math.ceil(reach(above, radius + margin)))
        # In the middle what is above and below is one.
        pieces = (
            [(half - below, below - above), (half + above, below - above)]
            if above
            else [(half - below, 2 * below)]
        )
        for top, rows in pieces:
            yield half - outer, top, outer - inner, rows
            yield half + inner, top, outer - inner, rows
    last = heights[-1]
    across = min(half, math.ceil(reach(last, radius + margin)))
    yield half - across, 0, 2 * across, half - last
    yield half - across, half + last, 2 * across, half - last


def _draw_lines(painter: QPainter, at: QPointF, radius: float, width: float, *, is_square: bool) -> None:
    """``width`` is that of a line."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = at.x(), at.y()
    for colour, steps in LINES:
        reach = radius + steps * width
        box = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
        painter.setPen(QPen(colour, width))
        if is_square:
            painter.drawRect(box)
        else:
            painter.drawEllipse(box)
