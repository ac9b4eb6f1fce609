"""Small pictures of files, for lists: decoded small where the format can do that."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.display import to_screen
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio import exif, jpeg_segments
from objremove_gui.core.imageio.colour import is_grey_profile
from objremove_gui.core.imageio.decoding import check_size, upright
from objremove_gui.core.imageio.formats import HEAD_BYTES, sniff
from objremove_gui.core.imageio.libvips import vips
from objremove_gui.core.imageio.photo import PhotoFormat, Pixels
from objremove_gui.core.imageio.profiles import meant_profile
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.core.screen_colours import colours_of

# How much smaller a JPEG can be decoded at once.
SHRINKS = (8, 4, 2)


def small_picture(path: Path, side: int, *, max_pixels: int, screen: bytes | None) -> NDArray[np.uint8]:
    """The picture in a file as uint8 (h, w, 4) in the order B, G, R, X, its longer side ``side`` pixels at most.

    It is in the colours of a screen with the ICC profile ``screen``, None for sRGB. Raises InputError as opening it
    would.
    """
    pixels, profile = _small_jpeg(path, side, max_pixels) or _whole(path, max_pixels)
    shown = _shrunk(pixels, side)
    colours = colours_of(profile, screen)
    if colours is not None:
        colours.convert(shown)
    return shown


def _whole(path: Path, max_pixels: int) -> tuple[Pixels, bytes]:
    photo = open_photo(path, max_pixels=max_pixels)
    return photo.pixels, meant_profile(photo)


def _shrunk(pixels: Pixels, side: int) -> NDArray[np.uint8]:
    """Pixels (h, w, 3|4) of a photo, not larger than ``side``."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = pixels if scale == 1.0 else cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return to_screen(np.asarray(small, pixels.dtype), Rect(0, 0, *size))


def _small_jpeg(path: Path, side: int, max_pixels: int) -> tuple[Pixels, bytes] | None:
    """A JPEG in grey or colour, at a half to an eighth of its size, and its profile; None for whatever else it is."""
    failed = vips().Error
    try:
        with path.open("rb") as file:
            if sniff(file.read(HEAD_BYTES)) is not PhotoFormat.JPEG:
                return None
            metadata = jpeg_segments.read(file).metadata
            orientation = exif.orientation_of(metadata.get("exif", b""))
        load, name = vips().Image.jpegload, os.fsencode(path)
        whole = load(name, access="sequential")
        check_size(Size(whole.width, whole.height), max_pixels)
        longer = max(whole.width, whole.height)
        shrink = next((one for one in SHRINKS if longer // one >= side), 1)
        image = load(name, access="sequential", shrink=shrink, fail_on="error")
        if image.bands not in (1, 3):
            return None
        flat = np.frombuffer(image.write_to_memory(), np.uint8)
    except (OSError, ValueError, Unreadable, failed):
        # Opening the whole tells in words what is wrong.
        return None
    pixels = flat.reshape(image.height, image.width, image.bands)
    colours = pixels if image.bands == 3 else np.repeat(pixels, 3, axis=2)
    profile = metadata.get("icc", b"")
    return upright(colours, orientation), b"" if image.bands == 3 and is_grey_profile(profile) else profile
