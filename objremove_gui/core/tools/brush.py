"""Brush and eraser."""

from __future__ import annotations

import math

from objremove_gui.core.document import Document
from objremove_gui.core.stroke import Stroke
from objremove_gui.core.tools.base import ToolInfo
from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent
from objremove_gui.i18n import mark, tr

MIN_DIAMETER = 1.0
MAX_DIAMETER = 2000.0
SNAP = math.radians(45)

BRUSH = ToolInfo(
    "brush",
    mark("Brush"),
    "brush",
    "brushAction",
    mark("Paint over what should go. Shift-click draws a straight line, Alt erases."),
)
ERASER = ToolInfo(
    "eraser",
    mark("Eraser"),
    "eraser",
    "eraserAction",
    mark("Take marks away. Shift-click draws a straight line, Alt marks."),
)


def snapped(ax: float, ay: float, x: float, y: float) -> tuple[float, float]:
    """x, y moved onto the nearest of the eight directions from ax, ay."""
    length = math.hypot(x - ax, y - ay)
    angle = round(math.atan2(y - ay, x - ax) / SNAP) * SNAP
    return ax + length * math.cos(angle), ay + length * math.sin(angle)


class BrushTool:
    """Marks with the brush (``marks`` True) or takes marks away; its size is remembered."""

    def __init__(self, document: Document, info: ToolInfo, *, diameter: float, marks: bool) -> None:
        self.info = info
        self.diameter = diameter
        self._document = document
        self._marks = marks
        self._stroke: Stroke | None = None
        self._name = ""
        self._anchor: tuple[float, float] | None = None
        self._start: tuple[float, float] = (0.0, 0.0)

    @property
    def is_active(self) -> bool:
        return self._stroke is not None

    def set_diameter(self, diameter: float) -> None:
        self.diameter = min(MAX_DIAMETER, max(MIN_DIAMETER, diameter))

    def press(self, event: PointerEvent) -> None:
        opposite = Modifiers.ALT in event.modifiers or event.button is Button.SECONDARY
        marks = self._marks != opposite and event.button is not Button.ERASER
        self._name = tr("Brush stroke") if marks else tr("Eraser stroke")
        self._document.mask.begin()
        self._stroke = Stroke(self._document.mask, self.diameter, 255 if marks else 0)
        if Modifiers.SHIFT in event.modifiers and self._anchor is not None:
            self._stroke.to(*self._anchor)
        self._start = (event.x, event.y)
        self._stroke.to(event.x, event.y)

    def move(self, event: PointerEvent) -> None:
        if self._stroke is None:
            return
        x, y = event.x, event.y
        if Modifiers.SHIFT in event.modifiers:
            x, y = snapped(*self._start, x, y)
        self._stroke.to(x, y)

    def release(self, event: PointerEvent) -> None:
        if self._stroke is None:
            return
        self.move(event)
        self._anchor = self._stroke.last
        self._stroke = None
        self._document.commit_mask(self._name)

    def cancel(self) -> None:
        if self._stroke is not None:
            self._stroke = None
            self._document.mask.abort()
