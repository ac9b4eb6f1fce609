"""Sentences about what a saved file does not keep of the photo."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from objremove_gui.core.imageio import besides, comments, jpeg_segments, png_chunks
from objremove_gui.core.imageio.asking import stays_exact
from objremove_gui.core.imageio.formats import FormatInfo
from objremove_gui.core.imageio.jpeg_splice import Obstacle
from objremove_gui.core.imageio.options import Keep, SaveOptions
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.i18n import mark, tr

_CODED_WHOLE = (PhotoFormat.WEBP, PhotoFormat.AVIF)
_HOLD_COMMENTS = (PhotoFormat.JPEG, PhotoFormat.PNG)
_HOLD_IPTC = (PhotoFormat.JPEG, PhotoFormat.TIFF, PhotoFormat.PNG)
OBSTACLES = {
    Obstacle.GONE: mark("The original file is gone, so the whole picture was coded anew as JPEG."),
    Obstacle.CHANGED: mark("The original file has changed, so the whole picture was coded anew as JPEG."),
    Obstacle.KIND: mark(
        "The unchanged parts of this JPEG could not be taken over, so the whole picture was coded anew."
    ),
    Obstacle.UNPROVEN: mark(
        "The unchanged parts of this JPEG did not come out the same, so the whole picture was coded anew."
    ),
}
# The same before it is done.
AHEAD = {
    Obstacle.GONE: mark("The original file is gone, so the whole picture will be coded anew."),
    Obstacle.CHANGED: mark("The original file has changed, so the whole picture will be coded anew."),
    Obstacle.KIND: mark(
        "The unchanged parts of such a JPEG can't be taken over, so the whole picture will be coded anew."
    ),
}


def save_notes(photo: Photo, info: FormatInfo, options: SaveOptions = SaveOptions()) -> tuple[str, ...]:
    """Sentences about what this format will not keep of the photo, of what the options let go along."""
    notes = []
    if info.format in _CODED_WHOLE and not stays_exact(photo, info, options):
        notes.append(
            tr(
                "The whole picture is coded anew as {format} and loses a little everywhere; PNG and TIFF lose nothing.",
                format=info.title,
            )
        )
    metadata: Mapping[str, bytes] = {} if options.metadata is Keep.PROFILE else photo.metadata
    if photo.pixels.shape[2] == 4 and not info.alpha:
        notes.append(tr("{format} has no transparency; transparent parts become white.", format=info.title))
    if photo.pixels.dtype == np.uint16 and info.depth == 8:
        notes.append(
            tr("{format} holds 8 bits a channel; the 16 bits of the photo are rounded.", format=info.title)
        )
    if metadata and not info.metadata:
        notes.append(
            tr("{format} holds no metadata; camera data and colour profile are left out.", format=info.title)
        )
    if info.metadata and "iptc" in metadata and info.format not in _HOLD_IPTC:
        notes.append(
            tr(
                "{format} holds no IPTC data; captions and keywords kept there are left out.",
                format=info.title,
            )
        )
    if info.metadata and _loses_texts(metadata, info.format):
        notes.append(
            tr(
                "{format} has no place for the photo's comments and texts; they are left out.",
                format=info.title,
            )
        )
    if info.metadata and "xmp-extended" in metadata and info.format is not PhotoFormat.JPEG:
        notes.append(tr("Only JPEG holds the second part of the photo's XMP; it is left out."))
    if info.metadata and any(besides.has_copies(metadata.get(name, b"")) for name in ("xmp", "xmp-extended")):
        notes.append(
            tr(
                "The copy of the photo, or of its depths, in its XMP is left out: it would show what was removed."
            )
        )
    if info.format is PhotoFormat.JPEG and not jpeg_segments.fits(metadata):
        notes.append(tr("Some of the photo's camera data is too long for JPEG and is left out."))
    return tuple(notes)


def _loses_texts(metadata: Mapping[str, bytes], kind: PhotoFormat) -> bool:
    if comments.FIRST in metadata and kind not in _HOLD_COMMENTS:
        return True
    return kind is not PhotoFormat.PNG and bool(png_chunks.without_colours(metadata.get("png", b"")))
