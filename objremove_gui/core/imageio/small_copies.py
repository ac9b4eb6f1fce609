"""Small copies of a photo within its EXIF blob, which would still show what was removed: thumbnail, makers' previews.

Sources: EXIF 2.3, 4.5 and 4.6.3 (thumbnails, compressed or as plain strips); ITU-T T.81 annex B (where a JPEG ends).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from objremove_gui.core.imageio.tiff_tags import INTEGERS, LONG, SHORT, BadTags, Tag, Tags

NewCopy = Callable[[int], bytes | None]
_STRIPS, _STRIP_LENGTHS = 0x0111, 0x0117
_JPEG, _JPEG_LENGTH = 0x0201, 0x0202
_START, _EMPTY = b"\xff\xd8\xff", b"\xff\xd8\xff\xd9"
_END, _SCAN = 0xD9, 0xDA


def put_number(blob: bytearray, tags: Tags, tag: Tag | None, value: int) -> None:
    """Write a number over that of a SHORT or LONG tag, if it fits."""
    if tag is None or tag.count != 1 or tag.kind not in (SHORT, LONG):
        return
    if tag.kind == LONG or value < 1 << 16:
        struct.pack_into(f"{tags.order}{'I' if tag.kind == LONG else 'H'}", blob, tag.start, value)


def renew_thumbnail(blob: bytearray, tags: Tags, second: int, new_copy: NewCopy) -> tuple[int, int]:
    """Put ``new_copy(limit)`` in the place of the thumbnail that the directory at ``second`` leads to; raises BadTags.

    Where there is none of at most ``limit`` bytes, or the old one is no JPEG, it is wiped out, and so is what leads
    there. Gives the place of a JPEG, its start and end.
    """
    inner, _ = tags.directory(second)
    start, length = tags.integer(inner.get(_JPEG)), tags.integer(inner.get(_JPEG_LENGTH))
    if start and length and start + length <= len(blob):
        new = new_copy(length) or b""
        blob[start : start + length] = new.ljust(length, b"\0")
        put_number(blob, tags, inner[_JPEG_LENGTH], len(new))
        if not new:
            _forget(blob, tags)
        return start, start + length
    places = [(start, length)] if start and length else _strips(tags, inner)
    for first, size in places:
        end = min(first + size, len(blob))
        blob[first:end] = bytes(max(0, end - first))
    if places:
        _forget(blob, tags)
    return 0, 0


def _strips(tags: Tags, inner: dict[int, Tag]) -> list[tuple[int, int]]:
    """Start and length of the strips of a thumbnail that is not compressed."""
    if _STRIPS not in inner or _STRIP_LENGTHS not in inner:
        return []
    starts, lengths = (_numbers(tags, inner[number]) for number in (_STRIPS, _STRIP_LENGTHS))
    return list(zip(starts, lengths, strict=False))


def _numbers(tags: Tags, tag: Tag) -> tuple[int, ...]:
    if tag.kind not in INTEGERS:
        raise BadTags("no numbers")
    return struct.unpack(f"{tags.order}{tag.count}{INTEGERS[tag.kind]}", tags.value(tag))


def _forget(blob: bytearray, tags: Tags) -> None:
    """Let the first directory lead to no second one."""
    count = tags.number("H", bytes(blob[tags.first : tags.first + 2]))
    blob[tags.first + 2 + 12 * count : tags.first + 6 + 12 * count] = bytes(4)


def renew_previews(blob: bytearray, new_copy: NewCopy, renewed: tuple[int, int]) -> None:
    """Put a new copy, or an empty one, in the place of every JPEG that does not begin between the two places.

    No length changes.
    """
    for start, end in list(_pictures(bytes(blob))):
        if renewed[0] <= start < renewed[1]:
            continue
        new = new_copy(end - start) or _EMPTY
        blob[start:end] = new.ljust(end - start, b"\0")


def pictures_in(data: bytes) -> list[bytes]:
    """Every whole JPEG within the bytes that shows something."""
    return [data[start:end] for start, end in _pictures(data) if data[start:end] != _EMPTY]


def without_pictures(data: bytes) -> bytes:
    """The bytes without any JPEG and the zeros behind it: the same before and after their renewal."""
    parts, at = [], 0
    for start, end in _pictures(data):
        parts.append(data[at:start])
        while end < len(data) and not data[end]:
            end += 1
        at = end
    return b"".join((*parts, data[at:]))


def _pictures(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every whole JPEG within the bytes."""
    start = data.find(_START)
    while start >= 0:
        end = _end_of_jpeg(data, start)
        if end:
            yield start, end
        start = data.find(_START, end or start + 1)


def _end_of_jpeg(data: bytes, start: int) -> int:
    """Behind the last byte of the JPEG that begins at ``start``; 0 where none does."""
    at = start + 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] > 0xBF:
        if data[at + 1] == _END:
            return at + 2
        following = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == _SCAN:
            return data.find(bytes((0xFF, _END)), following) + 2 if following < len(data) else 0
        at = following
    return 0
