"""A JPEG saved without coding it again: only the blocks with changed pixels are new, all others stay as they lie."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import exif, jpeg_blocks, jpeg_coefficients, jpeg_segments
from objremove_gui.core.imageio.decoding import decode, upright
from objremove_gui.core.imageio.jpeg_blocks import Marks
from objremove_gui.core.imageio.jpeg_coefficients import Coefficients, NoCoefficients
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels, Resolution
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.strips import row_strips

log = logging.getLogger(__name__)
# The turn that takes each of EXIF's orientations back.
TURNED_BACK = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}


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


@dataclass(frozen=True, slots=True)
class Spliced:
    """The finished file, and how many of the original's blocks are new of how many."""

    data: bytes
    blocks: int
    of: int


def spliced(photo: Photo, pixels: Pixels) -> Spliced:
    """The photo's own file with ``pixels`` where they differ from the photo's; proven by decoding it again.

    The pixels stay as they are stored, orientation too. Raises NotSpliced.
    """
    data = _original(photo)
    orientation = exif.orientation_of(jpeg_segments.read(io.BytesIO(data)).metadata.get("exif", b""))
    back = TURNED_BACK[orientation]
    before, after = upright(photo.pixels, back), upright(pixels, back)
    height, width = before.shape[:2]
    if not np.array_equal(_decoded(data, before), before):
        raise NotSpliced(Obstacle.CHANGED)
    try:
        old = jpeg_coefficients.read(data)
        changed = differing(before, after)
        planes, marks = jpeg_blocks.coded(old, after, changed)
        coding = jpeg_coefficients.write(replace(old, planes=planes))
        proven = _proven(
            coding, old, planes, before, jpeg_blocks.reach(marks, old.steps, Size(width, height))
        )
    except (NoCoefficients, OSError) as error:
        log.info("the JPEG's blocks can't be kept: %s", error)
        raise NotSpliced(Obstacle.KIND) from error
    if not proven:
        raise NotSpliced(Obstacle.UNPROVEN)
    metadata = metadata_for(photo, after, PhotoFormat.JPEG, orientation)
    resolution = photo.resolution
    if resolution is not None and orientation >= 5:
        resolution = Resolution(resolution.y, resolution.x)
    whole = b"".join(jpeg_segments.pieces(memoryview(coding), metadata, resolution))
    return Spliced(whole, sum(int(one.sum()) for one in marks), sum(one.size for one in marks))


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


def _decoded(data: bytes, like: Pixels) -> Pixels:
    """Pixels as stored, (h, w, 3); raises NotSpliced where there are more of them or none."""
    try:
        limit = like.shape[0] * like.shape[1]
        return decode(data, PhotoFormat.JPEG, max_pixels=limit, expand=True).pixels
    except Unreadable as error:
        raise NotSpliced(Obstacle.CHANGED) from error


def differing(before: Pixels, after: Pixels) -> Marks:
    """Bool (h, w): any channel differs."""
    changed = np.zeros(before.shape[:2], bool)
    for rows in row_strips(before):
        if not np.array_equal(before[rows], after[rows]):
            different = before[rows] != after[rows]
            changed[rows] = different[..., 0] | different[..., 1] | different[..., 2]
    return changed


def _proven(
    coding: bytes, old: Coefficients, planes: tuple[Pixels, ...], before: Pixels, within: Marks
) -> bool:
    """Whether all coefficients came out as they were put in, and no pixel changed beyond the new blocks' reach."""
    read = jpeg_coefficients.read(coding)
    if not old.alike(read) or not all(map(np.array_equal, read.planes, planes)):
        return False
    decoded = _decoded(coding, before)
    return decoded.shape == before.shape and not (differing(before, decoded) & ~within).any()
