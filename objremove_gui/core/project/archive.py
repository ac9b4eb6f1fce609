"""Entries of a zip file as far as they can be read: also of one that is cut off or damaged in places.

Walks the local headers (PKWARE APPNOTE, 4.3.7) instead of the directory at the end, which a file that was cut off has
lost. Only stored entries count, so nothing grows while it is read.
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, NamedTuple

from objremove_gui.core.project.lossless import Damaged

SIGNATURE = b"PK\3\4"
_DIRECTORY = (b"PK\1\2", b"PK\5\6", b"PK\6\6")
_HEADER = struct.Struct("<4s5H3L2H")
_ENCRYPTED_OR_OPEN_ENDED = 0x0009
_LONGEST_NAME = 200
_MOST_ENTRIES = 200_000
# How much is looked through at once: little at first, since what follows a damaged header may be another one.
_FIRST_BLOCK, _BLOCK = 1 << 12, 1 << 20


class Entry(NamedTuple):
    """Where an entry's bytes lie, and what their CRC-32 is to be."""

    offset: int
    size: int
    crc: int


def entries(file: BinaryIO) -> dict[str, Entry]:
    """All entries that are wholly there, by name; the first of a name counts. Raises OSError."""
    end = file.seek(0, 2)
    found: dict[str, Entry] = {}
    at = 0
    for _ in range(_MOST_ENTRIES):
        file.seek(at)
        head = file.read(_HEADER.size)
        if head.startswith(_DIRECTORY) or len(head) < _HEADER.size:
            break
        entry, name = _entry(file, head, at, end)
        if entry is not None:
            found.setdefault(name, entry)
            at = entry.offset + entry.size
            continue
        following = _next_header(file, at + 1)
        if following is None:
            break
        at = following
    return found


def _entry(file: BinaryIO, head: bytes, at: int, end: int) -> tuple[Entry | None, str]:
    signature, _, flags, method, _, _, crc, packed, size, name_length, extra = _HEADER.unpack(head)
    offset = at + _HEADER.size + name_length + extra
    is_plain = (
        signature == SIGNATURE and method == 0 and packed == size and not flags & _ENCRYPTED_OR_OPEN_ENDED
    )
    if not is_plain or name_length > _LONGEST_NAME or offset + size > end:
        return None, ""
    return Entry(offset, size, crc), file.read(name_length).decode("utf-8", "replace")


def _next_header(file: BinaryIO, start: int) -> int | None:
    """Where the next signature of a local header lies."""
    file.seek(start)
    position, rest, length = start, b"", _FIRST_BLOCK
    while block := file.read(length):
        data = rest + block
        at = data.find(SIGNATURE)
        if at >= 0:
            return position - len(rest) + at
        position += len(block)
        rest, length = data[-3:], min(2 * length, _BLOCK)
    return None


def read_entry(file: BinaryIO, entry: Entry | None, most: int) -> bytes:
    """The entry's bytes, ``most`` at most; raises Damaged, OSError."""
    if entry is None:
        raise Damaged("it is not there")
    if entry.size > most:
        raise Damaged("it is too large")
    file.seek(entry.offset)
    data = file.read(entry.size)
    if len(data) != entry.size or zlib.crc32(data) != entry.crc:
        raise Damaged("its checksum is another")
    return data
