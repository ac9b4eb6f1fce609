"""Finds the thing inside an outline drawn around it.

GrabCut (C. Rother, V. Kolmogorov, A. Blake, "GrabCut: interactive foreground extraction using iterated graph cuts",
SIGGRAPH 2004) on a small copy, once more on a larger one with only the rim in question, and the rim of that carried to
the full resolution by a guided filter (K. He, J. Sun, "Fast guided filter", 2015).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.fills import holes_filled, specks_dropped
from objremove_gui.core.geometry import Rect
from objremove_gui.core.removal import Mask8
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

# Pixels of the first and the second copy.
SMALL = 60_000
LARGE = 250_000
# How many times the first one's pixels the second must have.
WORTH_IT = 1.5
ITERATIONS = 3
# In pixels of the second copy: how far the rim may lie from where the first one has it; the filter's radius.
RIM = 6
RADIUS = 3
SMOOTHNESS = 20.0
TILE = 512
# Colours less apart than this, in levels of 0..255 in each channel, are the same.
PLAIN = 6
# Fewer pixels of thing or background than this say nothing about their colours.
LEAST = 16
# Islands and holes below this share of the thing are taken for noise.
NOISE = 0.02

# How much of the inside, from its rim on as a share of its depth, is rather background at first.
DOUBTFUL = 0.2

SURE_BACKGROUND, SURE_THING, PERHAPS_BACKGROUND, PERHAPS_THING = 0, 1, 2, 3
Floats = NDArray[np.float32]


def find_object(image: Mask8, allowed: Mask8) -> Mask8:
    """The thing in ``image`` (uint8 (h, w, 3), R, G, B) that lies wholly where ``allowed`` (uint8 (h, w)) is 255.

    Returns uint8 (h, w), 255 on the thing. What lies outside ``allowed`` must be background, and there must be some.
    Raises InputError when no thing stands out.
    """
    copy = _reduced(image, SMALL)
    inside = _resized(allowed, copy.shape)
    if _is_plain(copy, inside):
        raise _nothing_found()
    thing = _cut(copy, _first_guess(inside), ITERATIONS)
    if np.count_nonzero(thing) < NOISE * np.count_nonzero(inside):
        # The middle was no part of the thing: any place inside may be as well.
        thing = _cut(copy, np.where(inside, np.uint8(PERHAPS_THING), np.uint8(SURE_BACKGROUND)), ITERATIONS)
    large = _reduced(image, LARGE)
    if large.size > WORTH_IT * copy.size:
        copy = large
        guess = _resized(thing, copy.shape)
        thing = _cut(copy, _only_rim_open(guess, _resized(allowed, copy.shape)), 1)
    if image.size > copy.size:
        thing = _carried_up(image, copy, thing)
    thing = _without_noise(np.asarray(np.bitwise_and(thing, allowed), np.uint8))
    if not thing.any():
        raise _nothing_found()
    return thing


def _is_plain(image: Mask8, inside: Mask8) -> bool:
    """Whether there is but one colour inside, and the same around: to cut that takes tens of seconds, for nothing."""
    import cv2

    smooth = cv2.blur(image, (3, 3))
    within, around = smooth[cv2.erode(inside, np.ones((3, 3), np.uint8)) > 0], smooth[inside == 0]
    if not (within.size and around.size):
        return False
    spread = np.ptp(within, axis=0)
    apart = np.abs(np.median(within, axis=0) - np.median(around, axis=0))
    return bool(max(spread.max(), apart.max()) < PLAIN)


def _nothing_found() -> InputError:
    return InputError(tr("Nothing stands out here; draw closer around the thing, with a little background."))


def _reduced(image: Mask8, pixels: int) -> Mask8:
    """The image made smaller to about so many pixels; the image itself where it has no more."""
    import cv2

    height, width = image.shape[:2]
    scale = math.sqrt(pixels / (height * width))
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _resized(mask: Mask8, shape: tuple[int, ...]) -> Mask8:
    import cv2

    return np.asarray(cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), np.uint8)


def _cut(image: Mask8, trimap: Mask8, iterations: int) -> Mask8:
    """255 where GrabCut sees the thing, starting from ``trimap``."""
    import cv2

    things = int(np.count_nonzero(trimap & 1))
    if things < LEAST or trimap.size - things < LEAST:
        raise _nothing_found()
    # The same outline gives the same thing each time; the generator belongs to this thread alone.
    cv2.setRNGSeed(1)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(image, trimap, (0, 0, 1, 1), background, foreground, iterations, cv2.GC_INIT_WITH_MASK)
    return np.where(trimap & 1, np.uint8(255), np.uint8(0))


def _first_guess(allowed: Mask8) -> Mask8:
    """A trimap: the thing is rather in the middle, and what is near the outline was drawn around with it."""
    import cv2

    framed = cv2.copyMakeBorder(allowed, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    trimap = np.where(depth > DOUBTFUL * depth.max(), np.uint8(PERHAPS_THING), np.uint8(PERHAPS_BACKGROUND))
    trimap[allowed == 0] = SURE_BACKGROUND
    return trimap


def _only_rim_open(thing: Mask8, allowed: Mask8) -> Mask8:
    """A trimap that leaves only the rim of the thing to be decided, and what is wrong in it by chance."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * RIM + 1, 2 * RIM + 1))
    sure = cv2.erode(thing, disc)
    perhaps = cv2.bitwise_and(cv2.dilate(thing, disc), allowed)
    trimap = np.zeros(thing.shape, np.uint8)
    trimap[perhaps > 0] = PERHAPS_BACKGROUND
    trimap[thing > 0] = PERHAPS_THING
    trimap[sure > 0] = SURE_THING
    return trimap


def _carried_up(image: Mask8, reduced: Mask8, thing: Mask8) -> Mask8:
    """The thing found in ``reduced`` at the resolution of ``image``: its rim follows the image's own edges."""
    import cv2

    towards = _direction(reduced, thing)
    slope, offset = _guided(_guide(reduced, towards), (thing > 0).astype(np.float32))
    height, width = image.shape[:2]
    result = _resized(thing, image.shape)
    whole = Rect(0, 0, width, height)
    across, down = reduced.shape[1] / width, reduced.shape[0] / height
    margin = math.ceil((RADIUS + 1) / min(across, down))
    coarse = result.copy()
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            tile = Rect(x, y, TILE, TILE).intersect(whole)
            around = coarse[tile.pad(margin).intersect(whole).slices]
            if cv2.countNonZero(around) in (0, around.size):
                continue
            # From the middle of a pixel of the image to the middle of one of the reduced image.
            move = np.array(
                [
                    [across, 0, (tile.x + 0.5) * across - 0.5],
                    [0, down, (tile.y + 0.5) * down - 0.5],
                ]
            )
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            a, b = (
                cv2.warpAffine(part, move, tile.size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
                for part in (slope, offset)
            )
            share = a * _guide(image[tile.slices], towards) + b
            result[tile.slices] = np.where(share > 0.5, np.uint8(255), np.uint8(0))
    return result


def _direction(image: Mask8, thing: Mask8) -> Floats:
    """The direction (3,) in colours from background to thing along the rim, of length 1."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (4 * RIM + 1, 4 * RIM + 1))
    near_inside = cv2.bitwise_and(thing, cv2.bitwise_not(cv2.erode(thing, disc)))
    near_outside = cv2.bitwise_and(cv2.bitwise_not(thing), cv2.dilate(thing, disc))
    difference = np.subtract(cv2.mean(image, near_inside)[:3], cv2.mean(image, near_outside)[:3])
    length = float(np.linalg.norm(difference))
    if length < 1:
        return np.full(3, 1 / math.sqrt(3), np.float32)
    return (difference / length).astype(np.float32)


def _guide(image: Mask8, towards: Floats) -> Floats:
    """How far (h, w) each colour goes ``towards`` the thing's."""
    import cv2

    return np.asarray(cv2.transform(image.astype(np.float32), towards[None]), np.float32)


def _guided(guide: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Slope and offset (h, w) of the guided filter of ``share``."""
    import cv2

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values, (2 * RADIUS + 1, 2 * RADIUS + 1)), np.float32)

    of_guide, of_share = mean(guide), mean(share)
    covariance = mean(guide * share) - of_guide * of_share
    variance = mean(guide * guide) - of_guide * of_guide
    slope = (covariance / (variance + SMOOTHNESS)).astype(np.float32)
    return mean(slope), mean(of_share - slope * of_guide)


def _without_noise(thing: Mask8) -> Mask8:
    """The thing without its small islands, its small holes filled."""
    least = int(np.count_nonzero(thing) * NOISE)
    kept = specks_dropped(thing, least)
    holes = holes_filled(kept) & ~kept
    return kept | (holes & ~specks_dropped(holes, least))
