"""Lasso: freehand drags and corners by clicks in one tool; and the polygon by corners alone."""

from __future__ import annotations

import math

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.figures import polygon_spans
from objremove_gui.core.marking import mark_spans
from objremove_gui.core.tools.base import Line, Mode, Point, Preview, ToolInfo
from objremove_gui.core.tools.common import BaseTool
from objremove_gui.core.tools.guide import snapped
from objremove_gui.core.tools.pointer import Modifiers, PointerEvent
from objremove_gui.i18n import mark, tr

# In screen pixels: a shorter drag is a click; a click this near to the first corner closes; freehand points are this
# far apart.
DRAG = 4.0
CLOSE = 8.0
APART = 1.0
KEEPS_OPEN = Modifiers.ALT | Modifiers.CONTROL

LASSO = ToolInfo(
    "lasso",
    mark("Lasso"),
    "lasso",
    "lassoAction",
    mark("Drag around it, or click its corners. Enter, a double click or the first corner closes."),
    options=("own",),
)
POLYGON = ToolInfo(
    "polygon",
    mark("Polygon"),
    "polygon",
    "polygonAction",
    mark("Click its corners; Shift snaps to 45°, Backspace takes one back. Enter or a double click closes."),
    options=("own",),
)


class LassoTool(BaseTool):
    """An outline made of freehand runs and straight lines; closed, its inside is marked.

    A first drag that ends far from its start closes at once, as a lasso does; when it was begun by a click, or when
    Ctrl or Alt is held at its end, the outline stays open.
    """

    draws_freehand = True

    def __init__(self, document: Document, info: ToolInfo = LASSO) -> None:
        super().__init__(document, info)
        self._points: list[Point] = []
        # How many points there were before each step.
        self._steps: list[int] = []
        self._pressed_at: Point | None = None
        self._is_freehand = False
        self._closes = False
        self._pointer: Point | None = None

    @property
    def is_active(self) -> bool:
        return bool(self._points)

    @property
    def is_dragging(self) -> bool:
        return self._pressed_at is not None

    def press(self, event: PointerEvent) -> None:
        if not self._points:
            self._choose_mode(event)
        self._pressed_at = event.point
        self._is_freehand = False
        self._closes = self._is_on_first(event)
        if not self._closes:
            self._steps.append(len(self._points))
            self._points.append(self._corner(event, self._points))

    def move(self, event: PointerEvent) -> None:
        self._constraints.of(event.modifiers)
        if self._pressed_at is None or self._closes:
            return
        if not self.draws_freehand:
            self._points[-1] = self._corner(event, self._points[:-1])
        elif self._is_freehand or math.dist(self._pressed_at, event.point) >= DRAG * event.scale:
            self._is_freehand = True
            if math.dist(self._points[-1], event.point) >= APART * event.scale:
                self._points.append(event.point)

    def release(self, event: PointerEvent) -> None:
        if self._pressed_at is None:
            return
        self.move(event)
        stays_open = bool(self._constraints.of(event.modifiers) & KEEPS_OPEN)
        is_lasso = self._is_freehand and len(self._steps) == 1 and not stays_open
        self._pressed_at = None
        self._pointer = event.point
        if self._closes or is_lasso or (self._is_freehand and self._is_on_first(event)):
            self._close()

    def hover(self, event: PointerEvent) -> None:
        self._constraints.of(event.modifiers)
        if self._points:
            self._closes = self._is_on_first(event)
            self._pointer = self._points[0] if self._closes else self._corner(event, self._points)

    def double_click(self, event: PointerEvent) -> None:
        if len(self._points) > 2:
            self._close()
        else:
            self.press(event)

    def confirm(self) -> bool:
        if not self._points:
            return False
        if len(self._points) > 2:
            self._close()
        return True

    def step_back(self) -> bool:
        if not self._steps:
            return False
        self._pressed_at = None
        del self._points[self._steps.pop() :]
        if not self._points:
            self.cancel()
        return True

    def cancel(self) -> None:
        self._points, self._steps = [], []
        self._pressed_at = self._pointer = None
        self._closes = False

    def preview(self) -> Preview | None:
        if not self._points:
            return None
        lines = [Line(self._points, self._closes)]
        if self._pointer is not None and not self._closes and self._pressed_at is None:
            lines.append(Line((self._points[-1], self._pointer)))
        handles = tuple(self._points[step] for step in self._steps)
        return Preview(self._mode, tuple(lines), handles=handles)

    def _is_on_first(self, event: PointerEvent) -> bool:
        return len(self._points) > 2 and math.dist(self._points[0], event.point) <= CLOSE * event.scale

    def _corner(self, event: PointerEvent, before: list[Point]) -> Point:
        """Where a corner goes that follows those ``before``."""
        held = self._constraints.of(event.modifiers)
        return snapped(before[-1], event.point) if before and Modifiers.SHIFT in held else event.point

    def _close(self) -> None:
        spans = polygon_spans(np.array(self._points, np.float64), self.document.size)
        mode = self._mode
        self.cancel()
        mark_spans(self.document, self._step_name(mode), spans, mode.value_written)

    def _step_name(self, mode: Mode) -> str:
        return tr("Mark with the lasso") if mode is Mode.ADD else tr("Unmark with the lasso")


class PolygonTool(LassoTool):
    """An outline of corners; a drag moves the corner that is being set."""

    draws_freehand = False

    def __init__(self, document: Document, info: ToolInfo = POLYGON) -> None:
        super().__init__(document, info)

    def _step_name(self, mode: Mode) -> str:
        return tr("Mark with the polygon") if mode is Mode.ADD else tr("Unmark with the polygon")
