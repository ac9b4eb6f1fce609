from __future__ import annotations

import io
from types import MappingProxyType

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3, SRGB
from core.imageio.samples import ICC, scene
from PIL import Image, ImageCms

from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.profiles import from_srgb, own_profile, to_srgb

WIDE = pytest.mark.parametrize("profile", [DISPLAY_P3, ADOBE_RGB], ids=["Display P3", "Adobe RGB"])


def tagged(profile: bytes) -> Photo:
    return Photo(scene(), PhotoFormat.PNG, metadata=MappingProxyType({"icc": profile}))


def by_littlecms(pixels: np.ndarray, source: bytes, target: bytes) -> np.ndarray:
    """Relative colorimetric with black point compensation, by Pillow."""
    profiles = [ImageCms.ImageCmsProfile(io.BytesIO(one)) for one in (source, target)]
    image = ImageCms.profileToProfile(Image.fromarray(pixels), *profiles, renderingIntent=1, flags=0x2000)
    assert image is not None
    return np.asarray(image)


@WIDE
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_is_sent_looks_as_the_profile_says(profile: bytes, dtype: type) -> None:
    pixels = scene()
    deep = pixels.astype(dtype) * np.array(np.iinfo(dtype).max // 255, dtype)
    sent = to_srgb(deep, profile)
    assert sent.dtype == np.uint8
    assert np.abs(sent.astype(int) - by_littlecms(pixels, profile, ICC)).max() <= 1
    assert np.abs(sent.astype(int) - pixels).mean() > 2


@WIDE
def test_what_comes_back_is_in_the_photos_own_space(profile: bytes) -> None:
    colours = scene(seed=4)
    own = from_srgb(colours, profile)
    assert np.abs(own.astype(int) - by_littlecms(colours, ICC, profile)).max() <= 1
    assert np.abs(own.astype(int) - colours).mean() > 2
    # All of sRGB lies in these spaces, so it comes there and back.
    assert np.abs(to_srgb(own, profile).astype(int) - colours).mean() < 0.6


@WIDE
def test_colours_outside_of_srgb_are_brought_to_its_rim(profile: bytes) -> None:
    green = np.zeros((1, 1, 3), np.uint8)
    green[..., 1] = 255
    assert to_srgb(green, profile)[0, 0].tolist() == [0, 255, 0]
    assert from_srgb(green, profile)[0, 0, 0] > 60


@pytest.mark.parametrize(
    "profile", [b"", ICC, SRGB, b"no profile", DISPLAY_P3[:200], DISPLAY_P3[:16] + b"CMYK" + DISPLAY_P3[20:]]
)
def test_srgb_and_what_is_no_profile_needs_nothing(profile: bytes) -> None:
    photo = tagged(profile)
    assert own_profile(photo) is None
    assert np.array_equal(to_srgb(photo.pixels, None), photo.pixels)
    assert from_srgb(photo.pixels, None) is photo.pixels


@WIDE
def test_a_wide_profile_is_the_photos_own(profile: bytes) -> None:
    assert own_profile(tagged(profile)) == profile
