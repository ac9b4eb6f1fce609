"""A JPEG saved without coding it again: only the blocks with changed pixels are new, all others stay as they lie."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from objremove_gui.core.imageio import exif, jpeg_blocks, jpeg_coefficients, jpeg_segments
from objremove_gui.core.imageio.decoding import TURNED_BACK, decode, turned, upright
from objremove_gui.core.imageio.jpeg_blocks import Marks, Patch
from objremove_gui.core.imageio.jpeg_coefficients import Coefficients
from objremove_gui.core.imageio.jpeg_compare import Changes, changes
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels, Resolution, digest_of
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.strips import row_strips

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
class Spliced:
    """The finished file, and all by which it can be checked what has become of it on a disk."""

    data: bytes
    original: Coefficients
    patches: tuple[Patch, ...]
    marks: tuple[Marks, ...]
    turn: int

    def changes(self, data: bytes) -> Changes:
        """How ``data``, the file as it was read again, differs from the original; raises NotSpliced.

        It has to: all coefficients are the original's, but in the blocks that are new, and there they are as made.
        Then no pixel differs either but those that these blocks reach, since nothing else goes into decoding.
        """
        try:
            read = jpeg_coefficients.read(data)
        except (NoCoefficients, OSError) as error:
            raise NotSpliced(Obstacle.UNPROVEN) from error
        if not self.original.alike(read):
            raise NotSpliced(Obstacle.UNPROVEN)
        found = changes(self.original, read, self.turn)
        as_made = all(
            np.array_equal(read.planes[patch.plane][patch.rows, patch.columns], patch.blocks)
            for patch in self.patches
        )
        if not as_made or any(
            counts[~marks].any() for counts, marks in zip(found.counts, self.marks, strict=True)
        ):
            raise NotSpliced(Obstacle.UNPROVEN)
        return found


def spliced(photo: Photo, pixels: Pixels) -> Spliced:
    """The photo's own file with ``pixels`` where they differ from the photo's.

    The pixels stay as they are stored, orientation too. Raises NotSpliced.
    """
    data = _original(photo)
    orientation = exif.orientation_of(jpeg_segments.read(io.BytesIO(data)).metadata.get("exif", b""))
    back = TURNED_BACK[orientation]
    if not _is_the_photos(data, photo, back):
        raise NotSpliced(Obstacle.CHANGED)
    changed = turned(differing(photo.pixels, pixels), back)
    after = upright(pixels, back)
    try:
        old = jpeg_coefficients.read(data)
        patches, marks = jpeg_blocks.coded(old, after, changed)
        jpeg_blocks.exchange(old.planes, patches)
        coding = jpeg_coefficients.write(old)
    except (NoCoefficients, OSError) as error:
        log.info("the JPEG's blocks can't be kept: %s", error)
        raise NotSpliced(Obstacle.KIND) from error
    jpeg_blocks.exchange(old.planes, patches)
    metadata = metadata_for(photo, after, PhotoFormat.JPEG, orientation)
    resolution = photo.resolution
    if resolution is not None and orientation >= 5:
        resolution = Resolution(resolution.y, resolution.x)
    whole = b"".join(jpeg_segments.pieces(memoryview(coding), metadata, resolution))
    return Spliced(whole, old, patches, marks, orientation)


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


def differing(before: Pixels, after: Pixels) -> Marks:
    """Bool (h, w): any channel differs."""
    changed = np.zeros(before.shape[:2], bool)
    for rows in row_strips(before):
        if not np.array_equal(before[rows], after[rows]):
            different = before[rows] != after[rows]
            changed[rows] = different[..., 0] | different[..., 1] | different[..., 2]
    return changed
