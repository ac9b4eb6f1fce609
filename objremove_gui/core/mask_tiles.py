"""Tiles of a mask: packed to be kept for undo and the journal, in the thread that has the time for it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect

Mask8 = NDArray[np.uint8]
TILE = 256
TileKey = tuple[int, int]
# A tile as packed bits, compressed; 0 or 255 where all its pixels have that value.
PackedTile = bytes | int
Bits = bytes | int
# Bytes that keeping a tile costs besides its packed bits, roughly.
TILE_OVERHEAD = 64
# So many tiles are unpacked at once: what lies between stays in the processor's cache.
AT_ONCE = 8


def pack_tile(tile: Mask8) -> PackedTile:
    """A tile of 0 and 255 as it is kept for undo."""
    return _packed(bits_of(tile))


def _packed(bits: Bits) -> PackedTile:
    return zlib.compress(bits, 1) if isinstance(bits, bytes) else bits


def unpack_tiles(tiles: Sequence[tuple[bytes, Mask8]]) -> None:
    """Write packed tiles, each into its pixels; many at once cost less. Raises ValueError for what is no tile."""
    for shape, some in groupby(tiles, lambda one: one[1].shape):
        alike = list(some)
        # The bits of a tile at the photo's rim may end within a byte.
        count = AT_ONCE if shape == (TILE, TILE) else 1
        for start in range(0, len(alike), count):
            packed, pixels = zip(*alike[start : start + count], strict=True)
            _unpack(inflated(packed, pixels[0].size), pixels)


def copied(states: Mapping[Rect, TileState]) -> tuple[Rect, Mask8]:
    """The smallest box that holds every mark of some tiles, which lie at their places in the mask; and a copy of it."""
    import cv2

    if not states:
        return EMPTY, np.zeros((0, 0), np.uint8)
    outer = Rect.around(states)
    pixels = np.zeros((outer.height, outer.width), np.uint8)
    mixed = []
    for box, state in states.items():
        tile, target = state.packed(), pixels[box.relative_to(outer).slices]
        if isinstance(tile, int):
            target[...] = tile
        else:
            mixed.append((tile, target))
    unpack_tiles(mixed)
    x, y, width, height = cv2.boundingRect(pixels)
    box = Rect(outer.x + x, outer.y + y, width, height)
    return box, np.ascontiguousarray(pixels[box.relative_to(outer).slices])


def inflated(tiles: Sequence[bytes], count: int) -> Mask8:
    """The bits of packed tiles of ``count`` pixels, one after the other. Raises ValueError for what is no tile."""
    from isal import isal_zlib

    try:
        bits = [bytes(isal_zlib.decompress(tile)) for tile in tiles]
    except isal_zlib.error as error:  # type: ignore[misc]  # its stub takes the class for one of its errors
        raise ValueError("this is no tile of a mask") from error
    if any(len(one) != -(-count // 8) for one in bits):
        raise ValueError("this tile has another size")
    return np.frombuffer(b"".join(bits), np.uint8)


def _unpack(bits: Mask8, targets: Sequence[Mask8]) -> None:
    """Bits of tiles of one size into their pixels."""
    import cv2

    # A table gives eight pixels for a byte; as one number of eight bytes, it is looked up in one step.
    marks = np.asarray(cv2.LUT(bits, _eight_pixels())).view(np.uint8).reshape(len(targets), -1)
    for pixels, target in zip(marks, targets, strict=True):
        # OpenCV moves short rows that lie far apart in a third of numpy's time.
        cv2.copyTo(pixels[: target.size].reshape(target.shape), None, target)  # type: ignore[call-overload]


@cache
def _eight_pixels() -> NDArray[np.float64]:
    """For each byte its eight pixels, 0 or 255, as the bytes of one number."""
    every = np.arange(256, dtype=np.uint8)[:, None]
    return np.negative(np.unpackbits(every, axis=1)).view(np.float64)[:, 0]


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
