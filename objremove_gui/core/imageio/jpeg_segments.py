"""JPEG's marker segments: metadata read from them, and put into a freshly encoded file byte for byte.

Sources: ITU-T T.81 annex B, JFIF 1.02, ICC.1 annex B.4, Adobe XMP specification part 3.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from objremove_gui.core.imageio import besides, exif, photoshop
from objremove_gui.core.imageio.comments import comments_of, packed
from objremove_gui.core.imageio.heads import Head
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, quantising
from objremove_gui.core.imageio.photo import Coding, Resolution

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_ICC = b"ICC_PROFILE\0"
_JFIF = b"JFIF\0"
# Centimetres.
_INCH = 2.54
_GUID_BYTES = 32
_SEGMENT_MOST = 65_533
_SINGLE = {"exif": exif.PREFIX, "xmp": _XMP}
_APP0, _APP1, _APP2, _APP13, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xED, 0xEF, 0xFE
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_START_OF_SCAN, _END, _QUANTISING = 0xDA, 0xD9, 0xDB
READ_MOST = 64 << 20


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Marker and contents of every segment before the first scan, 64 MB at most."""
    file.seek(2)
    total = 0
    while total < READ_MOST:
        lead, marker = file.read(1), file.read(1)
        while marker == b"\xff":
            marker = file.read(1)
        if lead != b"\xff" or not marker or marker[0] in (_START_OF_SCAN, _END):
            return
        if marker[0] == 0x01 or 0xD0 <= marker[0] <= 0xD7:
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        data = file.read(max(0, length))
        if length < 0 or len(data) < length:
            return
        total += length
        yield marker[0], data


def read(file: BinaryIO) -> Head:
    """Metadata, resolution and chroma subsampling; what is damaged is left out."""
    head = Head()
    found = head.metadata
    profile: dict[int, tuple[int, bytes]] = {}
    more: dict[int, bytes] = {}
    blocks: list[bytes] = []
    comments: list[bytes] = []
    guid, numbers = b"", b""
    tables: dict[int, bytes] = {}
    for marker, data in _segments(file):
        if _APP1 <= marker <= _APP15 and (beside := besides.in_segment(data)) is not None:
            head.besides.append(beside)
        if marker == _APP0 and data.startswith(_JFIF):
            head.resolution = _density(data)
        elif marker == _APP1 and data.startswith(exif.PREFIX):
            found.setdefault("exif", data[len(exif.PREFIX) :])
        elif marker == _APP1 and data.startswith(_XMP):
            found.setdefault("xmp", data[len(_XMP) :])
        elif marker == _APP1 and data.startswith(_XMP_MORE):
            rest = data[len(_XMP_MORE) :]
            guid = guid or rest[:_GUID_BYTES]
            if rest.startswith(guid) and len(rest) > _GUID_BYTES + 8:
                more[int.from_bytes(rest[_GUID_BYTES + 4 : _GUID_BYTES + 8], "big")] = rest[_GUID_BYTES + 8 :]
        elif marker == _APP2 and data.startswith(_ICC) and len(data) > len(_ICC) + 2:
            profile[data[len(_ICC)]] = (data[len(_ICC) + 1], data[len(_ICC) + 2 :])
        elif marker == _APP13 and data.startswith(_PHOTOSHOP):
            blocks.append(data[len(_PHOTOSHOP) :])
        elif marker == _COMMENT:
            comments.append(data)
        elif marker in _FRAMES:
            head.coding = Coding(_subsampling(data))
            numbers = data[8::3]
        elif marker == _QUANTISING:
            with contextlib.suppress(NoCoefficients):
                tables |= quantising(data)
    found |= packed(comments)
    if profile and all(profile.get(number, (0,))[0] == len(profile) for number in range(1, len(profile) + 1)):
        found["icc"] = b"".join(profile[number][1] for number in sorted(profile))
    if more:
        found["xmp-extended"] = guid + b"".join(more[offset] for offset in sorted(more))
    if numbers and all(number in tables for number in numbers):
        head.coding = head.coding._replace(tables=tuple(tables[number] for number in numbers))
    if blocks:
        found["photoshop"] = b"".join(blocks)
    iptc = photoshop.iptc_of(found.get("photoshop", b""))
    if iptc is not None:
        found["iptc"] = iptc
    if (tail := besides.in_tail(file)) is not None:
        head.besides.append(tail)
    return head


def _density(jfif: bytes) -> Resolution | None:
    if len(jfif) < 12 or jfif[7] not in (1, 2):
        return None
    across, down = struct.unpack_from(">HH", jfif, 8)
    factor = 1.0 if jfif[7] == 1 else _INCH
    return Resolution(across * factor, down * factor) if across and down else None


def _subsampling(frame: bytes) -> tuple[int, int] | None:
    """Luma to chroma samples across and down, from a frame header with three components."""
    if len(frame) < 15 or frame[5] != 3:
        return None
    factors = [(frame[at] >> 4, frame[at] & 15) for at in (7, 10, 13)]
    (across, down), first, second = factors
    if first != second or not all(first) or across % first[0] or down % first[1]:
        return None
    return across // first[0], down // first[1]


def fits(metadata: Mapping[str, bytes]) -> bool:
    """Whether all of it can be kept: EXIF and XMP have to do with one segment each."""
    return all(
        len(prefix) + len(metadata.get(name, b"")) <= _SEGMENT_MOST for name, prefix in _SINGLE.items()
    )


def pieces(
    encoded: memoryview, metadata: Mapping[str, bytes], resolution: Resolution | None
) -> Iterator[memoryview]:
    """The encoder's file, which starts with a JFIF segment, with its density set and the metadata behind it."""
    start = 2
    if encoded[2:4] == bytes((0xFF, _APP0)):
        start = 4 + int.from_bytes(encoded[4:6], "big")
    yield memoryview(b"\xff\xd8" + _jfif(resolution) + b"".join(_metadata_segments(metadata)))
    yield encoded[start:]


def _jfif(resolution: Resolution | None) -> bytes:
    unit, across, down = 0, 1, 1
    if resolution is not None:
        unit, factor = (
            (1, 1.0) if _is_whole(resolution, 1) or not _is_whole(resolution, _INCH) else (2, _INCH)
        )
        across, down = (min(max(round(value / factor), 1), 65_535) for value in resolution)
    return _segment(_APP0, _JFIF + struct.pack(">BBBHHBB", 1, 1, unit, across, down, 0, 0))


def _is_whole(resolution: Resolution, factor: float) -> bool:
    return all(abs(value / factor - round(value / factor)) < 1e-6 for value in resolution)


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def _parts(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def _metadata_segments(metadata: Mapping[str, bytes]) -> Iterator[bytes]:
    for name, prefix in _SINGLE.items():
        if name in metadata and len(prefix) + len(metadata[name]) <= _SEGMENT_MOST:
            yield _segment(_APP1, prefix + metadata[name])
    more = metadata.get("xmp-extended", b"")
    guid, more = more[:_GUID_BYTES], more[_GUID_BYTES:]
    size = 65_000
    for index, part in enumerate(_parts(more, size)):
        yield _segment(_APP1, _XMP_MORE + guid + struct.pack(">II", len(more), index * size) + part)
    block = metadata.get("photoshop") or (photoshop.of_iptc(metadata["iptc"]) if "iptc" in metadata else b"")
    for part in _parts(block, _SEGMENT_MOST - len(_PHOTOSHOP)):
        yield _segment(_APP13, _PHOTOSHOP + part)
    profile = _parts(metadata.get("icc", b""), _SEGMENT_MOST - len(_ICC) - 2)
    if len(profile) < 256:
        for index, part in enumerate(profile):
            yield _segment(_APP2, _ICC + bytes((index + 1, len(profile))) + part)
    for comment in comments_of(metadata):
        yield _segment(_COMMENT, comment[:_SEGMENT_MOST])
