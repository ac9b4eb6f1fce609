"""A fill without grain gets the photo's, one that has grain or texture stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from objremove_gui.core.geometry import Rect
from objremove_gui.core.grain import grained
from objremove_gui.core.tiling import sums_of

BOX = Rect(110, 100, 120, 90)
SIDE = 340


def noisy(strength: float, seed: int = 1, slope: float = 0.1, light: float = 90) -> np.ndarray:
    """A slope of light with noise whose channels belong together, and which is coarser than a pixel."""
    chance = np.random.default_rng(seed)
    noise = chance.normal(0, 1, (SIDE, SIDE, 1)) + 0.4 * chance.normal(0, 1, (SIDE, SIDE, 3))
    noise = cv2.GaussianBlur(noise, (0, 0), 0.7)
    noise *= strength / noise.std()
    base = light + slope * np.arange(SIDE)[:, None, None]
    return np.clip(np.rint(base + noise), 0, 255).astype(np.uint8)


def parts(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Marks in the picture, and in the box."""
    area = np.zeros(picture.shape[:2], np.uint8)
    cv2.ellipse(area, (170, 145), (58, 43), 0, 0, 360, 255, -1)
    return area, area[BOX.slices].copy()


def strength(picture: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Of each channel, well inside."""
    deep = cv2.erode(inside, np.ones((3, 3), np.uint8), iterations=8) > 0
    fine = picture.astype(np.float32) - cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 3)
    return fine[deep].std(axis=0)


@pytest.mark.parametrize("level", [4, 16])
def test_a_smooth_fill_gets_the_grain_of_what_lies_around(level: float) -> None:
    photo = noisy(level)
    area, inside = parts(photo)
    smooth = cv2.GaussianBlur(noisy(0.01), (0, 0), 2)[BOX.slices].copy()
    made = grained(smooth, BOX, photo, area, inside, 7)
    true = strength(photo[BOX.slices], inside)
    assert (strength(smooth, inside) < 0.2 * true).all()
    assert strength(made, inside) == pytest.approx(true, rel=0.2)
    assert np.abs(cv2.blur(made, (25, 25)).astype(int) - cv2.blur(smooth, (25, 25))).max() <= 0.2 * level + 1
    assert np.array_equal(made[inside == 0], smooth[inside == 0])


def test_its_channels_belong_together_and_it_is_as_coarse_as_the_photo_s() -> None:
    photo = noisy(14)
    area, inside = parts(photo)
    made = grained(cv2.GaussianBlur(noisy(0.01), (0, 0), 2)[BOX.slices].copy(), BOX, photo, area, inside, 7)

    def likeness(picture: np.ndarray) -> tuple[float, float]:
        fine = picture.astype(np.float32) - cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 3)
        fine = fine[25:-25, 30:-30]
        channels = np.corrcoef(fine[..., 0].ravel(), fine[..., 2].ravel())[0, 1]
        return channels, np.corrcoef(fine[:, 1:, 1].ravel(), fine[:, :-1, 1].ravel())[0, 1]

    assert likeness(made) == pytest.approx(likeness(photo[BOX.slices]), abs=0.1)


def test_what_has_the_photo_s_grain_already_stays_as_it_is() -> None:
    photo = noisy(14)
    area, inside = parts(photo)
    fill = noisy(14, seed=2)[BOX.slices].copy()
    assert grained(fill, BOX, photo, area, inside, 7) is fill


def test_a_clean_photo_gives_no_grain() -> None:
    photo = noisy(0.3)
    area, inside = parts(photo)
    fill = photo[BOX.slices].copy()
    assert grained(fill, BOX, photo, area, inside, 7) is fill


def test_texture_around_is_no_grain_as_long_as_there_are_smooth_places() -> None:
    photo = noisy(0.3, slope=0)
    photo[:, : SIDE // 2] = noisy(40, slope=0)[:, : SIDE // 2]
    area, inside = parts(photo)
    fill = noisy(0.3, seed=2, slope=0)[BOX.slices].copy()
    assert grained(fill, BOX, photo, area, inside, 7) is fill


def test_dark_places_get_the_grain_of_dark_places() -> None:
    photo = noisy(3, slope=0, light=40)
    photo[:, SIDE // 2 :] = noisy(18, slope=0, light=160)[:, SIDE // 2 :]
    area, inside = parts(photo)
    fill = np.full((BOX.height, BOX.width, 3), 40, np.uint8)
    fill[:, 60:] = 160
    made = grained(fill, BOX, photo, area, inside, 7)
    left, right = (
        strength(made[:, part], np.full((BOX.height, 50), 255, np.uint8))
        for part in (slice(0, 50), slice(70, 120))
    )
    assert left.max() < 5
    assert right.min() > 10


def test_the_same_seed_gives_the_same_pixels_and_nothing_is_taken_from_inside() -> None:
    photo = noisy(12)
    area, inside = parts(photo)
    fill = np.full((BOX.height, BOX.width, 3), 105, np.uint8)
    made = grained(fill, BOX, photo, area, inside, 7)
    spoiled = photo.copy()
    spoiled[cv2.erode(area, np.ones((3, 3), np.uint8), iterations=8) > 0] = (255, 0, 255)
    assert np.array_equal(grained(fill, BOX, spoiled, area, inside, 7), made)
    assert not np.array_equal(grained(fill, BOX, photo, area, inside, 8), made)


@pytest.mark.parametrize("size", [(1, 1), (20, 300), (300, 20)])
def test_where_there_is_nothing_to_take_it_from_there_is_none(size: tuple[int, int]) -> None:
    photo = noisy(12)[: size[0], : size[1]].copy()
    box = Rect(0, 0, size[1], size[0])
    inside = np.full(size, 255, np.uint8)
    assert grained(photo, box, photo, inside, inside, 1) is photo


def test_tiles_of_a_large_bright_picture_are_summed_up_rightly() -> None:
    sums, counts = sums_of(np.full((3000, 3000), 255, np.uint8))
    assert np.array_equal(sums, 255 * counts)
