"""Rectangle and ellipse."""

from __future__ import annotations

import math

from objremove_gui.core.document import Document
from objremove_gui.core.figures import ellipse_spans, rectangle_spans
from objremove_gui.core.geometry import Rect
from objremove_gui.core.marking import mark_spans
from objremove_gui.core.tools.base import Figure, Mode, Point, Preview, Shape, ToolInfo
from objremove_gui.core.tools.common import BaseTool
from objremove_gui.core.tools.pointer import Modifiers, PointerEvent
from objremove_gui.i18n import mark, tr

FROM_CENTRE = Modifiers.ALT | Modifiers.CONTROL

RECTANGLE = ToolInfo(
    "rectangle",
    mark("Rectangle"),
    "rectangle",
    "rectangleAction",
    mark("Drag a rectangle. Meanwhile Shift: square. Alt or Ctrl: from the centre. Space: move it."),
    options=("own",),
    takes_space=True,
)
ELLIPSE = ToolInfo(
    "ellipse",
    mark("Ellipse"),
    "ellipse",
    "ellipseAction",
    mark("Drag an ellipse. Meanwhile Shift: circle. Alt or Ctrl: from the centre. Space: move it."),
    options=("own",),
    takes_space=True,
)


class ShapeTool(BaseTool):
    """Marks a figure dragged from corner to corner. Its box lies on whole pixels, so that a square is one."""

    def __init__(self, document: Document, info: ToolInfo, figure: Figure) -> None:
        super().__init__(document, info)
        self._figure = figure
        self._anchor: Point | None = None
        self._pointer: Point = (0.0, 0.0)
        self._held = Modifiers.NONE

    @property
    def is_dragging(self) -> bool:
        return self._anchor is not None

    def press(self, event: PointerEvent) -> None:
        self._choose_mode(event)
        self._anchor = self._pointer = event.point
        self._held = Modifiers.NONE

    def move(self, event: PointerEvent) -> None:
        if self._anchor is None:
            return
        self._held = self._constraints.of(event.modifiers)
        if Modifiers.SPACE in self._held:
            dx, dy = event.x - self._pointer[0], event.y - self._pointer[1]
            self._anchor = (self._anchor[0] + dx, self._anchor[1] + dy)
        self._pointer = event.point

    def release(self, event: PointerEvent) -> None:
        if self._anchor is None:
            return
        self.move(event)
        box, size = self._box(self._anchor), self.document.size
        spans = rectangle_spans(box, size) if self._figure is Figure.RECTANGLE else ellipse_spans(box, size)
        self._anchor = None
        mark_spans(self.document, self._step_name(self._mode), (spans,), self._mode.value_written)

    def cancel(self) -> None:
        self._anchor = None

    def preview(self) -> Preview | None:
        if self._anchor is None:
            return None
        box = self._box(self._anchor)
        label = tr("{width} × {height} px", width=box.width, height=box.height)
        return Preview(self._mode, shape=Shape(self._figure, box), label=label)

    def _box(self, anchor: Point) -> Rect:
        """The figure's box with the constraints in force, on whole pixels."""
        x, y = (math.floor(value + 0.5) for value in anchor)
        dx, dy = (math.floor(value + 0.5) - at for value, at in zip(self._pointer, (x, y), strict=True))
        if Modifiers.SHIFT in self._held:
            side = max(abs(dx), abs(dy))
            dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
        if self._held & FROM_CENTRE:
            return Rect.of_corners(x - abs(dx), y - abs(dy), x + abs(dx), y + abs(dy))
        return Rect.of_corners(min(x, x + dx), min(y, y + dy), max(x, x + dx), max(y, y + dy))

    def _step_name(self, mode: Mode) -> str:
        if self._figure is Figure.RECTANGLE:
            return tr("Mark a rectangle") if mode is Mode.ADD else tr("Unmark a rectangle")
        return tr("Mark an ellipse") if mode is Mode.ADD else tr("Unmark an ellipse")
