"""From the photo's colours to the screen's: only what is shown is converted, the photo keeps its own."""

from __future__ import annotations

import io
import logging
import os
from collections import deque
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.colour import is_grey_profile
from objremove_gui.core.imageio.icc_shaper import SRGB, Shaper, shaper_of
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.profiles import differs, looks_other, meant_profile
from objremove_gui.core.imageio.strips import MOST_THREADS, in_order, row_strips

log = logging.getLogger(__name__)

Bytes = NDArray[np.uint8]
# Rows that are converted at once: with their linear values they stay in the processor's cache.
STRIP_BYTES = 1 << 18
# Linear light has sixteen bits: in eight the dark tones would lie steps apart.
_FULL = 65535
_FINE = 4096


class ScreenColours(Protocol):
    """Makes colours of the photo into colours of the screen; ``nanoseconds`` is about what a pixel takes."""

    @property
    def nanoseconds(self) -> float: ...

    def convert(self, shown: Bytes) -> None:
        """Change uint8 (h, w, 4) in the order B, G, R, X in place; X stays."""


def screen_colours(photo: Photo, screen: bytes | None) -> ScreenColours | None:
    """How the photo is shown on a screen with this ICC profile (None: sRGB); None where nothing needs converting."""
    return colours_of(meant_profile(photo), screen)


def colours_of(profile: bytes, screen: bytes | None) -> ScreenColours | None:
    """The same for pixels with this profile; empty without one."""
    source = profile if profile and looks_other(profile) else None
    target = screen if screen and screen[16:20] == b"RGB " and differs(screen) else None
    if source == target:
        return None
    there = SRGB if source is None else shaper_of(source)
    here = SRGB if target is None else shaper_of(target)
    if there is not None and here is not None:
        return _Shaped(there, here)
    return _by_littlecms(source, target)


class _Shaped:
    """Between profiles that are curves and a matrix: two tables and a matrix."""

    nanoseconds = 4.0

    def __init__(self, source: Shaper, target: Shaper) -> None:
        steps, fine = np.linspace(0, 1, 256), np.linspace(0, 1, _FINE)
        # Blue comes first.
        linear = [np.clip(curve(steps), 0, 1) * _FULL for curve in reversed(source.curves)]
        self._linear = _table(linear, np.uint16)
        light = np.arange(_FULL + 1) / _FULL
        levels = [np.interp(light, curve(fine), fine) * 255 for curve in reversed(target.curves)]
        self._levels = _table(levels, np.uint8)
        self._matrix = np.linalg.solve(target.matrix, source.matrix)[::-1, ::-1]

    def convert(self, shown: Bytes) -> None:
        import cv2

        for rows in row_strips(shown, STRIP_BYTES):
            colours = cv2.cvtColor(shown[rows], cv2.COLOR_BGRA2BGR)
            light = cv2.transform(cv2.LUT(colours, self._linear), self._matrix)
            shown[rows] = cv2.cvtColor(cv2.LUT(light, self._levels), cv2.COLOR_BGR2BGRA)


def _table(channels: list[NDArray[np.float64]], dtype: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """A table of three channels as (1, n, 3), or as (1, n) if all are the same, which is twice as quick."""
    table = np.stack(channels, axis=-1).round().astype(dtype)[None]
    first = table[..., :1]
    return np.ascontiguousarray(first[..., 0]) if (table == first).all() else table


class _Toned:
    """Grey photos: one table."""

    nanoseconds = 2.0

    def __init__(self, tones: Bytes) -> None:
        same = np.arange(256, dtype=np.uint8)[:, None]
        self._tones = np.hstack((tones[:, ::-1], same))[None]

    def convert(self, shown: Bytes) -> None:
        import cv2

        for rows in row_strips(shown, STRIP_BYTES):
            shown[rows] = cv2.LUT(shown[rows], self._tones)


class _Transformed:
    """Between all other profiles, by littlecms through a table of 49 steps a side; on all cores."""

    nanoseconds = 50.0 / min(MOST_THREADS, os.cpu_count() or 1)

    def __init__(self, transform: Any) -> None:
        self._transform = transform

    def convert(self, shown: Bytes) -> None:
        import cv2
        from PIL import Image

        def strip(rows: slice) -> None:
            colours = Image.fromarray(cv2.cvtColor(shown[rows], cv2.COLOR_BGRA2RGB))
            shown[rows] = cv2.cvtColor(np.asarray(self._transform.apply(colours)), cv2.COLOR_RGB2BGRA)

        deque(in_order(strip, list(row_strips(shown, STRIP_BYTES))), maxlen=0)


def _by_littlecms(source: bytes | None, target: bytes | None) -> ScreenColours | None:
    """The same by tables of the profile; None if littlecms takes one of them for damaged."""
    from PIL import Image, ImageCms

    is_grey = source is not None and is_grey_profile(source)
    try:
        transform = ImageCms.buildTransform(
            _opened(source),
            _opened(target),
            "L" if is_grey else "RGB",
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
        )
    except (ImageCms.PyCMSError, OSError) as error:
        log.info("the colour profile can't be shown: %s", error)
        return None
    if is_grey:
        ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[:, None])
        return _Toned(np.asarray(transform.apply(ramp))[:, 0])
    return _Transformed(transform)


def _opened(profile: bytes | None) -> Any:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("sRGB")
