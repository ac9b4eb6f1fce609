"""What the canvas shows of a document: its levels for any zoom, kept in step with the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.contrast import RED, contrasting
from objremove_gui.core.display import to_screen
from objremove_gui.core.document import Document
from objremove_gui.core.events import Event
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.pyramid import MaskPyramid, PicturePyramid, Shown, half_box, halve
from objremove_gui.core.screen_colours import screen_colours

Bytes = NDArray[np.uint8]


class OriginalLevels:
    """Levels of the original: those of the visible picture, but under the removals' boxes."""

    def __init__(self, document: Document, picture: PicturePyramid) -> None:
        self._document = document
        self._picture = picture
        self.sizes = picture.sizes
        # What was shown last, by level and box of the photo: looking around must not shrink it again.
        self._known: dict[tuple[int, Rect], Bytes] = {}
        self._shown = Shown()

    def _original(self, box: Rect) -> Bytes:
        return to_screen(self._document.photo.pixels[box.slices], box)

    def _converted(self, box: Rect) -> Bytes:
        pixels = self._original(box)
        if self._picture.convert is not None:
            self._picture.convert(pixels)
        return pixels

    def region(self, index: int, box: Rect) -> Bytes:
        """``box`` of level ``index`` of the original, as uint8 (h, w, 4)."""
        if index == 0:
            return self._shown.region(box, self._converted)
        shown = self._picture.region(index, box).copy()
        known, self._known = self._known, {}
        for removal in self._document.removals:
            part = self._level_box(removal.box, index)
            shared = part.intersect(box)
            if removal.enabled and not shared.is_empty:
                key = (index, removal.box)
                original = known[key] if key in known else self._shrunk(part, index)
                self._known[key] = original
                shown[shared.relative_to(box).slices] = original[shared.relative_to(part).slices]
        return shown

    def _level_box(self, box: Rect, index: int) -> Rect:
        """The pixels of level ``index`` that depend on ``box`` of the photo."""
        for level in range(1, index + 1):
            box = half_box(box, self.sizes[level])
        return box

    def _shrunk(self, part: Rect, index: int) -> Bytes:
        """The original in the box ``part`` of level ``index``."""
        step = 1 << index
        outer = Rect(part.x * step, part.y * step, part.width * step, part.height * step)
        outer = outer.intersect(Rect.of_size(self.sizes[0]))
        pixels = self._original(outer)
        for level in range(1, index + 1):
            outer = half_box(outer, self.sizes[level])
            smaller = np.empty((outer.height, outer.width, 4), np.uint8)
            halve(pixels, smaller)
            pixels = smaller
            if level == 1 and self._picture.convert is not None:
                self._picture.convert(pixels)
        return pixels


class Scene:
    """A document with its levels. ``prepare`` is the costly part and runs off the window's thread."""

    def __init__(self, document: Document, screen: bytes | None = None) -> None:
        self.document = document
        self.size: Size = document.size
        self.masks = MaskPyramid(document.mask.pixels)
        self.colours = screen_colours(document.photo, screen)
        convert = None if self.colours is None else self.colours.convert
        self.picture = PicturePyramid(document.size, partial(_read, document), convert)
        self.original = OriginalLevels(document, self.picture)
        # The colour (R, G, B) that stands out most from the picture.
        self.contrast = RED
        self.mask_changed: Event[Rect] = Event()
        self.picture_changed: Event[Rect] = Event()
        self._ends: list[Callable[[], None]] = []

    @classmethod
    def prepare(cls, document: Document, screen: bytes | None = None) -> Scene:
        """A scene with all its levels, for a screen with this ICC profile; None is sRGB."""
        scene = cls(document, screen)
        scene.picture.build()
        smallest = len(scene.picture.sizes) - 1
        scene.contrast = contrasting(
            scene.picture.region(smallest, Rect.of_size(scene.picture.sizes[smallest]))
        )
        return scene

    def connect(self) -> None:
        """Follow the document from now on."""
        self._ends = [
            self.document.mask.changed.connect(self._on_mask),
            self.document.picture_changed.connect(self._on_picture),
        ]

    def close(self) -> None:
        """Follow the document no longer."""
        for end in self._ends:
            end()
        self._ends = []

    def _on_mask(self, box: Rect) -> None:
        self.masks.touch(box)
        self.mask_changed.emit(box)

    def _on_picture(self, box: Rect) -> None:
        self.picture.refresh(box)
        self.picture_changed.emit(box)


def _read(document: Document, box: Rect) -> Bytes:
    """The visible picture; no method of the scene, which could not go then as soon as nobody shows it."""
    if any(not removal.box.intersect(box).is_empty for removal in document.removals):
        return to_screen(document.read(box), box)
    # Nothing lies over it, so it need not be copied first.
    return to_screen(document.photo.pixels[box.slices], box)
