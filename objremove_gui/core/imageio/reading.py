"""Open a photo: header first, limits before decoding, upright, with all that its file says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from types import MappingProxyType
from typing import BinaryIO

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import (
    avif_boxes,
    besides,
    exif,
    jpeg_segments,
    png_chunks,
    tiff_reading,
    webp_chunks,
)
from objremove_gui.core.imageio.besides import SENTENCES, Beside
from objremove_gui.core.imageio.coming import Coming, Early, Facts
from objremove_gui.core.imageio.decoding import decode, upright
from objremove_gui.core.imageio.formats import HEAD_BYTES, format_of_suffix, sniff, stranger
from objremove_gui.core.imageio.growing import GrowingPixels
from objremove_gui.core.imageio.heads import UNKNOWN, Head
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels, digest_of
from objremove_gui.core.imageio.reasons import PrintingColours, Unreadable, reason_of, shown_name
from objremove_gui.core.imageio.turning import turned_size
from objremove_gui.errors import PRINTING, InputError
from objremove_gui.i18n import tr

_HEADS: dict[PhotoFormat, Callable[[BinaryIO], Head]] = {
    PhotoFormat.JPEG: jpeg_segments.read,
    PhotoFormat.PNG: png_chunks.read,
    PhotoFormat.TIFF: tiff_reading.read,
    PhotoFormat.WEBP: webp_chunks.read,
    PhotoFormat.AVIF: avif_boxes.read,
    PhotoFormat.HEIC: avif_boxes.read_heic,
}
# Of the others a tag of their own tells, or the decoder turns them already.
_TURNED_BY_EXIF = (PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.WEBP)

# Larger JPEG files are not read as a whole.
DIGEST_MOST = 512 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What was read: ``pixels`` (h, w, n) upright, n = 1 to 4; the rest as in :class:`Photo`."""

    format: PhotoFormat
    pixels: Pixels
    is_grey: bool
    head: Head
    notes: tuple[str, ...]
    digest: bytes = b""


def open_photo(
    path: Path,
    *,
    max_pixels: int,
    takes_cmyk: bool = True,
    coming: Callable[[Coming], None] | None = None,
) -> Photo:
    """The photo in ``path``; raises InputError with a sentence that names the file and the reason.

    Without ``takes_cmyk`` a picture in printing colours raises one of that code. ``coming`` may be told what is
    known of it before it is decoded.
    """
    with _told(path), _open_regular(path) as file:
        picture = load(file, path, max_pixels=max_pixels, expand=True, takes_cmyk=takes_cmyk, coming=coming)
    return Photo(
        picture.pixels,
        picture.format,
        path,
        picture.is_grey,
        MappingProxyType(picture.head.metadata),
        picture.head.resolution,
        picture.notes,
        picture.head.coding,
        picture.digest,
    )


def read_picture(path: Path, *, max_pixels: int, expand: bool, takes_cmyk: bool = True) -> Picture:
    """The first picture in a file; with ``expand`` grey has three channels. Raises InputError."""
    with _told(path), _open_regular(path) as file:
        return load(file, path, max_pixels=max_pixels, expand=expand, takes_cmyk=takes_cmyk)


def read_bytes(path: Path) -> bytes:
    """All of a file. Raises InputError."""
    with _told(path), _open_regular(path) as file:
        return file.read()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What can't be read inside becomes an InputError that names the file."""
    cause: Exception
    try:
        yield
        return
    except PrintingColours as error:
        asked = tr(
            "“{name}” is in the printing colours CMYK. It can be converted to sRGB, and is then exported so.",
            name=shown_name(path),
        )
        raise InputError(asked, code=PRINTING) from error
    except Unreadable as error:
        reason, cause = str(error), error
    except OSError as error:
        reason, cause = reason_of(error), error
    message = tr("“{name}” could not be opened: {reason}.", name=shown_name(path), reason=reason)
    raise InputError(message) from cause


def load(
    file: BinaryIO,
    source: Path | bytes,
    *,
    max_pixels: int,
    expand: bool,
    takes_cmyk: bool = True,
    coming: Callable[[Coming], None] | None = None,
) -> Picture:
    """The first picture of ``source``, which ``file`` reads too. Raises Unreadable, OSError."""
    kind = _recognised(file.read(HEAD_BYTES))
    if isinstance(source, Path) and kind is PhotoFormat.TIFF and format_of_suffix(source) is PhotoFormat.RAW:
        # Most cameras' files begin as a TIFF with a preview in it.
        kind = PhotoFormat.RAW
    head = _HEADS[kind](file) if kind in _HEADS else Head()
    kind = PhotoFormat.RAW if head.is_raw else kind
    if kind in _TURNED_BY_EXIF:
        head.orientation = exif.orientation_of(head.metadata.get("exif", b""))

    def told(size: Size, growing: GrowingPixels | None) -> None:
        if coming is not None:
            early = None
            if growing is not None and head.orientation == 1 and isinstance(source, bytes):
                early = Early(source, growing, _facts(head, kind))
            coming(Coming(turned_size(size, head.orientation), head.metadata.get("icc", b""), early))

    with ThreadPoolExecutor(1) as pool:
        digest = None
        if kind is PhotoFormat.JPEG and (whole := _all_of(file)) is not None:
            # What is decoded is what the digest is of, whatever happens to the file meanwhile.
            source, digest = whole, pool.submit(digest_of, whole)
        decoded = decode(
            source, kind, max_pixels=max_pixels, expand=expand, takes_cmyk=takes_cmyk, coming=told
        )
    head.metadata.update(decoded.blobs)
    if "icc" in decoded.blobs:
        # What is said of a profile counts.
        head.besides = [kind for kind in head.besides if kind is not Beside.HDR]
    if decoded.profile is not None:
        head.metadata["icc"] = decoded.profile
    for name in ("xmp", "xmp-extended"):
        head.besides += besides.in_xmp(head.metadata.get(name, b""))
    completed(head, kind)
    return Picture(
        kind,
        upright(decoded.pixels, head.orientation),
        decoded.is_grey,
        head,
        (*_page_note(head, decoded.pages), *_beside_notes(head), *decoded.notes),
        b"" if digest is None else digest.result(),
    )


def _facts(head: Head, kind: PhotoFormat) -> Facts:
    """What is said of a colour JPEG as soon as its head is read."""
    completed(head, kind)
    notes = (*_page_note(head, 1), *_beside_notes(head))
    return Facts(kind, MappingProxyType(head.metadata), head.resolution, notes, head.coding)


def completed(head: Head, kind: PhotoFormat) -> Head:
    """The head with what EXIF alone tells, and as it is for upright pixels."""
    blob = head.metadata.get("exif", b"")
    if kind in _TURNED_BY_EXIF:
        head.orientation = exif.orientation_of(blob)
    head.resolution = head.resolution or exif.resolution_in(blob)
    if head.orientation >= 5:
        head.lay_down()
    return head


def _all_of(file: BinaryIO) -> bytes | None:
    """The whole file, if it isn't too large."""
    size = file.seek(0, os.SEEK_END)
    if size > DIGEST_MOST:
        return None
    file.seek(0)
    return file.read(size)


def _page_note(head: Head, pages: int) -> tuple[str, ...]:
    count = max(head.frames, pages)
    if head.frames == UNKNOWN:
        return (tr("The file holds several pictures; only the first one was opened."),)
    if count < 2:
        return ()
    return (tr("The file holds {count} pictures; only the first one was opened.", count=count),)


def _beside_notes(head: Head) -> tuple[str, ...]:
    """What can't be kept; a gain map is listed among the pictures, too, and a video lies behind the photo's end."""
    kinds = set(head.besides)
    kinds -= {Beside.PICTURES} if Beside.GAIN_MAP in kinds else set()
    kinds -= {Beside.MORE} if Beside.VIDEO in kinds else set()
    return tuple(tr(SENTENCES[kind]) for kind in Beside if kind in kinds)


def _open_regular(path: Path) -> BinaryIO:
    """The file for reading; raises Unreadable for what could block or never end: pipes, devices, sockets."""
    try:
        mode = path.stat().st_mode
    except ValueError as error:
        raise Unreadable(tr("its name can't be used")) from error
    if not S_ISREG(mode):
        raise Unreadable(tr("it is a folder") if S_ISDIR(mode) else tr("it is not a file"))
    return path.open("rb")


def _recognised(start: bytes) -> PhotoFormat:
    """The format by the first bytes; raises Unreadable with what the file is instead."""
    kind = sniff(start)
    if kind is not None:
        return kind
    if not start:
        raise Unreadable(tr("it is empty"))
    other = stranger(start)
    if not other:
        raise Unreadable(tr("it is not a picture"))
    raise Unreadable(
        tr(
            "files of the kind “{kind}” are not supported; convert it to JPEG, PNG or TIFF first",
            kind=tr(other),
        )
    )
