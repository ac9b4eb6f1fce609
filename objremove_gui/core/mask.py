"""The binary mask at exactly the photo's size, with tile-wise recording of every change for undo."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.events import Event
from objremove_gui.core.geometry import EMPTY, Rect, Size

Mask8 = NDArray[np.uint8]
TILE = 256
TileKey = tuple[int, int]


def _pack(tile: Mask8) -> bytes | int:
    """A tile as one number when it is all 0 or all 255, else as packed bits, compressed."""
    if not tile.any():
        return 0
    if tile.all():
        return 255
    return zlib.compress(np.packbits(tile > 0).tobytes(), 1)


def _unpack(packed: bytes | int, into: Mask8) -> None:
    if isinstance(packed, int):
        into[...] = packed
        return
    bits = np.unpackbits(np.frombuffer(zlib.decompress(packed), np.uint8), count=into.size)
    np.multiply(bits.reshape(into.shape), 255, out=into)


@dataclass(slots=True)
class MaskPatch:
    """The other state of some tiles. Swapping exchanges it with the mask, so it is its own inverse."""

    tiles: dict[TileKey, bytes | int]

    @property
    def cost(self) -> int:
        """Bytes it holds, roughly."""
        return sum(64 + (len(tile) if isinstance(tile, bytes) else 0) for tile in self.tiles.values())

    def swap(self, mask: Mask) -> Rect:
        """Exchange the tiles with the mask's; returns the box that changed."""
        changed = EMPTY
        for key, packed in self.tiles.items():
            box = mask.tile_box(key)
            view = mask.pixels[box.slices]
            self.tiles[key] = _pack(view)
            _unpack(packed, view)
            mask.note_tile(key)
            changed = changed.union(box)
        mask.changed.emit(changed)
        return changed


class Mask:
    """uint8 (h, w), 255 = remove, 0 = keep. Writers call :meth:`touch` for a box before they write into it."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.pixels: Mask8 = np.empty((size.height, size.width), np.uint8)
        # Written, not only reserved: the first stroke must not pay for the pages.
        self.pixels.fill(0)
        self.changed: Event[Rect] = Event()
        self._occupied: set[TileKey] = set()
        self._saved: dict[TileKey, Mask8] | None = None

    def tile_box(self, key: TileKey) -> Rect:
        box = Rect(key[1] * TILE, key[0] * TILE, TILE, TILE)
        return box.intersect(Rect.of_size(self.size))

    def _keys(self, box: Rect) -> list[TileKey]:
        rows = range(box.y // TILE, (box.bottom - 1) // TILE + 1)
        columns = range(box.x // TILE, (box.right - 1) // TILE + 1)
        return [(row, column) for row in rows for column in columns]

    def note_tile(self, key: TileKey) -> None:
        """Remember whether the tile holds anything, after its pixels changed."""
        if self.pixels[self.tile_box(key).slices].any():
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
        if self._saved is None:
            raise RuntimeError("the mask is written only between begin and commit")
        for key in self._keys(box.intersect(Rect.of_size(self.size))):
            if key not in self._saved:
                self._saved[key] = self.pixels[self.tile_box(key).slices].copy()

    def commit(self) -> MaskPatch | None:
        """End the recording; None when no pixel is different from before."""
        saved, self._saved = self._saved or {}, None
        tiles: dict[TileKey, bytes | int] = {}
        for key, before in saved.items():
            if not np.array_equal(before, self.pixels[self.tile_box(key).slices]):
                tiles[key] = _pack(before)
                self.note_tile(key)
        return MaskPatch(tiles) if tiles else None

    def abort(self) -> None:
        """End the recording and put everything back."""
        saved, self._saved = self._saved or {}, None
        changed = EMPTY
        for key, before in saved.items():
            box = self.tile_box(key)
            self.pixels[box.slices] = before
            changed = changed.union(box)
        if not changed.is_empty:
            self.changed.emit(changed)

    # -- what it holds

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked (as of the last commit)."""
        return not self._occupied

    def bounds(self) -> Rect:
        """The smallest box that holds every marked pixel (as of the last commit)."""
        boxes = [self.tile_box(key) for key in self._occupied]
        outer = Rect.around(boxes)
        if outer.is_empty:
            return EMPTY
        # Only tiles on the rim of the outer box can set its exact sides.
        result = EMPTY
        for box in boxes:
            if result.holds(box):
                continue
            result = result.union(self._exact(box))
        return result

    def _exact(self, box: Rect) -> Rect:
        import cv2

        x, y, width, height = cv2.boundingRect(self.pixels[box.slices])
        return Rect(box.x + x, box.y + y, width, height) if width else EMPTY

    def replace(self, box: Rect, pixels: Mask8) -> None:
        """Write ``pixels`` (values 0 and 255) under ``box``; part of a recorded change."""
        self.touch(box)
        self.pixels[box.slices] = pixels
        self.changed.emit(box)
