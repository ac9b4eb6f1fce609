"""Blotches in a smooth place go away; grain, texture and everything else stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core import evening
from objremove_gui.core.evening import evened
from objremove_gui.core.seams import Seams

SIDE, RADIUS = 320, 90


def disc(x: int = SIDE // 2, y: int = SIDE // 2, radius: int = RADIUS) -> np.ndarray:
    area = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(area, (x, y), radius, 255, -1)
    return area


def sky(grain: float) -> np.ndarray:
    """A sky that gets lighter downwards and towards the middle."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    light = 120 + 60 * y - 30 * (x - 0.5) ** 2
    noise = np.random.default_rng(5).normal(0, max(grain, 0.01), (SIDE, SIDE, 3))
    return np.clip(light[..., None] * (0.8, 1, 1.2) + noise, 0, 255).round().astype(np.uint8)


def blotched(picture: np.ndarray, area: np.ndarray, by: int = 3) -> np.ndarray:
    """A fill that is ``by`` levels too light in one half and too dark in the other."""
    wrong = np.where(np.arange(SIDE) < SIDE // 2, by, -by)[None, :, None]
    return np.where(area[..., None] > 0, np.clip(picture.astype(int) + wrong, 0, 255), picture).astype(
        np.uint8
    )


def off(result: np.ndarray, truth: np.ndarray, area: np.ndarray) -> float:
    """Levels that the slow course of a fill lies off, at most."""
    slow = cv2.GaussianBlur(result.astype(np.float32) - truth, (0, 0), 6)
    return float(np.abs(slow[area > 0]).max())


@pytest.mark.parametrize("grain", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("area", [disc(), disc(x=40)], ids=["inside", "at the picture's side"])
def test_blotches_in_a_sky_go_away(grain: float, area: np.ndarray) -> None:
    truth = sky(grain)
    filled = blotched(truth, area)
    assert off(filled, truth, area) > 2.5
    assert off(evened(truth, filled, area), truth, area) < 0.7 + 0.4 * grain


def test_what_lies_in_the_area_is_not_looked_at() -> None:
    truth, area = sky(1.0), disc()
    filled = blotched(truth, area)
    object_there = np.where(area[..., None] > 0, np.uint8(20), truth)
    assert np.array_equal(evened(object_there, filled, area), evened(truth, filled, area))


@pytest.mark.parametrize("grain", [1.0, 3.0])
def test_grain_stays_as_strong_as_it_is(grain: float) -> None:
    truth, area = sky(grain), disc()
    result = evened(truth, blotched(truth, area), area)

    def strength(picture: np.ndarray) -> float:
        fine = picture - cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 2)
        return float(fine[cv2.erode(area, np.ones((9, 9))) > 0].std())

    assert strength(result) == pytest.approx(strength(truth), rel=0.08)


@pytest.mark.parametrize("seed", range(4))
def test_the_seam_is_no_more_visible_than_before(seed: int) -> None:
    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 5, (SIDE, SIDE)), (0, 0), 1.5)
    truth, area = np.clip(sky(0) + noise[..., None], 0, 255).astype(np.uint8), disc()
    # Its rim goes on as what lies around, grain and all; the blotch lies behind it.
    depth = cv2.distanceTransform(area, cv2.DIST_L2, 5)[..., None]
    filled = (truth + np.rint(4 * np.clip((depth - 8) / 10, 0, 1))).astype(np.uint8)
    result = evened(truth, filled, area)
    seams = Seams.of(area)
    before, after = (seams.steps(each.reshape(-1, 3)[seams.places])[0] for each in (filled, result))
    assert after <= before
    inner = cv2.erode(area, np.ones((61, 61)))
    assert off(result, truth, inner) < 1.2 < 3.5 < off(filled, truth, inner)


def test_a_fill_among_texture_stays_as_it_is(picture) -> None:
    truth, area = picture(SIDE, SIDE), disc()
    filled = blotched(truth, area)
    assert evened(truth, filled, area) is filled


def test_coarse_grass_is_no_grain() -> None:
    noise = np.random.default_rng(1).normal(120, 25, (SIDE, SIDE, 1))
    truth = np.clip(noise.repeat(3, axis=2), 0, 255).astype(np.uint8)
    filled = blotched(truth, disc())
    assert evened(truth, filled, disc()) is filled


def test_a_horizon_beside_the_area_is_left_alone() -> None:
    truth, area = sky(1.0), disc()
    truth[SIDE // 2 + 20 :] //= 2
    filled = blotched(truth, area)
    assert evened(truth, filled, area) is filled


def test_what_a_model_has_put_there_stays() -> None:
    truth, area = sky(1.0), disc()
    filled = truth.copy()
    cv2.circle(filled, (SIDE // 2, SIDE // 2), 25, (240, 240, 240), -1)
    assert evened(truth, filled, area) is filled


def test_a_good_fill_and_a_thin_one_stay_as_they_are() -> None:
    truth = sky(1.0)
    assert evened(truth, truth, disc()) is truth
    wire = np.zeros((SIDE, SIDE), np.uint8)
    cv2.line(wire, (20, 30), (300, 280), 255, 9)
    filled = blotched(truth, wire)
    assert evened(truth, filled, wire) is filled


def test_what_would_take_too_much_memory_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    truth, area = sky(1.0), disc()
    filled = blotched(truth, area)
    monkeypatch.setattr(evening, "MOST_PIXELS", (2 * RADIUS) ** 2)
    assert evened(truth, filled, area) is filled


def test_each_part_is_judged_by_its_own_surroundings() -> None:
    truth = sky(1.0)
    calm, rough = disc(80, 80, 40), disc(230, 230, 40)
    truth[160:, 160:] = np.random.default_rng(2).integers(0, 255, truth[160:, 160:].shape)
    filled = blotched(truth, calm | rough)
    result = evened(truth, filled, calm | rough)
    assert off(result, truth, calm) < 1 < 2.5 < off(filled, truth, calm)
    assert np.array_equal(result[rough > 0], filled[rough > 0])


@settings(max_examples=30)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**31), st.booleans())
def test_nothing_outside_the_area_changes_whatever_its_shape(
    width: int, height: int, seed: int, is_flat: bool
) -> None:
    rng = np.random.default_rng(seed)
    low, high = (120, 124) if is_flat else (0, 256)
    original, filled = rng.integers(low, high, (2, height, width, 3), dtype=np.uint8)
    area = cv2.resize(
        rng.integers(0, 2, (3, 3), dtype=np.uint8) * 255, (width, height), interpolation=cv2.INTER_NEAREST
    )
    result = evened(original, filled, area)
    assert np.array_equal(result[area == 0], filled[area == 0])
