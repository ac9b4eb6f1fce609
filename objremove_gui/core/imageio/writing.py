"""Save a photo: the format by the name's suffix, the original's metadata, checked before it gets its name."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio import tiff_writer
from objremove_gui.core.imageio.asking import changes_pixels, outgoing, stays_exact
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.edited import Edited
from objremove_gui.core.imageio.encoding import ENCODERS, EncodingFailed, Outgoing
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS, FormatInfo, format_of_suffix
from objremove_gui.core.imageio.jpeg_coefficients import Library
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients
from objremove_gui.core.imageio.jpeg_splice import Found, NotSpliced, Obstacle, Spliced, spliced
from objremove_gui.core.imageio.notes import OBSTACLES
from objremove_gui.core.imageio.notes import save_notes as save_notes
from objremove_gui.core.imageio.noting import noted
from objremove_gui.core.imageio.options import Keep
from objremove_gui.core.imageio.options import (
    SaveOptions as SaveOptions,
)  # also found here, beside what takes them
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, digest_of
from objremove_gui.core.imageio.privacy import kept
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.imageio.replacing import not_saved, replacing
from objremove_gui.core.imageio.strips import row_strips
from objremove_gui.errors import OutputError
from objremove_gui.i18n import tr


class Way(StrEnum):
    """How pixels came into the file."""

    LOSSLESS = "lossless"
    SPLICED = "spliced"
    ENCODED = "encoded"


@dataclass(frozen=True, slots=True)
class Saved:
    """How it was saved, and sentences for people about it.

    Of a file that keeps the original's blocks also what was found when it was read again and decoded, and the digest of
    what was read.
    """

    way: Way
    notes: tuple[str, ...] = ()
    found: Found | None = None
    digest: bytes = b""


def target_format(photo: Photo, path: Path) -> FormatInfo:
    """The format that the suffix names, without one the photo's own; raises OutputError where it can't be written."""
    kind = format_of_suffix(path) if path.suffix else photo.format
    if kind is not None and BY_FORMAT[kind].can_write:
        return BY_FORMAT[kind]
    known = ", ".join(info.suffixes[0] for info in FORMATS if info.can_write)
    raise OutputError(
        not_saved(path, tr("this kind of file can't be written; end its name in one of {known}", known=known))
    )


def save_photo(
    photo: Photo,
    pixels: NDArray[Any] | Edited,
    path: Path,
    options: SaveOptions,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> Saved:
    """Write ``pixels``, of the same shape and type as the photo's, with the photo's metadata; tells how it went.

    Lossless formats and spliced JPEG files are read back and compared before the file gets its name. Raises
    OutputError, and Stopped once ``is_unwanted``; then nothing is left behind and an existing file is as it was.
    """
    edited = pixels if isinstance(pixels, Edited) else Edited.of(photo.pixels, pixels)
    info = target_format(photo, path)
    if max(photo.size) > info.max_side:
        reason = tr(
            "{format} takes at most {side} pixels a side; choose PNG or TIFF",
            format=info.title,
            side=info.max_side,
        )
        raise OutputError(not_saved(path, reason))
    if info.format is PhotoFormat.TIFF and not tiff_writer.fits(photo.pixels, options.depth):
        raise OutputError(not_saved(path, tr("TIFF files end at 4 GB; choose PNG")))
    if options.only_lossless and loses_some(photo, info, options):
        raise OutputError(not_saved(path, _lossy_reason()))
    photo = with_note(photo, info, options)
    with replacing(path, overwrite=options.overwrite, is_unwanted=is_unwanted) as (file, temporary):
        try:
            return _written(photo, edited, info, options, file, temporary)
        except EncodingFailed as error:
            reason = tr("it could not be encoded as {format}; choose another format", format=info.title)
            raise OutputError(not_saved(path, reason)) from error
        except _Lossy as error:
            raise OutputError(not_saved(path, _lossy_reason())) from error
        except MemoryError as error:
            raise OutputError(not_saved(path, tr("there is not enough memory"))) from error
        except _NotIntact as error:
            reason = tr("what the drive gave back is not what was written; try again or choose another drive")
            raise OutputError(not_saved(path, reason)) from error


def loses_some(photo: Photo, info: FormatInfo, options: SaveOptions) -> bool:
    """Whether pixels that nobody asked to change would, as far as that can be told beforehand."""
    if may_keep_blocks(photo, info, options):
        return False
    depth = options.depth or 8 * photo.pixels.dtype.itemsize
    is_flattened = photo.pixels.shape[2] == 4 and not info.alpha
    return depth > info.depth or is_flattened or not stays_exact(photo, info, options)


def _lossy_reason() -> str:
    return tr(
        "the whole picture would have to be coded anew and lose some; export to another file, as PNG or TIFF"
    )


def with_note(photo: Photo, info: FormatInfo, options: SaveOptions) -> Photo:
    """The photo with what its file will say of having been edited, if it is to say so."""
    if options.note is None or options.metadata is Keep.PROFILE or not info.metadata:
        return photo
    return replace(photo, metadata=MappingProxyType(noted(photo.metadata, options.note, info.format)))


class _Lossy(Exception):
    """All of the picture would have to be coded again."""


class _NotIntact(Exception):
    """The file reads back as something else."""


def _written(
    photo: Photo, edited: Edited, info: FormatInfo, options: SaveOptions, file: BinaryIO, temporary: Path
) -> Saved:
    """Fill the file and read it back; raises EncodingFailed, _NotIntact, MemoryError, OSError."""
    notes: tuple[str, ...] = ()
    if may_keep_blocks(photo, info, options):
        try:
            return _spliced(photo, edited, options, file, temporary)
        except NotSpliced as error:
            if options.only_lossless:
                raise _Lossy from error
            notes = (tr(OBSTACLES[error.obstacle]),)
            file.seek(0)
            file.truncate()
    picture = outgoing(photo, edited.whole(), info, options)
    if notes:
        # As near to what was asked for as it gets.
        picture = replace(picture, tables=photo.coding.tables)
    ENCODERS[info.format](file, picture)
    file.flush()
    is_exact = stays_exact(photo, info, options)
    if not _reads_back(temporary, picture, info, is_exact=is_exact):
        raise _NotIntact
    return Saved(Way.LOSSLESS if is_exact else Way.ENCODED, notes)


def _spliced(photo: Photo, edited: Edited, options: SaveOptions, file: BinaryIO, temporary: Path) -> Saved:
    """Fill the file with the photo's own blocks and prove it; raises NotSpliced, _NotIntact, OSError."""
    blobs = MappingProxyType(kept(photo.metadata, options.metadata))
    try:
        library = Library()
    except NoCoefficients as error:
        raise NotSpliced(Obstacle.KIND) from error
    with library:
        photo = replace(photo, metadata=blobs)
        try:
            made = spliced(library, photo, edited)
            return _proven(made, photo, file, temporary)
        except NotSpliced as error:
            if error.obstacle is not Obstacle.UNPROVEN:
                raise
        made = spliced(library, photo, edited, in_rows=False)
        return _proven(made, photo, file, temporary)


def _proven(made: Spliced, photo: Photo, file: BinaryIO, temporary: Path) -> Saved:
    """Fill the file with what was made, and check it; raises NotSpliced, _NotIntact, OSError."""
    file.seek(0)
    file.truncate()
    file.write(made.data)
    file.flush()
    read = _read_again(temporary, made.data)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(digest_of, read)
        return Saved(Way.SPLICED, found=made.check(read, photo), digest=digest.result())


def may_keep_blocks(photo: Photo, info: FormatInfo, options: SaveOptions) -> bool:
    """Whether a JPEG's unchanged blocks are wanted, and can be taken over as far as can be told beforehand."""
    return (
        options.keeps_blocks
        and photo.format is info.format is PhotoFormat.JPEG
        and not changes_pixels(photo, info, options)
    )


def _read_again(path: Path, written: bytes) -> bytes:
    data = path.read_bytes()
    if data != written:
        raise _NotIntact
    return data


def _reads_back(path: Path, picture: Outgoing, info: FormatInfo, *, is_exact: bool) -> bool:
    """Whether the file decodes to a picture of the same size and, if ``is_exact``, to the same pixels."""
    expected = picture.pixels
    height, width = expected.shape[:2]
    try:
        read = decode(path, info.format, max_pixels=height * width, expand=False).pixels
    except Unreadable:
        return False
    if not is_exact:
        return read.shape[:2] == (height, width)
    if read.shape[2] + 1 == expected.shape[2] == 4 and expected[..., 3].min() == np.iinfo(expected.dtype).max:
        # WebP leaves out an alpha channel that is opaque everywhere.
        expected = expected[..., :3]
    return read.shape == expected.shape and all(
        np.array_equal(read[rows], expected[rows]) for rows in row_strips(expected)
    )
