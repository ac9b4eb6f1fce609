"""Channels and depth, row strips at a time, so that no more than the result is held beside the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.photo import Pixels
from objremove_gui.core.imageio.strips import row_strips

# ITU-R BT.601 luma in 1/65536; the sum is exact, so that equal channels keep their value.
LUMA = (19_595, 38_470, 7_471)


def luminance(pixels: Pixels) -> Pixels:
    """(h, w) of (h, w, 3|4): the luma of the colour, whatever the alpha; equal channels keep their value exactly."""
    grey = np.empty(pixels.shape[:2], pixels.dtype)
    for rows in row_strips(pixels):
        strip = pixels[rows]
        total = strip[..., 0].astype(np.uint32) * LUMA[0]
        total += strip[..., 1].astype(np.uint32) * LUMA[1]
        total += strip[..., 2].astype(np.uint32) * LUMA[2]
        grey[rows] = (total + 32_768) >> 16
    return grey


def in_channels(tone: Pixels, like: Pixels) -> Pixels:
    """Grey (h, w) as three equal channels, with the alpha of ``like`` (h, w, 3|4) where that has one."""
    grey = np.repeat(tone[..., np.newaxis], 3, axis=2)
    return np.dstack((grey, like[..., 3])) if like.shape[2] == 4 else grey


def eight_bit(pixels: Pixels) -> NDArray[np.uint8]:
    """The same picture in 8 bits, rounded; 8-bit pixels come back as they are."""
    if pixels.dtype == np.uint8:
        return pixels
    result = np.empty(pixels.shape, np.uint8)
    for rows in row_strips(pixels):
        result[rows] = (pixels[rows].astype(np.uint32) + 128) // 257
    return result


def over_white(pixels: Pixels) -> Pixels:
    """(h, w, 3) of (h, w, 4): what shows through is white; opaque pixels keep their value exactly."""
    full = int(np.iinfo(pixels.dtype).max)
    result = np.empty((*pixels.shape[:2], 3), pixels.dtype)
    for rows in row_strips(pixels):
        alpha = pixels[rows][..., 3:].astype(np.uint32)
        # 65535 * 65535 + 32767 still fits into 32 bits without sign.
        result[rows] = (pixels[rows][..., :3] * alpha + (full - alpha) * full + full // 2) // full
    return result


def prepared(pixels: Pixels, *, grey: bool, alpha: bool, depth: int) -> Pixels:
    """The channels as they are written: (h, w, n), n = 1 grey, 2 grey + alpha, 3 colour, 4 colour + alpha.

    Without ``alpha`` the picture is laid over white; ``depth`` 8 rounds 16-bit pixels. Pixels that need no change
    come back as they are.
    """
    if pixels.shape[2] == 4 and not alpha:
        pixels = over_white(pixels)
    if depth == 8:
        pixels = eight_bit(pixels)
    if not grey:
        return pixels
    tone = luminance(pixels)
    if pixels.shape[2] == 4:
        return np.dstack((tone, pixels[..., 3]))
    return tone[..., np.newaxis]
