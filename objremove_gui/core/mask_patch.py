"""The other state of some tiles of a mask: what an undo step keeps."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.mask_tiles import PackedTile, TileKey, cost_of
from objremove_gui.core.tile_archive import TileArchive, archived, restored

if TYPE_CHECKING:
    from objremove_gui.core.mask import Mask

Tiles = dict[TileKey, PackedTile]


class MaskPatch:
    """The other state of some tiles. Swapping exchanges it with the mask, so it is its own inverse.

    While it isn't soon to be swapped it can be laid aside in a fraction of the memory.
    """

    def __init__(self, tiles: Tiles) -> None:
        self._held: Tiles | TileArchive = tiles
        self._holding = Lock()
        self.keys = frozenset(tiles)
        self.mixed = sum(isinstance(tile, bytes) for tile in tiles.values())
        self.cost = cost_of(tiles)

    @property
    def tiles(self) -> Tiles:
        """What is kept, ready to be swapped."""
        with self._holding:
            if isinstance(self._held, TileArchive):
                self._hold(restored(self._held))
            assert isinstance(self._held, dict)
            return self._held

    def _hold(self, tiles: Tiles) -> None:
        self._held = tiles
        self.mixed = sum(isinstance(tile, bytes) for tile in tiles.values())
        self.cost = cost_of(tiles)

    def make_ready(self) -> None:
        """Be as it is swapped; in any thread."""
        _ = self.tiles

    def lay_aside(self) -> None:
        """Take less memory; in any thread."""
        held = self._held
        if isinstance(held, TileArchive):
            return
        archive = archived(held)
        with self._holding:
            # Not if it has been swapped meanwhile.
            if self._held is held:
                self._held, self.cost = archive, archive.cost

    def swap(self, mask: Mask) -> Rect:
        """Exchange the tiles with the mask's; returns the box that changed."""
        if mask.is_recording:
            raise RuntimeError("the change of the mask that is being recorded must end first")
        tiles = self.tiles
        if not tiles:
            return EMPTY
        before = {key: mask.state(key).packed() for key in tiles}
        mask.put(tiles)
        rows, columns = zip(*tiles, strict=True)
        first, last = mask.tile_box((min(rows), min(columns))), mask.tile_box((max(rows), max(columns)))
        with self._holding:
            self._hold(before)
        changed = first.union(last)
        mask.changed.emit(changed)
        return changed
