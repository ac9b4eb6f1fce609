"""Save a project: a zip of a manifest, PNGs and, if wanted, the original, under its name only when it is whole."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.channels import prepared
from objremove_gui.core.imageio.edited import shrunk
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.png_chunks import metadata_chunks
from objremove_gui.core.imageio.png_writer import write_mask_png, write_png
from objremove_gui.core.imageio.reasons import reason_of
from objremove_gui.core.imageio.replacing import not_saved, replacing
from objremove_gui.core.project.ahead import Ahead
from objremove_gui.core.project.lossless import Encode, encode_png
from objremove_gui.core.project.original import Original, file_bytes, original_of
from objremove_gui.core.project.schema import (
    FORMAT,
    SCHEMA,
    Manifest,
    arrays_of,
    facts_of,
    wishes_facts,
)
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import OutputError

MANIFEST = "manifest.json"
# A second one at the end, since without it nothing could be told about the rest.
MANIFEST_AGAIN = "manifest-again.json"
MASK = "mask.png"
ORIGINAL = "original"


def removal_entry(index: int, name: str) -> str:
    """Where an array of the removal lies in the zip."""
    return f"removals/{index + 1}/{name}.png"


def save_project(
    snapshot: Snapshot,
    path: Path,
    *,
    embed_original: bool,
    original: Original | None = None,
    encode: Encode = encode_png,
) -> tuple[Original, bool]:
    """Write the photo's reference (or its bytes), the mask and all removals; replaces an existing file.

    Returns what the original is known by (given back as ``original`` it saves hashing the photo again) and whether it
    was embedded. ``encode`` makes PNGs of the removals' arrays.

    A photo that never was a file, or whose file is no longer the one that was opened, is always embedded.
    Raises OutputError; then an existing file is as it was.
    """
    photo = snapshot.photo
    try:
        known = original_of(photo) if original is None else original
        known, photo_bytes = _photo_part(photo, known, embed_original=embed_original)
    except OSError as error:
        raise OutputError(not_saved(path, reason_of(error))) from error
    is_embedded = photo_bytes is not None
    photo_facts = known.facts(path.parent, embedded=is_embedded)
    removals = tuple(facts_of(removal) for removal in snapshot.removals)
    facts = Manifest(FORMAT, SCHEMA, photo_facts, removals, wishes_facts(snapshot.wider))
    manifest = msgspec.json.format(msgspec.json.encode(facts))
    with (
        replacing(path, overwrite=True) as (file, _),
        Ahead(file) as ahead,
        zipfile.ZipFile(file, "w") as archive,
    ):
        archive.writestr(zipfile.ZipInfo(MANIFEST), manifest)
        archive.writestr(zipfile.ZipInfo(MASK), _mask_png(snapshot))
        for index, removal in enumerate(snapshot.removals):
            for name, array in arrays_of(removal).items():
                archive.writestr(zipfile.ZipInfo(removal_entry(index, name)), encode(array))
            ahead.push()
        if photo_bytes is not None:
            archive.writestr(zipfile.ZipInfo(ORIGINAL), photo_bytes)
            ahead.push()
        archive.writestr(zipfile.ZipInfo(MANIFEST_AGAIN), manifest)
    return known, is_embedded


def _photo_part(photo: Photo, original: Original, *, embed_original: bool) -> tuple[Original, bytes | None]:
    """What the original is known by from now on, and the bytes to embed, if any. Raises OSError."""
    there = file_bytes(replace(original, data=None))
    if there is not None and original.has_a_place:
        return original, there if embed_original else None
    data = there if original.data is None else original.data
    if data is not None:
        return original, data
    # What was opened is not on the disk any more: the pixels in memory are all there is.
    data = photo_as_png(photo)
    return original_of(photo, data), data


def photo_as_png(photo: Photo) -> bytes:
    """A PNG of the photo, with its metadata as far as PNG holds it."""
    file = io.BytesIO()
    metadata = metadata_for(photo, photo.size, partial(shrunk, photo.pixels), PhotoFormat.PNG)
    pixels = prepared(photo.pixels, grey=photo.is_grey, alpha=True, depth=16)
    write_png(file, np.ascontiguousarray(pixels), metadata_chunks(metadata, photo.resolution))
    return file.getvalue()


def _mask_png(snapshot: Snapshot) -> bytes:
    mask = np.zeros((snapshot.photo.size.height, snapshot.photo.size.width), np.uint8)
    mask[Rect(*snapshot.box).slices] = snapshot.mask
    file = io.BytesIO()
    write_mask_png(file, mask, bits=8)
    return file.getvalue()
