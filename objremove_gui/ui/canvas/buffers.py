"""What the view shows, as arrays of the view's size: the picture, the same tinted, and both by the mask.

A stroke costs only the view pixels that it touches, whatever the photo's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask_levels import MaskPyramid
from objremove_gui.ui.canvas.mixing import draw_rim, mix
from objremove_gui.ui.canvas.rolling import Rolled, exposed
from objremove_gui.ui.canvas.sampling import Levels, draw_levels, draw_nearest, drawn, is_mixed, sampling
from objremove_gui.ui.canvas.viewport import Viewport

Bytes = NDArray[np.uint8]


# Stripes repeat after this many pixels of the widget, across and down.
PERIOD = 16


class Pattern(StrEnum):
    """What the marks are filled with: one colour, or stripes of it and of black or white."""

    PLAIN = "plain"
    STRIPES = "stripes"


@dataclass(frozen=True, slots=True)
class Overlay:
    """How the mask is shown: a colour (R, G, B), an opacity 0..1, a pattern, and a line along the rim."""

    colour: tuple[int, int, int] = (255, 40, 60)
    opacity: float = 0.5
    pattern: Pattern = Pattern.PLAIN
    outlined: bool = False

    def tile(self, period: int = PERIOD) -> Bytes:
        """One period of the pattern in pixels of the view, uint8 (period, period, 4)."""
        red, green, blue = self.colour
        tile = np.empty((period, period, 4), np.uint8)
        tile[...] = (blue, green, red, 255)
        if self.pattern is Pattern.STRIPES:
            is_light = 0.3 * red + 0.59 * green + 0.11 * blue > 127
            down, across = np.indices((period, period))
            tile[(down + across) % period < period // 2, :3] = 0 if is_light else 255
        return tile


class ViewBuffers:
    """Picture, tinted and composed buffer for one view; ``composed`` is what is painted."""

    def __init__(self, background: int) -> None:
        self.background = background
        self.overlay = Overlay()
        self.shows_mask = True
        self.size = Size(0, 0)
        # Of the pattern, in pixels of the view.
        self._period = PERIOD
        self.picture: Bytes = np.zeros((0, 0, 4), np.uint8)
        self.tinted = self.picture
        self.composed = self.picture
        # Where the view's pixels lie in the buffers.
        self.rolled = Rolled(self.size)
        # Takes the place of the composed buffer while that is still shown.
        self._spare = self.picture
        # The pattern all over, with room to be moved by a period.
        self._colour = self.picture

    def resize(self, size: Size, ratio: float = 1.0) -> None:
        """New buffers; everything must be rendered again. A pixel of the widget has ``ratio`` of the view's."""
        self.size = size
        self._period = max(2, round(PERIOD * ratio))
        shape = (size.height, size.width, 4)
        self.picture = np.empty(shape, np.uint8)
        self.tinted = np.empty(shape, np.uint8)
        self.composed = np.empty(shape, np.uint8)
        self._spare = np.empty((0, 0, 4), np.uint8)
        self.rolled = Rolled(size)
        self.set_overlay(self.overlay)

    def scroll(self, dx: int, dy: int) -> list[Rect]:
        """Everything that is seen moves by dx, dy; returns the boxes of the view that must be rendered again."""
        self.rolled = self.rolled.scrolled(dx, dy)
        return exposed(self.size, dx, dy)

    def unroll(self) -> None:
        """Everything will be rendered again, from the buffers' corner on."""
        self.rolled = Rolled(self.size)

    def exchange(self) -> tuple[Bytes, Rolled]:
        """Another composed buffer to render into; returns the one that was shown, which stays as it is until then."""
        if self._spare.shape != self.composed.shape:
            self._spare = np.empty_like(self.composed)
        shown, rolled = self.composed, self.rolled
        self.composed, self._spare = self._spare, shown
        self.rolled = Rolled(self.size)
        return shown, rolled

    def set_overlay(self, overlay: Overlay) -> None:
        """Another look of the mask; the picture must be rendered again."""
        self.overlay = overlay
        across, down = self.size.width // self._period + 2, self.size.height // self._period + 2
        self._colour = np.tile(overlay.tile(self._period), (down, across, 1))

    def render_picture(self, viewport: Viewport, levels: Levels, box: Rect) -> None:
        """Draw ``box`` of the view from the picture, and its tinted twin."""
        box = box.intersect(Rect.of_size(self.size))
        if box.is_empty:
            return
        for part, place in self.rolled.pieces(box):
            self._render_picture(viewport, levels, part, place)

    def _render_picture(self, viewport: Viewport, levels: Levels, box: Rect, place: Rect) -> None:
        """The same for a box that lies in one piece at ``place`` of the buffers."""
        picture = self.picture[place.slices]
        draw_levels(picture, viewport, levels, box, self.background)
        opacity = self.overlay.opacity
        # The pattern lies on the picture, so that it stays where it is while the view is moved.
        x, y = (box.x - round(viewport.x)) % self._period, (box.y - round(viewport.y)) % self._period
        colour = self._colour[y : y + box.height, x : x + box.width]
        cv2.addWeighted(picture, 1 - opacity, colour, opacity, 0, dst=self.tinted[place.slices])

    def render_mask(
        self, viewport: Viewport, pyramid: MaskPyramid, box: Rect, *, only_adds: bool = False
    ) -> Rect:
        """Compose ``box`` of the view from picture, tinted picture and mask; returns the box that was drawn.

        With ``only_adds`` marks have come since it was drawn last, and none have gone.
        """
        # A pixel of the rim is one because of its neighbour.
        box = (box.pad(1) if self.overlay.outlined else box).intersect(Rect(0, 0, *self.size))
        if box.is_empty:
            return EMPTY
        for part, place in self.rolled.pieces(box):
            if not only_adds or not self.shows_mask:
                self.composed[place.slices] = self.picture[place.slices]
            if self.shows_mask:
                self._add_marks(viewport, pyramid, part, place)
        return box

    def _add_marks(self, viewport: Viewport, pyramid: MaskPyramid, box: Rect, place: Rect) -> None:
        """Tint the marks of a box that lies in one piece at ``place`` of the buffers."""
        is_outlined = self.overlay.outlined
        is_own = viewport.zoom == 1.0 and viewport.x.is_integer() and viewport.y.is_integer()
        if is_own and not is_outlined:
            self._copy_marks(viewport, pyramid, box, place)
            return
        outer = box.pad(1) if is_outlined else box
        how = sampling(viewport, pyramid.sizes, outer)
        part = pyramid.region(how.level, how.source)
        if not part.size or not cv2.hasNonZero(part):
            return
        inside = place.slices
        target, tinted = self.composed[inside], self.tinted[inside]
        coverage = drawn(part, how)
        covered = coverage[1:-1, 1:-1] if is_outlined else coverage
        if is_mixed(how) or how.level:
            mix(covered, self.picture[inside], tinted, target)
        else:
            cv2.copyTo(tinted, covered, target)
        if is_outlined:
            # Not from the mixed coverage, whose last bit depends on the box that is drawn.
            marked = np.empty((outer.height, outer.width), np.uint8)
            draw_nearest(part, how, marked, (0,))
            draw_rim(marked, self.overlay.colour, target)

    def _copy_marks(self, viewport: Viewport, pyramid: MaskPyramid, box: Rect, place: Rect) -> None:
        """The same at 100 %, where a pixel of the view is one of the mask."""
        x, y = round(viewport.x), round(viewport.y)
        source = box.shift(-x, -y).intersect(Rect.of_size(pyramid.sizes[0]))
        part = pyramid.region(0, source)
        if not part.size or not cv2.hasNonZero(part):
            return
        # Of the box only what lies inside the photo.
        inside = source.shift(x - box.x + place.x, y - box.y + place.y).slices
        cv2.copyTo(self.tinted[inside], part, self.composed[inside])
