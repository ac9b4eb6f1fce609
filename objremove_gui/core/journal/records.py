"""What a journal is made of: records one after the other, each with its length and CRC-32.

A record says what the document became, not what was done to it, so that reading it again needs none of the tools.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from objremove_gui.core.project.schema import PhotoFacts, RemovalFacts, WishFacts

SCHEMA = 1
FILE = "journal"
ORIGINAL = "original"
_FRAME = struct.Struct("<II")
_LONGEST = 1 << 31


class Entry(msgspec.Struct, frozen=True):
    """A removal; ``arrays`` gives the numbers of its arrays by name."""

    facts: RemovalFacts
    arrays: dict[str, int]


class Tile(msgspec.Struct, frozen=True, array_like=True):
    """A tile of the mask as :class:`~objremove_gui.core.mask_patch.MaskPatch` keeps it."""

    row: int
    column: int
    packed: bytes | int


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The first record: which photo it is, and the project that it belongs to, if any."""

    schema: int
    photo: PhotoFacts
    project: str
    embeds: bool


class Placed(msgspec.Struct, frozen=True, tag="placed"):
    """The document was saved as a project."""

    project: str
    embeds: bool


class Embedded(msgspec.Struct, frozen=True, tag="embedded"):
    """The photo was taken into the journal's folder, since its own file is going to be another one."""

    photo: PhotoFacts


class Blob(msgspec.Struct, frozen=True, tag="blob"):
    """An array of a removal, as PNG."""

    number: int
    shape: tuple[int, ...]
    dtype: str
    png: bytes


class Base(msgspec.Struct, frozen=True, tag="base"):
    """The state before the first step."""

    tiles: list[Tile]
    removals: list[Entry]
    wider: tuple[WishFacts, ...] = ()


class Done(msgspec.Struct, frozen=True, tag="done"):
    """A new step: the tiles, the list and the wishes after it (None if as they were), and how many steps there are."""

    name: str
    tiles: list[Tile]
    removals: list[Entry] | None
    kept: int
    wider: tuple[WishFacts, ...] | None = None


class Undone(msgspec.Struct, frozen=True, tag="undone"):
    """A step was taken back."""


class Redone(msgspec.Struct, frozen=True, tag="redone"):
    """A step was done again."""


class Saved(msgspec.Struct, frozen=True, tag="saved"):
    """The state in force was exported, or saved in a project."""


Record = Opened | Placed | Embedded | Blob | Base | Done | Undone | Redone | Saved
Step = Done | Undone | Redone | Saved


def framed(record: Record) -> bytes:
    """The record as it stands in the file."""
    payload = msgspec.msgpack.encode(record)
    return _FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def read_records(file: BinaryIO) -> Iterator[tuple[int, Record]]:
    """Every whole record with the place where it ends; what comes after the first that is not whole is left out.

    Raises OSError.
    """
    decoder = msgspec.msgpack.Decoder(Record)
    end = file.seek(0, 2)
    at = 0
    while at + _FRAME.size <= end:
        file.seek(at)
        length, crc = _FRAME.unpack(file.read(_FRAME.size))
        at += _FRAME.size + length
        if length > _LONGEST or at > end:
            return
        payload = file.read(length)
        if zlib.crc32(payload) != crc:
            return
        try:
            record = decoder.decode(payload)
        except msgspec.DecodeError:
            return
        yield at, record
