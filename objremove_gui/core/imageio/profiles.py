"""Colours on their way to a service and back: it gets 8-bit sRGB, the photo keeps the space of its own profile."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.channels import eight_bit
from objremove_gui.core.imageio.colour import is_grey_profile
from objremove_gui.core.imageio.icc_shaper import SRGB, Shaper, shaper_of
from objremove_gui.core.imageio.libvips import vips, words_of
from objremove_gui.core.imageio.photo import Photo, Pixels

log = logging.getLogger(__name__)

Colours = NDArray[np.uint8]
# Each channel's steps in the table of colours by which a profile is known to be sRGB.
_STEPS = 9
_MOST_TAGS, _LONGEST_NAME = 100, 60
_INTENT = {"intent": "relative", "black_point_compensation": True}


def own_profile(photo: Photo) -> bytes | None:
    """The photo's profile where its colours mean something else than in sRGB; None without one that can be used."""
    return other_than_srgb(meant_profile(photo))


def meant_profile(photo: Photo) -> bytes:
    """The profile of the photo's file, empty without one; one of grey says nothing of a picture with colours."""
    profile = photo.metadata.get("icc", b"")
    return profile if photo.is_grey else of_colours(profile)


def of_colours(profile: bytes) -> bytes:
    """The profile of a file whose picture has colours; empty where it is one of grey."""
    return b"" if is_grey_profile(profile) else profile


def other_than_srgb(profile: bytes) -> bytes | None:
    """The profile where its colours mean something else than in sRGB; None without one that can be used."""
    return profile if profile and differs(profile) else None


@lru_cache(maxsize=4)
def differs(profile: bytes) -> bool:
    """Whether the profile is one of RGB or grey that moves colours of sRGB by more than rounding does."""
    shaper = shaper_of(profile)
    return _moves(profile, is_way_back=True) if shaper is None else _is_other(shaper)


@lru_cache(maxsize=4)
def looks_other(profile: bytes) -> bool:
    """The same for what is only shown: profiles of scanners often know no way back."""
    return differs(profile) or (shaper_of(profile) is None and _moves(profile, is_way_back=False))


def _is_other(shaper: Shaper) -> bool:
    """The same for curves and a matrix: their light against that of sRGB, on all combinations of some levels."""
    steps = np.linspace(0, 1, _STEPS)
    colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    light = np.stack([curve(colours[:, at]) for at, curve in enumerate(shaper.curves)], axis=-1)
    levels = np.linspace(0, 1, 4096)
    meant = light @ np.linalg.solve(SRGB.matrix, shaper.matrix).T
    seen = np.interp(np.clip(meant, 0, 1), SRGB.curves[0](levels), levels)
    return float(np.abs(seen - colours).max()) > 1.5 / 255


def _moves(profile: bytes, *, is_way_back: bool) -> bool:
    """The same for other profiles, by converting there, and back if that has to be possible."""
    levels = np.linspace(0, 255, _STEPS).round().astype(np.uint8)
    if is_grey_profile(profile):
        colours = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    elif profile[16:20] == b"RGB ":
        colours = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    else:
        return False
    kind = vips()
    try:
        there = _as_srgb(colours, profile)
        if is_way_back:
            _as_own(there, profile)
    except (kind.Error, UnicodeDecodeError) as error:
        log.info("the colour profile can't be used: %s", words_of(error))
        return False
    return int(np.abs(there.astype(np.int16) - colours).max()) > 1


def to_srgb(pixels: Pixels, profile: bytes | None) -> Colours:
    """Pixels (h, w, 3|4) of a photo with this profile as sRGB, uint8 (h, w, 3); without one they are only rounded."""
    # Rounded first: of sixteen bits the converter goes through a coarse table, of eight through exact curves.
    colours = eight_bit(pixels[..., :3])
    return colours if profile is None else _as_srgb(colours, profile)


def from_srgb(colours: Colours, profile: bytes | None) -> Colours:
    """sRGB colours, uint8 (h, w, 3), in the space of the profile; without one they come back as they are."""
    return colours if profile is None else _as_own(colours, profile)


def profile_name(profile: bytes) -> str:
    """What the profile calls itself; ``""`` where it does not say (ICC.1, 9.2.41, 10.15; version 2, 6.5.17)."""
    for at in range(132, 132 + 12 * min(int.from_bytes(profile[128:132], "big"), _MOST_TAGS), 12):
        if profile[at : at + 4] != b"desc":
            continue
        start = int.from_bytes(profile[at + 4 : at + 8], "big")
        tag = profile[start : start + int.from_bytes(profile[at + 8 : at + 12], "big")]
        if tag[:4] == b"mluc":
            length, place = int.from_bytes(tag[20:24], "big"), int.from_bytes(tag[24:28], "big")
            text = tag[place : place + length].decode("utf-16-be", "replace")
        else:
            text = tag[12 : 12 + int.from_bytes(tag[8:12], "big")].decode("ascii", "replace")
        return "".join(sign for sign in text if sign.isprintable())[:_LONGEST_NAME].strip()
    return ""


def in_srgb(pixels: Pixels, profile: bytes) -> Pixels:
    """Pixels (h, w, 3|4) of a photo with this profile as sRGB in their own depth; alpha stays."""
    if pixels.dtype == np.uint8:
        colours: Pixels = _as_srgb(np.ascontiguousarray(pixels[..., :3]), profile)
    else:
        colours = _deep_srgb(np.ascontiguousarray(pixels[..., :3]), profile)
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    return np.dstack((colours, pixels[..., 3])) if pixels.shape[2] == 4 else colours


def srgb_profile() -> bytes:
    """A profile of sRGB, to be embedded."""
    return bytes(vips().Operation.call("profile_load", "srgb"))


def _deep_srgb(colours: Pixels, profile: bytes) -> Pixels:
    """uint16 (h, w, 3) as sRGB, by way of real numbers: straight on, the converter goes through a coarse table."""
    height, width = colours.shape[:2]
    kind = vips()
    is_grey = profile[16:20] == b"GRAY"
    bands = 1 if is_grey else 3
    image = kind.Image.new_from_memory(
        np.ascontiguousarray(colours[..., :bands]), width, height, bands, "ushort"
    )
    image = image.copy(interpretation="grey16" if is_grey else "rgb16")
    image.set_type(kind.GValue.blob_type, "icc-profile-data", profile)
    made = image.icc_import(embedded=True, **_INTENT).icc_export(output_profile="srgb", depth=16, **_INTENT)
    flat = np.frombuffer(made.write_to_memory(), np.uint16)
    return flat.reshape(height, width, made.bands)


def _as_srgb(colours: Colours, profile: bytes) -> Colours:
    kind = vips()
    is_grey = is_grey_profile(profile)
    image = _image(colours[..., :1] if is_grey else colours)
    image.set_type(kind.GValue.blob_type, "icc-profile-data", profile)
    return _array(image.icc_transform("srgb", embedded=True, depth=8, **_INTENT))


def _as_own(colours: Colours, profile: bytes) -> Colours:
    kind = vips()
    # Without an embedded profile the input is read as sRGB; exporting then takes the one that is embedded.
    image = _image(colours).icc_import(input_profile="srgb", **_INTENT).copy()
    image.set_type(kind.GValue.blob_type, "icc-profile-data", profile)
    made = _array(image.icc_export(depth=8, **_INTENT))
    return np.repeat(made, 3, axis=2) if made.shape[2] == 1 else made


def _image(colours: Colours) -> Any:
    height, width, bands = colours.shape
    image = vips().Image.new_from_memory(np.ascontiguousarray(colours), width, height, bands, "uchar")
    return image.copy(interpretation="b-w" if bands == 1 else "srgb")


def _array(image: Any) -> Colours:
    flat = np.frombuffer(image.write_to_memory(), np.uint8)
    return flat.reshape(image.height, image.width, image.bands)
