from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from core.imageio.samples import scene

from objremove_gui.core.imageio import estimating
from objremove_gui.core.imageio.estimating import estimated_bytes
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS
from objremove_gui.core.imageio.options import SaveOptions
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.writing import save_photo

WRITABLE = [info for info in FORMATS if info.can_write]


def landscape(width: int, height: int) -> np.ndarray:
    """Calm above, busy below, as many photos are."""
    noise = np.random.default_rng(4).normal(0, 1, (height, width, 3))
    rough = cv2.GaussianBlur(noise, (0, 0), 1.2) * 60 + cv2.GaussianBlur(noise, (0, 0), 9) * 300
    down = np.linspace(0, 1, height)[:, None, None]
    return np.clip(128 + 60 * down + rough * down**2, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("info", WRITABLE, ids=lambda info: info.title)
def test_a_small_picture_is_estimated_to_the_byte(tmp_path: Path, info) -> None:
    photo = Photo(scene(200, 300), PhotoFormat.PNG)
    path = tmp_path / f"out{info.suffixes[0]}"
    save_photo(photo, photo.pixels, path, SaveOptions(70))
    guess = estimated_bytes(photo, lambda box: photo.pixels[box.slices], info, SaveOptions(70))
    assert guess == path.stat().st_size


@pytest.mark.parametrize("info", WRITABLE, ids=lambda info: info.title)
def test_a_large_picture_is_estimated_by_strips(tmp_path: Path, monkeypatch, info) -> None:
    monkeypatch.setattr(estimating, "SAMPLE_PIXELS", 200_000)
    photo = Photo(landscape(1200, 1100), PhotoFormat.PNG, metadata={"exif": b"x" * 50_000})
    path = tmp_path / f"out{info.suffixes[0]}"
    save_photo(photo, photo.pixels, path, SaveOptions(80))
    guess = estimated_bytes(photo, lambda box: photo.pixels[box.slices], info, SaveOptions(80))
    assert guess is not None
    assert abs(guess / path.stat().st_size - 1) < 0.1


def test_the_strips_are_inside_and_spread_over_the_picture() -> None:
    boxes = estimating.sample(8000, 5500)
    assert boxes[0].y == 0
    assert boxes[-1].bottom > 5500 - 2 * estimating.ROWS
    assert all(one.bottom <= other.y for one, other in pairwise(boxes))
    assert sum(box.size.pixels for box in boxes) < 2 * estimating.SAMPLE_PIXELS


def test_a_jpeg_that_keeps_its_blocks_stays_as_large_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(54_321))
    photo = Photo(scene(), PhotoFormat.JPEG, path)
    info = BY_FORMAT[PhotoFormat.JPEG]
    assert estimated_bytes(photo, lambda box: photo.pixels[box.slices], info, SaveOptions()) == 54_321
    whole = SaveOptions(keeps_blocks=False)
    assert estimated_bytes(photo, lambda box: photo.pixels[box.slices], info, whole) != 54_321
