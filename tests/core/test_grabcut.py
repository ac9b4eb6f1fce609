"""Things that stand out are found to the pixel, or nearly; where nothing does, that is said."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from objremove_gui.core.grabcut import find_object
from objremove_gui.errors import InputError


def scene(side: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A mottled reddish thing of an odd shape before a softly varied background; and where it is."""
    random = np.random.default_rng(seed)
    rough = random.integers(60, 180, (8, 8, 3), np.uint8)
    image = cv2.resize(rough, (side, side), interpolation=cv2.INTER_CUBIC)
    image = cv2.add(image, random.integers(0, 20, image.shape, np.uint8))
    thing = np.zeros((side, side), np.uint8)
    cv2.ellipse(thing, (side // 2, side // 2), (side // 4, side // 7), 30, 0, 360, 255, -1)
    cv2.circle(thing, (side * 6 // 10, side * 4 // 10), side // 7, 255, -1)
    mottled = np.clip(np.array([205, 60, 50]) + random.integers(-30, 30, image.shape), 0, 255)
    return np.where(thing[..., None] > 0, mottled, image).astype(np.uint8), thing


def box_around(thing: np.ndarray, margin: int) -> np.ndarray:
    x, y, width, height = cv2.boundingRect(thing)
    allowed = np.zeros_like(thing)
    allowed[y - margin : y + height + margin, x - margin : x + width + margin] = 255
    return allowed


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """Intersection over union."""
    return ((first > 0) & (second > 0)).sum() / ((first > 0) | (second > 0)).sum()


@pytest.mark.parametrize("side", [60, 300, 700, 1500])
def test_a_box_around_a_thing_finds_the_thing(side):
    image, thing = scene(side)
    found = find_object(image, box_around(thing, side // 20))
    assert likeness(found, thing) > 0.97
    assert set(np.unique(found)) == {0, 255}


def test_a_loop_finds_it_as_well_as_a_box():
    image, thing = scene(500)
    loop = cv2.dilate(thing, np.ones((41, 41), np.uint8))
    assert likeness(find_object(image, loop), thing) > 0.97


def test_at_full_resolution_the_rim_follows_the_picture():
    """The rim of a large thing is found on a copy of a fifth of the pixels and must still be good to two pixels."""
    image, thing = scene(1500)
    found = find_object(image, box_around(thing, 60))
    grown, shrunk = cv2.dilate(thing, np.ones((5, 5))), cv2.erode(thing, np.ones((5, 5)))
    assert (found & ~grown).astype(bool).mean() < 0.0005
    assert (shrunk & ~found).astype(bool).mean() < 0.0005


def test_the_same_outline_finds_the_same_thing():
    image, thing = scene(300)
    allowed = box_around(thing, 20)
    assert np.array_equal(find_object(image, allowed), find_object(image, allowed))


@pytest.mark.parametrize("side", [300, 1500])
def test_nothing_is_found_outside_the_outline(side):
    image, thing = scene(side)
    allowed = box_around(thing, 20)
    allowed[:, : side // 2] = 0
    assert not (find_object(image, allowed) & ~allowed).any()


@pytest.mark.parametrize("radius", [60, 80])
def test_a_thing_that_is_empty_in_the_middle_is_found(radius):
    random = np.random.default_rng(4)
    image = random.integers(60, 160, (240, 240, 3), np.uint8)
    ring = np.zeros((240, 240), np.uint8)
    cv2.circle(ring, (120, 120), radius, 255, 24)
    image[ring > 0] = (220, 60, 50)
    assert likeness(find_object(image, box_around(ring, 2)), ring) > 0.9


def test_holes_and_islands_of_noise_are_left_out():
    image, thing = scene(400)
    speckled = image.copy()
    speckled[195:200, 195:200] = image[5, 5]
    found = find_object(speckled, box_around(thing, 30))
    assert found[197, 197] == 255
    assert cv2.connectedComponents(found)[0] == 2


def test_the_arguments_stay_as_they_are():
    image, thing = scene(200)
    allowed = box_around(thing, 20)
    before = image.copy(), allowed.copy()
    find_object(image, allowed)
    assert np.array_equal(image, before[0])
    assert np.array_equal(allowed, before[1])


@pytest.mark.parametrize("allowed", [np.zeros((90, 80), np.uint8), np.full((90, 80), 255, np.uint8)])
def test_an_outline_without_inside_or_outside_is_refused_with_a_sentence(allowed):
    with pytest.raises(InputError, match="draw closer around the thing"):
        find_object(np.full((90, 80, 3), 90, np.uint8), allowed)


def test_a_flat_picture_has_no_thing():
    allowed = np.zeros((90, 80), np.uint8)
    allowed[20:60, 20:60] = 255
    with pytest.raises(InputError, match="Nothing stands out"):
        find_object(np.full((90, 80, 3), 90, np.uint8), allowed)


def white() -> np.ndarray:
    """Overexposed, with the last bit of noise left."""
    noise = np.random.default_rng(1).normal(255, 1, (600, 800, 1))
    return np.clip(noise, 0, 255).astype(np.uint8).repeat(3, 2)


@pytest.mark.parametrize("beside", [False, True])
def test_a_plain_place_has_no_thing_and_nothing_is_cut_for_it(monkeypatch, beside):
    """To cut it would take eight seconds, and twenty with something else at the side."""

    def grabbed(*_arguments):
        raise AssertionError("it was cut")

    monkeypatch.setattr(cv2, "grabCut", grabbed)
    image = white()
    if beside:
        cv2.circle(image, (700, 550), 10, (200, 30, 30), -1)
    allowed = np.zeros((600, 800), np.uint8)
    allowed[120:480, 160:640] = 255
    with pytest.raises(InputError, match="Nothing stands out"):
        find_object(image, allowed)


def test_a_small_thing_on_a_plain_place_is_found():
    image, thing = white(), np.zeros((600, 800), np.uint8)
    cv2.circle(thing, (400, 300), 10, 255, -1)
    image[thing > 0] = 235
    assert likeness(find_object(image, box_around(thing, 30)), thing) > 0.9
