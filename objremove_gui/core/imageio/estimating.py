"""How large a file will be, before it is written: by coding the picture, or strips of it that stand for the rest."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.asking import outgoing
from objremove_gui.core.imageio.encoding import ENCODERS, EncodingFailed, Outgoing
from objremove_gui.core.imageio.formats import FormatInfo
from objremove_gui.core.imageio.options import SaveOptions
from objremove_gui.core.imageio.photo import Photo, Pixels
from objremove_gui.core.imageio.writing import may_keep_blocks, with_note

# Up to this many pixels the whole picture is coded, of more of them so many.
SAMPLE_PIXELS = 3_000_000
STRIPS = 12
# Rows come in the blocks that coders work in.
ROWS = 16


def estimated_bytes(
    photo: Photo, read: Callable[[Rect], Pixels], info: FormatInfo, options: SaveOptions
) -> int | None:
    """About how many bytes the file will have; exactly so many for small pictures. None where it can't be coded.

    ``read`` gives the visible pixels of a box. A JPEG that keeps its blocks stays as large as it is.
    """
    if may_keep_blocks(photo, info, options) and photo.path is not None:
        try:
            return photo.path.stat().st_size
        except OSError:
            options = replace(options, keeps_blocks=False)
    boxes = sample(photo.size.width, photo.size.height)
    pixels = np.concatenate([read(box) for box in boxes]) if len(boxes) > 1 else read(boxes[0])
    try:
        photo = with_note(photo, info, options)
        picture = outgoing(photo, pixels, info, options)
        whole = _length(info, picture)
        if len(pixels) == photo.size.height:
            return whole
        # Metadata does not grow with the picture.
        bare = _length(info, replace(picture, metadata={}))
    except (EncodingFailed, MemoryError):
        return None
    return round(bare * photo.size.height / len(pixels)) + whole - bare


def _length(info: FormatInfo, picture: Outgoing) -> int:
    file = io.BytesIO()
    ENCODERS[info.format](file, picture)
    return file.seek(0, 2)


def sample(width: int, height: int) -> list[Rect]:
    """The rows that are coded: all of them, or strips spread evenly from top to bottom."""
    rows = -(-SAMPLE_PIXELS // (width * STRIPS * ROWS)) * ROWS
    if width * height <= SAMPLE_PIXELS or rows * STRIPS >= height:
        return [Rect(0, 0, width, height)]
    free = height - rows
    return [
        Rect(0, round(free * index / (STRIPS - 1)) // ROWS * ROWS, width, rows) for index in range(STRIPS)
    ]
