"""Directories of tags as TIFF 6.0, BigTIFF and EXIF have them: read from files and blobs, built anew."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal

READ_MOST = 64 << 20
# Bytes of one number by its kind, 0 = there is no such kind.
_SIZES = dict(enumerate((0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)))
ByteOrder = Literal["<", ">"]
INTEGERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 274, 282, 283, 296
SOFTWARE = 305
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
_POINTERS = {EXIF_IFD, GPS_IFD, 0xA005}


class BadTags(ValueError):
    """The directory is damaged."""


@dataclass(frozen=True, slots=True)
class Tag:
    """``entry`` is where the directory's row lies, ``start`` where the value does; both counted from the header."""

    kind: int
    count: int
    entry: int
    start: int

    @property
    def length(self) -> int:
        return self.count * _SIZES[self.kind]


class Tags:
    """A reader over ``read(offset, length)``, which gives fewer bytes at the end of the data."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self._read = read
        self._left = READ_MOST
        head = read(0, 16)
        if head[:2] not in (b"II", b"MM") or len(head) < 8:
            raise BadTags("no byte order")
        self.order: ByteOrder = "<" if head[:2] == b"II" else ">"
        magic = self.number("H", head[2:4])
        if magic not in (42, 43):
            raise BadTags("no TIFF header")
        self.big = magic == 43
        self.first = self.number("Q", head[8:16]) if self.big else self.number("I", head[4:8])

    @classmethod
    def of_bytes(cls, blob: bytes | bytearray) -> Tags:
        """An EXIF blob, which is never a BigTIFF; what is written into it later shows."""
        tags = cls(lambda offset, length: bytes(blob[offset : offset + length]))
        if tags.big:
            raise BadTags("BigTIFF")
        return tags

    @classmethod
    def of_file(cls, file: BinaryIO) -> Tags:
        """A TIFF file; raises BadTags if it is none."""
        end = file.seek(0, 2)

        def read(offset: int, length: int) -> bytes:
            file.seek(min(offset, end))
            return file.read(length)

        return cls(read)

    def number(self, code: str, data: bytes) -> int:
        size = struct.calcsize(self.order + code)
        if len(data) < size:
            raise BadTags("cut off")
        value: int = struct.unpack_from(self.order + code, data)[0]
        return value

    def directory(self, offset: int) -> tuple[dict[int, Tag], int]:
        """The tags of the directory at ``offset``, and where the next one lies (0 = none). Raises BadTags."""
        counter, row, pointer = ("Q", 20, "Q") if self.big else ("H", 12, "I")
        start = offset + struct.calcsize(counter)
        count = self.number(counter, self._read(offset, start - offset))
        if count > 4096:
            raise BadTags("too many tags")
        table = self._read(start, count * row)
        if len(table) < count * row:
            raise BadTags("cut off")
        tags: dict[int, Tag] = {}
        for index in range(count):
            number, kind, length = struct.unpack_from(f"{self.order}HH{pointer}", table, index * row)
            if not _SIZES.get(kind):
                continue
            entry = start + index * row
            inside = entry + row - struct.calcsize(pointer)
            size = length * _SIZES[kind]
            where = inside
            if size > struct.calcsize(pointer):
                where = self.number(pointer, table[inside - start : inside - start + 8])
            tags.setdefault(number, Tag(kind, length, entry, where))
        following = self._read(start + count * row, struct.calcsize(pointer))
        return tags, self.number(pointer, following) if len(following) == struct.calcsize(pointer) else 0

    def value(self, tag: Tag) -> bytes:
        """The raw value; raises BadTags if it is not wholly there, or 64 MB of values were read before."""
        if tag.length > self._left:
            raise BadTags("too long")
        data = self._read(tag.start, tag.length)
        self._left -= len(data)
        if len(data) < tag.length:
            raise BadTags("cut off")
        return data

    def integer(self, tag: Tag | None) -> int | None:
        """The first number of an integer tag; None if there is none."""
        if tag is None or tag.kind not in INTEGERS or not tag.count:
            return None
        return self.number(INTEGERS[tag.kind], self._read(tag.start, 8))

    def tree(self, directory: dict[int, Tag], depth: int = 0) -> Tree:
        """The directory with all values and, below their pointers, those of EXIF, GPS and interoperability.

        What is damaged is left out.
        """
        tree: Tree = {}
        for number, tag in directory.items():
            try:
                if number not in _POINTERS:
                    tree[number] = Value(tag.kind, tag.count, self.value(tag))
                elif depth < 2 and (offset := self.integer(tag)):
                    tree[number] = self.tree(self.directory(offset)[0], depth + 1)
            except BadTags:
                continue
        return tree

    def rational(self, tag: Tag | None) -> float:
        """The first ratio; 0 if there is none."""
        if tag is None or tag.kind != RATIONAL or not tag.count:
            return 0.0
        upper, lower = struct.unpack(f"{self.order}II", self.value(Tag(RATIONAL, 1, tag.entry, tag.start)))
        return upper / lower if lower else 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """A tag's contents to be written: ``data`` already has the byte order."""

    kind: int
    count: int
    data: bytes


Tree = dict[int, "Value | Tree"]


def pack(order: ByteOrder, tree: Tree, offset: int) -> bytes:
    """A classic directory for ``offset`` (even), its long values and the directories below it right behind it."""
    after = offset + 2 + 12 * len(tree) + 4
    rows, tail = b"", b""
    for number in sorted(tree):
        value = tree[number]
        place = struct.pack(f"{order}I", after + len(tail))
        if isinstance(value, dict):
            tail += pack(order, value, after + len(tail))
            value = Value(LONG, 1, place)
        elif len(value.data) > 4:
            tail += value.data + b"\0" * (len(value.data) % 2)
            value = Value(value.kind, value.count, place)
        rows += struct.pack(f"{order}HHI", number, value.kind, value.count) + value.data.ljust(4, b"\0")
    return struct.pack(f"{order}H", len(tree)) + rows + b"\0\0\0\0" + tail


def header(order: ByteOrder, first: int) -> bytes:
    """The eight bytes at the start of a classic TIFF file; ``first`` is where its directory lies."""
    return (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, first)
