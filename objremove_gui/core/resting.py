"""Open photos that are not looked at: their pixels leave the memory and are decoded again from where they came."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import load
from objremove_gui.core.project.known import Stamp, known_of, stamp_of
from objremove_gui.core.project.original import Original, find_original, original_of
from objremove_gui.core.project.saving import photo_as_png


@dataclass(frozen=True, slots=True, eq=False)
class Resting:
    """All that is kept of a photo: ``shell`` is the photo with a single pixel, ``original`` where the others are."""

    shell: Photo
    original: Original


def put_to_rest(document: Document, original: Original | None, stamp: Stamp | None) -> Resting:
    """Take the pixels out of the memory; ``stamp`` is the photo's file as it was when it was opened.

    What can't be read from the file any more is kept as PNG.
    """
    photo = document.photo
    known = known_of(photo, stamp) if original is None else original
    if known.data is None and (stamp is None or stamp_of(photo.path) != stamp):
        known = original_of(photo, photo_as_png(photo))
    shell = replace(photo, pixels=np.zeros((1, 1, photo.pixels.shape[2]), photo.pixels.dtype))
    document.rest()
    return Resting(shell, known)


def wake_up(document: Document, resting: Resting, given: Path | None, max_pixels: int) -> Stamp | None:
    """Read the pixels again; returns the state of the photo's file, None where they did not come from it.

    ``given`` is where the person says the photo is. Raises OriginalNeeded where it is not found or not the same any
    more, InputError where it can't be opened, Unreadable and OSError where what was kept is damaged.
    """
    if not document.rests:
        return stamp_of(document.photo.path)
    original, most = resting.original, max(max_pixels, document.size.pixels)
    path, stamp = resting.shell.path, None
    if original.data is not None:
        pixels = load(io.BytesIO(original.data), original.data, max_pixels=most, expand=True).pixels
    else:
        place = original.path or Path(original.name)
        facts = original.facts(place.parent, embedded=False)
        found, _, _ = find_original(facts, place, given, max_pixels=most)
        pixels, path = found.pixels, found.path
        stamp = stamp_of(path)
    document.wake(replace(resting.shell, pixels=pixels, path=path))
    return stamp
