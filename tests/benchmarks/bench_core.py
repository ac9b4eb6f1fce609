"""Strokes, undo, growing, regions, planning and composing at 45 megapixels, beside copying the same bytes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import cv2
import numpy as np
from measuring import Measurement, best, seconds, typical, undisturbed
from numpy.typing import NDArray

from objremove_gui.core.compositing import composed, feathered_alpha
from objremove_gui.core.cropping import CropLimits, plan_crops
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.mask import Mask
from objremove_gui.core.mask_tiles import TILE
from objremove_gui.core.morphology import grown
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Removal, Version
from objremove_gui.core.stroke import Stroke

SIZE = Size(8192, 5464)
DIAMETERS = (20, 200, 1000)
EVENTS = 200


def wave(size: Size) -> Iterator[tuple[float, float]]:
    """A stroke of three waves across the whole photo."""
    for step in range(EVENTS):
        part = step / EVENTS
        yield size.width * (0.05 + 0.9 * part), size.height * (0.5 + 0.4 * math.sin(6 * math.pi * part))


def copying(box: Rect, mask: Mask, other: NDArray[np.uint8]) -> float:
    return best(lambda: np.copyto(other[box.slices], mask.pixels[box.slices]), 3)


def strokes(mask: Mask) -> Iterator[Measurement]:
    """Press, each event, release, undo and redo of a stroke over the whole photo."""
    other = np.ones_like(mask.pixels)
    for diameter in DIAMETERS:
        yield pressing(mask, diameter, other)
        mask.begin()
        stroke = Stroke(mask, diameter, 255)
        times, boxes = [], []
        with undisturbed():
            for x, y in wave(SIZE):
                start = time.perf_counter()
                box = stroke.to(x, y)
                times.append(time.perf_counter() - start)
                boxes.append(box)
        baseline = typical([copying(box, mask, other) for box in boxes[1:]])
        yield Measurement(f"segment, {diameter} px", typical(times[1:]), "copy of the box", baseline)
        yield from ending(mask, diameter)


def pressing(mask: Mask, diameter: int, other: NDArray[np.uint8]) -> Measurement:
    """The first dab of a stroke, at places that the mask has not been touched at."""
    times = []
    for part in range(1, 8):
        start = time.perf_counter()
        mask.begin()
        box = Stroke(mask, diameter, 255).to(SIZE.width * part / 8, SIZE.height * part / 8)
        times.append(time.perf_counter() - start)
        mask.abort()
    return Measurement(f"press, {diameter} px", typical(times), "copy of the box", copying(box, mask, other))


def ending(mask: Mask, diameter: int) -> Iterator[Measurement]:
    start = time.perf_counter()
    patch = mask.commit()
    release = time.perf_counter() - start
    assert patch is not None
    tiles = np.ones((len(patch.tiles), TILE, TILE), np.uint8)
    copied, what = best(tiles.copy), f"copy of {len(patch.tiles)} tiles"
    yield Measurement(f"release, {diameter} px", release, what, copied)
    swaps = [seconds(lambda: patch.swap(mask)) for _ in range(10)]
    yield Measurement(f"undo, {diameter} px", typical(swaps[0::2]), what, copied)
    yield Measurement(f"redo, {diameter} px", typical(swaps[1::2]), what, copied)


def objects(size: Size) -> NDArray[np.uint8]:
    """A mask of three objects in a sixth of the photo."""
    mask = np.zeros((size.height, size.width), np.uint8)
    for x, y, across, down in ((0.3, 0.4, 0.05, 0.15), (0.5, 0.5, 0.1, 0.06), (0.55, 0.35, 0.04, 0.04)):
        middle = (int(x * size.width), int(y * size.height))
        axes = (int(across * size.width), int(down * size.height))
        cv2.ellipse(mask, middle, axes, 20, 0, 360, 255, -1)
    return mask


def masks(mask: Mask) -> Iterator[Measurement]:
    """Growing, taking apart and planning, with three objects and with strokes all over."""
    other = np.ones_like(mask.pixels)
    copied = best(lambda: np.copyto(other, mask.pixels))
    for name, pixels in (("objects", objects(SIZE)), ("strokes", mask.pixels)):
        regions = find_regions(pixels)
        for what, work in (
            ("grow by 29", lambda pixels=pixels: grown(pixels, 29)),
            ("regions", lambda pixels=pixels: find_regions(pixels)),
            ("plan", lambda regions=regions: plan_crops(regions, SIZE, CropLimits())),
        ):
            yield Measurement(f"{what}, {name}", best(work, 3), "copy of the mask", copied)
    yield Measurement("bounds", best(mask.bounds), "copy of the mask", copied)
    specks = np.zeros_like(mask.pixels)
    specks[20::200, 20::200] = 255
    parts = find_regions(specks)
    planning = best(lambda: plan_crops(parts, SIZE, CropLimits()), 1)
    yield Measurement(f"plan, {len(parts)} specks", planning, "copy of the mask", copied)


def composing() -> Iterator[Measurement]:
    """A removal of two megapixels, laid over photos of every kind."""
    box = Rect(40, 30, 1632, 1224)
    mask = np.zeros((box.height, box.width), np.uint8)
    cv2.ellipse(mask, (816, 612), (700, 500), 0, 0, 360, 255, -1)
    area = grown(mask, 8)
    alpha = feathered_alpha(mask, area)
    for dtype, channels in ((np.uint8, 3), (np.uint8, 4), (np.uint16, 3)):
        photo = np.ones((1400, 1800, channels), dtype)
        version = Version(np.zeros((box.height, box.width, 3), dtype), "", 0, 0.0)
        removals = [Removal(box, mask, alpha, 8, (version,))]
        copied = best(lambda photo=photo: photo[box.slices].copy())
        name = f"compose 2 MP, {channels} x {np.dtype(dtype).itemsize * 8} bit"
        taken = best(lambda photo=photo, removals=removals: composed(photo, removals, box))
        yield Measurement(name, taken, "copy of the box", copied)
    feathering = best(lambda: feathered_alpha(mask, area), 3)
    yield Measurement("feather 2 MP", feathering, "copy of the box's mask", best(mask.copy))


def run() -> list[Measurement]:
    mask = Mask(SIZE)
    return [*strokes(mask), *masks(mask), *composing()]
