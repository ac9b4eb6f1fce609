"""The opened original: its pixels, and what its file says besides them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size

Pixels = NDArray[Any]


class PhotoFormat(StrEnum):
    """The file formats; :mod:`objremove_gui.core.imageio.formats` tells what each can do."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    BMP = "bmp"
    AVIF = "avif"
    GIF = "gif"
    HEIC = "heic"
    RAW = "raw"


class Resolution(NamedTuple):
    """Dots per inch to the right and down."""

    x: float
    y: float


class Coding(NamedTuple):
    """How the file's pixels were coded, so that they can be coded so again.

    ``subsampling`` is JPEG's share of luma to chroma samples, across and down: (1, 1) is 4:4:4, (2, 1) 4:2:2,
    (2, 2) 4:2:0; None where it is not known. ``lossless`` matters to WebP, ``compressed`` to TIFF, and so does
    ``names_alpha``: without it the file does not tell what its fourth channel is, a selection of Photoshop perhaps.
    ``tables`` are JPEG's for quantising, one a component, 64 values of uint16 by rows.
    """

    subsampling: tuple[int, int] | None = None
    lossless: bool = False
    compressed: bool = True
    names_alpha: bool = True
    tables: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo as opened; nothing in it ever changes.

    ``pixels`` (h, w, 3|4), uint8 or uint16 over the full range, C-contiguous and read-only, upright; the fourth
    channel is straight alpha. A grey photo has three equal channels and ``is_grey``. ``notes`` are sentences for
    people about what could not be opened as it is.

    ``metadata`` holds the blobs as they lie in the file: ``exif`` (without the prefix ``Exif``), ``xmp``, ``icc``,
    ``iptc``, ``photoshop`` (image resources), and what only one format knows: ``comment``, ``more-comments`` and
    ``xmp-extended`` of JPEG, ``png`` (whole chunks of text and colour).

    ``digest`` is of the whole file as it was opened, of JPEG only; else empty.
    """

    pixels: Pixels
    format: PhotoFormat
    path: Path | None = None
    is_grey: bool = False
    metadata: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    resolution: Resolution | None = None
    notes: tuple[str, ...] = ()
    coding: Coding = Coding()
    digest: bytes = b""

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or pixels.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"a photo can't have pixels of shape {pixels.shape} and type {pixels.dtype}")
        if pixels.flags.writeable or not pixels.flags.c_contiguous:
            frozen = np.ascontiguousarray(pixels).view()
            frozen.flags.writeable = False
            object.__setattr__(self, "pixels", frozen)

    def whole(self) -> Photo:
        """The photo with all its pixels, which may be waited for where they are still being decoded."""
        return self

    @property
    def size(self) -> Size:
        height, width = self.pixels.shape[:2]
        return Size(width, height)


def digest_of(data: bytes) -> bytes:
    """By which a file is known again."""
    return hashlib.sha256(data).digest()
