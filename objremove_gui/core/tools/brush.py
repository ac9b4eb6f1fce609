"""Brush and eraser."""

from __future__ import annotations

from objremove_gui.core.document import Document
from objremove_gui.core.loops import fill_enclosed
from objremove_gui.core.stroke import Stroke
from objremove_gui.core.tools.base import Cursor, Mode, Point, ToolInfo
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import PointerEvent
from objremove_gui.core.tools.stroking import StrokeTool
from objremove_gui.i18n import mark, tr

MIN_DIAMETER: float = OPTION_BY_KEY["diameter"].minimum
MAX_DIAMETER: float = OPTION_BY_KEY["diameter"].maximum
# Ends of a stroke this near to each other, in screen pixels, close a loop.
CLOSED_WITHIN = 8.0

_OPTIONS = ("diameter", "tip", "pressure", "stabiliser", "fills_loops")

BRUSH = ToolInfo(
    "brush",
    mark("Brush"),
    "brush",
    "brushAction",
    mark("Paint over what should go. Shift-click: straight line. Alt or right button: erase."),
    Cursor.TIP,
    _OPTIONS,
)
ERASER = ToolInfo(
    "eraser",
    mark("Eraser"),
    "eraser",
    "eraserAction",
    mark("Take marks away. Shift-click: straight line. Alt or right button: mark."),
    Cursor.TIP,
    _OPTIONS,
    marks=False,
)


class BrushTool(StrokeTool):
    """Marks with the brush (``marks`` True) or takes marks away."""

    def __init__(
        self,
        document: Document,
        info: ToolInfo,
        *,
        marks: bool,
        diameter: float = OPTION_BY_KEY["diameter"].default,
    ) -> None:
        super().__init__(document, info, diameter=diameter)
        self.own = Mode.ADD if marks else Mode.SUBTRACT
        self.fills_loops = False
        self._path: list[Point] = []
        self._thinnest = diameter

    def _begin(self, event: PointerEvent) -> Stroke:
        self._path = []
        self._thinnest = self.diameter
        self.document.mask.begin(only_adds=self._mode is Mode.ADD)
        return Stroke(self.document.mask, self.diameter, self._mode.value_written, self.tip)

    def _draw(self, point: Point) -> None:
        super()._draw(point)
        if self.fills_loops:
            self._path.append(point)
            self._thinnest = min(self._thinnest, self._drawn)

    def _end(self, scale: float) -> None:
        if self._path:
            gap = max(self._thinnest, CLOSED_WITHIN * scale)
            fill_enclosed(self.document.mask, self._path, self._thinnest / 2, gap, self._mode.value_written)
        self.document.commit_mask(self._step_name(self._mode))

    def _step_name(self, mode: Mode) -> str:
        return tr("Brush stroke") if mode is Mode.ADD else tr("Eraser stroke")

    def _take_back(self) -> None:
        self.document.mask.abort()
