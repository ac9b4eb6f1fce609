"""EXIF blobs (the TIFF structure, without the prefix "Exif"): read a little, change in place.

What is changed keeps its length or is added at the end, so every other byte stays where and what it was, makers' notes
included.
"""

from __future__ import annotations

import logging
import struct

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.photo import Resolution
from objremove_gui.core.imageio.small_copies import NewCopy, put_number, renew_previews, renew_thumbnail
from objremove_gui.core.imageio.tiff_tags import (
    ASCII,
    EXIF_IFD,
    GPS_IFD,
    ORIENTATION,
    RESOLUTION_UNIT,
    SHORT,
    SOFTWARE,
    X_RESOLUTION,
    Y_RESOLUTION,
    BadTags,
    Tag,
    Tags,
    Value,
    header,
    pack,
)

log = logging.getLogger(__name__)

PREFIX = b"Exif\0\0"
_COLOUR_SPACE, _WIDTH, _HEIGHT = 0xA001, 0xA002, 0xA003
_SRGB = 1


def without_prefix(blob: bytes) -> bytes:
    return blob.removeprefix(PREFIX)


def is_sound(exif: bytes) -> bool:
    """Whether the first directory and all its values are wholly there."""
    try:
        tags = Tags.of_bytes(exif)
        for tag in tags.directory(tags.first)[0].values():
            tags.value(tag)
    except BadTags:
        return False
    return True


def orientation_of(exif: bytes) -> int:
    """1 to 8; 1 where it is missing or damaged."""
    try:
        tags = Tags.of_bytes(exif)
        value = tags.integer(tags.directory(tags.first)[0].get(ORIENTATION))
    except BadTags:
        return 1
    return value if value is not None and 1 <= value <= 8 else 1


def resolution_of(tags: Tags, first: dict[int, Tag]) -> Resolution | None:
    """The resolution that the first directory gives, in dots per inch; raises BadTags."""
    across, down = tags.rational(first.get(X_RESOLUTION)), tags.rational(first.get(Y_RESOLUTION))
    unit = tags.integer(first.get(RESOLUTION_UNIT)) or 2
    if across <= 0 or down <= 0 or unit not in (2, 3):
        return None
    return Resolution(across, down) if unit == 2 else Resolution(across * 2.54, down * 2.54)


def resolution_in(exif: bytes) -> Resolution | None:
    """The resolution that the blob gives, in dots per inch; None where it is missing or damaged."""
    try:
        tags = Tags.of_bytes(exif)
        return resolution_of(tags, tags.directory(tags.first)[0])
    except BadTags:
        return None


def updated(exif: bytes, size: Size, thumbnail: NewCopy, orientation: int = 1) -> bytes:
    """The blob for other pixels: how they lie, which is upright unless said, the true ``size``, a new thumbnail.

    ``thumbnail(limit)`` gives a JPEG of at most ``limit`` bytes; if there is none, the old one is wiped out, since
    it still shows what was removed. So are the previews in makers' notes. Of a damaged blob only these change.
    """
    blob, renewed = bytearray(exif), (0, 0)
    try:
        tags = Tags.of_bytes(blob)
        first, second = tags.directory(tags.first)
        put_number(blob, tags, first.get(ORIENTATION), orientation)
        if second:
            put_number(blob, tags, tags.directory(second)[0].get(ORIENTATION), orientation)
            renewed = renew_thumbnail(blob, tags, second, thumbnail)
        if EXIF_IFD in first:
            inner, _ = tags.directory(tags.integer(first[EXIF_IFD]) or 0)
            put_number(blob, tags, inner.get(_WIDTH), size.width)
            put_number(blob, tags, inner.get(_HEIGHT), size.height)
    except BadTags as error:
        log.info("the camera data is damaged: %s", error)
    renew_previews(blob, thumbnail, renewed)
    return bytes(blob)


def without_orientation(exif: bytes) -> bytes:
    """The blob without that tag: its row is closed up, nothing else moves. Where pixels carry their own turning."""
    return _without_row(exif, ORIENTATION)


def without_gps(exif: bytes) -> bytes:
    """The blob without the place where the photo was taken: its directory and values are zeros, nothing else moves.

    Of a blob that is too damaged for that nothing is left.
    """
    blob = bytearray(exif)
    try:
        tags = Tags.of_bytes(blob)
        row = tags.directory(tags.first)[0].get(GPS_IFD)
        place = tags.integer(row)
        if not place:
            return exif
        inner, _ = tags.directory(place)
        count = tags.number("H", bytes(blob[place : place + 2]))
    except BadTags:
        return b""
    for start, length in [(place, 2 + 12 * count + 4), *((tag.start, tag.length) for tag in inner.values())]:
        end = min(start + length, len(blob))
        blob[start:end] = b"\0" * max(0, end - start)
    return _without_row(bytes(blob), GPS_IFD)


def _without_row(exif: bytes, number: int) -> bytes:
    """The blob without one tag of its first directory."""
    blob = bytearray(exif)
    try:
        tags = Tags.of_bytes(blob)
        row = tags.directory(tags.first)[0].get(number)
        if row is None:
            return exif
        count = tags.number("H", bytes(blob[tags.first : tags.first + 2]))
    except BadTags:
        return exif
    end = tags.first + 2 + 12 * count + 4
    blob[row.entry : end] = blob[row.entry + 12 : end] + b"\0" * 12
    struct.pack_into(f"{tags.order}H", blob, tags.first, count - 1)
    return bytes(blob)


def in_srgb(exif: bytes) -> bytes:
    """The blob with the colour space sRGB, where it names one."""
    blob = bytearray(exif)
    try:
        tags = Tags.of_bytes(blob)
        pointer = tags.directory(tags.first)[0].get(EXIF_IFD)
        inner, _ = tags.directory(tags.integer(pointer) or 0)
        put_number(blob, tags, inner.get(_COLOUR_SPACE), _SRGB)
    except BadTags:
        return exif
    return bytes(blob)


def of_orientation(orientation: int) -> bytes:
    """A blob that says nothing but how the picture is to be turned."""
    return header(">", 8) + pack(">", {ORIENTATION: Value(SHORT, 1, struct.pack(">H", orientation))}, 8)


def software_of(exif: bytes) -> bytes:
    """What made the picture, or changed it last; empty where it is missing or damaged."""
    try:
        tags = Tags.of_bytes(exif)
        row = tags.directory(tags.first)[0].get(SOFTWARE)
        return b"" if row is None else tags.value(row).rstrip(b"\0")
    except BadTags:
        return b""


def with_software(exif: bytes, software: str) -> bytes:
    """The blob with another word on what made the picture; a damaged or empty one as it is.

    The word, and where there was none before a longer directory, is added at the end: no other value moves.
    """
    value = software.encode("ascii") + b"\0"
    blob = bytearray(exif)
    try:
        tags = Tags.of_bytes(blob)
        row = tags.directory(tags.first)[0].get(SOFTWARE)
        if row is not None and tags.value(row) == value:
            return exif
        blob += b"\0" * (len(blob) % 2)
        place = struct.pack(f"{tags.order}HHII", SOFTWARE, ASCII, len(value), len(blob))
        blob += value.ljust(len(value) + len(value) % 2, b"\0")
        if row is None:
            _put_row(blob, tags, place)
        else:
            blob[row.entry : row.entry + 12] = place
    except BadTags:
        return exif
    return bytes(blob)


def _put_row(blob: bytearray, tags: Tags, row: bytes) -> None:
    """A copy of the first directory with one row more, at the end; the one before is left to lie."""
    start = tags.first + 2
    count = tags.number("H", bytes(blob[tags.first : start]))
    rows = [bytes(blob[at : at + 12]) for at in range(start, start + 12 * count, 12)]
    following = bytes(blob[start + 12 * count : start + 12 * count + 4]).ljust(4, b"\0")
    number = tags.number("H", row)
    place = next((at for at, other in enumerate(rows) if tags.number("H", other) > number), count)
    rows.insert(place, row)
    struct.pack_into(f"{tags.order}I", blob, 4, len(blob))
    blob += struct.pack(f"{tags.order}H", count + 1) + b"".join(rows) + following
