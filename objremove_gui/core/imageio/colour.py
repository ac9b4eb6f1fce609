"""Colour profiles, where a format can't hold the photo's own."""

from __future__ import annotations

import logging

import numpy as np

from objremove_gui.core.imageio.channels import luminance
from objremove_gui.core.imageio.libvips import vips, words_of
from objremove_gui.core.imageio.photo import Pixels

log = logging.getLogger(__name__)


def is_grey_profile(profile: bytes) -> bool:
    """Whether the ICC profile is one for a single channel (ICC.1, 7.2.6: data colour space)."""
    return profile[16:20] == b"GRAY"


def grey_as_srgb(pixels: Pixels, profile: bytes) -> Pixels:
    """Grey pixels (h, w, 3|4) with a grey profile as sRGB; they come back as they are if the profile is damaged."""
    kind = vips()
    is_small = pixels.dtype == np.uint8
    tone = luminance(pixels)
    height, width = tone.shape
    image = kind.Image.new_from_memory(tone, width, height, 1, "uchar" if is_small else "ushort")
    image = image.copy(interpretation="b-w" if is_small else "grey16")
    image.set_type(kind.GValue.blob_type, "icc-profile-data", profile)
    try:
        converted = image.icc_transform(
            "srgb",
            embedded=True,
            intent="relative",
            black_point_compensation=True,
            depth=8 if is_small else 16,
        )
        colours = np.frombuffer(converted.write_to_memory(), pixels.dtype).reshape(height, width, 3)
    except (kind.Error, UnicodeDecodeError) as error:
        log.info("the grey profile can't be used: %s", words_of(error))
        return pixels
    return np.dstack((colours, pixels[..., 3])) if pixels.shape[2] == 4 else colours
