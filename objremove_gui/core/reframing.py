"""Results with another reach than the removal they are for: all versions brought into one frame that holds them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from objremove_gui.core.ageing import digest_below
from objremove_gui.core.compositing import blend, composed
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8, Pixels, Removal, Version
from objremove_gui.core.snapshot import Snapshot


def with_results(removal: Removal, made: Sequence[Removal], snapshot: Snapshot) -> Removal:
    """The removal with the versions of ``made``, which came of its marks and of ``snapshot``; the first new one chosen.

    Where they reach as far as the removal does, they are versions like the others. Otherwise box, ring and alpha of the
    removal grow to hold all of them, and each version is laid over what lies below it before it takes the new frame:
    what it shows stays the same. Raises ValueError without results.
    """
    if not made:
        raise ValueError("there are no results")
    if len(made) == 1 and _is_alike(removal, made[0]):
        versions = removal.versions + made[0].versions
    else:
        removal = _reframed(removal, made, snapshot)
        versions = removal.versions + _joined(removal, made, snapshot)
    return replace(removal, versions=versions, chosen=len(removal.versions))


def covers(removal: Removal, made: Sequence[Removal]) -> bool:
    """Whether results are there for all that the removal marks."""
    left = removal.mask.copy()
    for one in made:
        shared = removal.box.intersect(one.box)
        view = left[shared.relative_to(removal.box).slices]
        np.copyto(view, 0, where=one.mask[shared.relative_to(one.box).slices] > 0)
    return not left.any()


def _is_alike(removal: Removal, made: Removal) -> bool:
    return made.box == removal.box and np.array_equal(made.alpha, _full(removal))


def _full(removal: Removal) -> Mask8:
    """How far it covers the photo where the original has not been painted back."""
    return removal.alpha if removal.whole is None else removal.whole


def _reframed(removal: Removal, made: Sequence[Removal], snapshot: Snapshot) -> Removal:
    box = Rect.around([removal.box, *(one.box for one in made)])
    old = removal.box.relative_to(box).slices
    whole = np.zeros((box.height, box.width), np.uint8)
    for one in (removal, *made):
        view = whole[one.box.relative_to(box).slices]
        np.maximum(view, _full(one), out=view)
    mask = np.zeros_like(whole)
    mask[old] = removal.mask
    alpha = whole.copy()
    is_painted_back = removal.alpha < _full(removal)
    np.copyto(alpha[old], removal.alpha, where=is_painted_back)
    below = composed(snapshot.photo.pixels, snapshot.removals, box)
    before, digest = digest_below(snapshot, removal.box), digest_below(snapshot, box)
    versions = []
    for version in removal.versions:
        patch = _laid([(removal.box, version.patch, _full(removal))], below, box)
        # What was made on top of something else stays so, the others are told by the new box.
        known = digest if version.below == before else version.below
        versions.append(replace(version, patch=patch, below=known))
    for array in (mask, alpha, whole):
        array.flags.writeable = False
    return replace(
        removal,
        box=box,
        mask=mask,
        alpha=alpha,
        whole=whole if is_painted_back.any() else None,
        ring=max(removal.ring, *(one.ring for one in made)),
        versions=tuple(versions),
    )


def _joined(removal: Removal, made: Sequence[Removal], snapshot: Snapshot) -> tuple[Version, ...]:
    """The n-th versions of all of ``made`` as one, for each n that all of them have."""
    below = composed(snapshot.photo.pixels, snapshot.removals, removal.box)
    digest = digest_below(snapshot, removal.box)
    versions = []
    for parts in zip(*(one.versions for one in made), strict=False):
        layers = [(one.box, part.patch, one.alpha) for one, part in zip(made, parts, strict=True)]
        patch = _laid(layers, below, removal.box)
        seconds = max(part.seconds for part in parts)
        versions.append(replace(parts[0], patch=patch, seconds=seconds, below=digest))
    return tuple(versions)


def _laid(layers: Sequence[tuple[Rect, Pixels, Mask8]], below: Pixels, frame: Rect) -> Pixels:
    """Patches over what lies below them, as one patch (h, w, 3) for ``frame``."""
    picture: Pixels = below[..., :3].copy()
    for box, patch, alpha in layers:
        blend(picture[box.relative_to(frame).slices], patch, alpha)
    picture.flags.writeable = False
    return picture
