from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenery import noise

from objremove_gui.core.deepening import STEP, deepened, grain_of
from objremove_gui.core.geometry import Size

SHAPE = (120, 160, 3)
COVERED = np.zeros(SHAPE[:2], np.uint8)
COVERED[20:-20, 20:-20] = 255
INSIDE = (slice(20, -20), slice(20, -20))


def sky(grain: float = 0.0, seed: int = 0) -> np.ndarray:
    """A slope so flat that a step of eight bits is many pixels wide, uint16."""
    down, across = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    slope = 30_000 + 9.0 * across[..., None] + 5.0 * down[..., None] * np.array([1, 0.7, 1.2])
    return (slope + np.random.default_rng(seed).normal(0, grain, SHAPE)).round().astype(np.uint16)


def to_8(picture: np.ndarray) -> np.ndarray:
    return ((picture.astype(np.uint32) + 128) // 257).astype(np.uint8)


def bands(picture: np.ndarray) -> float:
    """The share of neighbours that are equal, which lie on a band."""
    return float((np.diff(picture[..., 0].astype(int), axis=1) == 0).mean())


def test_a_slope_has_no_bands_and_lies_nearer_to_the_truth() -> None:
    truth = sky()
    hard = to_8(truth).astype(np.uint16) * STEP
    soft = deepened(to_8(truth), truth, COVERED, seed=1)
    assert bands(hard[INSIDE]) > 0.9
    assert bands(soft[INSIDE]) < 0.2
    wrong = [np.abs(one[INSIDE].astype(int) - truth[INSIDE]).mean() for one in (hard, soft)]
    assert wrong[1] < 0.6 * wrong[0]


@pytest.mark.parametrize("slope", [2.0, 0.8])
def test_a_slope_whose_steps_are_hundreds_of_pixels_apart_goes_on_as_around(slope: float) -> None:
    down, across = np.mgrid[0:400, 0:900]
    truth = np.rint(30_000 + slope * across + 0.5 * down)[..., None].repeat(3, 2).astype(np.uint16)
    covered = np.zeros(truth.shape[:2], np.uint8)
    covered[100:300, 200:700] = 255
    hard = to_8(truth).astype(np.uint16) * STEP
    soft = deepened(to_8(truth), truth, covered, seed=1)
    wrong = [np.abs(one.astype(int) - truth)[covered > 0] for one in (hard, soft)]
    assert wrong[1].mean() < 0.25 * wrong[0].mean()


@pytest.mark.parametrize("grain", [15.0, 40.0])
def test_it_gets_the_grain_of_what_lies_around(grain: float) -> None:
    truth = sky(grain)
    assert grain_of(truth, COVERED) == pytest.approx([grain] * 3, rel=0.1)
    soft = deepened(to_8(sky()), truth, COVERED, seed=1)
    assert grain_of(soft, 255 - COVERED) == pytest.approx([grain] * 3, rel=0.25)


def test_grain_is_not_looked_for_under_the_patch() -> None:
    truth = sky()
    truth[INSIDE] = noise(Size(120, 80), 3, np.uint16)
    assert (grain_of(truth, COVERED) < 3).all()
    assert grain_of(truth, np.full_like(COVERED, 255)).tolist() == [0, 0, 0]


@given(st.integers(0, 50), st.integers(0, 40_000))
def test_to_eight_bits_it_is_what_came(seed: int, grain: int) -> None:
    size = Size(23, 17)
    patch = noise(size, 3, np.uint8, seed)
    around = np.random.default_rng(seed).normal(32_000, grain, (17, 23, 3)).clip(0, 65_535).astype(np.uint16)
    covered = np.zeros((17, 23), np.uint8)
    covered[3:12, 5:] = 255
    made = deepened(patch, around, covered, seed)
    assert np.array_equal(to_8(made)[covered > 0], patch[covered > 0])
    assert np.array_equal(made[covered == 0], around[covered == 0])


def test_the_same_seed_gives_the_same_pixels() -> None:
    first, again, other = (deepened(to_8(sky()), sky(30), COVERED, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
