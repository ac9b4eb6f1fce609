"""What a file holds besides its photo and can't be kept: it is said when the photo is opened, never passed over.

Sources: CIPA DC-007 (multi-picture format); Google's Ultra HDR and Motion Photo 1.0; ISO 21496-1; C2PA 2.1, A.3.
"""

from __future__ import annotations

import re
import struct
from enum import StrEnum
from typing import BinaryIO

from objremove_gui.core.imageio import xmp_parts
from objremove_gui.core.imageio.tiff_tags import BadTags, Tags
from objremove_gui.i18n import mark


class Beside(StrEnum):
    """Kinds of it."""

    GAIN_MAP = "gain map"
    VIDEO = "video"
    PICTURES = "pictures"
    CREDENTIALS = "credentials"
    LAYERS = "layers"
    MAP = "map"
    HDR = "hdr"
    COPY = "copy"
    MIXED = "mixed"
    MORE = "more"


SENTENCES = {
    Beside.GAIN_MAP: mark("The file holds a gain map for HDR screens; exported files have none."),
    Beside.VIDEO: mark("The file holds a video besides the photo; exported files have none."),
    Beside.PICTURES: mark("The file holds more pictures besides the photo; exported files do not."),
    Beside.CREDENTIALS: mark("The file is signed with content credentials; exported files are not."),
    Beside.LAYERS: mark("The file holds layers; exported files have only the picture that they make."),
    Beside.MAP: mark("The file holds its place on the map (GeoTIFF); exported files do not."),
    Beside.COPY: mark(
        "The file holds a copy of the photo or of its depths in XMP; exported files have none, as it would show "
        "what was removed."
    ),
    Beside.MIXED: mark(
        "The file's colours are mixed by their opacity; they were taken apart, and are exported so, a little rounded."
    ),
    Beside.MORE: mark(
        "The file holds data of its camera or of other programs that exported files can't keep."
    ),
    Beside.HDR: mark(
        "The photo's colours are HDR (PQ or HLG); they are shown and exported as if they were sRGB, too flat."
    ),
}
MULTI_PICTURE, GAIN_MAP_OF_ISO = b"MPF\0", b"urn:iso:std:iso:ts:21496:-1\0"
_ENTRIES, _ENTRY_BYTES = 0xB002, 16
# The photo itself, and larger previews of it, which nobody misses.
_PRIMARY, _PREVIEWS = 0x030000, 0x010000
_TAIL_BYTES = 1 << 16
# Segments that are kept, or that a new file has of its own.
_KNOWN = (
    *(b"Exif\0", b"http://ns.adobe.com/", b"ICC_PROFILE\0", b"Photoshop 3.0\0", b"Adobe", b"Ducky", b"MPF\0"),
    *(b"JFIF\0", b"JFXX\0"),
)
# None begins with what may be repeated without end, so that no bytes take long.
_HAS_VIDEO = re.compile(
    rb"(:(?:MotionPhoto|MicroVideo)\s{0,9}(?:=\s{0,9}[\"']|>)\s{0,9})[1-9](?=\s{0,9}[\"'<])"
)
_HAS_GAIN_MAP = re.compile(
    rb"""\shdrgm:Version\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*')|<hdrgm:Version>[^<]*</hdrgm:Version>"""
)
_BASE64 = rb"[A-Za-z0-9+/=\s&#;]"
_THUMBNAIL = re.compile(rb"(xmpGImg:image\s*(?:=\s*[\"']|>))" + _BASE64 + rb"++")
# A picture in letters, whatever holds it: a JPEG, a PNG or a WebP of more than some bytes.
_PICTURE = re.compile(rb"([\"'>]\s{0,99}+)(?:/9j/|iVBORw0KGgo|UklGR)" + _BASE64 + rb"{64,}+")
# By Google's phones: the photo before its blur, and how far off each pixel is.
_COPIES = (b"GImage:", b"GDepth:")


def in_segment(data: bytes) -> Beside | None:
    """What the segment of a JPEG file for an application tells of."""
    if data.startswith(MULTI_PICTURE):
        return Beside.PICTURES if _has_pictures(data[len(MULTI_PICTURE) :]) else None
    if data.startswith(GAIN_MAP_OF_ISO):
        return Beside.GAIN_MAP
    if data.startswith(b"JP") and b"c2pa" in data:
        return Beside.CREDENTIALS
    return Beside.MORE if data.strip(b"\0") and not data.startswith(_KNOWN) else None


def in_xmp(xmp: bytes) -> list[Beside]:
    """What the metadata of a file promise of its rest."""
    found = [Beside.GAIN_MAP] if _HAS_GAIN_MAP.search(xmp) else []
    found += [Beside.VIDEO] if _HAS_VIDEO.search(xmp) else []
    return [*found, Beside.COPY] if has_copies(xmp) else found


def has_pictures(xmp: bytes) -> bool:
    """Whether the blob holds the photo in any size, be it a thumbnail."""
    return has_copies(xmp) or _PICTURE.search(xmp) is not None


def has_copies(xmp: bytes) -> bool:
    """Whether the blob holds the photo once more, or its depths; not what is only a thumbnail of it."""
    return xmp_parts.has(xmp, _is_copy) or _PICTURE.search(_THUMBNAIL.sub(rb"\g<1>", xmp)) is not None


def _is_copy(name: bytes) -> bool:
    return name.startswith(_COPIES)


def _is_promise(name: bytes) -> bool:
    return name.endswith(b"Container:Directory") or _is_copy(name)


def in_tail(file: BinaryIO) -> Beside | None:
    """What phones that keep a list at the end of the file have put there."""
    file.seek(max(0, file.seek(0, 2) - _TAIL_BYTES))
    tail = file.read(_TAIL_BYTES)
    if tail.endswith(b"SEFT") and b"MotionPhoto_Data" in tail:
        return Beside.VIDEO
    # Previews end like the photo itself, and are missed by nobody; some cameras fill up with zeros.
    return None if tail.rstrip(b"\0\r\n ").endswith(b"\xff\xd9") else Beside.MORE


def without_promises(xmp: bytes) -> bytes:
    """The blob without a word of gain maps and videos that are not there, and without old pictures of any size."""
    for pattern, instead in (
        (_HAS_GAIN_MAP, b""),
        (_HAS_VIDEO, rb"\g<1>0"),
        (_THUMBNAIL, rb"\g<1>"),
        (_PICTURE, rb"\g<1>"),
    ):
        xmp = pattern.sub(instead, xmp)
    return xmp_parts.without(xmp, _is_promise)


def _has_pictures(index: bytes) -> bool:
    """Whether the list names other pictures than the photo and previews of it."""
    try:
        tags = Tags.of_bytes(index)
        entries = tags.directory(tags.first)[0].get(_ENTRIES)
        table = b"" if entries is None else tags.value(entries)
    except BadTags:
        return False
    kinds = [
        struct.unpack_from(f"{tags.order}I", table, at)[0] & 0xFFFFFF
        for at in range(0, len(table) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
    ]
    return any(kind != _PRIMARY and kind & 0xFF0000 != _PREVIEWS for kind in kinds[1:])
