"""Takes blotches out of a fill where all around it is smooth, as in a sky or before a backdrop.

There a fill made of patches is a few levels too light or too dark over whole stretches, with steps between them that
nothing around explains. What the surroundings would go on as is a quadratic surface through them and, for what that
leaves over, a membrane; the fill's own slow course is replaced by it. What is fine in the fill, its grain, stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.blurring import blurred
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.harmony import membrane
from objremove_gui.core.removal import Mask8
from objremove_gui.core.seams import Seams
from objremove_gui.core.settling import RIM

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

# So many pixels around a part of the area are looked at, as the surroundings that it would go on from.
AROUND = 32
# Sigmas of blurs: what is finer is grain, what is coarser is slow.
FINE, COARSE = 3.0, 12.0
# Surroundings are smooth when what lies between has no more levels than this, and than this share of the grain.
STRUCTURE, OF_GRAIN = 0.5, 0.25
# Stronger grain, in levels, is texture.
MOST_GRAIN = 6.0
# Levels that a fill may lie off: less is not seen, and more is not a blotch but something in the picture.
SEEN, MOST = 1.0, 12.0
# Parts are looked at, the largest first, that are at least so deep, in pixels from their rim; others have no room.
LEAST_DEPTH, MOST_PARTS = 10.0, 32
# Larger boxes are left as they are: looking at one takes some 100 bytes a pixel.
MOST_PIXELS = 1 << 22
# The surface is laid through so many pixels of the surroundings.
SAMPLES = 20_000
# Of the grain around, all but this percentage is less than what the fill may have.
RARE = 0.1
# Where a fill meets its surroundings better than the surface does, its rim stays; behind it, over so many pixels, it
# goes over into the surface.
FADING = 12.0


def evened(original: Picture, filled: Picture, area: Mask8) -> Picture:
    """``filled`` without blotches in those parts of ``area`` (uint8 (h, w), 255 = filled) that lie in smooth places.

    Both pictures are uint8 (h, w, 3) of the same place; elsewhere, and outside ``area``, the result is ``filled``.
    """
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(area, connectivity=8)
    numbers = np.asarray(labels, np.int32)
    whole = Rect.of_size(Size(area.shape[1], area.shape[0]))
    result = filled
    largest = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable")[:MOST_PARTS] + 1
    for part in largest.tolist():
        x, y, width, height = stats[part, :4].tolist()
        if min(width, height) < 2 * LEAST_DEPTH:
            continue
        box = Rect(x, y, width, height).pad(AROUND).intersect(whole)
        if box.size.pixels > MOST_PIXELS:
            continue
        inside = numbers[box.slices] == part
        even = _even(original[box.slices], filled[box.slices], inside, area[box.slices] == 0)
        if even is not None:
            result = filled.copy() if result is filled else result
            np.copyto(result[box.slices], even, where=inside[..., None])
    return result


def _even(original: Picture, filled: Picture, inside: Bools, free: Bools) -> Picture | None:
    """One part's fill without blotches; None where its surroundings are not smooth, or it has none."""
    import cv2

    part = inside.astype(np.uint8)
    if cv2.distanceTransform(part, cv2.DIST_L2, 3).max() < LEAST_DEPTH:
        return None
    known = np.asarray(cv2.dilate(part, np.ones((2 * AROUND + 1, 2 * AROUND + 1), np.uint8)) > 0) & free
    if np.count_nonzero(known) < AROUND * AROUND:
        return None
    surface = _surface(original, known)
    around = original - surface
    slow, sure = _means(around, known, FINE)
    known &= sure
    grain = (around - slow)[known]
    strength = float(grain.std())
    if strength > MOST_GRAIN or _structure(around, slow, known) > STRUCTURE + OF_GRAIN * strength:
        return None
    # Of strong grain some is coarser, and must neither be taken away nor be taken for what goes on.
    sigma = min(max(FINE, FINE * strength), COARSE)
    within = np.where(inside[..., None], filled, original) - surface
    own, _ = _means(within, inside | known, sigma)
    slow, _ = _means(around, known, sigma)
    wanted = cv2.GaussianBlur(membrane(slow, known.astype(np.float32)), (0, 0), sigma)
    off = np.abs(wanted - own)[inside].max()
    if not SEEN < off <= MOST:
        return None
    most = np.percentile(np.abs(grain), 100 - RARE, axis=0).astype(np.float32) + np.float32(0.5)
    smooth = surface + wanted + np.clip(within - own, -most, most)
    even = np.asarray(np.clip(np.rint(smooth), 0, 255), np.uint8)
    seams = Seams.of(part)
    if _step(seams, original, even, inside) <= _step(seams, original, filled, inside):
        return even
    depth = cv2.distanceTransform(part, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    share = np.clip((depth - RIM) / FADING, 0, 1)[..., None]
    return np.asarray(np.clip(np.rint(filled + share * (smooth - filled)), 0, 255), np.uint8)


def _step(seams: Seams, around: Picture, filled: Picture, inside: Bools) -> float:
    """How visible the seam of a part is."""
    places = seams.places
    within, outside = filled.reshape(-1, 3)[places], around.reshape(-1, 3)[places]
    return float(seams.steps(np.where(inside.reshape(-1)[places][:, None], within, outside))[0])


def _structure(around: Floats, slow: Floats, known: Bools) -> float:
    """How many levels there are, in the channel with most, of what is neither grain nor slow."""
    coarse, _ = _means(around, known, COARSE)
    return float(np.sqrt(np.square((slow - coarse)[known]).mean(axis=0)).max())


def _means(picture: Floats, known: Bools, sigma: float) -> tuple[Floats, Bools]:
    """The mean of the ``known`` pixels around each, float32 (h, w, 3), and where many enough of them are near."""
    import cv2

    weights = known.astype(np.float32)
    layers = np.asarray(cv2.merge([picture * weights[..., None], weights]), np.float32)
    layers = blurred(layers, sigma, FINE)
    shares = layers[..., 3]
    means = layers[..., :3] / np.maximum(shares, 1e-3)[..., None]
    return np.asarray(means, np.float32), np.asarray(shares > 0.4)


def _surface(picture: Picture, known: Bools) -> Floats:
    """The surface nearest to the ``known`` pixels, float32 (h, w, 3): quadratic, or a plane where it had to go on."""
    height, width = known.shape
    rows, columns = np.nonzero(known)
    every = max(1, len(rows) // SAMPLES)
    rows, columns = rows[::every], columns[::every]
    down, across = (np.linspace(-1, 1, length) for length in (height, width))
    y, x = down[rows], across[columns]
    terms = [np.ones_like(y), y, x]
    if _is_enclosed(known):
        terms += [y * y, x * x, y * x]
    found, *_ = np.linalg.lstsq(
        np.stack(terms, axis=1), picture[rows, columns].astype(np.float64), rcond=None
    )
    level, fall, tilt, *curved = found
    slope, course = down[:, None] * fall + level, across[:, None] * tilt
    if not curved:
        return np.asarray(slope[:, None] + course, np.float32)
    slope, course = slope + (down**2)[:, None] * curved[0], course + (across**2)[:, None] * curved[1]
    twist = (down[:, None] * curved[2]).astype(np.float32)
    flat = across.astype(np.float32)[:, None] * twist[:, None]
    flat += slope.astype(np.float32)[:, None]
    flat += course.astype(np.float32)
    return np.asarray(flat, np.float32)


def _is_enclosed(known: Bools) -> bool:
    """Whether something is known at all four sides of the array."""
    return bool(known[0].any() and known[-1].any() and known[:, 0].any() and known[:, -1].any())
