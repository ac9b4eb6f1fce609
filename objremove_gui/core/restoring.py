"""Painting the original back over removed regions: strokes that change how far results cover the photo.

A removal never changes; a stroke puts others in its place, whose ``alpha`` is its own. What undo needs is kept as the
compressed tiles that differ.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.history import Edit
from objremove_gui.core.removal import Mask8, Removal
from objremove_gui.core.spans import Spans, fill_spans
from objremove_gui.core.swaps import PICTURE_SHARE
from objremove_gui.core.trail import Tip, Trail

TILE = 256
# Tiles by their boxes within a removal's own box: compressed, or one number where all pixels have it.
Packed = bytes | int
Tiles = dict[Rect, Packed]


class RestoreStroke:
    """A stroke being drawn. It paints the original back (``restores`` True) or the results."""

    def __init__(self, document: Document, diameter: float, tip: Tip, *, restores: bool) -> None:
        self._document = document
        self._trail = Trail(document.size, diameter, tip)
        self._restores = restores
        self._changed = EMPTY
        # What was in force before, by place in the list of removals.
        self._before: dict[int, Removal] = {}

    def to(self, x: float, y: float, diameter: float | None = None) -> Rect:
        """Draw from the last position to x, y (a dot at first); returns the box that was covered newly."""
        piece = self._trail.to(x, y, diameter)
        box = piece.bounds()
        touched = Rect.around(
            self._change(index, removal, piece.new, box)
            for index, removal in enumerate(self._document.removals)
            if removal.enabled
        )
        if not touched.is_empty:
            self._changed = self._changed.union(touched)
            self._document.show_picture(touched)
        return touched

    def commit(self, name: str) -> bool:
        """End the stroke; False, and no undo step, when no result covers the photo differently from before."""
        parts = []
        for index, before in self._before.items():
            now = self._document.removals[index]
            tiles = _differing(before.alpha, now.alpha, self._changed.intersect(now.box).relative_to(now.box))
            if tiles:
                now.alpha.flags.writeable = False
                parts.append(_AlphaSwap(self._document, index, tiles))
            else:
                _put(self._document, index, before)
        if parts:
            self._document.history.push(Edit(name, tuple(parts)))
        return bool(parts)

    def abort(self) -> None:
        """End the stroke and put everything back."""
        for index, before in self._before.items():
            _put(self._document, index, before)
        if self._before:
            self._document.show_picture(self._changed)

    def _change(self, index: int, removal: Removal, parts: tuple[Spans, ...], box: Rect) -> Rect:
        shared = box.intersect(removal.box)
        if shared.is_empty:
            return EMPTY
        if index not in self._before:
            self._before[index] = removal
            whole = removal.alpha if removal.whole is None else removal.whole
            removal = replace(removal, alpha=removal.alpha.copy(), whole=whole)
            _put(self._document, index, removal)
        cover = np.zeros((shared.height, shared.width), np.uint8)
        fill_spans(cover, tuple(_inside(part, shared) for part in parts), 255)
        inner = shared.relative_to(removal.box).slices
        alpha = removal.alpha[inner]
        if self._restores:
            np.bitwise_and(alpha, ~cover, out=alpha)
        elif removal.whole is not None:
            np.copyto(alpha, removal.whole[inner], where=cover > 0)
        return shared


class _AlphaSwap:
    """The part of one removal in an edit: the other state of the tiles that differ."""

    def __init__(self, document: Document, index: int, tiles: Tiles) -> None:
        self._document = document
        self._index = index
        self._tiles = tiles

    @property
    def cost(self) -> int:
        return sum(64 + (len(tile) if isinstance(tile, bytes) else 0) for tile in self._tiles.values())

    @property
    def effort(self) -> int:
        return sum(box.size.pixels for box in self._tiles) * PICTURE_SHARE

    def rest(self, *, soon_wanted: bool) -> None:
        """There is no smaller way to keep it."""

    def apply(self) -> None:
        removal = self._document.removals[self._index]
        alpha = removal.alpha.copy()
        for box, packed in self._tiles.items():
            view = alpha[box.slices]
            self._tiles[box] = _pack(view)
            _unpack(packed, view)
        alpha.flags.writeable = False
        # A removal that was taken back and put in again comes as it was before it was first painted on.
        whole = removal.alpha if removal.whole is None else removal.whole
        _put(self._document, self._index, replace(removal, alpha=alpha, whole=whole))
        changed = Rect.around(self._tiles)
        self._document.show_picture(changed.shift(removal.box.x, removal.box.y))


def _put(document: Document, index: int, removal: Removal) -> None:
    """Put a removal in another's place; the picture's listeners are told by the caller, who knows what changed."""
    before = document.removals
    document.removals = (*before[:index], removal, *before[index + 1 :])


def _inside(spans: Spans, box: Rect) -> Spans:
    """The spans cut to ``box``, in the coordinates of its corner."""
    first = max(box.y - spans.top, 0)
    rows = slice(first, max(first, box.bottom - spans.top))
    left = np.clip(spans.left[rows] - box.x, 0, box.width)
    right = np.clip(spans.right[rows] - box.x, 0, box.width)
    return Spans(spans.top + first - box.y, left, right)


def _pack(tile: Mask8) -> Packed:
    first = int(tile[0, 0])
    return first if (tile == first).all() else zlib.compress(tile.tobytes(), 1)


def _unpack(packed: Packed, tile: Mask8) -> None:
    if isinstance(packed, int):
        tile[...] = packed
    else:
        tile[...] = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(tile.shape)


def _differing(before: Mask8, now: Mask8, box: Rect) -> Tiles:
    """The tiles of ``before`` inside ``box`` that are different now."""
    tiles: Tiles = {}
    for y in range(box.y // TILE * TILE, box.bottom, TILE):
        for x in range(box.x // TILE * TILE, box.right, TILE):
            tile = Rect(x, y, min(TILE, before.shape[1] - x), min(TILE, before.shape[0] - y))
            if not np.array_equal(before[tile.slices], now[tile.slices]):
                tiles[tile] = _pack(before[tile.slices])
    return tiles
