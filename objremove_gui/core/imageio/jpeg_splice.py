"""A JPEG saved without coding it again: only the blocks with changed pixels are new, all others stay as they lie."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from objremove_gui.core.imageio.jpeg_cuts import Cuts
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.jpeg_rows import NotInRows, Rows
from objremove_gui.core.imageio.jpeg_strips import each_strip
from objremove_gui.core.imageio.jpeg_whole import Apart, Whole
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
    apart: Apart
    patches: tuple[Patch, ...]
    turn: int

    def check(self, data: bytes, photo: Photo) -> Found:
        """How ``data``, the file as it was read again, differs from the original; raises NotSpliced. Called once.

        It has to: all coefficients are the original's, but in the blocks that are new, and there they are as made.
        While they are compared in another process, the pixels are decoded and compared here.
        """
        original = self.apart.coded
        try:
            if not original.alike(jpeg_coefficients.described("again", data)):
                raise NotSpliced(Obstacle.UNPROVEN)
            with ThreadPoolExecutor(1) as pool:
                matched = pool.submit(self.apart.matches, data)
                parts = tuple(_differing_pixels(data, photo, self.turn, self.apart.cuts(data)))
            if not matched.result():
                raise NotSpliced(Obstacle.UNPROVEN)
        except (NoCoefficients, Unreadable, OSError) as error:
            log.info("the new JPEG can't be proven: %s", error)
            raise NotSpliced(Obstacle.UNPROVEN) from error
        return Found(Changes.of(original, self.turn, counted(self.patches)), parts)


def obstacle_of(photo: Photo) -> Obstacle | None:
    """What is known beforehand to stand in the way of keeping the blocks of a JPEG; None also for other photos."""
    if photo.format is not PhotoFormat.JPEG:
        return None
    try:
        data = _original(photo)
        if photo.digest and photo.digest != digest_of(data):
            return Obstacle.CHANGED
        jpeg_coefficients.described("original", data)
        jpeg_coefficients.library_path()
    except NotSpliced as error:
        return error.obstacle
    except NoCoefficients:
        return Obstacle.KIND
    return None


def spliced(library: Library, photo: Photo, edited: Edited, *, in_rows: bool = True) -> Spliced:
    """The photo's own file with the pixels of ``edited`` where they differ from the photo's.

    The pixels stay as they are stored, orientation too. Without ``in_rows`` all blocks are coded again, also those that
    are as they were. Raises NotSpliced.
    """
    data = _original(photo)
    turn = orientation_of(data)
    if not _is_the_photos(data, photo, TURNED_BACK[turn]):
        raise NotSpliced(Obstacle.CHANGED)
    try:
        apart, patches, (first, *others) = _coded(library, data, edited, turn, in_rows=in_rows)
    except (NoCoefficients, OSError) as error:
        log.info("the JPEG's blocks can't be kept: %s", error)
        raise NotSpliced(Obstacle.KIND) from error

    def small(most: int) -> Pixels:
        return turned(edited.shrunk(most), TURNED_BACK[turn])

    metadata = metadata_for(photo, apart.coded.frame.size, small, PhotoFormat.JPEG, turn)
    resolution = photo.resolution
    if resolution is not None and turn >= 5:
        resolution = Resolution(resolution.y, resolution.x)
    beginning = jpeg_segments.pieces(memoryview(first), metadata, resolution)
    return Spliced(b"".join((*beginning, *others)), apart, patches, turn)


def _coded(
    library: Library, data: bytes, edited: Edited, turn: int, *, in_rows: bool
) -> tuple[Apart, tuple[Patch, ...], list[bytes]]:
    """A file taken apart, what was changed in it, and the new file in pieces; raises NoCoefficients, OSError."""
    coded = jpeg_coefficients.described("original", data)
    units = _units(coded, edited, turn)

    def changed(apart: Apart) -> tuple[Apart, tuple[Patch, ...], list[bytes]]:
        return apart, tuple(_patches(apart, units, edited, turn)), apart.written()

    if in_rows:
        try:
            return changed(Rows(library, data, coded, units))
        except NotInRows as error:
            log.info("the JPEG can't be changed in rows: %s", error)
        except NoCoefficients as error:
            log.info("the JPEG could not be changed in rows: %s", error)
            library.restart()
    return changed(Whole(library, data))


def _units(coded: Coded, edited: Edited, turn: int) -> list[Rect]:
    """The boxes, as stored, in which pixels have changed, in whole units."""
    size = coded.frame.size
    if turned_size(size, turn) != edited.size:
        raise NoCoefficients("size")
    changed = (turned_box(part.box, edited.size, TURNED_BACK[turn]) for part in edited.parts())
    return jpeg_blocks.units(changed, coded.steps, size)


def _patches(apart: Apart, units: Sequence[Rect], edited: Edited, turn: int) -> Iterator[Patch]:
    """Every block that has a changed pixel, coded anew and put in its place."""
    coded, back = apart.coded, TURNED_BACK[turn]
    for unit in units:
        box = turned_box(unit, coded.frame.size, turn)
        pixels = edited.read(box)
        marks = turned(_marks(edited.photo[box.slices], pixels, box), back)
        stored = turned(pixels, back)
        for plane, step in enumerate(coded.steps):
            blocks = jpeg_blocks.in_blocks(unit, step)
            before = apart.blocks(plane, blocks)
            after = jpeg_blocks.coded(before, coded.table(plane), plane, stored, step, marks)
            apart.put(plane, blocks, after)
            yield Patch(plane, blocks, before, after)


def _marks(one: Pixels, other: Pixels, box: Rect) -> Marks:
    marks = np.zeros((box.height, box.width), bool)
    for part in differing(one, other, box):
        marks[part.box.relative_to(box).slices] = part.marks
    return marks


def _original(photo: Photo) -> bytes:
    """The bytes of the photo's file; raises NotSpliced."""
    path = photo.path
    if photo.format is not PhotoFormat.JPEG or photo.pixels.shape[2] != 3:
        raise NotSpliced(Obstacle.KIND)
    if path is None:
        raise NotSpliced(Obstacle.GONE)
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


def _differing_pixels(data: bytes, photo: Photo, turn: int, cuts: Cuts | None) -> Iterator[Part]:
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

    for parts in each_strip(data, photo.size.pixels, compared, cuts):
        yield from parts
