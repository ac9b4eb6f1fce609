"""One encoder a format: pixels and metadata into an open file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import numpy as np

from objremove_gui.core.imageio import jpeg_segments, png_chunks
from objremove_gui.core.imageio.photo import Coding, PhotoFormat, Pixels, Resolution
from objremove_gui.core.imageio.png_writer import write_png
from objremove_gui.core.imageio.tiff_writer import write_tiff

_EFFORT = 20


class EncodingFailed(Exception):
    """The encoder could not make a file of this picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """What is written: ``pixels`` (h, w, n) with the channels and depth that the format takes.

    ``tables`` are those that a JPEG is to be quantised with, instead of what ``quality`` says.
    """

    pixels: Pixels
    metadata: Mapping[str, bytes]
    resolution: Resolution | None
    coding: Coding
    quality: int
    orientation: int = 1
    tables: tuple[bytes, ...] = ()


class Encoder(Protocol):
    """Writes to a file that can be sought; raises OSError, EncodingFailed."""

    def __call__(self, file: BinaryIO, picture: Outgoing) -> None: ...


def _jpeg(file: BinaryIO, picture: Outgoing) -> None:
    encoded = _at_tables(picture) if picture.tables else _at_quality(picture)
    for piece in jpeg_segments.pieces(encoded, picture.metadata, picture.resolution):
        file.write(piece)


def _at_tables(picture: Outgoing) -> memoryview:
    from PIL import Image

    pixels, names = picture.pixels, {(2, 1): "4:2:2", (2, 2): "4:2:0"}
    tables = [np.frombuffer(table, np.uint16).tolist() for table in picture.tables[: pixels.shape[2]]]
    if any(value > 255 for table in tables for value in table):
        # Of such a coarse file the library can't write the tables.
        return _at_quality(picture)
    encoded = io.BytesIO()
    try:
        Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(
            encoded,
            "JPEG",
            qtables=tables,
            subsampling=names.get(picture.coding.subsampling or (1, 1), "4:4:4"),
        )
    except (OSError, ValueError) as error:
        raise EncodingFailed(str(error)) from error
    return encoded.getbuffer()


def _at_quality(picture: Outgoing) -> memoryview:
    import cv2

    pixels = picture.pixels
    if pixels.shape[2] == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    factors = {
        (1, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        (2, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
        (1, 2): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440,
        (2, 2): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
        (4, 1): cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411,
    }
    wanted = factors.get(picture.coding.subsampling or (1, 1), factors[1, 1])
    options = [cv2.IMWRITE_JPEG_QUALITY, picture.quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, wanted]
    try:
        done, encoded = cv2.imencode(".jpg", pixels, options)
    except cv2.error as error:
        raise EncodingFailed(str(error)) from error
    if not done:
        raise EncodingFailed("no JPEG came out")
    return encoded.data


def _png(file: BinaryIO, picture: Outgoing) -> None:
    write_png(file, picture.pixels, png_chunks.metadata_chunks(picture.metadata, picture.resolution))


def _tiff(file: BinaryIO, picture: Outgoing) -> None:
    write_tiff(
        file,
        picture.pixels,
        picture.metadata,
        picture.resolution,
        compressed=picture.coding.compressed,
        orientation=picture.orientation,
        names_alpha=picture.coding.names_alpha,
    )


def _webp(file: BinaryIO, picture: Outgoing) -> None:
    _pillow(
        file,
        picture,
        "WEBP",
        # Without loss it is the effort: beyond this, four times the work makes the file two per cent smaller.
        quality=_EFFORT if picture.coding.lossless else picture.quality,
        lossless=picture.coding.lossless,
        method=2,
        # The colours under full transparency stay.
        exact=True,
        **_blobs(picture),
    )


def _avif(file: BinaryIO, picture: Outgoing) -> None:
    _pillow(file, picture, "AVIF", quality=picture.quality, speed=9, subsampling="4:4:4", **_blobs(picture))


def _bmp(file: BinaryIO, picture: Outgoing) -> None:
    _pillow(file, picture, "BMP", **({"dpi": picture.resolution} if picture.resolution else {}))


def _blobs(picture: Outgoing) -> dict[str, bytes]:
    names = {"exif": "exif", "xmp": "xmp", "icc": "icc_profile"}
    return {option: picture.metadata[name] for name, option in names.items() if name in picture.metadata}


def _pillow(file: BinaryIO, picture: Outgoing, name: str, **options: Any) -> None:
    from PIL import Image

    pixels = picture.pixels
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    encoded = io.BytesIO()
    try:
        image.save(encoded, name, **options)
    except (OSError, ValueError, RuntimeError) as error:
        raise EncodingFailed(str(error)) from error
    file.write(encoded.getbuffer())


ENCODERS: dict[PhotoFormat, Encoder] = {
    PhotoFormat.JPEG: _jpeg,
    PhotoFormat.PNG: _png,
    PhotoFormat.TIFF: _tiff,
    PhotoFormat.WEBP: _webp,
    PhotoFormat.AVIF: _avif,
    PhotoFormat.BMP: _bmp,
}
