"""PNG's chunks: metadata read from them, and made for a file to be written.

Source: Portable Network Graphics (third edition), W3C; the XMP keyword from Adobe's XMP specification part 3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from objremove_gui.core.imageio.besides import Beside
from objremove_gui.core.imageio.comments import comments_of
from objremove_gui.core.imageio.exif import without_prefix
from objremove_gui.core.imageio.heads import Head
from objremove_gui.core.imageio.nclx import Nclx, profile_of
from objremove_gui.core.imageio.photo import Resolution
from objremove_gui.core.imageio.png_colours import profile_told
from objremove_gui.core.imageio.png_texts import blob_of, comment_text, holds, iptc_text

SIGNATURE = b"\x89PNG\r\n\x1a\n"
READ_MOST = 64 << 20
# Of a text that is searched, and of XMP: longer ones are nobody's words, and a few bytes may stand for them.
TEXT_MOST = 4 << 20
_INCH = 0.0254
# Where IHDR tells the kind of colours, and those of one channel.
_COLOUR_TYPE, _GREY_TYPES = 25, (b"\0", b"\4")
_XMP = b"XML:com.adobe.xmp\0"
# What says how the numbers of the pixels are meant, and texts; kept as they are when PNG becomes PNG.
_COLOUR = {b"gAMA", b"cHRM", b"sRGB", b"cICP", b"mDCV", b"cLLI"}
_TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
_READ = _COLOUR | _TEXTS | {b"eXIf", b"iCCP", b"pHYs", b"acTL"}


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Kind and contents of every chunk that is of use (64 MB of them at most); others come without contents."""
    file.seek(len(SIGNATURE))
    total = 0
    while len(head := file.read(8)) == 8 and total < READ_MOST:
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"IEND":
            return
        if kind not in _READ:
            file.seek(length + 4, 1)
            yield kind, b""
            continue
        data = file.read(min(length, READ_MOST))
        if len(data) < length or zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(file.read(4), "big"):
            return
        total += length
        yield kind, data


def read(file: BinaryIO) -> Head:
    """Metadata, resolution and the number of frames; what is damaged is left out."""
    head = Head()
    found = head.metadata
    file.seek(_COLOUR_TYPE)
    is_grey = file.read(1) in _GREY_TYPES
    kept: list[bytes] = []
    spare: dict[str, bytes] = {}
    for kind, data in _chunks(file):
        if kind == b"eXIf":
            found.setdefault("exif", without_prefix(data))
        elif kind == b"iCCP":
            found["icc"] = found["icc"] if "icc" in found else _inflated(data.partition(b"\0")[2][1:])
        elif kind == b"pHYs" and len(data) == 9 and data[8] == 1:
            across, down = struct.unpack_from(">II", data)
            if across and down:
                head.resolution = Resolution(across * _INCH, down * _INCH)
        elif kind == b"iTXt" and data.startswith(_XMP):
            # Only the first one counts, even if it is empty or damaged.
            found["xmp"] = found["xmp"] if "xmp" in found else _international_text(data, TEXT_MOST)
        elif kind in _TEXTS and _take_blob(kind, data, spare):
            continue
        elif kind in _COLOUR or kind in _TEXTS:
            kept.append(chunk(kind, data))
        elif kind == b"caBX":
            head.besides.append(Beside.CREDENTIALS)
        elif kind == b"acTL":
            head.frames = max(1, int.from_bytes(data[:4], "big"))
    for name in ("xmp", "icc"):
        if found.get(name) == b"":
            del found[name]
    if kept:
        found["png"] = b"".join(kept)
    # What has a chunk of its own counts more.
    for name, blob in spare.items():
        if blob:
            found.setdefault(name, blob)
    _mean(head, is_grey=is_grey)
    return head


def _mean(head: Head, *, is_grey: bool) -> None:
    """Let the head have the profile that chunks stand for, unless the file has one."""
    chunks = _colours_in(head.metadata.get("png", b""))
    if b"cICP" in chunks:
        head.mean(_numbers(chunks))
    elif "icc" not in head.metadata and (profile := _stands_for(chunks, is_grey=is_grey)):
        head.metadata["icc"] = profile


def _colours_in(chunks: bytes) -> dict[bytes, bytes]:
    """Contents of those chunks that say how colours are meant, of each kind the first."""
    found: dict[bytes, bytes] = {}
    _kept(chunks, lambda kind, data: kind in _COLOUR and found.setdefault(kind, data) is data)
    return found


def _numbers(chunks: Mapping[bytes, bytes]) -> Nclx | None:
    data = chunks.get(b"cICP", b"")
    return Nclx(*data[:2]) if len(data) == 4 else None


def _stands_for(chunks: Mapping[bytes, bytes], *, is_grey: bool) -> bytes | None:
    """The profile that the chunks stand for; None for sRGB."""
    numbers = _numbers(chunks)
    if numbers is not None:
        return None if numbers.is_hdr else profile_of(numbers)
    if b"sRGB" in chunks or not chunks.keys() & {b"gAMA", b"cHRM"}:
        return None
    return profile_told(chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b""), is_grey=is_grey)


def _take_blob(kind: bytes, data: bytes, spare: dict[str, bytes]) -> bool:
    """Whether the text held a blob, which is then in ``spare``; of each kind only the first is looked at."""
    name = holds(data.partition(b"\0")[0])
    if not name or spare.get(name) == b"":
        return False
    spare[name] = spare.get(name) or blob_of(name, _text(kind, data)) or b""
    return bool(spare[name])


def _inflated(data: bytes, most: int = READ_MOST) -> bytes:
    """The inflated bytes; empty if they are damaged or more than ``most``."""
    inflater = zlib.decompressobj()
    try:
        result = inflater.decompress(data, most)
    except zlib.error:
        return b""
    return result if inflater.eof else b""


def _international_text(data: bytes, most: int = READ_MOST) -> bytes:
    """The text of an iTXt chunk: keyword, flags, language, translated keyword, text."""
    rest = data.partition(b"\0")[2]
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return _inflated(text, most) if rest[:1] == b"\1" else text


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _kept(chunks: bytes, keeps: Callable[[bytes, bytes], bool]) -> bytes:
    """Those of whole chunks whose kind and contents ``keeps`` is for."""
    parts, at = [], 0
    while at + 12 <= len(chunks):
        end = at + 12 + int.from_bytes(chunks[at : at + 4], "big")
        if keeps(chunks[at + 4 : at + 8], chunks[at + 8 : end - 4]):
            parts.append(chunks[at:end])
        at = end
    return b"".join(parts)


def colours_of(chunks: bytes) -> bytes:
    """Those chunks that say how colours are meant."""
    return _kept(chunks, lambda kind, _: kind in _COLOUR)


def without_colours(chunks: bytes) -> bytes:
    """All other chunks."""
    return _kept(chunks, lambda kind, _: kind not in _COLOUR)


def without_gps(chunks: bytes) -> bytes:
    """The chunks without texts that hold the place where a photo was taken, or whole EXIF blobs."""

    left = READ_MOST

    def tells(kind: bytes, data: bytes) -> bool:
        nonlocal left
        keyword = data.partition(b"\0")[0].lower()
        if b"gps" in keyword or keyword.startswith(b"raw profile type"):
            return True
        text = _text(kind, data, max(1, min(left, TEXT_MOST))).lower()
        left -= len(text)
        # What can't be looked into may tell it.
        return b"gps" in text or not text

    return _kept(chunks, lambda kind, data: kind in _COLOUR or not tells(kind, data))


def _text(kind: bytes, data: bytes, most: int = READ_MOST) -> bytes:
    """What stands in a text behind its keyword, inflated where it is packed; empty where it is damaged."""
    text = data.partition(b"\0")[2]
    if kind == b"zTXt":
        return _inflated(text[1:], most)
    return _international_text(data, most) if kind == b"iTXt" else text


def metadata_chunks(metadata: Mapping[str, bytes], resolution: Resolution | None) -> bytes:
    """The chunks that come between IHDR and IDAT."""
    parts = []
    colours = _colours_in(metadata.get("png", b""))
    told = [_stands_for(colours, is_grey=is_grey) for is_grey in (False, True)]
    # What the chunks say already is not said once more: the file had no profile.
    if "icc" in metadata and metadata["icc"] not in told:
        parts.append(chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata["icc"])))
    parts.append(metadata.get("png", b""))
    if resolution is not None:
        across, down = (min(max(round(value / _INCH), 1), 2**31 - 1) for value in resolution)
        parts.append(chunk(b"pHYs", struct.pack(">IIB", across, down, 1)))
    if "exif" in metadata:
        parts.append(chunk(b"eXIf", metadata["exif"]))
    if "xmp" in metadata:
        parts.append(chunk(b"iTXt", _XMP + b"\0\0\0\0" + metadata["xmp"]))
    if "iptc" in metadata:
        parts.append(chunk(b"tEXt", iptc_text(metadata["iptc"])))
    parts += [chunk(*comment_text(comment)) for comment in comments_of(metadata)]
    return b"".join(parts)
