"""What an opened photo is known by: its file, as long as that is still the one that was opened, else its pixels."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.project.original import Original, original_of
from objremove_gui.core.project.saving import photo_as_png


class Stamp(NamedTuple):
    """Size in bytes and time of the last change in nanoseconds: a file with the same ones was not written since."""

    size: int
    changed: int


def stamp_of(path: Path | None) -> Stamp | None:
    """None where there is no file."""
    try:
        facts = None if path is None else path.stat()
    except (OSError, ValueError):
        return None
    return None if facts is None else Stamp(facts.st_size, facts.st_mtime_ns)


def known_of(photo: Photo, stamp: Stamp | None) -> Original:
    """``stamp`` is the photo's file as it was when it was opened, None where nobody can tell.

    Where another file lies there by now, or none, the photo is known by a PNG of its pixels.
    """
    if stamp is not None and stamp_of(photo.path) == stamp:
        try:
            known = original_of(photo)
        except OSError:
            # The drive went away this moment.
            known = None
        if known is not None and stamp_of(photo.path) == stamp:
            return known
    return original_of(photo, photo_as_png(photo))
