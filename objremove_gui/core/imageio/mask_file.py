"""Masks as files: any picture of the photo's size in, a PNG of black and white out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.channels import luminance
from objremove_gui.core.imageio.photo import Pixels
from objremove_gui.core.imageio.png_writer import write_mask_png
from objremove_gui.core.imageio.reading import read_picture
from objremove_gui.core.imageio.reasons import shown_name
from objremove_gui.core.imageio.replacing import replacing
from objremove_gui.core.imageio.strips import row_strips
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

THRESHOLD = 128


def read_mask(path: Path, size: Size, *, max_pixels: int) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """The mask (h, w), 255 = remove, 0 = keep, and notes for people.

    White (from 128 of 255 on) means remove. Colours count by their luminance, or where none is that bright by their
    brightest channel, as red on black; a picture of one colour that is partly transparent by its opacity. Raises
    InputError for what is no picture or has another size than the photo.
    """
    picture = read_picture(path, max_pixels=max_pixels, expand=False)
    height, width = picture.pixels.shape[:2]
    if (width, height) != size:
        raise InputError(
            tr(
                "The mask “{name}” has {width} × {height} pixels, but the photo has {photo_width} × {photo_height}; "
                "a mask must be of the photo's size.",
                name=shown_name(path),
                width=width,
                height=height,
                photo_width=size.width,
                photo_height=size.height,
            )
        )
    mask, between = _binary(_tone(picture.pixels))
    if picture.pixels.shape[2] >= 3 and not mask.any():
        mask, between = _binary(_tone(picture.pixels, _brightest))
    if not mask.any():
        nothing = tr("The mask marks nothing: none of its pixels is at least half white.")
        return mask, (*picture.notes, nothing)
    if not between:
        return mask, picture.notes
    note = tr("The mask had grey values; from {threshold} on they count as “remove”.", threshold=THRESHOLD)
    return mask, (*picture.notes, note)


def _tone(pixels: Pixels, tone_of: Callable[[Pixels], Pixels] = luminance) -> NDArray[Any]:
    """(h, w): how white the picture is, laid over black; ``tone_of`` tells it of colours."""
    channels = pixels.shape[2]
    alpha = pixels[..., -1] if channels in (2, 4) else None
    if alpha is not None and alpha.min() != alpha.max():
        if _is_of_one_colour(pixels):
            return alpha
        tone = tone_of(pixels) if channels == 4 else pixels[..., 0]
        return np.minimum(tone, alpha)
    return tone_of(pixels) if channels >= 3 else pixels[..., 0]


def _is_of_one_colour(pixels: Pixels) -> bool:
    """Whether all that is seen of (h, w, 2|4) has one colour; what lies under full transparency is anything."""
    first = None
    for rows in row_strips(pixels):
        strip = pixels[rows]
        seen = strip[strip[..., -1] > 0][:, :-1]
        if len(seen):
            first = seen[0] if first is None else first
            if not (seen == first).all():
                return False
    return True


def _brightest(pixels: Pixels) -> Pixels:
    """(h, w) of (h, w, 3|4): the brightest channel of the colour."""
    tone = np.maximum(pixels[..., 0], pixels[..., 1])
    return np.maximum(tone, pixels[..., 2], out=tone)


def _binary(tone: NDArray[Any]) -> tuple[NDArray[np.uint8], bool]:
    """255 where the tone is at least 128 of 255, else 0; and whether anything lay between black and white."""
    full = int(np.iinfo(tone.dtype).max)
    least = THRESHOLD if full == 255 else THRESHOLD * 257
    mask = np.empty(tone.shape, np.uint8)
    between = False
    for rows in row_strips(tone):
        white = tone[rows] >= least
        np.multiply(white, np.uint8(255), out=mask[rows])
        between = between or bool(np.any(tone[rows] != white * tone.dtype.type(full)))
    return mask, between


def write_mask(mask: NDArray[np.uint8], path: Path, *, bits: int = 8) -> None:
    """Write the mask as a grey PNG of 8 bits a pixel, or of 1, replacing what was there; raises OutputError."""
    with replacing(path, overwrite=True) as (file, _):
        write_mask_png(file, mask, bits=bits)
