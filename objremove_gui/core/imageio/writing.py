"""Save a photo: the format by the name's suffix, the original's metadata, checked before it gets its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio import jpeg_segments, tiff_writer
from objremove_gui.core.imageio.channels import prepared
from objremove_gui.core.imageio.colour import grey_as_srgb, is_grey_profile
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.encoding import ENCODERS, EncodingFailed, Outgoing
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS, FormatInfo, format_of_suffix
from objremove_gui.core.imageio.jpeg_splice import NotSpliced, Obstacle, Spliced, spliced
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.replacing import not_saved, replacing
from objremove_gui.core.imageio.strips import row_strips
from objremove_gui.errors import OutputError
from objremove_gui.i18n import mark, tr

_HOLD_IPTC = (PhotoFormat.JPEG, PhotoFormat.TIFF)


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """``quality`` 1 to 100 of formats that lose some; an existing file is replaced only with ``overwrite``.

    With ``keeps_blocks`` a JPEG that stays one keeps all that it was coded to, but where pixels have changed.
    """

    quality: int = 95
    overwrite: bool = False
    keeps_blocks: bool = True


class Way(StrEnum):
    """How pixels came into the file."""

    LOSSLESS = "lossless"
    SPLICED = "spliced"
    ENCODED = "encoded"


@dataclass(frozen=True, slots=True)
class Saved:
    """How it was saved, and sentences for people about it."""

    way: Way
    notes: tuple[str, ...] = ()


_OBSTACLES = {
    Obstacle.GONE: mark("The original file is gone, so the whole picture was coded anew as JPEG."),
    Obstacle.CHANGED: mark("The original file has changed, so the whole picture was coded anew as JPEG."),
    Obstacle.KIND: mark(
        "The unchanged parts of this JPEG could not be taken over, so the whole picture was coded anew."
    ),
    Obstacle.UNPROVEN: mark(
        "The unchanged parts of this JPEG did not come out the same, so the whole picture was coded anew."
    ),
}


def target_format(photo: Photo, path: Path) -> FormatInfo:
    """The format that the suffix names, without one the photo's own; raises OutputError where it can't be written."""
    kind = format_of_suffix(path) if path.suffix else photo.format
    if kind is not None and BY_FORMAT[kind].can_write:
        return BY_FORMAT[kind]
    known = ", ".join(info.suffixes[0] for info in FORMATS if info.can_write)
    raise OutputError(
        not_saved(path, tr("this kind of file can't be written; end its name in one of {known}", known=known))
    )


def save_notes(photo: Photo, info: FormatInfo) -> tuple[str, ...]:
    """Sentences about what this format will not keep of the photo."""
    notes = []
    if photo.pixels.shape[2] == 4 and not info.alpha:
        notes.append(tr("{format} has no transparency; transparent parts become white.", format=info.title))
    if photo.pixels.dtype == np.uint16 and info.depth == 8:
        notes.append(
            tr("{format} holds 8 bits a channel; the 16 bits of the photo are rounded.", format=info.title)
        )
    if photo.metadata and not info.metadata:
        notes.append(
            tr("{format} holds no metadata; camera data and colour profile are left out.", format=info.title)
        )
    if info.metadata and "iptc" in photo.metadata and info.format not in _HOLD_IPTC:
        notes.append(
            tr(
                "{format} holds no IPTC data; captions and keywords kept there are left out.",
                format=info.title,
            )
        )
    if info.format is PhotoFormat.JPEG and not jpeg_segments.fits(photo.metadata):
        notes.append(tr("Some of the photo's camera data is too long for JPEG and is left out."))
    return tuple(notes)


def save_photo(photo: Photo, pixels: NDArray[Any], path: Path, options: SaveOptions) -> Saved:
    """Write ``pixels``, of the same shape and type as the photo's, with the photo's metadata; tells how it went.

    Lossless formats are read back and compared before the file gets its name. Raises OutputError; then nothing is
    left behind and an existing file is as it was.
    """
    if pixels.shape != photo.pixels.shape or pixels.dtype != photo.pixels.dtype:
        raise ValueError(f"pixels of shape {pixels.shape} do not belong to a photo of {photo.pixels.shape}")
    info = target_format(photo, path)
    if max(photo.size) > info.max_side:
        reason = tr(
            "{format} takes at most {side} pixels a side; choose PNG or TIFF",
            format=info.title,
            side=info.max_side,
        )
        raise OutputError(not_saved(path, reason))
    if info.format is PhotoFormat.TIFF and not tiff_writer.fits(pixels):
        raise OutputError(not_saved(path, tr("TIFF files end at 4 GB; choose PNG")))
    with replacing(path, overwrite=options.overwrite) as (file, temporary):
        try:
            return _written(photo, np.ascontiguousarray(pixels), info, options, file, temporary)
        except EncodingFailed as error:
            reason = tr("it could not be encoded as {format}; choose another format", format=info.title)
            raise OutputError(not_saved(path, reason)) from error
        except MemoryError as error:
            raise OutputError(not_saved(path, tr("there is not enough memory"))) from error
        except _NotIntact as error:
            reason = tr("what the drive gave back is not what was written; try again or choose another drive")
            raise OutputError(not_saved(path, reason)) from error


class _NotIntact(Exception):
    """The file reads back as something else."""


def _written(
    photo: Photo, pixels: Pixels, info: FormatInfo, options: SaveOptions, file: BinaryIO, temporary: Path
) -> Saved:
    """Fill the file and read it back; raises EncodingFailed, _NotIntact, MemoryError, OSError."""
    notes: tuple[str, ...] = ()
    if options.keeps_blocks and photo.format is info.format is PhotoFormat.JPEG:
        try:
            _put(spliced(photo, pixels), file, temporary)
            return Saved(Way.SPLICED)
        except NotSpliced as error:
            notes = (tr(_OBSTACLES[error.obstacle]),)
    outgoing = _outgoing(photo, pixels, info, options)
    ENCODERS[info.format](file, outgoing)
    file.flush()
    if not _reads_back(temporary, outgoing, info):
        raise _NotIntact
    return Saved(Way.LOSSLESS if _is_lossless(outgoing, info) else Way.ENCODED, notes)


def _put(made: Spliced, file: BinaryIO, temporary: Path) -> None:
    file.write(made.data)
    file.flush()
    if temporary.read_bytes() != made.data:
        raise _NotIntact


def _outgoing(photo: Photo, pixels: Pixels, info: FormatInfo, options: SaveOptions) -> Outgoing:
    metadata = dict(metadata_for(photo, pixels, info.format))
    if photo.is_grey and not info.grey and is_grey_profile(metadata.get("icc", b"")):
        pixels = grey_as_srgb(pixels, metadata.pop("icc"))
    channels = prepared(pixels, grey=photo.is_grey and info.grey, alpha=info.alpha, depth=info.depth)
    return Outgoing(channels, metadata, photo.resolution, photo.coding, options.quality)


def _is_lossless(outgoing: Outgoing, info: FormatInfo) -> bool:
    return info.lossless or (info.format is PhotoFormat.WEBP and outgoing.coding.lossless)


def _reads_back(path: Path, outgoing: Outgoing, info: FormatInfo) -> bool:
    """Whether the file decodes to a picture of the same size and, if it is lossless, to the same pixels."""
    expected = outgoing.pixels
    height, width = expected.shape[:2]
    try:
        read = decode(path, info.format, max_pixels=height * width, expand=False).pixels
    except Unreadable:
        return False
    if not _is_lossless(outgoing, info):
        return read.shape[:2] == (height, width)
    if read.shape[2] + 1 == expected.shape[2] == 4 and expected[..., 3].min() == np.iinfo(expected.dtype).max:
        # WebP leaves out an alpha channel that is opaque everywhere.
        expected = expected[..., :3]
    return read.shape == expected.shape and all(
        np.array_equal(read[rows], expected[rows]) for rows in row_strips(expected)
    )
