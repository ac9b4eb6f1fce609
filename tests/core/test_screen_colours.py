"""Photos with a profile of their own look on the screen as the profile says; the photo stays as it is."""

from __future__ import annotations

import io
import struct
from types import MappingProxyType

import cv2
import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3, SRGB, rgb_profile, scanners_profile
from core.imageio.samples import ICC
from PIL import Image, ImageCms

from objremove_gui.core.imageio.icc_shaper import shaper_of
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.profiles import own_profile
from objremove_gui.core.screen_colours import screen_colours

LEVELS = np.linspace(0, 255, 33).round().astype(np.uint8)
# Every combination of some levels, and the dark ones in full.
ALL = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS), axis=-1).reshape(33, -1, 3)
DARK = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)


def photo_with(profile: bytes | None, pixels: np.ndarray = ALL) -> Photo:
    metadata = {} if profile is None else {"icc": profile}
    is_grey = profile is not None and profile[16:20] == b"GRAY"
    return Photo(pixels, PhotoFormat.PNG, is_grey=is_grey, metadata=MappingProxyType(metadata))


def shown(pixels: np.ndarray, source: bytes | None, screen: bytes | None) -> np.ndarray:
    """What the screen gets of these colours, in their order again."""
    colours = screen_colours(photo_with(source, pixels), screen)
    made = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA)
    if colours is not None:
        colours.convert(made)
    assert (made[..., 3] == 255).all()
    return np.asarray(made[..., 2::-1])


def by_littlecms(pixels: np.ndarray, source: bytes, target: bytes) -> np.ndarray:
    profiles = [ImageCms.ImageCmsProfile(io.BytesIO(one)) for one in (source, target)]
    # Without its own shortcuts, which are coarser than what they are to check.
    flags = ImageCms.Flags.NOOPTIMIZE | ImageCms.Flags.BLACKPOINTCOMPENSATION
    image = ImageCms.profileToProfile(Image.fromarray(pixels), *profiles, renderingIntent=1, flags=flags)
    assert image is not None
    return np.asarray(image)


def tabled(profile: bytes, values: np.ndarray | None = None) -> bytes:
    """The same profile with the curve as a table of 1024 values, 0..1: its own unless others are given."""
    if values is None:
        shaper = shaper_of(profile)
        assert shaper is not None
        values = shaper.curves[0](np.linspace(0, 1, 1024))
    table = (values * 65535).round().astype(">u2").tobytes()
    curve = b"curv\0\0\0\0" + struct.pack(">I", 1024) + table
    count = struct.unpack_from(">I", profile, 128)[0]
    made = bytearray(profile + curve)
    struct.pack_into(">I", made, 0, len(made))
    for row in range(132, 132 + 12 * count, 12):
        if made[row + 1 : row + 4] == b"TRC":
            struct.pack_into(">II", made, row + 4, len(profile), len(curve))
    return bytes(made)


def grey_profile(gamma: float) -> bytes:
    """A profile of one channel, made of the tags of one of three."""
    made = rgb_profile([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], gamma)
    return made[:16] + b"GRAY" + made[20:].replace(b"rTRC", b"kTRC")


@pytest.mark.parametrize("pixels", [ALL, DARK], ids=["all", "dark"])
@pytest.mark.parametrize("screen", [None, DISPLAY_P3], ids=["sRGB screen", "wide screen"])
@pytest.mark.parametrize(
    "profile",
    [DISPLAY_P3, ADOBE_RGB, tabled(DISPLAY_P3), None],
    ids=["Display P3", "Adobe RGB", "a table", "untagged"],
)
def test_colours_are_shown_as_littlecms_would(
    profile: bytes | None, screen: bytes | None, pixels: np.ndarray
) -> None:
    expected = by_littlecms(pixels, profile or ICC, screen or ICC)
    assert np.abs(shown(pixels, profile, screen).astype(int) - expected).max() <= 1


def test_profiles_that_are_more_than_curves_and_a_matrix_are_shown_too() -> None:
    # Black that is not black: littlecms brings it down to the screen's.
    steps = 0.01 + 0.99 * np.linspace(0, 1, 1024) ** 1.8
    profile = tabled(DISPLAY_P3, steps)
    assert shaper_of(profile) is None
    expected = by_littlecms(ALL, profile, ICC)
    difference = np.abs(shown(ALL, profile, None).astype(int) - expected)
    assert (difference > 1).mean() < 0.01
    assert np.abs(expected.astype(int) - ALL).max() > 9


def test_a_profile_without_a_way_back_is_shown_and_nothing_else() -> None:
    profile = scanners_profile()
    made = shown(ALL, profile, None).astype(int)
    assert np.abs(made - shown(ALL, ADOBE_RGB, None)).mean() < 1
    assert np.abs(made - ALL).max() > 20
    # What comes back from a service could not be put into its colours.
    assert own_profile(photo_with(profile)) is None


def test_a_grey_photo_is_shown_by_its_own_profile() -> None:
    made = shown(DARK, grey_profile(1.8), None)
    tones = ImageCms.profileToProfile(
        Image.fromarray(DARK[..., 0]),
        ImageCms.ImageCmsProfile(io.BytesIO(grey_profile(1.8))),
        ImageCms.createProfile("sRGB"),
        renderingIntent=1,
        outputMode="RGB",
    )
    assert np.abs(made.astype(int) - np.asarray(tones)).max() <= 1
    assert np.abs(made.astype(int) - DARK).max() > 9


def test_a_wide_photo_is_not_shown_as_if_it_were_srgb() -> None:
    assert np.abs(shown(ALL, ADOBE_RGB, None).astype(int) - ALL).mean() > 5


@pytest.mark.parametrize("profile", [None, ICC, SRGB, tabled(SRGB), b"no profile", DISPLAY_P3[:200]])
def test_srgb_and_what_is_no_profile_is_not_touched(profile: bytes | None) -> None:
    assert screen_colours(photo_with(profile), None) is None
    assert screen_colours(photo_with(profile), SRGB) is None


def test_a_photo_in_the_screens_own_colours_is_not_touched() -> None:
    assert screen_colours(photo_with(DISPLAY_P3), DISPLAY_P3) is None


def test_a_screens_profile_that_is_damaged_counts_as_srgb() -> None:
    for screen in (b"no profile", ADOBE_RGB[:300], grey_profile(2.2)):
        assert screen_colours(photo_with(None), screen) is None
