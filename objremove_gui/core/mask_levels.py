"""Half-size levels of the mask, each made only when it is looked at, from packed tiles without a look at the mask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask import Replaced
from objremove_gui.core.mask_tiles import AT_ONCE, TILE, PackedTile, TileKey, inflated
from objremove_gui.core.pyramid import Bytes, halve, halved, level_sizes
from objremove_gui.core.seen_tiles import SeenTiles

# Levels to this one are made from the mask itself, coarser ones, in which tiles are small, from this.
DEEPEST = 4
# A box of fewer tiles than this is looked at as a whole.
FEW_TILES = 4


class Tiled(Protocol):
    """A mask (0, 255) that knows of some of its tiles (row, column) what they hold, packed."""

    size: Size

    @property
    def is_recording(self) -> bool: ...

    @property
    def replaced(self) -> Replaced: ...

    def region(self, box: Rect) -> Bytes: ...

    def known(self, key: TileKey) -> PackedTile | None: ...


class _Looked(NamedTuple):
    """When a level was looked at: how often the mask had changed, and tiles been put into it."""

    touches: int
    puts: int


class MaskPyramid:
    """Levels of the mask as coverage 0..255. One that is not looked at is neither made nor kept up to date."""

    def __init__(self, mask: Tiled) -> None:
        self.sizes = level_sizes(mask.size)
        self._mask = mask
        self._levels: dict[int, Bytes] = {}
        # Of each level that is there, which box of the mask has changed since it was looked at.
        self._stale: dict[int, Rect] = {}
        self._halving = _Halving()
        self._touches = 0
        self._looked: dict[int, _Looked] = {}
        self._seen = SeenTiles()

    def touch(self, box: Rect) -> None:
        """``box`` of the mask has changed."""
        self._touches += 1
        for index, stale in self._stale.items():
            self._stale[index] = stale.union(box)

    def region(self, index: int, box: Rect) -> Bytes:
        """``box`` of a level, up to date; not to be written to."""
        return self._level(index)[box.slices] if index else self._mask.region(box)

    def _level(self, index: int) -> Bytes:
        if index not in self._levels:
            size = self.sizes[index]
            self._levels[index] = np.empty((size.height, size.width), np.uint8)
            self._stale[index] = Rect.of_size(self.sizes[0])
        stale = self._stale[index]
        if not stale.is_empty:
            self._stale[index] = EMPTY
            box = self._shown(index, stale)
            if index > DEEPEST:
                self._look(DEEPEST, index, box)
            elif self._mask.is_recording or box.size.pixels <= FEW_TILES * (TILE >> index) ** 2:
                # Of tiles that are being written nothing is known.
                self._look(0, index, box)
            else:
                self._remember(index)
                self._look_by_tiles(index, box)
            self._looked[index] = _Looked(self._touches, self._mask.replaced.times)
        return self._levels[index]

    def _shown(self, index: int, box: Rect) -> Rect:
        """The pixels of a level that show something of ``box`` of the mask."""
        x, y = box.x >> index, box.y >> index
        right, bottom = -(-box.right >> index), -(-box.bottom >> index)
        return Rect(x, y, right - x, bottom - y).intersect(Rect.of_size(self.sizes[index]))

    def _remember(self, index: int) -> None:
        """Where nothing has happened since the level was looked at but that tiles were put, it shows what was there."""
        replaced = self._mask.replaced
        if self._looked.get(index) == _Looked(self._touches - 1, replaced.times - 1):
            level, side = self._levels[index], TILE >> index
            for (row, column), packed in replaced.tiles.items():
                square = level[row * side : (row + 1) * side, column * side : (column + 1) * side]
                if square.shape == (side, side):
                    self._seen.note(index, packed, square)

    def _look(self, base: int, index: int, box: Rect) -> None:
        """Bring ``box`` of a level up to date from the finer level ``base``."""
        step = 1 << (index - base)
        source = Rect(box.x * step, box.y * step, box.width * step, box.height * step)
        pixels = self.region(base, source.intersect(Rect.of_size(self.sizes[base])))
        for _ in range(base + 1, index):
            pixels = halved(pixels)
        halve(pixels, self._levels[index][box.slices])

    def _look_by_tiles(self, index: int, box: Rect) -> None:
        """The same for every tile that has something of ``box``, by what is known of it."""
        level, side = self._levels[index], TILE >> index
        packed: list[tuple[TileKey, bytes]] = []
        for row in range(box.y // side, -(-box.bottom // side)):
            keys = ((row, column) for column in range(box.x // side, -(-box.right // side)))
            for tile, run in groupby(keys, self._known):
                same = list(run)
                if isinstance(tile, bytes):
                    packed += [(key, tile) for key in same]
                    continue
                first, last = same[0][1], same[-1][1] + 1
                if tile is not None:
                    level[row * side : (row + 1) * side, first * side : last * side] = tile
                else:
                    part = Rect(first * side, row * side, (last - first) * side, side)
                    self._look(0, index, part.intersect(Rect.of_size(self.sizes[index])))
        if packed:
            self._look_into(index, packed)

    def _known(self, key: TileKey) -> PackedTile | None:
        """What a tile holds; of one that reaches over the mask's rim only if it is even."""
        tile = self._mask.known(key)
        is_cut = (key[1] + 1) * TILE > self.sizes[0].width or (key[0] + 1) * TILE > self.sizes[0].height
        return None if is_cut and isinstance(tile, bytes) else tile

    def _look_into(self, index: int, tiles: Sequence[tuple[TileKey, bytes]]) -> None:
        """The same for packed tiles: some at a time, put below each other, are halved in one step."""
        new: list[tuple[TileKey, bytes]] = []
        for key, packed in tiles:
            square = self._seen.get(index, packed)
            if square is None:
                new.append((key, packed))
            else:
                self._write(index, key, square)
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            pixels = self._halving.half(inflated([packed for _, packed in some], TILE * TILE))
            for _ in range(1, index):
                pixels = halved(pixels)
            side = TILE >> index
            for (key, packed), square in zip(some, pixels.reshape(-1, side, side), strict=True):
                self._write(index, key, square)
                self._seen.note(index, packed, square)

    def _write(self, index: int, key: TileKey, square: Bytes) -> None:
        row, column = key
        side = TILE >> index
        self._levels[index][row * side : (row + 1) * side, column * side : (column + 1) * side] = square


class _Halving:
    """Halves whole tiles below each other, eight pixels a byte, into the same memory: new memory is slow."""

    def __init__(self) -> None:
        rows, columns = AT_ONCE * TILE, TILE // 2
        self._pairs = np.empty((rows, columns // 4), np.int32)
        self._means = np.empty((rows // 2, columns), np.uint8)

    def half(self, bits: Bytes) -> Bytes:
        """The means of 2 x 2 pixels, until it is called again."""
        import cv2

        rows = bits.reshape(-1, TILE // 8)
        pairs, means = self._pairs[: len(rows)], self._means[: len(rows) // 2]
        cv2.LUT(rows, _pairs_of_eight(), dst=pairs)
        pixels = pairs.view(np.uint8)
        # Four marks are no more than a byte can hold, and three are 191, as OpenCV rounds them.
        cv2.add(pixels[::2], pixels[1::2], dst=means)
        np.subtract(means, (means == 192).view(np.uint8), out=means)
        return means


@cache
def _pairs_of_eight() -> NDArray[np.int32]:
    """For eight pixels their four pairs, 64 a mark, as one number of four bytes."""
    every = np.arange(256, dtype=np.uint8)[:, None]
    pairs = np.unpackbits(every, axis=1).reshape(-1, 4, 2).sum(axis=2) * 64
    return np.asarray(pairs.astype(np.uint8).view(np.int32)[:, 0])
