"""A photo as it is asked for in an export: other depth, other colours, less metadata; nothing is written yet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio import exif, photoshop, png_chunks
from objremove_gui.core.imageio.channels import eight_bit, in_channels, luminance, prepared
from objremove_gui.core.imageio.colour import grey_as_srgb, is_grey_profile
from objremove_gui.core.imageio.decoding import upright
from objremove_gui.core.imageio.edited import shrunk, size_of
from objremove_gui.core.imageio.encoding import Outgoing
from objremove_gui.core.imageio.formats import FormatInfo
from objremove_gui.core.imageio.heads import Head
from objremove_gui.core.imageio.options import Colours, SaveOptions, Turning
from objremove_gui.core.imageio.outgoing import metadata_for
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Pixels
from objremove_gui.core.imageio.privacy import kept
from objremove_gui.core.imageio.profiles import in_srgb, own_profile, srgb_profile
from objremove_gui.core.imageio.turning import TURNED_BACK

# Formats whose files can say how they are to be turned, and those in which the original says it in EXIF.
_TELL_TURNING = (PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.WEBP, PhotoFormat.TIFF)
_TURNED_BY_EXIF = (PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.WEBP)


def asked(photo: Photo, pixels: NDArray[Any], options: SaveOptions) -> Photo:
    """The photo with these ``pixels``, of its own shape and type, and with all that the options say applied to both."""
    blobs = kept(photo.metadata, options.metadata)
    profile = own_profile(photo) if options.colours is Colours.SRGB else None
    made: Pixels = np.ascontiguousarray(pixels)
    if profile is not None:
        made = in_srgb(made, profile)
        if photo.is_grey:
            # Through a profile of colours the channels come out a step apart; the file will have one for all.
            made = in_channels(luminance(made), made)
        _mean_srgb(blobs, is_grey=photo.is_grey)
    return replace(photo, pixels=in_depth(made, options.depth), metadata=MappingProxyType(blobs))


def changes_pixels(photo: Photo, info: FormatInfo, options: SaveOptions) -> bool:
    """Whether every pixel becomes another number before anything is coded."""
    depth = 8 * photo.pixels.dtype.itemsize
    wanted = min(options.depth or depth, info.depth)
    return wanted != depth or (options.colours is Colours.SRGB and own_profile(photo) is not None)


def outgoing(photo: Photo, pixels: Pixels, info: FormatInfo, options: SaveOptions) -> Outgoing:
    """What the format's encoder gets for these ``pixels``, of the photo's shape and type."""
    orientation = stored_turning(photo, info, options)
    photo = asked(photo, pixels, options)
    pixels = upright(photo.pixels, TURNED_BACK[orientation])
    metadata = dict(metadata_for(photo, size_of(pixels), partial(shrunk, pixels), info.format, orientation))
    if photo.is_grey and not info.grey and is_grey_profile(metadata.get("icc", b"")):
        pixels = grey_as_srgb(pixels, metadata.pop("icc"))
    channels = prepared(pixels, grey=photo.is_grey and info.grey, alpha=info.alpha, depth=info.depth)
    head = Head(resolution=photo.resolution, coding=photo.coding)
    if orientation >= 5:
        head.lay_down()
    coding = head.coding._replace(lossless=stays_exact(photo, info, options))
    return Outgoing(channels, metadata, head.resolution, coding, options.quality, orientation)


def stays_exact(photo: Photo, info: FormatInfo, options: SaveOptions) -> bool:
    """Whether every pixel comes back as it was given to the format's encoder."""
    if info.format is PhotoFormat.WEBP:
        return photo.format is PhotoFormat.WEBP if options.lossless is None else options.lossless
    return info.lossless


def in_depth(pixels: Pixels, depth: int | None) -> Pixels:
    """The same picture in 8 or 16 bits a channel; None leaves it as it is."""
    if depth == 8:
        return eight_bit(pixels)
    if depth == 16 and pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    return pixels


def stored_turning(photo: Photo, info: FormatInfo, options: SaveOptions) -> int:
    """EXIF's orientation, 1 to 8, in which the pixels are to lie in a file of the format."""
    if options.turning is Turning.UPRIGHT or info.format not in _TELL_TURNING:
        return 1
    return turning_of(photo)


def turning_of(photo: Photo) -> int:
    """EXIF's orientation, 1 to 8, of the photo's file, as far as it is known."""
    return exif.orientation_of(photo.metadata.get("exif", b"")) if photo.format in _TURNED_BY_EXIF else 1


def _mean_srgb(blobs: dict[str, bytes], *, is_grey: bool) -> None:
    """Let the metadata say that colours are sRGB; of a grey picture nothing has to be said."""
    if is_grey:
        blobs.pop("icc", None)
    else:
        blobs["icc"] = srgb_profile()
    if "exif" in blobs:
        blobs["exif"] = exif.in_srgb(blobs["exif"])
    if "photoshop" in blobs:
        blobs["photoshop"] = photoshop.without_profile(blobs["photoshop"])
    if "png" in blobs:
        blobs["png"] = png_chunks.without_colours(blobs["png"])
    for name in [name for name, blob in blobs.items() if not blob]:
        del blobs[name]
