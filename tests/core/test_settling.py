"""A feathered patch never shows a seam more than the same fill would that is pasted without any feather."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, noise

from objremove_gui.core.compositing import blend, feathered_alpha
from objremove_gui.core.geometry import Rect
from objremove_gui.core.seams import Seams
from objremove_gui.core.settling import FADING, MARGIN, RIM, Layers, settled

BOX = Rect(MARGIN, MARGIN, 90, 70)
WHOLE = Rect(0, 0, BOX.right + MARGIN, BOX.bottom + MARGIN)


def laid(around: np.ndarray, patch: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    shown = around.copy()
    blend(shown[BOX.slices], patch, alpha)
    return shown


def seams(around: np.ndarray, patch: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Of the whole area, then of each part."""
    framed = np.zeros((WHOLE.height, WHOLE.width), np.uint8)
    framed[BOX.slices] = alpha
    seams = Seams.of(framed)
    return seams.steps(laid(around, patch, alpha).reshape(-1, 3)[seams.places])


def whole(fill: np.ndarray) -> Layers:
    return Layers(fill, fill, fill)


def weights(seed: int, feather: int = 2) -> np.ndarray:
    area = blob(BOX.size, (30 + seed % 20, 35, 24), (60, 30 + seed % 11, 18))
    return feathered_alpha(np.zeros_like(area), area, feather)


def full(alpha: np.ndarray) -> np.ndarray:
    return np.where(alpha > 0, np.uint8(255), np.uint8(0))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.6, 1.0, 2.0]), st.integers(-6, 6), st.integers(0, 2))
def test_a_nearly_perfect_fill_shows_no_more_seam_than_pasted(
    seed: int, sigma: float, lighter: int, feather: int
) -> None:
    around = cv2.GaussianBlur(noise(WHOLE.size, seed=seed), (0, 0), 1)
    pasted = cv2.GaussianBlur(around, (0, 0), sigma)[BOX.slices]
    patch = np.clip(pasted.astype(int) + lighter, 0, 255).astype(np.uint8)
    alpha = weights(seed, feather)
    result, weight = settled(around, BOX, Layers(pasted, patch, patch), alpha)
    assert (seams(around, result, weight) <= seams(around, pasted, full(alpha)) + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.sampled_from([0.6, 1.0, 2.0]), st.integers(0, 12))
def test_detail_shows_no_more_seam_than_without_it(seed: int, sigma: float, strength: int) -> None:
    around = cv2.GaussianBlur(noise(WHOLE.size, seed=seed), (0, 0), 1)
    pasted = cv2.GaussianBlur(around, (0, 0), sigma)[BOX.slices]
    added = np.random.default_rng(seed).normal(0, strength, pasted.shape)
    sharp = np.clip(pasted + added, 0, 255).astype(np.uint8)
    alpha = weights(seed)
    result, weight = settled(around, BOX, Layers(pasted, pasted, sharp), alpha)
    assert (seams(around, result, weight) <= seams(around, pasted, full(alpha)) + 1e-6).all()
    deep = cv2.distanceTransform(full(alpha), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) >= RIM + FADING
    assert np.array_equal(result[deep], sharp[deep])


def test_each_part_is_looked_at_by_itself() -> None:
    # On the left the fill meets what lies around the object, whose edge the feather would show; on the right it does
    # not, and the feather makes the step less.
    around = np.full((WHOLE.height, WHOLE.width, 3), 120, np.uint8)
    fill = around[BOX.slices].copy()
    alpha = feathered_alpha(np.zeros(fill.shape[:2], np.uint8), blob(BOX.size, (22, 35, 15), (65, 35, 15)), 2)
    left = np.arange(BOX.width) < BOX.width // 2
    around[BOX.slices][(alpha > 0) & (alpha < 255) & left] = 70
    fill[:, ~left] = 150
    result, weight = settled(around, BOX, whole(fill), alpha)
    assert np.array_equal(weight[:, left], full(alpha)[:, left])
    assert np.array_equal(weight[:, ~left], alpha[:, ~left])
    assert sorted(seams(around, result, weight)[1:]) == [0, seams(around, fill, alpha)[2]]


@pytest.mark.parametrize("object_there", [0, 60, 255])
def test_of_an_object_s_edge_under_the_feather_nothing_is_left(object_there: int) -> None:
    alpha = weights(3)
    around = np.full((WHOLE.height, WHOLE.width, 3), 240, np.uint8)
    fill = around[BOX.slices].copy()
    around[BOX.slices][alpha > 0] = object_there
    assert seams(around, fill, alpha)[0] > seams(around, fill, full(alpha))[0] == 0
    patch, weight = settled(around, BOX, whole(fill), alpha)
    assert (laid(around, patch, weight) == 240).all()


def test_a_feather_that_hides_a_step_is_left_alone() -> None:
    around = np.full((WHOLE.height, WHOLE.width, 3), 120, np.uint8)
    patch = np.full((BOX.height, BOX.width, 3), 150, np.uint8)
    alpha = weights(1)
    made, weight = settled(around, BOX, whole(patch), alpha)
    assert made is patch
    assert weight is alpha


def test_without_a_rim_the_patch_stays_as_it_is() -> None:
    around = noise(WHOLE.size)
    patch = noise(BOX.size, seed=2)
    assert settled(around, BOX, whole(patch), np.zeros((BOX.height, BOX.width), np.uint8))[0] is patch
