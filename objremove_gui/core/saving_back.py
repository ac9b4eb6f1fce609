"""Saving over the opened file itself, for a program that handed it over: all or nothing, and without any loss."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from objremove_gui.core.imageio.noting import Note
from objremove_gui.core.imageio.options import SaveOptions
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.replacing import not_saved
from objremove_gui.core.imageio.strips import row_strips
from objremove_gui.core.imageio.tiff_reading import has_layers
from objremove_gui.core.imageio.writing import save_photo
from objremove_gui.core.proof import Proof, prove
from objremove_gui.core.removal import Removal
from objremove_gui.errors import OutputError
from objremove_gui.i18n import tr


def save_back(
    photo: Photo,
    removals: Sequence[Removal],
    picture: Callable[[], Pixels],
    *,
    is_ours: bool,
    note: Note | None = None,
) -> Proof:
    """Write the visible ``picture`` over the photo's file and prove it against what lay there before.

    ``is_ours`` tells that the file is as this program left it after an earlier time; otherwise it has to hold just
    what was opened. Raises InputError where it can't be read, OutputError; then the file is as it was.
    """
    path = photo.path
    if path is None:
        raise ValueError("a photo without a file can't be saved back")
    there = open_photo(path, max_pixels=photo.size.pixels)
    if there.format is not photo.format or not (is_ours or _alike(there.pixels, photo.pixels)):
        raise OutputError(
            tr(
                "“{name}” has been changed by another program since it was opened; export to another file.",
                name=path.name,
            )
        )
    if photo.format is PhotoFormat.TIFF and has_layers(path):
        raise OutputError(not_saved(path, tr("its layers would be lost; export to another file")))
    options = SaveOptions(overwrite=True, only_lossless=True, note=note)
    with tempfile.TemporaryDirectory(prefix="objremove-") as folder:
        before = there
        if photo.format is PhotoFormat.JPEG:
            # Blocks are compared with those of the file as it was.
            before = replace(there, path=Path(shutil.copyfile(path, Path(folder) / "before.jpg")))
        saved = save_photo(there, picture(), path, options)
        return prove(before, removals, saved, path, options)


def _alike(one: Pixels, other: Pixels) -> bool:
    return (
        one.shape == other.shape
        and one.dtype == other.dtype
        and all(np.array_equal(one[rows], other[rows]) for rows in row_strips(one))
    )
