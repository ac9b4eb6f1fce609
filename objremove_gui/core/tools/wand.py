"""Magic wand: what has the colour of a place. Pressing and dragging sets how far a colour may differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.flood import flooded, reached
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.likeness import Distances, Likeness, thinned, within
from objremove_gui.core.removal import Mask8
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.core.tools.base import Found, Mode, Patch, Preview, ToolInfo
from objremove_gui.core.tools.common import BaseTool, picture_of
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import PointerEvent
from objremove_gui.i18n import mark, tr

# In screen pixels: a shorter drag is a click; a drag this long stands for the largest tolerance.
DRAG = 4.0
LONGEST = 400.0
# The tolerance goes with this power of the distance, so that small ones can be set finely.
POWER = 1.5
# The preview looks this far around the place, in screen pixels, and at this many pixels at most.
AROUND = Size(2000, 1300)
PREVIEW_PIXELS = 600_000
BAND = 256

WAND = ToolInfo(
    "wand",
    mark("Magic wand"),
    "wand",
    "wandAction",
    mark("Click a colour; press and drag to set how far it may differ. Alt or right button: unmark."),
    options=("tolerance", "contiguous", "own"),
)


@dataclass(frozen=True, slots=True, eq=False)
class WandWork:
    """The exact search, at the picture's own resolution."""

    picture: Snapshot
    x: int
    y: int
    tolerance: float
    contiguous: bool

    def run(self) -> Found:
        likeness = Likeness.to_pixel(self.picture.read(Rect(self.x, self.y, 1, 1))[0, 0])

        def look(box: Rect) -> Mask8:
            near = np.empty((box.height, box.width), np.uint8)
            for top in range(0, box.height, BAND):
                band = Rect(box.x, box.y + top, box.width, min(BAND, box.height - top))
                near[top : top + band.height] = within(
                    likeness.distances(self.picture.read(band)), self.tolerance
                )
            return near

        size = self.picture.photo.size
        if self.contiguous:
            return Found(*flooded(look, size, self.x, self.y))
        return Found(Rect.of_size(size), look(Rect.of_size(size))).tight()


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """The surroundings of a place, thinned: distances (h, w) of every ``step``-th pixel of ``box``."""

    box: Rect
    step: int
    distances: Distances
    x: int
    y: int

    @classmethod
    def around(cls, picture: Snapshot, x: int, y: int, scale: float) -> _Sample:
        far_x, far_y = math.ceil(AROUND.width * scale), math.ceil(AROUND.height * scale)
        seen = Rect(x - far_x, y - far_y, 2 * far_x, 2 * far_y).intersect(Rect.of_size(picture.photo.size))
        step = max(1, round(scale), math.ceil(math.sqrt(seen.size.pixels / PREVIEW_PIXELS)))
        # The place itself is one of the pixels taken.
        left, top = seen.x + (x - seen.x) % step, seen.y + (y - seen.y) % step
        box = Rect.of_corners(left, top, seen.right, seen.bottom)
        likeness = Likeness.to_pixel(picture.read(Rect(x, y, 1, 1))[0, 0])
        distances = likeness.distances(thinned(picture, box, step))
        return cls(box, step, distances, (x - left) // step, (y - top) // step)

    def patch(self, tolerance: float, *, contiguous: bool) -> Patch:
        near = within(self.distances, tolerance)
        coverage = reached(near, self.x, self.y) if contiguous else near
        height, width = coverage.shape
        return Patch(Rect(self.box.x, self.box.y, width * self.step, height * self.step), coverage)


class WandTool(BaseTool):
    """Marks what is like the pixel pressed on: shown live from a thinned picture, searched exactly at the release."""

    def __init__(self, document: Document, info: ToolInfo = WAND) -> None:
        super().__init__(document, info)
        self.tolerance: float = OPTION_BY_KEY["tolerance"].default
        self.contiguous: bool = OPTION_BY_KEY["contiguous"].default
        self._pressed: PointerEvent | None = None
        # The tolerance before the drag, for who thinks better of it.
        self._before = self.tolerance
        self._picture: Snapshot | None = None
        self._sample: _Sample | None = None
        self._patch: Patch | None = None

    @property
    def is_dragging(self) -> bool:
        return self._pressed is not None

    def press(self, event: PointerEvent) -> None:
        x, y = math.floor(event.x), math.floor(event.y)
        size = self.document.size
        if self._work is not None or not (0 <= x < size.width and 0 <= y < size.height):
            return
        self._choose_mode(event)
        self._pressed = event
        self._before = self.tolerance
        self._picture = picture_of(self.document)
        # While the photo's pixels are still to come, only the exact search in its thread waits for them.
        if self.document.is_whole:
            self._sample = _Sample.around(self._picture, x, y, event.scale)
        self._show()

    def move(self, event: PointerEvent) -> None:
        if self._pressed is None:
            return
        distance = math.dist(self._pressed.point, event.point) / event.scale
        if distance >= DRAG:
            largest = OPTION_BY_KEY["tolerance"].maximum
            self.tolerance = largest * min(1.0, distance / LONGEST) ** POWER
            self._show()

    def release(self, event: PointerEvent) -> None:
        if self._pressed is None or self._picture is None:
            return
        self.move(event)
        x, y = math.floor(self._pressed.x), math.floor(self._pressed.y)
        self._pressed = None
        self._work = WandWork(self._picture, x, y, self.tolerance, self.contiguous)

    def cancel(self) -> None:
        if self._pressed is not None:
            self.tolerance = self._before
        self._pressed = self._work = self._picture = self._sample = self._patch = None

    def _step_name(self, mode: Mode) -> str:
        return tr("Mark with the wand") if mode is Mode.ADD else tr("Unmark with the wand")

    def preview(self) -> Preview | None:
        if self._picture is None:
            return None
        return Preview(
            self._mode, patch=self._patch, label=tr("Tolerance {value}", value=f"{self.tolerance:.0f}")
        )

    def _show(self) -> None:
        if self._sample is not None:
            self._patch = self._sample.patch(self.tolerance, contiguous=self.contiguous)
