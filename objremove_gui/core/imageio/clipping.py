"""Pictures on their way to and from other programs without a file: 8-bit sRGB out, whatever it is in."""

from __future__ import annotations

import io
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.channels import eight_bit
from objremove_gui.core.imageio.decoding import check_size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.png_writer import write_png
from objremove_gui.core.imageio.profiles import own_profile, to_srgb
from objremove_gui.core.imageio.reading import load
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

Bytes = NDArray[np.uint8]


def handed_out(snapshot: Snapshot) -> tuple[Bytes, bytes]:
    """The visible picture as sRGB, uint8 (h, w, 3|4), and the same as PNG."""
    pixels = snapshot.read(Rect.of_size(snapshot.photo.size))
    colours = to_srgb(pixels, own_profile(snapshot.photo))
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    if pixels.shape[2] == 4:
        colours = np.dstack((colours, eight_bit(pixels[..., 3:])))
    colours = np.ascontiguousarray(colours)
    file = io.BytesIO()
    write_png(file, colours)
    return colours, file.getvalue()


def taken_in(data: bytes, max_pixels: int) -> Photo:
    """The photo of a picture file's bytes. Raises InputError."""
    try:
        picture = load(io.BytesIO(data), data, max_pixels=max_pixels, expand=True)
    except (Unreadable, OSError) as error:
        raise _unusable(error) from error
    return Photo(
        picture.pixels,
        picture.format,
        None,
        picture.is_grey,
        MappingProxyType(picture.head.metadata),
        picture.head.resolution,
        picture.notes,
        picture.head.coding,
    )


def check_pasted(size: Size, max_pixels: int) -> None:
    """Raise InputError for more pixels than are allowed."""
    try:
        check_size(size, max_pixels)
    except Unreadable as error:
        raise _unusable(error) from error


def photo_of(pixels: Bytes) -> Photo:
    """A photo of sRGB colours, uint8 (h, w, 3|4), that has no file; without alpha where that hides nothing."""
    if pixels.shape[2] == 4 and bool((pixels[..., 3] == 255).all()):
        pixels = pixels[..., :3]
    return Photo(np.ascontiguousarray(pixels), PhotoFormat.PNG)


def _unusable(error: Exception) -> InputError:
    return InputError(tr("The picture on the clipboard can't be used: {reason}.", reason=error))
