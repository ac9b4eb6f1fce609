"""What the view shows, as arrays of the view's size: the picture, the same tinted, and both by the mask.

A stroke costs only the view pixels that it touches, whatever the photo's size.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.pyramid import MaskPyramid
from objremove_gui.ui.canvas.sampling import Levels, draw, draw_levels, sampling
from objremove_gui.ui.canvas.viewport import Viewport

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Overlay:
    """How the mask is shown: a colour (R, G, B) and an opacity 0..1."""

    colour: tuple[int, int, int] = (255, 40, 60)
    opacity: float = 0.5


class ViewBuffers:
    """Picture, tinted and composed buffer for one view; ``composed`` is what is painted."""

    def __init__(self, background: int) -> None:
        self.background = background
        self.overlay = Overlay()
        self.shows_mask = True
        self.size = Size(0, 0)
        self.picture: Bytes = np.zeros((0, 0, 4), np.uint8)
        self.tinted = self.picture
        self.composed = self.picture
        self._colour = self.picture

    def resize(self, size: Size) -> None:
        """New buffers; everything must be rendered again."""
        self.size = size
        shape = (size.height, size.width, 4)
        self.picture = np.empty(shape, np.uint8)
        self.tinted = np.empty(shape, np.uint8)
        self.composed = np.empty(shape, np.uint8)
        self._colour = np.empty(shape, np.uint8)
        self.set_overlay(self.overlay)

    def set_overlay(self, overlay: Overlay) -> None:
        """Another colour or opacity; the picture must be rendered again."""
        self.overlay = overlay
        red, green, blue = overlay.colour
        self._colour[...] = (blue, green, red, 255)

    def render_picture(self, viewport: Viewport, levels: Levels, box: Rect) -> None:
        """Draw ``box`` of the view from the picture, and its tinted twin."""
        box = box.intersect(Rect.of_size(self.size))
        if box.is_empty:
            return
        picture = self.picture[box.slices]
        draw_levels(picture, viewport, levels, box, self.background)
        opacity = self.overlay.opacity
        colour = self._colour[: box.height, : box.width]
        cv2.addWeighted(picture, 1 - opacity, colour, opacity, 0, dst=self.tinted[box.slices])

    def render_mask(self, viewport: Viewport, pyramid: MaskPyramid, box: Rect) -> Rect:
        """Compose ``box`` of the view from picture, tinted picture and mask; returns the box that was drawn."""
        box = box.intersect(Rect.of_size(self.size))
        if box.is_empty:
            return EMPTY
        target, picture = self.composed[box.slices], self.picture[box.slices]
        target[...] = picture
        if not self.shows_mask:
            return box
        how = sampling(viewport, pyramid.sizes, box)
        if how.source.is_empty:
            return box
        part = pyramid.level(how.level)[how.source.slices]
        if not cv2.hasNonZero(part):
            return box
        coverage = np.empty(target.shape[:2], np.uint8)
        draw(part, how, coverage, (0,))
        self._mix(coverage, picture, self.tinted[box.slices], target)
        return box

    @staticmethod
    def _mix(coverage: Bytes, picture: Bytes, tinted: Bytes, target: Bytes) -> None:
        """Tinted where covered; the few pixels on the rim of the mask are mixed by their coverage."""
        full = np.asarray(cv2.threshold(coverage, 254, 255, cv2.THRESH_BINARY)[1], np.uint8)
        cv2.copyTo(tinted, full, target)
        rim = cv2.findNonZero(cv2.bitwise_xor(coverage, full))
        if rim is not None:
            columns, rows = np.asarray(rim).reshape(-1, 2).T
            weight = coverage[rows, columns].astype(np.uint16)[:, None]
            below, above = picture[rows, columns], tinted[rows, columns]
            target[rows, columns] = (below * (255 - weight) + above * weight + 127) // 255
