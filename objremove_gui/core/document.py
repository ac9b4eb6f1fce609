"""A document: the photo, which never changes, the mask being painted, and the ordered list of removals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from objremove_gui.core.compositing import composed
from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.events import Event
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.history import Edit, History, Swap
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.mask import Mask, MaskPatch
from objremove_gui.core.mask_tiles import TILE, PackedTile, TileKey
from objremove_gui.core.removal import Mask8, Pixels, Removal

Removals = tuple[Removal, ...]
# To fill a tile with one value takes this part of the time that unpacking it takes, with its levels.
EVEN_SHARE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All that a run needs, unchanged by later painting; ``mask`` is a copy of ``box``.

    ``wider`` tells which crops shall take in more than they would by themselves.
    """

    photo: Photo
    removals: Removals
    box: Rect
    mask: Mask8
    wider: tuple[Wish, ...] = ()

    @classmethod
    def of(cls, photo: Photo, mask: Mask8) -> Snapshot:
        """A photo without removals and a whole mask for it."""
        import cv2

        x, y, width, height = cv2.boundingRect(mask)
        box = Rect(x, y, width, height)
        return cls(photo, (), box, mask[box.slices])

    def read(self, box: Rect) -> Pixels:
        """The visible picture inside ``box``."""
        return composed(self.photo.pixels, self.removals, box)


class _MaskSwap:
    """The mask's part of an edit."""

    def __init__(self, document: Document, patch: MaskPatch) -> None:
        self._document = document
        self._patch = patch

    @property
    def cost(self) -> int:
        return self._patch.cost

    @property
    def mask_pixels(self) -> int:
        tiles = self._patch.tiles.values()
        even = sum(isinstance(tile, int) for tile in tiles)
        return (len(tiles) - even) * TILE * TILE + even * TILE * TILE // EVEN_SHARE

    @property
    def tiles(self) -> Iterable[TileKey]:
        return self._patch.tiles

    def apply(self) -> None:
        self._patch.swap(self._document.mask)


class _RemovalsSwap:
    """The removals' part of an edit: the list before and the one after."""

    def __init__(self, document: Document, other: Removals, mine: Removals) -> None:
        self._document = document
        self._other = other
        self._mine = mine

    @property
    def cost(self) -> int:
        """Bytes that this step took away from the picture; what later steps took away is counted there."""
        held: dict[int, int] = {}
        for removal in self._other:
            held |= removal.arrays
        for removal in self._mine:
            for key in removal.arrays:
                held.pop(key, None)
        return sum(held.values())

    @property
    def mask_pixels(self) -> int:
        return 0

    def apply(self) -> None:
        self._document.put_removals(self._other)
        self._other, self._mine = self._mine, self._other


def touched_tiles(edit: Edit) -> frozenset[TileKey]:
    """The tiles of the mask that an edit exchanges."""
    return frozenset(key for part in edit.parts if isinstance(part, _MaskSwap) for key in part.tiles)


def _few(boxes: Sequence[Rect]) -> list[Rect]:
    """The boxes, joined where their common box has no more pixels than both: far ones cost only themselves."""
    few: list[Rect] = []
    for box in boxes:
        joined = box
        while True:
            partner = next((other for other in few if _is_cheap(joined, other)), None)
            if partner is None:
                break
            few.remove(partner)
            joined = joined.union(partner)
        few.append(joined)
    return few


def _is_cheap(first: Rect, second: Rect) -> bool:
    return first.union(second).size.pixels <= first.size.pixels + second.size.pixels


class Document:
    """Photo + mask + removals + one history of all changes."""

    def __init__(self, photo: Photo, *, history_budget: int = 256 << 20) -> None:
        self._photo: Photo | None = photo
        # The marks while it rests.
        self._packed: Mapping[TileKey, PackedTile] = {}
        self.size: Size = photo.size
        self.mask = Mask(self.size)
        self.removals: Removals = ()
        self.history = History(history_budget)
        self.picture_changed: Event[Rect] = Event()
        # Where a person wants crops to take in more; for the next run only.
        self.wider: tuple[Wish, ...] = ()

    @property
    def photo(self) -> Photo:
        """The original; not to be asked for while the document rests."""
        if self._photo is None:
            raise RuntimeError("the document rests")
        return self._photo

    @property
    def rests(self) -> bool:
        """Whether it has no pixels in memory."""
        return self._photo is None

    def rest(self) -> None:
        """Give the memory of the photo and the mask back; removals and history stay.

        May be called in a thread while nobody else has the document. Until :meth:`wake` nothing can be read or changed.
        """
        self._packed = self.mask.rest()
        self._photo = None

    def wake(self, photo: Photo) -> None:
        """Be again what it was before :meth:`rest`; ``photo`` is the same one, decoded again."""
        if photo.size != self.size:
            raise ValueError("this is another photo")
        self.mask.wake(self._packed)
        self._packed = {}
        self._photo = photo

    def read(self, box: Rect) -> Pixels:
        """A copy of the visible picture inside ``box``, which lies inside the photo."""
        return composed(self.photo.pixels, self.removals, box)

    def read_all(self) -> Pixels:
        """The whole visible picture."""
        return self.read(Rect.of_size(self.size))

    @contextmanager
    def told_later(self) -> Iterator[None]:
        """What changes inside is told when it is over, to be done in a thread where nobody may be told.

        Nothing else may change the document meanwhile.
        """
        told, self.history.changed = self.history.changed, lambda: None
        masks: list[Rect] = []
        pictures: list[Rect] = []
        try:
            with self.mask.changed.kept() as masks, self.picture_changed.kept() as pictures:
                yield
        finally:
            self.history.changed = told
            if masks:
                self.mask.changed.emit(Rect.around(masks))
            for box in _few(pictures):
                self.picture_changed.emit(box)
            told()

    # -- changes of the mask

    @contextmanager
    def mask_edit(self, name: str) -> Iterator[Mask]:
        """One undo step for everything written inside; all is put back when an exception leaves it."""
        self.mask.begin()
        try:
            yield self.mask
        except BaseException:
            self.mask.abort()
            raise
        self.commit_mask(name)

    def commit_mask(self, name: str) -> bool:
        """End a change begun with ``mask.begin``; False, and no undo step, when no pixel is different."""
        patch = self.mask.commit()
        if patch is None:
            return False
        self.history.push(Edit(name, (_MaskSwap(self, patch),)))
        return True

    # -- removals

    def put_removals(self, removals: Removals) -> Removals:
        """Put another list in force without an undo step; returns the one before."""
        before, self.removals = self.removals, removals
        old, new = {id(r): r for r in before}, {id(r): r for r in removals}
        changed = [r.box for key, r in (old | new).items() if key not in old or key not in new]
        for box in _few(changed):
            self.picture_changed.emit(box)
        return before

    def add_removals(self, name: str, added: Sequence[Removal]) -> Edit:
        """Add results as one undo step, and take the marks that they were made from off the mask."""
        import cv2

        parts: list[Swap] = []
        self.mask.begin()
        for removal in added:
            # Never below 0, so a mark goes where the result has one and nothing else changes.
            left = cv2.subtract(self.mask.pixels[removal.box.slices], removal.mask)
            self.mask.replace(removal.box, np.asarray(left, np.uint8))
        patch = self.mask.commit()
        if patch is not None:
            parts.append(_MaskSwap(self, patch))
        parts.append(self._exchanged((*self.removals, *added)))
        edit = Edit(name, tuple(parts))
        self.history.push(edit)
        return edit

    def reopen_removal(self, name: str, index: int) -> None:
        """Take a removal out of the list and put its marks back on the mask, as one undo step."""
        removal = self.removals[index]
        parts: list[Swap] = []
        self.mask.begin()
        marked = self.mask.pixels[removal.box.slices] | removal.mask
        self.mask.replace(removal.box, marked)
        patch = self.mask.commit()
        if patch is not None:
            parts.append(_MaskSwap(self, patch))
        left = self.removals[:index] + self.removals[index + 1 :]
        parts.append(self._exchanged(left))
        self.history.push(Edit(name, tuple(parts)))

    def change_removals(self, name: str, removals: Removals) -> None:
        """Put another list in force as one undo step."""
        self.history.push(Edit(name, (self._exchanged(removals),)))

    def keep_removals(self, name: str, before: Removals) -> None:
        """Make one undo step of what :meth:`put_removals` has done since the list was ``before``."""
        self.history.push(Edit(name, (_RemovalsSwap(self, before, self.removals),)))

    def repeat(self, name: str, tiles: Mapping[TileKey, PackedTile], removals: Removals | None) -> None:
        """Bring about, as one undo step, what another document came to: these tiles, and this list if it changed.

        Raises ValueError, zlib.error for tiles that are none.
        """
        patch = MaskPatch(dict(tiles))
        patch.swap(self.mask)
        parts: list[Swap] = [_MaskSwap(self, patch)] if tiles else []
        if removals is not None:
            parts.append(self._exchanged(removals))
        self.history.push(Edit(name, tuple(parts)))

    def _exchanged(self, removals: Removals) -> Swap:
        return _RemovalsSwap(self, self.put_removals(removals), removals)

    def snapshot(self) -> Snapshot:
        """What a run needs, as it is now."""
        box = self.mask.bounds()
        return Snapshot(self.photo, self.removals, box, self.mask.pixels[box.slices].copy(), self.wider)
