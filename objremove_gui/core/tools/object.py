"""Object: a box or a loop drawn around a thing finds the thing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from objremove_gui.core.compositing import to_8bit
from objremove_gui.core.document import Document
from objremove_gui.core.figures import polygon_spans
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.grabcut import find_object
from objremove_gui.core.removal import Mask8
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.core.spans import fill_spans
from objremove_gui.core.tools.base import Figure, Found, Line, Mode, Point, Preview, Shape, ToolInfo
from objremove_gui.core.tools.common import BaseTool, picture_of
from objremove_gui.core.tools.pointer import PointerEvent
from objremove_gui.i18n import mark, tr

# In screen pixels: a shorter drag is a click, and means nothing; points of a loop are this far apart.
DRAG = 4.0
APART = 2.0
# A drag from one corner of a box to the other goes as far as it ends up; one that went more than twice as far in a
# direction goes around something. A direction counts when it is not just trembling on the way of the other.
LOOP = 0.5
TREMBLING = 0.15
# How much around the outline is looked at, as a share of its larger side, and at least so many pixels.
CONTEXT = 0.25
LEAST_CONTEXT = 16

OBJECT = ToolInfo(
    "object",
    mark("Object"),
    "object",
    "objectAction",
    mark("Drag a box or a loop around a thing to find its outline. Alt or right button: unmark it."),
    options=("own",),
)


@dataclass(frozen=True, slots=True, eq=False)
class ObjectWork:
    """The search for the thing inside an outline; ``allowed`` is uint8 (h, w) of ``box`` of the photo."""

    picture: Snapshot
    box: Rect
    allowed: Mask8

    def run(self) -> Found:
        image = np.ascontiguousarray(to_8bit(self.picture.read(self.box))[..., :3])
        return Found(self.box, find_object(image, self.allowed)).tight()


class ObjectTool(BaseTool):
    """Collects an outline; what is found inside is marked."""

    def __init__(self, document: Document, info: ToolInfo = OBJECT) -> None:
        super().__init__(document, info)
        self._points: list[Point] = []
        # Corners of the box around all points.
        self._low: Point = (0.0, 0.0)
        self._high: Point = (0.0, 0.0)
        self._is_dragging = False

    @property
    def is_dragging(self) -> bool:
        return self._is_dragging

    def press(self, event: PointerEvent) -> None:
        if self._work is None:
            self._choose_mode(event)
            self._points = [event.point]
            self._low = self._high = event.point
            self._is_dragging = True

    def move(self, event: PointerEvent) -> None:
        if self._is_dragging:
            # The last point is always where the pointer is.
            if len(self._points) > 1 and math.dist(self._points[-2], event.point) < APART * event.scale:
                self._points.pop()
            self._points.append(event.point)
            self._low = (min(self._low[0], event.x), min(self._low[1], event.y))
            self._high = (max(self._high[0], event.x), max(self._high[1], event.y))

    def release(self, event: PointerEvent) -> None:
        if not self._is_dragging:
            return
        self.move(event)
        self._is_dragging = False
        self._work = self._search() if self._extent() >= DRAG * event.scale else None
        if self._work is None:
            self._points = []

    def cancel(self) -> None:
        self._points, self._is_dragging, self._work = [], False, None

    def _step_name(self, mode: Mode) -> str:
        return tr("Mark an object") if mode is Mode.ADD else tr("Unmark an object")

    def preview(self) -> Preview | None:
        if not self._points:
            return None
        label = "" if self._work is None else tr("Looking for the outline…")
        if self._is_loop():
            return Preview(self._mode, (Line(self._points, closed=True),), label=label)
        return Preview(self._mode, shape=Shape(Figure.RECTANGLE, self._box()), label=label)

    def _extent(self) -> float:
        """The diagonal of the box around all points."""
        return math.dist(self._low, self._high)

    def _is_loop(self) -> bool:
        (x0, y0), (x1, y1) = self._points[0], self._points[-1]
        width, height = self._high[0] - self._low[0], self._high[1] - self._low[1]
        comes_back = abs(x1 - x0) < LOOP * width and width > TREMBLING * height
        return comes_back or (abs(y1 - y0) < LOOP * height and height > TREMBLING * width)

    def _box(self) -> Rect:
        """The box around a loop, or from the first to the last point."""
        first, last = (self._low, self._high) if self._is_loop() else (self._points[0], self._points[-1])
        (x0, y0), (x1, y1) = first, last
        return Rect.of_corners(
            math.floor(min(x0, x1)), math.floor(min(y0, y1)), math.ceil(max(x0, x1)), math.ceil(max(y0, y1))
        )

    def _search(self) -> ObjectWork | None:
        """What is to be searched; None when the outline lies outside the photo."""
        outline = self._box()
        photo = Rect.of_size(self.document.size)
        if outline.intersect(photo).is_empty:
            return None
        margin = max(LEAST_CONTEXT, math.ceil(CONTEXT * max(outline.size)))
        box = outline.pad(margin).intersect(photo)
        allowed = np.zeros((box.height, box.width), np.uint8)
        if self._is_loop():
            points = np.array(self._points, np.float64)
            fill_spans(allowed, polygon_spans(points - (box.x, box.y), Size(box.width, box.height)), 255)
        else:
            allowed[outline.intersect(box).relative_to(box).slices] = 255
        return ObjectWork(picture_of(self.document), box, allowed)
