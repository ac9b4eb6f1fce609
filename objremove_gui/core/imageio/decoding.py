"""From a file's bytes to pixels: header first, limits before decoding, nothing half-decoded passes."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio import jpeg_frame, tiff_planes
from objremove_gui.core.imageio.apart import Damaged, Decoder, Found, TooLarge, decode_apart
from objremove_gui.core.imageio.exif import without_prefix
from objremove_gui.core.imageio.growing import GrowingPixels
from objremove_gui.core.imageio.jpeg_frame import NoCoefficients, frame_of
from objremove_gui.core.imageio.libvips import vips, words_of
from objremove_gui.core.imageio.photo import PhotoFormat, Pixels
from objremove_gui.core.imageio.reasons import PrintingColours, Unreadable
from objremove_gui.i18n import tr

log = logging.getLogger(__name__)

_LOADERS = {
    PhotoFormat.JPEG: "jpegload",
    PhotoFormat.PNG: "pngload",
    PhotoFormat.WEBP: "webpload",
    PhotoFormat.TIFF: "tiffload",
    PhotoFormat.GIF: "gifload",
    PhotoFormat.AVIF: "heifload",
}
# Of AVIF alone; what the other formats say is read from the file itself.
_BLOBS = {"exif": "exif-data", "xmp": "xmp-data", "icc": "icc-profile-data"}
_ANIMATED = {PhotoFormat.GIF, PhotoFormat.WEBP, PhotoFormat.AVIF}
_COLOURS = {"srgb", "rgb", "rgb16", "b-w", "grey16", "multiband"}


# What hears of a picture's size and pixels before these are there.
Told = Callable[[Size, GrowingPixels | None], None]


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """``pixels`` (h, w, n) as stored, not yet turned upright; n = 1 to 4, or 3 or 4 if ``expand`` was asked.

    ``blobs`` are the metadata the decoder knows of; ``profile`` replaces the file's ICC profile after a conversion.
    """

    pixels: Pixels
    is_grey: bool
    pages: int = 1
    notes: tuple[str, ...] = ()
    profile: bytes | None = None
    blobs: dict[str, bytes] = field(default_factory=dict)


def check_size(size: Size, max_pixels: int) -> None:
    """Raise Unreadable for a picture of more than ``max_pixels``."""
    if size.pixels > max_pixels:
        raise Unreadable(
            tr(
                "it has {width} × {height} = {megapixels} megapixels, more than the {limit} megapixels allowed "
                "(see “Largest picture” in the settings)",
                width=size.width,
                height=size.height,
                megapixels=_megapixels(size.pixels),
                limit=_megapixels(max_pixels),
            )
        )


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1e6:.4g}" if pixels < 1e9 else f"{pixels / 1e6:.0f}"


def decode(
    source: Path | bytes,
    kind: PhotoFormat,
    *,
    max_pixels: int,
    expand: bool,
    takes_cmyk: bool = True,
    coming: Told = lambda size, growing: None,
) -> Decoded:
    """Decode a picture of the given format; ``expand`` makes three channels of one. Raises Unreadable.

    Without ``takes_cmyk`` one in printing colours raises PrintingColours before it is decoded; with it, it is
    converted to sRGB. ``coming`` is told the size as stored as soon as it is known and allowed, if that is before,
    with the pixels themselves where they can be followed while they are decoded.
    """
    if kind is PhotoFormat.JPEG:
        pixels = _quickly(source, max_pixels, coming)
        if pixels is not None:
            return Decoded(pixels, is_grey=False)
    if kind is PhotoFormat.BMP:
        from objremove_gui.core.imageio import bmp

        return bmp.decode(source, max_pixels=max_pixels, expand=expand)
    if kind is PhotoFormat.HEIC:
        from objremove_gui.core.imageio import heic

        return heic.decode(source, max_pixels=max_pixels, expand=expand)
    if kind is PhotoFormat.RAW:
        from objremove_gui.core.imageio import raw

        return raw.decode(source, max_pixels=max_pixels)
    failed = vips().Error
    try:
        image = _open(source, kind)
        check_size(Size(image.width, image.height), max_pixels)
        pages = int(image.get("n-pages")) if kind in _ANIMATED and image.get_typeof("n-pages") else 1
        blobs = _blobs(image) if kind is PhotoFormat.AVIF else {}
        if image.interpretation == "cmyk" and not takes_cmyk:
            raise PrintingColours(tr("it is in the printing colours CMYK"))
        coming(Size(image.width, image.height), None)
        image, notes, profile = _as_rgb_or_grey(image, kind)
        is_grey = image.bands < 3
        if is_grey and expand:
            image = image[0].bandjoin([image[0], *image.bandsplit()])
        return Decoded(_pixels(image), is_grey, pages, notes, profile, blobs)
    except (failed, UnicodeDecodeError) as error:
        log.info("libvips could not decode a %s picture: %s", kind, words_of(error))
        if "out of memory" in str(error):
            raise Unreadable(tr("there is not enough memory for it")) from error
        raise Unreadable(_why(source, kind)) from error


def _why(source: Path | bytes, kind: PhotoFormat) -> str:
    """Why a picture could not be decoded, as far as its header tells."""
    if kind is PhotoFormat.JPEG:
        data = source.read_bytes() if isinstance(source, Path) else source
        match jpeg_frame.kind_of(data):
            case (12, _):
                return tr("it is a JPEG of 12 bits a channel; convert it to a TIFF of 16 bits first")
            case (_, 0xC3 | 0xCB):
                return tr("it is a JPEG of the rare lossless kind; convert it to PNG or TIFF first")
    return tr("it is damaged, cut off, or of a rare kind that can't be read")


def decoded_apart(decoder: Decoder, source: Path | bytes, max_pixels: int, else_reason: str) -> Found:
    """What a decoder in a process of its own finds; ``else_reason`` is said of damage. Raises Unreadable, OSError."""
    data = source.read_bytes() if isinstance(source, Path) else source
    try:
        return decode_apart(decoder, data, max_pixels)
    except TooLarge as error:
        check_size(error.size, max_pixels)
        raise
    except MemoryError as error:
        raise Unreadable(tr("there is not enough memory for it")) from error
    except Damaged as error:
        log.info("a picture could not be decoded: %s", error)
        raise Unreadable(else_reason) from error


def _open(source: Path | bytes, kind: PhotoFormat) -> Any:
    """The image with its header read; nothing is decoded yet."""
    if kind is PhotoFormat.TIFF and (joined := tiff_planes.opened(source)) is not None:
        return joined
    loader = _LOADERS[kind]
    image = vips().Image
    if isinstance(source, Path):
        return getattr(image, loader)(os.fsencode(source), access="sequential", fail_on="error")
    return getattr(image, f"{loader}_buffer")(source, access="sequential", fail_on="error")


def _quickly(source: Path | bytes, max_pixels: int, coming: Told) -> Pixels | None:
    """The pixels of a JPEG that is as it should be, those that libvips gives, in two thirds of the time; else None."""
    import simplejpeg

    data = source.read_bytes() if isinstance(source, Path) else source
    try:
        frame = frame_of(data)
        check_size(frame.size, max_pixels)
        if len(frame.factors) != 3:
            return None
        growing = GrowingPixels(frame.size)
        coming(frame.size, growing)
        with growing.being_written():
            found = simplejpeg.decode_jpeg(data, "RGB", buffer=growing.pixels)
            if found.shape != growing.pixels.shape:
                raise NoCoefficients("another size")
    except (NoCoefficients, ValueError) as error:
        log.info("a JPEG is left to libvips: %s", error)
        return None
    return growing.pixels


def _blobs(image: Any) -> dict[str, bytes]:
    blobs = {name: bytes(image.get(key)) for name, key in _BLOBS.items() if image.get_typeof(key)}
    if "exif" in blobs:
        blobs["exif"] = without_prefix(blobs["exif"])
    return blobs


def _as_rgb_or_grey(image: Any, kind: PhotoFormat) -> tuple[Any, tuple[str, ...], bytes | None]:
    """The image with 1 to 4 channels of 8 or 16 bits, notes, and the profile it has after a conversion."""
    notes: tuple[str, ...] = ()
    profile = None
    if image.format not in ("uchar", "ushort"):
        raise Unreadable(tr("its pixels are not of 8 or 16 bits; save it with 16 bits a channel first"))
    if image.interpretation == "cmyk":
        image = image.icc_transform(
            "srgb",
            embedded=True,
            input_profile="cmyk",
            intent="relative",
            black_point_compensation=True,
            depth=8 if image.format == "uchar" else 16,
        )
        profile = bytes(image.get("icc-profile-data"))
        notes = (tr("The picture was in the printing colours CMYK; it was converted to sRGB."),)
    elif image.interpretation not in _COLOURS:
        raise Unreadable(
            tr("its colours are of the kind “{kind}”; save it as RGB first", kind=image.interpretation)
        )
    if image.bands > 4:
        raise Unreadable(tr("it has {count} channels; save it with four at most", count=image.bands))
    if kind is PhotoFormat.AVIF and image.format == "ushort":
        # The decoder shifts 10 and 12 bits up; repeating the upper bits below makes white full white.
        image |= image >> int(image.get("bits-per-sample"))
    return image, notes, profile


def _pixels(image: Any) -> Pixels:
    """Decode into one block of memory, which the array then owns."""
    dtype = np.uint8 if image.format == "uchar" else np.uint16
    flat = np.frombuffer(image.write_to_memory(), dtype)
    return flat.reshape(image.height, image.width, image.bands)


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """The pixels turned as EXIF's ``Orientation`` (1 to 8) says; 1 gives them back as they are."""
    if orientation == 1:
        return pixels
    height, width, bands = pixels.shape
    image = vips().Image.new_from_memory(
        pixels, width, height, bands, "uchar" if pixels.dtype == np.uint8 else "ushort"
    )
    # EXIF 2.3, 4.6.4 A: 5 to 8 exchange rows and columns; 2, 4, 5 and 7 are mirrored.
    turn = {3: "d180", 4: "d180", 5: "d90", 6: "d90", 7: "d270", 8: "d270"}.get(orientation)
    turned = image.rot(turn) if turn else image
    return _pixels(turned.fliphor() if orientation in (2, 4, 5, 7) else turned)
