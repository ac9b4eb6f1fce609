"""A JPEG saved without coding it again: only the blocks with changed pixels are new, all others stay as they lie."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio import jpeg_blocks, jpeg_coefficients, jpeg_segments
from objremove_gui.core.imageio.decoding import decode, upright
from objremove_gui.core.imageio.edited import Edited, Marks, Part, bands, differing
from objremove_gui.core.imageio.jpeg_blocks import Patch
from objremove_gui.core.imageio.jpeg_coefficients import Coded, Library
from objremove_gui.core.imageio.jpeg_compare import Changes, counted, orientation_of
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.jpeg_strips import each_strip
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels, Resolution, digest_of
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.turning import TURNED_BACK, turned, turned_box, turned_size, turned_view

log = logging.getLogger(__name__)


class Obstacle(StrEnum):
    """Why a file's blocks could not be kept."""

    GONE = "gone"
    CHANGED = "changed"
    KIND = "kind"
    UNPROVEN = "unproven"


class NotSpliced(Exception):
    """The photo has to be coded as a whole; ``obstacle`` is the reason."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What was found in a file when it was read again: changed blocks, and pixels that are not the photo's."""

    changes: Changes
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Spliced:
    """The finished file, and all by which it can be checked what has become of it on a disk."""

    data: bytes
    original: Coded
    patches: tuple[Patch, ...]
    turn: int
    library: Library

    def check(self, data: bytes, photo: Photo) -> Found:
        """How ``data``, the file as it was read again, differs from the original; raises NotSpliced. Called once.

        It has to: all coefficients are the original's, but in the blocks that are new, and there they are as made.
        While they are compared in another process, the pixels are decoded and compared here.
        """
        try:
            if not self.original.alike(jpeg_coefficients.described("again", data)):
                raise NotSpliced(Obstacle.UNPROVEN)
            self.library.begin_matching(self.original, data)
            parts = tuple(_differing_pixels(data, photo, self.turn))
            if not self.library.matched():
                raise NotSpliced(Obstacle.UNPROVEN)
        except (NoCoefficients, Unreadable, OSError) as error:
            log.info("the new JPEG can't be proven: %s", error)
            raise NotSpliced(Obstacle.UNPROVEN) from error
        return Found(Changes.of(self.original, self.turn, counted(self.patches)), parts)


def spliced(library: Library, photo: Photo, edited: Edited) -> Spliced:
    """The photo's own file with the pixels of ``edited`` where they differ from the photo's.

    The pixels stay as they are stored, orientation too. Raises NotSpliced.
    """
    data = _original(photo)
    turn = orientation_of(data)
    if not _is_the_photos(data, photo, TURNED_BACK[turn]):
        raise NotSpliced(Obstacle.CHANGED)
    try:
        original = library.read("original", data)
        del data
        patches = tuple(_patches(library, original, edited, turn))
        coding = library.written(original)
    except (NoCoefficients, OSError) as error:
        log.info("the JPEG's blocks can't be kept: %s", error)
        raise NotSpliced(Obstacle.KIND) from error

    def small(most: int) -> Pixels:
        return turned(edited.shrunk(most), TURNED_BACK[turn])

    metadata = metadata_for(photo, original.frame.size, small, PhotoFormat.JPEG, turn)
    resolution = photo.resolution
    if resolution is not None and turn >= 5:
        resolution = Resolution(resolution.y, resolution.x)
    whole = b"".join(jpeg_segments.pieces(memoryview(coding), metadata, resolution))
    return Spliced(whole, original, patches, turn, library)


def _patches(library: Library, original: Coded, edited: Edited, turn: int) -> Iterator[Patch]:
    """Every block that has a changed pixel, coded anew and put in its place."""
    back = TURNED_BACK[turn]
    size = original.frame.size
    if turned_size(size, turn) != edited.size:
        raise NoCoefficients("size")
    changed = (turned_box(part.box, edited.size, back) for part in edited.parts())
    for unit in jpeg_blocks.units(changed, original.steps, size):
        box = turned_box(unit, size, turn)
        pixels = edited.read(box)
        marks = turned(_marks(edited.photo[box.slices], pixels, box), back)
        stored = turned(pixels, back)
        for plane, step in enumerate(original.steps):
            blocks = jpeg_blocks.in_blocks(unit, step)
            before = library.blocks(original, plane, blocks)
            after = jpeg_blocks.coded(before, original.table(plane), plane, stored, step, marks)
            library.put(original, plane, blocks, after)
            yield Patch(plane, blocks, before, after)


def _marks(one: Pixels, other: Pixels, box: Rect) -> Marks:
    marks = np.zeros((box.height, box.width), bool)
    for part in differing(one, other, box):
        marks[part.box.relative_to(box).slices] = part.marks
    return marks


def _original(photo: Photo) -> bytes:
    """The bytes of the photo's file; raises NotSpliced."""
    path = photo.path
    if path is None or photo.format is not PhotoFormat.JPEG or photo.pixels.shape[2] != 3:
        raise NotSpliced(Obstacle.KIND)
    try:
        if not path.is_file():
            raise NotSpliced(Obstacle.GONE)
        return path.read_bytes()
    except OSError as error:
        raise NotSpliced(Obstacle.GONE) from error


def _is_the_photos(data: bytes, photo: Photo, back: int) -> bool:
    """Whether the file is the one that was opened: told by its digest, or by its pixels where there is none."""
    if photo.digest:
        return photo.digest == digest_of(data)
    stored = upright(photo.pixels, back)
    try:
        limit = stored.shape[0] * stored.shape[1]
        return np.array_equal(decode(data, PhotoFormat.JPEG, max_pixels=limit, expand=True).pixels, stored)
    except Unreadable:
        return False


def _differing_pixels(data: bytes, photo: Photo, turn: int) -> Iterator[Part]:
    """Where a file, decoded again, is not the photo; raises Unreadable."""
    size = turned_size(photo.size, turn)

    def compared(pixels: Pixels, stored: Rect) -> list[Part]:
        if stored.width != size.width or stored.bottom > size.height:
            raise Unreadable("another size")
        again, box = turned_view(pixels, turn), turned_box(stored, size, turn)
        return [
            part
            for band in bands(box)
            for part in differing(photo.pixels[band.slices], again[band.relative_to(box).slices], band)
        ]

    for parts in each_strip(data, photo.size.pixels, compared):
        yield from parts
