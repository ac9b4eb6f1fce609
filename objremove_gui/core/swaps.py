"""The parts of a document's undo steps: each holds the other state of the mask, the removals or the crops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.history import Edit
from objremove_gui.core.mask_patch import MaskPatch
from objremove_gui.core.mask_tiles import TILE, TileKey
from objremove_gui.core.removal import Removal

if TYPE_CHECKING:
    from objremove_gui.core.document import Document

# To fill a tile with one value takes this part of the time that unpacking it takes, with its levels.
EVEN_SHARE = 16
# To compose a pixel of the picture anew, with its levels, takes so many times what unpacking one of the mask takes.
PICTURE_SHARE = 14


class MaskSwap:
    """The mask's part of an edit."""

    def __init__(self, document: Document, patch: MaskPatch) -> None:
        self._document = document
        self._patch = patch

    @property
    def cost(self) -> int:
        return self._patch.cost

    @property
    def effort(self) -> int:
        mixed = self._patch.mixed
        return mixed * TILE * TILE + (len(self._patch.keys) - mixed) * TILE * TILE // EVEN_SHARE

    @property
    def tiles(self) -> Iterable[TileKey]:
        return self._patch.keys

    def rest(self, *, soon_wanted: bool) -> None:
        if soon_wanted:
            self._patch.make_ready()
        else:
            self._patch.lay_aside()

    def apply(self) -> None:
        self._patch.swap(self._document.mask)


class RemovalsSwap:
    """The removals' part of an edit: the list before and the one after."""

    def __init__(self, document: Document, other: tuple[Removal, ...], mine: tuple[Removal, ...]) -> None:
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
    def effort(self) -> int:
        return exchange_effort(self._other, self._mine)

    def rest(self, *, soon_wanted: bool) -> None:
        """There is no smaller way to keep it."""

    def apply(self) -> None:
        self._document.put_removals(self._other)
        self._other, self._mine = self._mine, self._other


class WishesSwap:
    """The part of an edit that tells which crops shall take in more."""

    cost = 0
    effort = 0

    def __init__(self, document: Document, other: tuple[Wish, ...]) -> None:
        self._document = document
        self._other = other

    def rest(self, *, soon_wanted: bool) -> None:
        """There is no smaller way to keep it."""

    def apply(self) -> None:
        self._other = self._document.put_wishes(self._other)


def exchange_effort(before: Iterable[Removal], after: Iterable[Removal]) -> int:
    """What exchanging one list for another and showing that takes, as the effort of a step."""
    return sum(removal.box.size.pixels for removal in differing(before, after)) * PICTURE_SHARE


def differing(before: Iterable[Removal], after: Iterable[Removal]) -> list[Removal]:
    """The removals that are only in one of two lists."""
    old, new = {id(one): one for one in before}, {id(one): one for one in after}
    return [one for key, one in (old | new).items() if key not in old or key not in new]


def touched_tiles(edit: Edit) -> frozenset[TileKey]:
    """The tiles of the mask that an edit exchanges."""
    return frozenset(key for part in edit.parts if isinstance(part, MaskSwap) for key in part.tiles)
