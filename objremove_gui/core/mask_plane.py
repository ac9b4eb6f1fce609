"""The pixels of a mask in memory; tiles that undo brings back are written where they are looked at, or at leisure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock

import numpy as np

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.heap import can_be_made_ready, made_ready
from objremove_gui.core.mask_tiles import TILE, Mask8, PackedTile, TileKey, even_runs, unpack_tiles

# What the system is asked for at once: others wait meanwhile if they want memory, too.
READY_BYTES = 1 << 20


class MaskPlane:
    """uint8 (h, w), 255 = remove, 0 = keep. To write a tile of a large photo takes as long as to show it."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._pixels: Mask8 = np.zeros((size.height, size.width), np.uint8)
        if not can_be_made_ready():
            # Not while it is used, so now.
            self._pixels.fill(0)
        # Tiles that are still to be written; what is here stays here until its pixels are right.
        self._due: dict[TileKey, PackedTile] = {}
        self._writing = Lock()

    def make_ready(self) -> None:
        """Have memory for all of it: the first stroke must not pay for that. It may be used meanwhile."""
        flat = self._pixels.reshape(-1)
        for start in range(0, flat.size, READY_BYTES):
            made_ready(flat[start : start + READY_BYTES])

    def tile_box(self, key: TileKey) -> Rect:
        x, y = key[1] * TILE, key[0] * TILE
        return Rect(x, y, min(TILE, self.size.width - x), min(TILE, self.size.height - y))

    @property
    def pixels(self) -> Mask8:
        """All of it, to be read and written; asked for anew whenever tiles have been put."""
        if self._due:
            with self._writing:
                self._write(tuple(self._due))
        return self._pixels

    def region(self, box: Rect) -> Mask8:
        """What lies under ``box``."""
        if self._due:
            with self._writing:
                rows = range(box.y // TILE, -(-box.bottom // TILE))
                columns = range(box.x // TILE, -(-box.right // TILE))
                self._write([key for key in self._due if key[0] in rows and key[1] in columns])
        return self._pixels[box.slices]

    def put(self, tiles: Mapping[TileKey, PackedTile]) -> None:
        """These tiles hold something else from now on."""
        with self._writing:
            self._due.update(tiles)

    @property
    def is_settled(self) -> bool:
        """Whether no tile is still to be written."""
        return not self._due

    def settle(self, most: int) -> None:
        """Write up to ``most`` of the tiles that are still to be written."""
        with self._writing:
            # Neighbours in a row, so that even ones are written together.
            self._write(sorted(self._due)[:most])

    def _write(self, keys: Iterable[TileKey]) -> None:
        """Raises ValueError for what is no tile; it is not to be written any more then, nor the others of ``keys``."""
        tiles = {key: self._due[key] for key in keys}
        try:
            mixed = [(key, tile) for key, tile in tiles.items() if isinstance(tile, bytes)]
            unpack_tiles([(tile, self._pixels[self.tile_box(key).slices]) for key, tile in mixed])
            for row, first, last, value in even_runs(tiles):
                box = self.tile_box((row, first)).union(self.tile_box((row, last)))
                self._pixels[box.slices] = value
        finally:
            for key in tiles:
                del self._due[key]

    def leave(self) -> None:
        """Give the memory back; only :meth:`clear` may be called then."""
        self._due = {}
        self._pixels = np.empty((0, 0), np.uint8)

    def clear(self) -> None:
        """Memory again, with nothing marked."""
        self._due = {}
        self._pixels = np.zeros((self.size.height, self.size.width), np.uint8)
