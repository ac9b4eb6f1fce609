"""HEIC, the photos of phones: read by libheif with the decoder libde265; nothing is written."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.apart import Damaged, Found, TooLarge
from objremove_gui.core.imageio.decoding import Decoded, decoded_apart
from objremove_gui.core.imageio.exif import without_prefix
from objremove_gui.core.imageio.photo import Pixels
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.i18n import tr

_BLOBS = {"exif": "exif", "xmp": "xmp", "icc": "icc_profile"}
_MODES = {"L": 1, "I;16": 1, "RGB": 3, "RGBA": 4, "RGB;16": 3, "RGBA;16": 4}


def decode(source: Path | bytes, *, max_pixels: int, expand: bool) -> Decoded:
    """The main picture, upright already, and its metadata; 10 and 12 bits become 16. Raises Unreadable, OSError."""
    if find_spec("pi_heif") is None:
        raise Unreadable(tr("there is no HEIC decoder for this computer; convert it to JPEG first"))
    found = decoded_apart(
        read, source, max_pixels, tr("it is damaged, cut off, or of a rare kind that can't be read")
    )
    is_grey = found.pixels.shape[2] == 1
    return Decoded(
        np.repeat(found.pixels, 3, axis=2) if is_grey and expand else found.pixels,
        is_grey,
        found.pages,
        (tr("HEIC is read, but not written; export the photo as JPEG, AVIF, TIFF or PNG."),),
        blobs=found.blobs,
    )


def read(data: bytes, max_pixels: int) -> Found:
    """The same, in whatever process: damaged files can end it. Raises TooLarge, Damaged, and what the library does."""
    import pi_heif  # type: ignore[import-untyped,import-not-found,unused-ignore]

    file = pi_heif.open_heif(data, convert_hdr_to_8bit=False)
    image = file[file.primary_index]
    size = Size(*image.size)
    if size.pixels > max_pixels:
        raise TooLarge(size)
    blobs = {name: bytes(image.info[key]) for name, key in _BLOBS.items() if image.info.get(key)}
    if "exif" in blobs:
        blobs["exif"] = without_prefix(blobs["exif"])
    return Found(_pixels(image), blobs, len(file))


def _pixels(image: Any) -> Pixels:
    bands = _MODES.get(image.mode, 0)
    if not bands:
        raise Damaged(f"pixels of the mode {image.mode}")
    # A copy: what the library gave goes when its file object does.
    pixels: Pixels = np.array(image)
    pixels = pixels.reshape(*pixels.shape[:2], bands)
    if pixels.dtype == np.uint8:
        return pixels
    # The decoder shifts 10 and 12 bits up; repeating the upper bits below makes white full white.
    return np.asarray(pixels | pixels >> np.uint16(image.info["bit_depth"]))
