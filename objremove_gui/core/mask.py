"""The binary mask at exactly the photo's size, with tile-wise recording of every change for undo."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.events import Event
from objremove_gui.core.geometry import EMPTY, Rect, Size

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
    return _packed(_bits_of(tile))


def _packed(bits: Bits) -> PackedTile:
    return zlib.compress(bits, 1) if isinstance(bits, bytes) else bits


def _unpack(packed: PackedTile, tile: Mask8) -> None:
    if isinstance(packed, int):
        tile[...] = packed
        return
    bits = np.unpackbits(np.frombuffer(zlib.decompress(packed), np.uint8), count=tile.size)
    tile[...] = np.negative(bits, out=bits).reshape(tile.shape)


def _bits_of(tile: Mask8) -> Bits:
    """A tile of 0 and 255 as it is compared; 0 or 255 where all its pixels have that value."""
    import cv2

    marked = cv2.countNonZero(tile)
    return np.packbits(tile).tobytes() if 0 < marked < tile.size else (255 if marked else 0)


class _Saved(NamedTuple):
    """A tile that held marks before the change being recorded: an eighth of its pixels' bytes, and what is kept."""

    bits: Bits
    packed: PackedTile


class MaskPatch:
    """The other state of some tiles. Swapping exchanges it with the mask, so it is its own inverse."""

    def __init__(self, tiles: dict[TileKey, PackedTile]) -> None:
        self.tiles = tiles
        self.cost = _cost(tiles)

    def swap(self, mask: Mask) -> Rect:
        """Exchange the tiles with the mask's; returns the box that changed."""
        if mask.is_recording:
            raise RuntimeError("the change of the mask that is being recorded must end first")
        changed = EMPTY
        for key, packed in self.tiles.items():
            box = mask.tile_box(key)
            view = mask.pixels[box.slices]
            # Copied first: rows of a wide photo lie so far apart that each look at them costs more than the copy.
            self.tiles[key] = pack_tile(view.copy())
            _unpack(packed, view)
            mask.note_tile(key, holds=packed != 0)
            changed = changed.union(box)
        self.cost = _cost(self.tiles)
        mask.changed.emit(changed)
        return changed


def _cost(tiles: dict[TileKey, PackedTile]) -> int:
    """Bytes that the packed tiles take, roughly."""
    return sum(TILE_OVERHEAD + (len(tile) if isinstance(tile, bytes) else 0) for tile in tiles.values())


class Mask:
    """uint8 (h, w), 255 = remove, 0 = keep. Writers call :meth:`touch` for a box before they write into it."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.pixels: Mask8 = np.empty((size.height, size.width), np.uint8)
        # Written, not only reserved: the first stroke must not pay for the pages.
        self.pixels.fill(0)
        self.changed: Event[Rect] = Event()
        self._occupied: set[TileKey] = set()
        # What the touched tiles held before the change being recorded; None for a tile that held nothing.
        self._saved: dict[TileKey, _Saved | None] | None = None

    def tile_box(self, key: TileKey) -> Rect:
        x, y = key[1] * TILE, key[0] * TILE
        return Rect(x, y, min(TILE, self.size.width - x), min(TILE, self.size.height - y))

    def note_tile(self, key: TileKey, *, holds: bool) -> None:
        """Remember whether the tile holds anything, after its pixels changed."""
        if holds:
            self._occupied.add(key)
        else:
            self._occupied.discard(key)

    # -- recording

    @property
    def is_recording(self) -> bool:
        return self._saved is not None

    def begin(self) -> None:
        """Start to record a change that may take many writes."""
        if self._saved is not None:
            raise RuntimeError("a change of the mask is already being recorded")
        self._saved = {}

    def touch(self, box: Rect) -> None:
        """Keep what lies under ``box`` before it is written; part of a recorded change."""
        saved = self._saved
        if saved is None:
            raise RuntimeError("the mask is written only between begin and commit")
        box = box.intersect(Rect.of_size(self.size))
        for row in range(box.y // TILE, -(-box.bottom // TILE)):
            for column in range(box.x // TILE, -(-box.right // TILE)):
                key = (row, column)
                if key not in saved:
                    saved[key] = self._saved_tile(key) if key in self._occupied else None

    def _saved_tile(self, key: TileKey) -> _Saved:
        # Packed here and not at the end, so that the release of a long stroke has nothing left to pack.
        # Copied first: rows of a wide photo lie far apart, and are looked at twice.
        bits = _bits_of(self.pixels[self.tile_box(key).slices].copy())
        return _Saved(bits, _packed(bits))

    def commit(self) -> MaskPatch | None:
        """End the recording; None when no pixel is different from before."""
        import cv2

        saved, self._saved = self._saved or {}, None
        tiles: dict[TileKey, PackedTile] = {}
        for key, before in saved.items():
            now = self.pixels[self.tile_box(key).slices]
            if before is None:
                if cv2.hasNonZero(now):
                    tiles[key] = 0
                    self.note_tile(key, holds=True)
            elif _bits_of(now.copy()) != before.bits:
                tiles[key] = before.packed
                self.note_tile(key, holds=cv2.hasNonZero(now))
        return MaskPatch(tiles) if tiles else None

    def abort(self) -> None:
        """End the recording and put everything back."""
        saved, self._saved = self._saved or {}, None
        changed = EMPTY
        for key, before in saved.items():
            box = self.tile_box(key)
            _unpack(0 if before is None else before.packed, self.pixels[box.slices])
            changed = changed.union(box)
        if not changed.is_empty:
            self.changed.emit(changed)

    # -- while its photo is not shown

    def rest(self) -> dict[TileKey, PackedTile]:
        """Give the pixels' memory back; returns what :meth:`wake` wants. Nothing can be read or written until then."""
        packed = {key: pack_tile(self.pixels[self.tile_box(key).slices].copy()) for key in self._occupied}
        self.pixels = np.empty((0, 0), np.uint8)
        return packed

    def wake(self, packed: Mapping[TileKey, PackedTile]) -> None:
        """Be again what :meth:`rest` has given."""
        self.pixels = np.zeros((self.size.height, self.size.width), np.uint8)
        for key, tile in packed.items():
            _unpack(tile, self.pixels[self.tile_box(key).slices])

    # -- what it holds

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked (as of the last commit)."""
        return not self._occupied

    def bounds(self) -> Rect:
        """The smallest box that holds every marked pixel (as of the last commit)."""
        if not self._occupied:
            return EMPTY
        rows, columns = zip(*self._occupied, strict=True)
        first_row, last_row, first_column, last_column = min(rows), max(rows), min(columns), max(columns)
        # Only tiles on the rim of them all can set its exact sides.
        return Rect.around(
            self._exact(self.tile_box((row, column)))
            for row, column in self._occupied
            if row in (first_row, last_row) or column in (first_column, last_column)
        )

    def _exact(self, box: Rect) -> Rect:
        import cv2

        x, y, width, height = cv2.boundingRect(self.pixels[box.slices])
        return Rect(box.x + x, box.y + y, width, height)

    def replace(self, box: Rect, pixels: Mask8) -> None:
        """Write ``pixels`` (values 0 and 255) under ``box``; part of a recorded change."""
        self.touch(box)
        self.pixels[box.slices] = pixels
        self.changed.emit(box)
