"""Tiles of an older undo step in a tenth of the memory: only where their rows change, as steps from row to row.

A stroke's rim moves little between two rows, so nearly all of these numbers are 0, 1 or -1.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.mask_tiles import TILE, PackedTile, TileKey, even_runs, inflated

Words = NDArray[np.uint64]
Counts = NDArray[np.int64]
# Bits of a whole tile in bytes, and so many tiles are looked at together: the arrays for them stay small.
WHOLE = TILE * TILE // 8
AT_ONCE = 16
LEVEL = 6


class TileArchive(NamedTuple):
    """``even`` are runs of tiles of one value, ``keys`` the mixed ones, ``chunks`` what these hold, some at a time.

    ``cut`` are mixed tiles that reach over the photo's rim, as they were.
    """

    even: bytes
    keys: bytes
    chunks: tuple[bytes, ...]
    cut: tuple[tuple[TileKey, bytes], ...]

    @property
    def cost(self) -> int:
        """Bytes that it takes, roughly."""
        parts = [self.even, self.keys, *self.chunks, *(tile for _, tile in self.cut)]
        return sum(len(part) + 33 for part in parts)


def archived(tiles: Mapping[TileKey, PackedTile]) -> TileArchive:
    """What :func:`restored` makes the same tiles of; takes some milliseconds for a stroke across a large photo."""
    mixed: list[tuple[TileKey, bytes]] = []
    cut: list[tuple[TileKey, bytes]] = []
    for key, tile in tiles.items():
        if isinstance(tile, bytes):
            is_whole = len(zlib.decompress(tile)) == WHOLE
            (mixed if is_whole else cut).append((key, tile))
    chunks = (mixed[start : start + AT_ONCE] for start in range(0, len(mixed), AT_ONCE))
    return TileArchive(
        _squeezed(np.array(list(even_runs(tiles)), np.int32)),
        _squeezed(np.array([key for key, _ in mixed], np.int32)),
        tuple(_changes(inflated([tile for _, tile in chunk], TILE * TILE)) for chunk in chunks),
        tuple(cut),
    )


def restored(archive: TileArchive) -> dict[TileKey, PackedTile]:
    """The tiles again, packed as they are everywhere else."""
    from isal import isal_zlib

    tiles: dict[TileKey, PackedTile] = dict(archive.cut)
    for row, first, last, value in _loosened(archive.even, 4):
        for column in range(first, last + 1):
            tiles[row, column] = value
    keys = [(row, column) for row, column in _loosened(archive.keys, 2)]
    for number, chunk in enumerate(archive.chunks):
        some = keys[number * AT_ONCE : (number + 1) * AT_ONCE]
        bits = _bits(chunk, len(some))
        tiles.update(
            (key, bytes(isal_zlib.compress(bits[index * WHOLE : (index + 1) * WHOLE], 1)))
            for index, key in enumerate(some)
        )
    return tiles


def _squeezed(numbers: NDArray[np.int32]) -> bytes:
    return zlib.compress(numbers.tobytes(), LEVEL)


def _loosened(packed: bytes, columns: int) -> Sequence[Sequence[int]]:
    lines: list[list[int]] = np.frombuffer(zlib.decompress(packed), np.int32).reshape(-1, columns).tolist()
    return lines


def _changes(bits: NDArray[np.uint8]) -> bytes:
    """The columns in which the rows of whole tiles change, for each tile the first of each row, the second ..."""
    words: Words = bits.view(">u8").astype(np.uint64).reshape(-1, TILE // 64)
    changes = words ^ (words >> np.uint64(1))
    changes[:, 1:] ^= words[:, :-1] << np.uint64(63)
    marks = np.unpackbits(changes.astype(">u8").view(np.uint8)).view(np.bool_)
    places = marks.nonzero()[0]
    counts = np.bincount(places // TILE, minlength=len(words))
    columns = (places % TILE).astype(np.uint8)[_order(counts)]
    steps = np.diff(columns, prepend=np.uint8(0))
    differences = np.diff(counts.astype(np.uint16), prepend=np.uint16(0))
    return zlib.compress(differences.tobytes() + steps.tobytes(), LEVEL)


def _bits(packed: bytes, count: int) -> bytes:
    """The bits of ``count`` whole tiles."""
    numbers = np.frombuffer(zlib.decompress(packed), np.uint8)
    rows = count * TILE
    counts = np.cumsum(numbers[: 2 * rows].view(np.uint16), dtype=np.uint16).astype(np.int64)
    steps = numbers[2 * rows :]
    columns = np.empty(len(steps), np.int64)
    columns[_order(counts)] = np.cumsum(steps, dtype=np.uint8)
    marks = np.zeros(rows * TILE, np.uint8)
    marks[np.repeat(np.arange(rows) * TILE, counts) + columns] = 1
    words: Words = np.packbits(marks).view(">u8").astype(np.uint64).reshape(-1, TILE // 64)
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words >> np.uint64(shift)
    # What the words before it end with goes on in the next.
    ends = np.bitwise_xor.accumulate(words & np.uint64(1), axis=1)[:, :-1]
    words[:, 1:] ^= np.negative(ends)
    return words.astype(">u8").tobytes()


def _order(counts: Counts) -> Counts:
    """How the changes, which lie row by row, are put: the first of each row of a tile, then the second, and so on."""
    rows = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.argsort((rows // TILE) * (2 * TILE) + nth, kind="stable")
