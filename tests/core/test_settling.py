"""A feathered patch never shows a seam more than the same fill would that is pasted without any feather."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import blob, noise

from objremove_gui.core.compositing import blend, feathered_alpha
from objremove_gui.core.geometry import Rect
from objremove_gui.core.seams import largest_step, rims_of
from objremove_gui.core.settling import MARGIN, settled

BOX = Rect(MARGIN, MARGIN, 90, 70)
WHOLE = Rect(0, 0, BOX.right + MARGIN, BOX.bottom + MARGIN)


def laid(around: np.ndarray, patch: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    shown = around.copy()
    blend(shown[BOX.slices], patch, alpha)
    return shown


def seam(around: np.ndarray, patch: np.ndarray, alpha: np.ndarray) -> float:
    framed = np.zeros((WHOLE.height, WHOLE.width), np.uint8)
    framed[BOX.slices] = alpha
    return largest_step(laid(around, patch, alpha), rims_of(framed))


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
    result = settled(around, BOX, patch, pasted, alpha)
    assert seam(around, result, alpha) <= seam(around, pasted, full(alpha)) + 1e-6


def test_what_is_changed_under_the_feather_is_seen_unmixed() -> None:
    alpha = weights(3)
    around = np.full((WHOLE.height, WHOLE.width, 3), 120, np.uint8)
    fill = around[BOX.slices].copy()
    # The object's own edge, which the fill has taken away, lies under the feather.
    around[BOX.slices][(alpha > 0) & (alpha < 255)] = 70
    assert seam(around, fill, alpha) > seam(around, fill, full(alpha)) == 0
    result = settled(around, BOX, fill, fill, alpha)
    assert np.array_equal(laid(around, result, alpha), laid(around, fill, full(alpha)))
    assert np.array_equal(result[alpha == 255], fill[alpha == 255])


def test_a_feather_that_hides_a_step_is_left_alone() -> None:
    around = np.full((WHOLE.height, WHOLE.width, 3), 120, np.uint8)
    patch = np.full((BOX.height, BOX.width, 3), 150, np.uint8)
    assert settled(around, BOX, patch, patch, weights(1)) is patch


def test_without_a_rim_the_patch_stays_as_it_is() -> None:
    around = noise(WHOLE.size)
    patch = noise(BOX.size, seed=2)
    assert settled(around, BOX, patch, patch, np.zeros((BOX.height, BOX.width), np.uint8)) is patch
