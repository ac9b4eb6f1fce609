"""What the tools that draw strokes share: size, tip, pressure, straight lines, a steadying string."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import Protocol

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.stroke import Tip
from objremove_gui.core.tools.base import Line, Mode, Point, Preview, ToolInfo
from objremove_gui.core.tools.common import BaseTool
from objremove_gui.core.tools.guide import Guide
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import Button, Modifiers, PointerEvent

# Length of the stabiliser's string at 100 %, in screen pixels.
LONGEST_STRING = 80.0


class Pen(Protocol):
    """What draws a stroke point by point."""

    def to(self, x: float, y: float, diameter: float | None = None) -> Rect:
        """Draw from the last point to this one (a dot at first); returns the box that changed."""


class StrokeTool(BaseTool):
    """Draws strokes with a tip; what they do is the subclass's."""

    def __init__(self, document: Document, info: ToolInfo, *, diameter: float) -> None:
        super().__init__(document, info)
        self.diameter = diameter
        self.tip = Tip.ROUND
        self.pressure = True
        self.stabiliser = 0.0
        self._pen: Pen | None = None
        self._guide = Guide((0.0, 0.0))
        self._pointer: Point = (0.0, 0.0)
        self._drawn = diameter
        self._anchor: Point | None = None
        self._line_to: Point | None = None

    @property
    def is_dragging(self) -> bool:
        return self._pen is not None

    def mode_at(self, modifiers: Modifiers, button: Button = Button.PRIMARY) -> Mode:
        if self._pen is not None:
            return self._mode
        # Shift draws straight lines here and has no say in the mode.
        return super().mode_at(modifiers & ~Modifiers.SHIFT, button)

    def set_diameter(self, diameter: float) -> None:
        """1 to 2000 image pixels; what lies outside is moved inside."""
        self.diameter = OPTION_BY_KEY["diameter"].fitted(diameter)

    # -- what a stroke does

    @abstractmethod
    def _begin(self, event: PointerEvent) -> Pen:
        """Start a stroke in the mode chosen."""

    @abstractmethod
    def _end(self, scale: float) -> None:
        """Keep the stroke as one undo step."""

    @abstractmethod
    def _take_back(self) -> None:
        """Undo what has been drawn of the stroke."""

    # -- the pointer

    def press(self, event: PointerEvent) -> None:
        self._choose_mode(event)
        self._line_to = None
        self._guide = Guide(event.point)
        self._pointer = event.point
        self._pen = self._begin(event)
        self._drawn = self._diameter_at(event)
        if Modifiers.SHIFT in event.modifiers and self._anchor is not None:
            self._draw(self._anchor)
        self._draw(event.point)

    def move(self, event: PointerEvent) -> None:
        if self._pen is not None:
            self._drawn = self._diameter_at(event)
            self._follow(event, self.stabiliser / 100 * LONGEST_STRING * event.scale)

    def release(self, event: PointerEvent) -> None:
        if self._pen is None:
            return
        # A pen leaves the tablet without pressure: the stroke ends as wide as it was last.
        self._follow(event, 0.0)
        self._pen, self._anchor = None, self._guide.at
        self._end(event.scale)

    def cancel(self) -> None:
        self._line_to = None
        if self._pen is not None:
            self._pen = None
            self._take_back()

    def hover(self, event: PointerEvent) -> None:
        """Where a straight line from the last stroke would go."""
        self._line_to = event.point if Modifiers.SHIFT in event.modifiers else None

    def preview(self) -> Preview | None:
        if self._pen is not None:
            is_pulled = self.stabiliser > 0 and math.dist(self._guide.at, self._pointer) > 1
            return Preview(self._mode, (Line((self._guide.at, self._pointer)),)) if is_pulled else None
        if self._line_to is None or self._anchor is None:
            return None
        return Preview(self.mode_at(Modifiers.SHIFT), (Line((self._anchor, self._line_to)),))

    def _follow(self, event: PointerEvent, string: float) -> None:
        straight = Modifiers.SHIFT in event.modifiers
        self._pointer = event.point
        point = self._guide.to(event.point, straight=straight, string=string, scale=event.scale)
        if point is not None:
            self._draw(point)

    def _draw(self, point: Point) -> None:
        assert self._pen is not None
        self._pen.to(*point, self._drawn)

    def _diameter_at(self, event: PointerEvent) -> float:
        return max(1.0, self.diameter * event.pressure) if self.pressure else self.diameter
