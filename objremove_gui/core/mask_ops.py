"""Operations on the whole mask. Each is one named undo step, and none when no pixel becomes different."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from objremove_gui.core.bits import PackedMask
from objremove_gui.core.document import Document
from objremove_gui.core.fills import as_mask, holes_filled, smoothed, specks_dropped
from objremove_gui.core.geometry import EMPTY, Rect
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_tiles import TILE
from objremove_gui.core.morphology import grown, shrunk
from objremove_gui.core.removal import Mask8
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr, trn

# From this radius on, distances are faster than packed bits.
LARGE_RADIUS = 128
THRESHOLD = 128


def grow(document: Document, pixels: int) -> bool:
    """Mark every pixel whose centre is within ``pixels`` (1 or more) of a marked pixel's centre."""
    name = trn("Grow the mask by {count} px", "Grow the mask by {count} px", pixels)
    box = _aligned(document.mask.bounds().pad(pixels), document)
    if pixels >= LARGE_RADIUS:
        return _change(document, name, box, partial(grown, pixels=pixels))
    return _write(document, name, box, PackedMask(document.mask.pixels[box.slices]).grown(pixels))


def shrink(document: Document, pixels: int) -> bool:
    """Unmark every pixel within ``pixels`` (1 or more) of an unmarked one; the photo's edge takes nothing away."""
    name = trn("Shrink the mask by {count} px", "Shrink the mask by {count} px", pixels)
    box = _aligned(document.mask.bounds().pad(1), document)
    if pixels >= LARGE_RADIUS:
        return _change(document, name, box, partial(shrunk, pixels=pixels))
    return _write(document, name, box, PackedMask(document.mask.pixels[box.slices]).shrunk(pixels))


class LiveGrowth:
    """Growing and shrinking while a slider is dragged: each amount starts from the mask as it was, one step in all.

    The mask is being recorded from the beginning to :meth:`commit` or :meth:`cancel`.
    """

    def __init__(self, document: Document, most: int) -> None:
        """``most`` is the largest amount, 1 to 127 pixels."""
        self._document = document
        self._box = _aligned(document.mask.bounds().pad(most), document)
        self._packed = PackedMask(document.mask.pixels[self._box.slices])
        self._changed: set[Rect] = set()
        self._amount = 0
        document.mask.begin()

    def show(self, pixels: int) -> None:
        """Grow by ``pixels``, or shrink by as many where negative; 0 is the mask as it was."""
        self._amount = pixels
        blocks: dict[Rect, Mask8] = {}
        if pixels:
            blocks = dict(self._packed.grown(pixels) if pixels > 0 else self._packed.shrunk(-pixels))
        changed = set(blocks)
        for box in self._changed - changed:
            blocks[box] = self._packed.block(box)
        self._changed = changed
        _put_blocks(self._document.mask, self._box, blocks.items())

    def commit(self) -> bool:
        """Keep what is shown; False when it is the mask as it was."""
        count = abs(self._amount)
        if self._amount >= 0:
            name = trn("Grow the mask by {count} px", "Grow the mask by {count} px", count)
        else:
            name = trn("Shrink the mask by {count} px", "Shrink the mask by {count} px", count)
        return self._document.commit_mask(name)

    def cancel(self) -> None:
        self._document.mask.abort()


def fill_holes(document: Document) -> bool:
    """Mark everything that is enclosed by marks."""
    return _change(document, tr("Fill the holes of the mask"), document.mask.bounds(), holes_filled)


def remove_specks(document: Document, smallest: int) -> bool:
    """Unmark the groups of marks (joined by sides or corners) that have fewer than ``smallest`` pixels."""
    change = partial(specks_dropped, smallest=smallest)
    return _change(document, tr("Remove specks from the mask"), document.mask.bounds(), change)


def smooth(document: Document, radius: int) -> bool:
    """Mark what has more marked than unmarked pixels in the square of ``radius`` (1 or more) around it."""
    box = document.mask.bounds().pad(radius)
    return _change(document, tr("Smooth the mask"), box, partial(smoothed, radius=radius))


def invert(document: Document) -> bool:
    """Mark what is not marked, and the other way round."""
    return _change(document, tr("Invert the mask"), Rect.of_size(document.size), np.bitwise_not)


def clear(document: Document) -> bool:
    """Unmark everything."""
    return _change(document, tr("Clear the mask"), document.mask.bounds(), np.zeros_like)


def load(document: Document, pixels: Mask8) -> bool:
    """Take the mask from ``pixels`` (uint8 (h, w) of the photo's size): from 128 on they are marked."""
    return _take(document, tr("Load a mask"), pixels)


def copy_to(source: Document, target: Document) -> bool:
    """Give ``target`` the mask of ``source``. Raises InputError when the photos have different sizes."""
    check_sizes(source, target)
    return _take(target, tr("Copy the mask"), source.mask.pixels)


def check_sizes(source: Document, target: Document) -> None:
    """Raise InputError where a mask can't be copied from one to the other."""
    if source.size != target.size:
        raise InputError(
            tr(
                "The photos have different sizes ({width} × {height} and {other_width} × {other_height} pixels); "
                "a mask can be copied only to a photo of the same size.",
                width=source.size.width,
                height=source.size.height,
                other_width=target.size.width,
                other_height=target.size.height,
            )
        )


def _take(document: Document, name: str, pixels: Mask8) -> bool:
    if pixels.shape != document.mask.pixels.shape:
        raise ValueError(f"a mask of shape {pixels.shape} does not fit a photo of {document.size}")
    wanted = as_mask(np.greater_equal(pixels, THRESHOLD))
    return _change(document, name, Rect.of_size(document.size), lambda _: wanted)


def _change(document: Document, name: str, box: Rect, change: Callable[[Mask8], Mask8]) -> bool:
    """Put in place of the pixels under ``box`` what ``change`` makes of them; only what differs is touched."""
    import cv2

    box = box.intersect(Rect.of_size(document.size))
    if box.is_empty:
        return False
    before = document.mask.pixels[box.slices]
    pixels = change(before)
    different = cv2.bitwise_xor(pixels, before)
    inner = Rect(*cv2.boundingRect(different))
    if inner.is_empty:
        return False
    with document.mask_edit(name) as mask:
        mask.replace(inner.shift(box.x, box.y), pixels[inner.slices])
    return True


def _write(document: Document, name: str, box: Rect, blocks: Iterable[tuple[Rect, Mask8]]) -> bool:
    before = document.history.last
    with document.mask_edit(name) as mask:
        _put_blocks(mask, box, blocks)
    return document.history.last is not before


def _put_blocks(mask: Mask, box: Rect, blocks: Iterable[tuple[Rect, Mask8]]) -> None:
    """Write blocks (within ``box``) as part of a recorded change; the listeners are told once."""
    changed = EMPTY
    for block, pixels in blocks:
        part = block.shift(box.x, box.y)
        mask.touch(part)
        mask.pixels[part.slices] = pixels
        changed = changed.union(part)
    if not changed.is_empty:
        mask.changed.emit(changed)


def _aligned(box: Rect, document: Document) -> Rect:
    """The box enlarged to whole tiles of the mask, inside the photo."""
    x, y = math.floor(box.x / TILE) * TILE, math.floor(box.y / TILE) * TILE
    right, bottom = -(-box.right // TILE) * TILE, -(-box.bottom // TILE) * TILE
    return Rect.of_corners(x, y, right, bottom).intersect(Rect.of_size(document.size))
