"""The binary mask at exactly the photo's size, with tile-wise recording of every change for undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock
from typing import NamedTuple

from objremove_gui.core.events import Event
from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.mask_patch import MaskPatch
from objremove_gui.core.mask_plane import MaskPlane
from objremove_gui.core.mask_tiles import (
    TILE,
    Mask8,
    PackedTile,
    TileKey,
    TileState,
    bits_of,
    copied,
    inflated,
)


class Replaced(NamedTuple):
    """How often tiles were put, and what the last ones replaced, where that was known packed and not even."""

    times: int
    tiles: Mapping[TileKey, bytes]


class Mask:
    """uint8 (h, w), 255 = remove, 0 = keep. Writers call :meth:`touch` for a box before they write into it."""

    def __init__(self, size: Size, plane: MaskPlane | None = None) -> None:
        self.size = size
        self._plane = MaskPlane(size) if plane is None else plane
        self.changed: Event[Rect] = Event()
        self._occupied: set[TileKey] = set()
        # What the touched tiles held before the change being recorded; None for a tile that held nothing.
        self._saved: dict[TileKey, TileState | None] | None = None
        # What tiles hold now, where that has been asked for; never one that is being written.
        self._states: dict[TileKey, TileState] = {}
        self._packing = Lock()
        self._only_adds = False
        self._replaced = Replaced(0, {})

    def make_ready(self) -> None:
        """Have memory for all of it, in a thread: strokes must not pay for that. It may be changed meanwhile."""
        self._plane.make_ready()

    @property
    def pixels(self) -> Mask8:
        """All pixels; to be asked for anew after undo or redo, which write only what is looked at."""
        return self._plane.pixels

    def region(self, box: Rect) -> Mask8:
        """The pixels under ``box``, to be read."""
        return self._plane.region(box)

    @property
    def is_settled(self) -> bool:
        """Whether all pixels are written that undo or redo has brought back."""
        return self._plane.is_settled

    def settle(self, most: int) -> None:
        """Write up to ``most`` tiles of them, when there is time."""
        self._plane.settle(most)

    def tile_box(self, key: TileKey) -> Rect:
        return self._plane.tile_box(key)

    def state(self, key: TileKey) -> TileState:
        """What a tile holds between two changes; it stays the same whatever is written afterwards."""
        known = self._states.get(key)
        if known is not None:
            return known
        if key not in self._occupied:
            return TileState(None, 0, self._packing)
        return self._note(key, TileState(self.region(self.tile_box(key)), None, self._packing))

    def _note(self, key: TileKey, state: TileState) -> TileState:
        """Remember what a tile holds now."""
        self._states[key] = state
        return state

    def known(self, key: TileKey) -> PackedTile | None:
        """What a tile holds, where that is known packed already, and it isn't being written."""
        if self._saved is not None and key in self._saved:
            return None
        if key not in self._occupied:
            return 0
        state = self._states.get(key)
        return None if state is None else state.known

    def check(self, tiles: Mapping[TileKey, PackedTile]) -> None:
        """Raises ValueError where one of ``tiles``, which may come from anywhere, can't be unpacked."""
        for key, tile in tiles.items():
            if isinstance(tile, bytes):
                inflated([tile], self.tile_box(key).size.pixels)

    def put(self, tiles: Mapping[TileKey, PackedTile]) -> None:
        """Write tiles without recording, when they are looked at; nobody is told."""
        before = {key: packed for key in tiles if isinstance(packed := self.known(key), bytes)}
        self._replaced = Replaced(self._replaced.times + 1, before)
        self._plane.put(tiles)
        for key, tile in tiles.items():
            self._hold(key, tile)

    @property
    def replaced(self) -> Replaced:
        """What was put last took the place of."""
        return self._replaced

    def _hold(self, key: TileKey, tile: PackedTile) -> None:
        """Remember what a tile holds, after its pixels changed."""
        if tile == 0:
            self._occupied.discard(key)
            self._states.pop(key, None)
        else:
            self._occupied.add(key)
            self._note(key, TileState(None, tile, self._packing))

    # -- recording

    @property
    def is_recording(self) -> bool:
        return self._saved is not None

    @property
    def only_adds(self) -> bool:
        """Whether what is being recorded takes no marks away."""
        return self._only_adds and self._saved is not None

    def begin(self, *, only_adds: bool = False) -> None:
        """Start to record a change that may take many writes; ``only_adds``: none of which takes marks away."""
        if self._saved is not None:
            raise RuntimeError("a change of the mask is already being recorded")
        self._saved, self._only_adds = {}, only_adds

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
                    saved[key] = self._before_writing(key) if key in self._occupied else None

    def _before_writing(self, key: TileKey) -> TileState:
        # Packed here if it isn't yet, and not at the end, so that the release of a long stroke has nothing to pack.
        state = self.state(key)
        state.packed()
        del self._states[key]
        return state

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
                    self._occupied.add(key)
            else:
                bits = bits_of(now.copy())
                if bits == before.bits():
                    self._note(key, before)
                    continue
                tiles[key] = before.packed()
                if isinstance(bits, int):
                    self._hold(key, bits)
                else:
                    self._note(key, TileState(bits, None, self._packing))
        return MaskPatch(tiles) if tiles else None

    def abort(self) -> None:
        """End the recording and put everything back."""
        saved, self._saved = self._saved or {}, None
        if saved:
            self.put({key: 0 if before is None else before.packed() for key, before in saved.items()})
            self.changed.emit(Rect.around(map(self.tile_box, saved)))

    # -- while its photo is not shown

    def rest(self) -> dict[TileKey, PackedTile]:
        """Give the pixels' memory back; returns what :meth:`wake` wants. Nothing can be read or written until then."""
        packed = {key: self.state(key).packed() for key in self._occupied}
        self._plane.leave()
        return packed

    def wake(self, packed: Mapping[TileKey, PackedTile]) -> None:
        """Be again what :meth:`rest` has given."""
        self._plane.clear()
        self.put(packed)
        self.settle(len(packed))

    # -- what it holds

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked (as of the last commit)."""
        return not self._occupied

    def later(self) -> Callable[[], tuple[Rect, Mask8]]:
        """The smallest box that holds every mark, and a copy of them as they are at this moment.

        What is called to get them may be called in any thread and at any time: a large mask takes longer to be copied
        than painting may wait. A change that is being recorded is not in it.
        """
        saved = self._saved or {}
        states = {key: saved.get(key) or self.state(key) for key in self._occupied}
        return partial(copied, {self.tile_box(key): state for key, state in states.items()})

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

        x, y, width, height = cv2.boundingRect(self.region(box))
        return Rect(box.x + x, box.y + y, width, height)

    def replace(self, box: Rect, pixels: Mask8) -> None:
        """Write ``pixels`` (values 0 and 255) under ``box``; part of a recorded change."""
        self.touch(box)
        self.pixels[box.slices] = pixels
        self.changed.emit(box)
