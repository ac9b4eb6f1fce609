"""Photos, masks and removals made up for tests, small and without flat places."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike, NDArray

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.mask import Replaced
from objremove_gui.core.removal import Removal, Version


def noise(size: Size, channels: int = 3, dtype: DTypeLike = np.uint8, seed: int = 0) -> NDArray[np.generic]:
    """Every value of the type, anywhere: (h, w, channels)."""
    shape = (size.height, size.width, channels)
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def photo(size: Size, channels: int = 3, dtype: DTypeLike = np.uint8, seed: int = 0) -> Photo:
    return Photo(noise(size, channels, dtype, seed), PhotoFormat.PNG)


def marks(size: Size, share: float, seed: int = 0) -> NDArray[np.uint8]:
    """A mask with each pixel marked by chance."""
    chance = np.random.default_rng(seed).random((size.height, size.width))
    return np.where(chance < share, np.uint8(255), np.uint8(0))


class Pixels:
    """A mask that is nothing but its pixels."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.size = Size(pixels.shape[1], pixels.shape[0])
        self._pixels = pixels
        self.is_recording = False
        self.replaced = Replaced(0, {})

    def region(self, box: Rect) -> NDArray[np.uint8]:
        return self._pixels[box.slices]

    def known(self, key: tuple[int, int]) -> None:
        """Nothing is."""


def blob(size: Size, *discs: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A mask of discs: x, y, radius."""
    y, x = np.ogrid[0 : size.height, 0 : size.width]
    mask = np.zeros((size.height, size.width), np.uint8)
    for cx, cy, radius in discs:
        mask[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = 255
    return mask


def removal(box: Rect, dtype: DTypeLike = np.uint8, seed: int = 0) -> Removal:
    """A removal that marks the inner part of its box and covers all but the box's outermost pixels."""
    mask = np.zeros((box.height, box.width), np.uint8)
    mask[box.height // 4 : -(box.height // 4) or None, box.width // 4 : -(box.width // 4) or None] = 255
    alpha = np.random.default_rng(seed).integers(0, 256, mask.shape, np.uint8)
    alpha[mask > 0] = 255
    alpha[[0, -1], :] = alpha[:, [0, -1]] = 0
    return Removal(box, mask, alpha, 3, (Version(noise(box.size, 3, dtype, seed + 1), "test", seed, 0.0),))


def within(size: Size, path: list[tuple[float, float]], radius: float) -> NDArray[np.bool_]:
    """Every pixel whose centre lies within ``radius`` of the path, by brute force in float64."""
    y, x = np.mgrid[0 : size.height, 0 : size.width] + 0.5
    covered = np.zeros((size.height, size.width), bool)
    for (ax, ay), (bx, by) in zip(path, path[1:] or path, strict=False):
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0, 1) if length else 0.0
        covered |= (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2 <= radius * radius
    return covered


def differing_off_the_rim(drawn: NDArray[np.bool_], path: list[tuple[float, float]], radius: float) -> int:
    """Pixels that differ from the rule by more than the last bits of a float can explain."""
    size = Size(drawn.shape[1], drawn.shape[0])
    outer = within(size, path, radius + 1e-6)
    inner = within(size, path, radius - 1e-6) if radius > 1e-6 else np.zeros_like(outer)
    return int((drawn & ~outer).sum() + (inner & ~drawn).sum())
