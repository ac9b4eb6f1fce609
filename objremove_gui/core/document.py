"""A document: the photo, which never changes, the mask being painted, and the ordered list of removals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from objremove_gui.core.compositing import composed
from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.events import Event
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.history import Edit, History, Swap
from objremove_gui.core.imageio.coming import ComingPhoto
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_patch import MaskPatch
from objremove_gui.core.mask_plane import MaskPlane
from objremove_gui.core.mask_tiles import PackedTile, TileKey
from objremove_gui.core.removal import Pixels, Removal, Removals
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.core.swaps import MaskSwap, RemovalsSwap, WishesSwap, differing


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
    """Photo + mask + removals + one history of all changes; ``plane`` is an empty mask that is there already."""

    def __init__(
        self, photo: Photo, *, history_budget: int = 256 << 20, plane: MaskPlane | None = None
    ) -> None:
        self._photo: Photo | None = photo
        # The marks while it rests.
        self._packed: Mapping[TileKey, PackedTile] = {}
        self.size: Size = photo.size
        self.mask = Mask(self.size, plane)
        self.removals: Removals = ()
        self.history = History(history_budget)
        self.picture_changed: Event[Rect] = Event()
        # Comes before it, and in any thread: who shows the picture gets ready for that.
        self.picture_made: Event[Rect] = Event()
        self._tells_later = False
        # Where a person wants crops to take in more; a wish goes with the marks that it is for.
        self.wider: tuple[Wish, ...] = ()
        self.wishes_changed: Event[tuple[Wish, ...]] = Event()

    @property
    def photo(self) -> Photo:
        """The original; not to be asked for while the document rests."""
        if self._photo is None:
            raise RuntimeError("the document rests")
        return self._photo

    @property
    def is_whole(self) -> bool:
        """Whether the photo's pixels are there, so that nobody has to wait for them."""
        return not isinstance(self._photo, ComingPhoto)

    def arrive(self, photo: Photo) -> None:
        """The photo that it was begun without is decoded."""
        self._photo = photo

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
    def told_later(self) -> Iterator[Callable[[], None]]:
        """What changes inside is told when it is over, to be done in a thread where nobody may be told.

        Nothing else may change the document meanwhile. What is given may be called at the end of the work, in its
        thread: what showing the changed picture takes is done there then.
        """
        told, self.history.changed = self.history.changed, lambda: None
        masks: list[Rect] = []
        pictures: list[Rect] = []
        wishes: list[tuple[Wish, ...]] = []
        made: list[Rect] = []

        def make() -> None:
            made.extend(_few(pictures))
            for box in made:
                self.picture_made.emit(box)

        self._tells_later = True
        try:
            with (
                self.mask.changed.kept() as masks,
                self.picture_changed.kept() as pictures,
                self.wishes_changed.kept() as wishes,
            ):
                yield make
        finally:
            self._tells_later = False
            self.history.changed = told
            if not made:
                make()
            if masks:
                self.mask.changed.emit(Rect.around(masks))
            for box in made:
                self.picture_changed.emit(box)
            if wishes:
                self.wishes_changed.emit(wishes[-1])
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
        parts = self._committed()
        if parts:
            self.history.push(Edit(name, parts))
        return bool(parts)

    def _committed(self) -> tuple[Swap, ...]:
        """The parts of a change begun with ``mask.begin``; wishes for marks that are gone go with them."""
        patch = self.mask.commit()
        if patch is None:
            return ()
        left = tuple(wish for wish in self.wider if self.mask.pixels[wish.region.slices].any())
        return (MaskSwap(self, patch), *(() if left == self.wider else (self._wished(left),)))

    # -- what a person wants of the crops

    def put_wishes(self, wider: tuple[Wish, ...]) -> tuple[Wish, ...]:
        """Want something else of the crops without an undo step; returns what was wanted."""
        before, self.wider = self.wider, wider
        self.wishes_changed.emit(wider)
        return before

    def change_wishes(self, name: str, wider: tuple[Wish, ...]) -> None:
        """Want something else of the crops, as one undo step if it is anything else."""
        if wider != self.wider:
            self.history.push(Edit(name, (self._wished(wider),)))

    def _wished(self, wider: tuple[Wish, ...]) -> Swap:
        return WishesSwap(self, self.put_wishes(wider))

    # -- removals

    def show_picture(self, box: Rect) -> None:
        """Tell that the visible picture is another one in ``box``."""
        if not self._tells_later:
            self.picture_made.emit(box)
        self.picture_changed.emit(box)

    def put_removals(self, removals: Removals) -> Removals:
        """Put another list in force without an undo step; returns the one before."""
        before, self.removals = self.removals, removals
        for box in _few([removal.box for removal in differing(before, removals)]):
            self.show_picture(box)
        return before

    def add_removals(self, name: str, added: Sequence[Removal]) -> Edit:
        """Add results as one undo step, and take the marks that they were made from off the mask."""
        import cv2

        self.mask.begin()
        for removal in added:
            # Never below 0, so a mark goes where the result has one and nothing else changes.
            left = cv2.subtract(self.mask.pixels[removal.box.slices], removal.mask)
            self.mask.replace(removal.box, np.asarray(left, np.uint8))
        edit = Edit(name, (*self._committed(), self._exchanged((*self.removals, *added))))
        self.history.push(edit)
        return edit

    def reopen_removal(self, name: str, index: int) -> None:
        """Take a removal out of the list and put its marks back on the mask, as one undo step."""
        removal = self.removals[index]
        self.mask.begin()
        marked = self.mask.pixels[removal.box.slices] | removal.mask
        self.mask.replace(removal.box, marked)
        left = self.removals[:index] + self.removals[index + 1 :]
        self.history.push(Edit(name, (*self._committed(), self._exchanged(left))))

    def change_removals(self, name: str, removals: Removals) -> None:
        """Put another list in force as one undo step."""
        self.history.push(Edit(name, (self._exchanged(removals),)))

    def keep_removals(self, name: str, before: Removals) -> None:
        """Make one undo step of what :meth:`put_removals` has done since the list was ``before``."""
        self.history.push(Edit(name, (RemovalsSwap(self, before, self.removals),)))

    def repeat(
        self,
        name: str,
        tiles: Mapping[TileKey, PackedTile],
        removals: Removals | None,
        wider: tuple[Wish, ...] | None = None,
    ) -> None:
        """Bring about, as one undo step, what another document came to: these tiles, and what else changed.

        Raises ValueError for tiles that are none.
        """
        self.mask.check(tiles)
        patch = MaskPatch(dict(tiles))
        patch.swap(self.mask)
        parts: list[Swap] = [MaskSwap(self, patch)] if tiles else []
        if removals is not None:
            parts.append(self._exchanged(removals))
        if wider is not None:
            parts.append(self._wished(wider))
        self.history.push(Edit(name, tuple(parts)))

    def _exchanged(self, removals: Removals) -> Swap:
        return RemovalsSwap(self, self.put_removals(removals), removals)

    def snapshot(self) -> Snapshot:
        """What a run needs, as it is now."""
        box = self.mask.bounds()
        return Snapshot(self.photo, self.removals, box, self.mask.pixels[box.slices].copy(), self.wider)

    def snapshot_later(self) -> Callable[[], Snapshot]:
        """The same, as it is now but for a change that is being recorded; to be called in any thread, at any time.

        It waits for the photo's pixels where they are still being decoded.
        """
        photo, removals, wider, marks = self.photo, self.removals, self.wider, self.mask.later()
        return lambda: Snapshot(photo.whole(), removals, *marks(), wider)
