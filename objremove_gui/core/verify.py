"""Proof: which pixels of an edited file differ from the original, inside and outside the removals' rings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from objremove_gui.core.geometry import EMPTY, Rect, Size
from objremove_gui.core.imageio.edited import Part, bands, differing
from objremove_gui.core.imageio.jpeg_compare import BlockCount, Changes, compare_blocks
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.metadata_kept import differing_metadata, stale_previews
from objremove_gui.core.morphology import grown, grown_square
from objremove_gui.core.removal import Mask8, Removal


@dataclass(frozen=True, slots=True)
class Difference:
    """How many pixels differ, and the smallest box that holds them."""

    count: int = 0
    box: Rect = EMPTY


@dataclass(frozen=True, slots=True)
class Verdict:
    """``inside`` and ``outside`` the rings; without a mask everything is outside. ``metadata`` names what differs.

    Of two JPEG files coded alike ``blocks`` are counted too; then outside begins where the blocks in the rings, and
    the smoothing of chroma, no longer reach.
    """

    size: tuple[Size, Size]
    depth: tuple[int, int]
    inside: Difference
    outside: Difference
    metadata: tuple[str, ...]
    blocks: BlockCount | None = None

    @property
    def moved_blocks(self) -> int:
        """Blocks outside the rings that are not the same."""
        return 0 if self.blocks is None else self.blocks.outside

    @property
    def same_size(self) -> bool:
        return self.size[0] == self.size[1] and self.depth[0] == self.depth[1]

    @property
    def proven(self) -> bool:
        """Whether nothing but what lies inside the rings has changed."""
        return self.same_size and not self.outside.count and not self.moved_blocks and not self.metadata


def compare(original: Photo, edited: Photo, mask: Mask8 | None = None, ring: int = 0) -> Verdict:
    """Compare two decoded photos; ``mask`` is uint8 (h, w), 255 where something was removed, ``ring`` its growth."""
    return compare_area(original, edited, None if mask is None else grown(mask, ring))


def area_of(removals: Sequence[Removal], size: Size) -> Mask8:
    """Where removals that are on may have changed a photo of ``size``: uint8 (h, w), above 0 inside their rings."""
    area = np.zeros((size.height, size.width), np.uint8)
    for removal in removals:
        if removal.enabled:
            view = area[removal.box.slices]
            np.maximum(view, _reached(removal), out=view)
    return area


def _reached(removal: Removal) -> Mask8:
    """The removal's mask with its ring, for its box; what a service grows by its kernel it grows by a square."""
    if (removal.kernel_size or 1) > 1:
        return grown_square(removal.mask, 2 * removal.ring + 1)
    return grown(removal.mask, removal.ring)


def compare_area(original: Photo, edited: Photo, area: Mask8 | None) -> Verdict:
    """Compare two decoded photos; they may differ where ``area``, uint8 (h, w), is above 0."""
    depth = (8 * original.pixels.dtype.itemsize, 8 * edited.pixels.dtype.itemsize)
    size = (original.size, edited.size)
    metadata = differing_metadata(original, edited)
    if size[0] != size[1] or depth[0] != depth[1]:
        return Verdict(size, depth, Difference(), Difference(), metadata)
    parts = [part for band in bands(Rect.of_size(size[0])) for part in _differing(original, edited, band)]
    changes = None if area is None else _changed_blocks(original, edited)
    inside, outside, blocks = judged(parts, area, changes)
    stale = stale_previews(original, edited) if parts else ()
    return Verdict(size, depth, inside, outside, (*metadata, *stale), blocks)


def judged(
    parts: Sequence[Part], area: Mask8 | None, changes: Changes | None
) -> tuple[Difference, Difference, BlockCount | None]:
    """What of the differing pixels, and of the changed blocks of a JPEG, lies inside the area and what outside."""
    inside, outside = [], []
    for part in parts:
        within = np.zeros(part.marks.shape, bool) if area is None else area[part.box.slices] > 0
        if area is not None and changes is not None and (part.marks & ~within).any():
            within |= changes.reached(area, part.box)
        inside.append(Part(part.box, part.marks & within))
        outside.append(Part(part.box, part.marks & ~within))
    blocks = changes.count(area) if area is not None and changes is not None else None
    return _difference(inside), _difference(outside), blocks


def _differing(original: Photo, edited: Photo, band: Rect) -> Iterable[Part]:
    return differing(original.pixels[band.slices], edited.pixels[band.slices], band)


def _changed_blocks(original: Photo, edited: Photo) -> Changes | None:
    if original.path is None or edited.path is None or {original.format, edited.format} != {PhotoFormat.JPEG}:
        return None
    return compare_blocks(original.path, edited.path)


def _difference(parts: Sequence[Part]) -> Difference:
    """All marks together."""
    import cv2

    count, box = 0, EMPTY
    for part in parts:
        if part.marks.any():
            count += int(np.count_nonzero(part.marks))
            found = Rect(*cv2.boundingRect(part.marks.view(np.uint8)))
            box = box.union(found.shift(part.box.x, part.box.y))
    return Difference(count, box)
