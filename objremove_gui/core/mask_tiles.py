"""Tiles of a mask: packed to be kept for undo and the journal, in the thread that has the time for it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Mask8 = NDArray[np.uint8]
TILE = 256
TileKey = tuple[int, int]
# A tile as packed bits, compressed; 0 or 255 where all its pixels have that value.
PackedTile = bytes | int
Bits = bytes | int
# Bytes that keeping a tile costs besides its packed bits, roughly.
TILE_OVERHEAD = 64


def pack_tile(tile: Mask8) -> PackedTile:
    """A tile of 0 and 255 as it is kept for undo."""
    return _packed(bits_of(tile))


def _packed(bits: Bits) -> PackedTile:
    return zlib.compress(bits, 1) if isinstance(bits, bytes) else bits


def unpack_tile(packed: PackedTile, tile: Mask8) -> None:
    if isinstance(packed, int):
        tile[...] = packed
        return
    bits = np.unpackbits(np.frombuffer(zlib.decompress(packed), np.uint8), count=tile.size)
    np.negative(bits.reshape(tile.shape), out=tile)


def bits_of(tile: Mask8) -> Bits:
    """A tile of 0 and 255 as it is compared; 0 or 255 where all its pixels have that value."""
    import cv2

    marked = cv2.countNonZero(tile)
    return np.packbits(tile).tobytes() if 0 < marked < tile.size else (255 if marked else 0)


class TileState:
    """What a tile holds, to be packed by whoever asks first, in any thread.

    Until then it is the mask's own pixels, which nobody writes before it has been packed, or the tile's bits.
    """

    __slots__ = ("_lock", "_packed", "_source")

    def __init__(self, source: Mask8 | bytes | None, packed: PackedTile | None, lock: Lock) -> None:
        self._source = source
        self._packed = packed
        self._lock = lock

    @property
    def known(self) -> PackedTile | None:
        """The packed tile, where it has been packed."""
        return self._packed

    def packed(self) -> PackedTile:
        """The tile as it is kept."""
        with self._lock:
            packed, source = self._packed, self._source
            if packed is None:
                assert source is not None
                # Copied first: rows of a wide photo lie so far apart that each look at them costs more than the copy.
                packed = _packed(source) if isinstance(source, bytes) else pack_tile(source.copy())
                self._packed, self._source = packed, None
            return packed

    def bits(self) -> Bits:
        """The tile as it is compared."""
        packed = self.packed()
        return zlib.decompress(packed) if isinstance(packed, bytes) else packed


def even_runs(tiles: Mapping[TileKey, PackedTile]) -> Iterator[tuple[int, int, int, int]]:
    """Neighbouring tiles of a row that have one value all over: row, first and last column, value."""
    run: tuple[int, int, int, int] | None = None
    for (row, column), value in sorted((key, tile) for key, tile in tiles.items() if isinstance(tile, int)):
        if run is not None and run == (row, run[1], column - 1, value):
            run = (row, run[1], column, value)
            continue
        if run is not None:
            yield run
        run = (row, column, column, value)
    if run is not None:
        yield run


def cost_of(tiles: dict[TileKey, PackedTile]) -> int:
    """Bytes that the packed tiles take, roughly."""
    return sum(TILE_OVERHEAD + (len(tile) if isinstance(tile, bytes) else 0) for tile in tiles.values())
