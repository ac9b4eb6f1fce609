"""Removals made on top of others: whether what lay below a result when it was put in is still the same.

Told by a digest of the pixels below, so that it outlives files and sessions, and undoing a change below makes the
result up to date again by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from objremove_gui.core.compositing import composed
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.removal import Removal, Removals
from objremove_gui.core.snapshot import Snapshot

DIGEST_BYTES = 12


def stamped(snapshot: Snapshot, added: Sequence[Removal]) -> Removals:
    """The removals, whose versions know what lies below them when they are put in together, in this order."""
    below = list(snapshot.removals)
    result = []
    for removal in added:
        digest = _digest_or_none(snapshot.photo, below, removal.box)
        if digest is not None:
            versions = tuple(replace(version, below=digest) for version in removal.versions)
            removal = replace(removal, versions=versions)
        below.append(removal)
        result.append(removal)
    return tuple(result)


def stamped_late(snapshot: Snapshot, added: Sequence[Removal]) -> tuple[Removal, ...]:
    """The removals, whose versions know by ``below`` what lay in the box when they were sent for, None = not known.

    Where that lies there still they become what :func:`stamped` makes of them; the others are out of date, and stay so
    until it lies there again.
    """
    bare = [
        replace(one, versions=tuple(replace(version, below=None) for version in one.versions))
        for one in added
    ]
    result = []
    for removal, now in zip(added, stamped(snapshot, bare), strict=True):
        digest, ground = now.version.below, digest_of(snapshot, removal.box)
        versions = tuple(
            replace(version, below=digest if version.below in (None, ground) else version.below)
            for version in removal.versions
        )
        result.append(replace(removal, versions=versions))
    return tuple(result)


def digest_of(snapshot: Snapshot, box: Rect) -> str:
    """The digest of what lies in ``box``."""
    return _digest(snapshot.photo, snapshot.removals, box)


def digest_below(snapshot: Snapshot, box: Rect) -> str | None:
    """The digest of what lies in ``box``; None where that is nothing but the photo."""
    return _digest_or_none(snapshot.photo, snapshot.removals, box)


def outdated(photo: Photo, removals: Sequence[Removal]) -> frozenset[int]:
    """Places of those removals whose chosen result was made on top of something else than what lies below it now."""
    return frozenset(
        index
        for index, removal in enumerate(removals)
        if removal.version.below is not None
        and removal.version.below != _digest(photo, removals[:index], removal.box)
    )


def _digest_or_none(photo: Photo, below: Sequence[Removal], box: Rect) -> str | None:
    is_free = all(other.box.intersect(box).is_empty for other in below)
    return None if is_free else _digest(photo, below, box)


def _digest(photo: Photo, below: Sequence[Removal], box: Rect) -> str:
    pixels = np.ascontiguousarray(composed(photo.pixels, below, box))
    return hashlib.blake2b(pixels.data, digest_size=DIGEST_BYTES).hexdigest()
