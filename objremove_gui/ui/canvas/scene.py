"""What the canvas shows of a document: its levels for any zoom, kept in step with the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.compositing import composed
from objremove_gui.core.contrast import RED, contrasting
from objremove_gui.core.display import to_screen
from objremove_gui.core.document import Document
from objremove_gui.core.events import Event
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.groundwork import NOTHING, Ground
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.mask_levels import MaskPyramid
from objremove_gui.core.pyramid import PicturePyramid, Shown, half_box, halve
from objremove_gui.core.removal import Removal, Removals
from objremove_gui.core.screen_colours import screen_colours

Bytes = NDArray[np.uint8]


def _no_removals(removals: Removals) -> Removals:
    return ()


class OtherLevels:
    """Levels of the photo with other removals: those of the visible picture, but where the removals differ.

    ``wanted`` tells from the document's removals which ones are shown; none of them is the original.
    """

    def __init__(
        self,
        document: Document,
        picture: PicturePyramid,
        wanted: Callable[[Removals], Removals] = _no_removals,
    ) -> None:
        self._document = document
        self._picture = picture
        self._wanted = wanted
        self.sizes = picture.sizes
        self._seen: Removals | None = None
        self._follow()

    def _follow(self) -> None:
        """The document's removals may be others than before."""
        removals = self._document.removals
        if removals is self._seen:
            return
        self._seen = removals
        self._removals = self._wanted(removals)
        kept = {id(one) for one in removals} & {id(one) for one in self._removals}
        changed = [one for one in (*removals, *self._removals) if id(one) not in kept and one.enabled]
        self._boxes = list(dict.fromkeys(one.box for one in changed))
        # What was shown last, by level and box of the photo: looking around must not shrink it again.
        self._known: dict[tuple[int, Rect], Bytes] = {}
        self._shown = Shown()

    def _read(self, box: Rect) -> Bytes:
        return _laid_over(self._document, self._removals, box)

    def _converted(self, box: Rect) -> Bytes:
        pixels = self._read(box)
        if self._picture.convert is not None:
            self._picture.convert(pixels)
        return pixels

    def region(self, index: int, box: Rect) -> Bytes:
        """``box`` of level ``index``, as uint8 (h, w, 4)."""
        self._follow()
        if index == 0 and not self._picture.finest:
            return self._shown.region(box, self._converted)
        shown = self._picture.region(index, box).copy()
        known, self._known = self._known, {}
        for changed in self._boxes:
            part = self._level_box(changed, index)
            shared = part.intersect(box)
            if not shared.is_empty:
                key = (index, changed)
                other = known[key] if key in known else self._shrunk(part, index)
                self._known[key] = other
                shown[shared.relative_to(box).slices] = other[shared.relative_to(part).slices]
        return shown

    def _level_box(self, box: Rect, index: int) -> Rect:
        """The pixels of level ``index`` that depend on ``box`` of the photo."""
        for level in range(1, index + 1):
            box = half_box(box, self.sizes[level])
        return box

    def _shrunk(self, part: Rect, index: int) -> Bytes:
        """What is shown in the box ``part`` of level ``index``."""
        step = 1 << index
        outer = Rect(part.x * step, part.y * step, part.width * step, part.height * step)
        outer = outer.intersect(Rect.of_size(self.sizes[0]))
        pixels = self._read(outer)
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

    def __init__(self, document: Document, screen: bytes | None = None, ground: Ground = NOTHING) -> None:
        self.document = document
        self.size: Size = document.size
        self.masks = MaskPyramid(document.mask)
        self.colours = ground.colours if ground.is_filled else screen_colours(document.photo, screen)
        convert = None if self.colours is None else self.colours.convert
        self.picture = PicturePyramid(document.size, partial(_read, document), convert, ground.levels)
        self.picture.finest = ground.finest
        self.original = OtherLevels(document, self.picture)
        # The colour (R, G, B) that stands out most from the picture.
        self.contrast = RED
        self.mask_changed: Event[Rect] = Event()
        self.picture_changed: Event[Rect] = Event()
        self._ends: list[Callable[[], None]] = []

    @classmethod
    def prepare(cls, document: Document, screen: bytes | None = None, ground: Ground = NOTHING) -> Scene:
        """A scene with all its levels, for a screen with this ICC profile; None is sRGB.

        ``ground`` is what is there of it already.
        """
        scene = cls(document, screen, ground)
        if not ground.is_filled:
            scene.picture.build()
        smallest = len(scene.picture.sizes) - 1
        scene.contrast = contrasting(
            scene.picture.region(smallest, Rect.of_size(scene.picture.sizes[smallest]))
        )
        return scene

    def arrive(self, photo: Photo, *, is_filled: bool) -> None:
        """The photo that it was begun without is decoded, and levels are made of it if ``is_filled``; in a thread."""
        self.document.arrive(photo)
        if not is_filled:
            self.picture.build()
        self.picture.complete()

    def connect(self) -> None:
        """Follow the document from now on."""
        self._ends = [
            self.document.mask.changed.connect(self._on_mask),
            self.document.picture_made.connect(self.picture.refresh),
            self.document.picture_changed.connect(self.picture_changed.emit),
        ]

    def version(self, removal: Removal, number: int) -> OtherLevels:
        """Levels of the visible picture with version ``number`` (from 0) of a removal, as long as it is there."""

        def wanted(removals: Removals) -> Removals:
            return tuple(
                replace(one, chosen=number, enabled=True)
                if one.mask is removal.mask and number < len(one.versions)
                else one
                for one in removals
            )

        return OtherLevels(self.document, self.picture, wanted)

    def close(self) -> None:
        """Follow the document no longer."""
        for end in self._ends:
            end()
        self._ends = []

    def _on_mask(self, box: Rect) -> None:
        self.masks.touch(box)
        self.mask_changed.emit(box)


def _read(document: Document, box: Rect) -> Bytes:
    """The visible picture; no method of the scene, which could not go then as soon as nobody shows it."""
    return _laid_over(document, document.removals, box)


def _laid_over(document: Document, removals: Removals, box: Rect) -> Bytes:
    """The photo with these removals."""
    pixels = document.photo.pixels
    if any(not removal.box.intersect(box).is_empty for removal in removals):
        return to_screen(composed(pixels, removals, box), box)
    # Nothing lies over it, so it need not be copied first.
    return to_screen(pixels[box.slices], box)
