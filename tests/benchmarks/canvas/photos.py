"""Photos and masks to measure with; photos are made once and kept in the folder for temporary files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.geometry import Size

SIZES = {
    "2 MP": Size(1728, 1152),
    "24 MP": Size(6000, 4000),
    "45 MP": Size(8256, 5504),
    "100 MP": Size(11648, 8736),
}
Bytes = NDArray[np.uint8]
BAND = 256


def photo_file(name: str) -> Path:
    """A JPEG of soft colours with a camera's grain, quality 92."""
    folder = Path(tempfile.gettempdir()) / "objremove-benchmark"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name.replace(' ', '')}.jpg"
    if not path.exists():
        whole = cv2.imencode(".jpg", _picture(SIZES[name]), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
        part = path.with_suffix(".part")
        part.write_bytes(whole.tobytes())
        part.replace(path)
    return path


def _picture(size: Size) -> Bytes:
    chance = np.random.default_rng(1)
    picture = np.full((size.height, size.width, 3), 128, np.uint8)
    for across, strength in ((8, 90), (48, 40), (300, 24), (1500, 12)):
        rough = chance.integers(
            -strength, strength, (max(2, across * size.height // size.width), across, 3), np.int16
        )
        for y in range(0, size.height, BAND):
            rows = slice(y, min(size.height, y + BAND))
            shift = np.array([[across / size.width, 0, 0], [0, across / size.width, y * across / size.width]])
            flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
            soft = cv2.warpAffine(
                rough, shift, (size.width, rows.stop - y), flags=flags, borderMode=cv2.BORDER_REPLICATE
            )
            picture[rows] = np.clip(picture[rows] + soft, 0, 255)
    grain = chance.normal(0, 4, (BAND, size.width, 3))
    for y in range(0, size.height, BAND):
        part = picture[y : y + BAND]
        part[...] = np.clip(part + np.roll(grain, y * 7, axis=1)[: len(part)], 0, 255)
    return picture


def three_objects(size: Size) -> Bytes:
    """A mask of three objects in a sixth of the photo."""
    mask = np.zeros((size.height, size.width), np.uint8)
    unit = size.width / 8256
    for x, y, across, down, turned in (
        (2500, 2000, 500, 350, 20),
        (4200, 3000, 300, 600, 0),
        (3400, 3500, 400, 200, 0),
    ):
        middle, axes = (int(x * unit), int(y * unit)), (int(across * unit), int(down * unit))
        cv2.ellipse(mask, middle, axes, turned, 0, 360, 255, -1)
    return mask


def strokes_all_over(size: Size) -> Bytes:
    """A fifth of the photo under strokes of every width."""
    chance = np.random.default_rng(3)
    mask = np.zeros((size.height, size.width), np.uint8)
    unit = size.width / 8256
    for _ in range(120):
        path = chance.integers(0, size) + np.cumsum(chance.integers(-300, 300, (7, 2)) * unit, axis=0)
        width = max(1, int(chance.integers(20, 120) * unit))
        cv2.polylines(mask, [path.astype(np.int32)], False, 255, width)
    return mask
