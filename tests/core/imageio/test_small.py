"""Small pictures of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB
from PIL import Image

from objremove_gui.core.imageio.small import small_picture
from objremove_gui.core.screen_colours import colours_of
from objremove_gui.errors import InputError

LIMIT = 10_000_000


def saved(path: Path, pixels: np.ndarray, **options: object) -> Path:
    Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.webp", "photo.tif"])
def test_it_looks_as_the_photo_and_is_small(tmp_path: Path, picture, name: str) -> None:
    pixels = picture(800, 600)
    small = small_picture(saved(tmp_path / name, pixels), 100, max_pixels=LIMIT, screen=None)
    assert small.shape == (75, 100, 4)
    expected = np.asarray(Image.fromarray(pixels).resize((100, 75), Image.Resampling.BOX))
    assert np.abs(small[..., 2::-1].astype(int) - expected).mean() < 4


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_it_has_the_colours_that_its_profile_stands_for(tmp_path: Path, picture, name: str) -> None:
    path = saved(tmp_path / name, picture(800, 600), icc_profile=ADOBE_RGB)
    small = small_picture(path, 100, max_pixels=LIMIT, screen=None)
    plain = small_picture(
        saved(tmp_path / f"plain-{name}", picture(800, 600)), 100, max_pixels=LIMIT, screen=None
    )
    as_if = plain.copy()
    colours = colours_of(ADOBE_RGB, None)
    assert colours is not None
    colours.convert(as_if)
    assert np.array_equal(small, as_if)
    assert not np.array_equal(small, plain)


def test_a_grey_one_too(tmp_path: Path, picture) -> None:
    small = small_picture(
        saved(tmp_path / "grey.jpg", picture(800, 600)[..., 0]), 100, max_pixels=LIMIT, screen=None
    )
    assert small.shape == (75, 100, 4)


def test_it_stands_upright(tmp_path: Path, picture) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    small = small_picture(
        saved(tmp_path / "turned.jpg", picture(800, 600), exif=exif), 100, max_pixels=LIMIT, screen=None
    )
    assert small.shape == (100, 75, 4)


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_larger_one_than_is_allowed_is_refused(tmp_path: Path, picture, name: str) -> None:
    with pytest.raises(InputError, match="megapixels"):
        small_picture(saved(tmp_path / name, picture(800, 600)), 100, max_pixels=1000, screen=None)


@pytest.mark.parametrize("data", [b"", b"nothing", b"\xff\xd8\xff\xe0" + bytes(40)])
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"“bad.jpg” could not be opened"):
        small_picture(path, 100, max_pixels=LIMIT, screen=None)
