"""PNG files that tell their colours by gamma and primaries are shown in them, and stay as they are."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB
from core.imageio.samples import PLENTY, encode, png_chunk, scene

from objremove_gui.core.imageio.options import Colours
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.png_colours import profile_told
from objremove_gui.core.imageio.profiles import own_profile, to_srgb
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import prove

# White, red, green, blue of sRGB and of Adobe RGB, in 1/100000.
SRGB = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
ADOBE = (31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
GAMMA_OF_ADOBE = 45470


def gamma(value: int) -> bytes:
    return png_chunk(b"gAMA", struct.pack(">I", value))


def primaries(values: tuple[int, ...]) -> bytes:
    return png_chunk(b"cHRM", struct.pack(">8I", *values))


def opened(folder: Path, chunks: bytes, channels: int = 3) -> Photo:
    plain = encode(scene(channels=channels), "PNG")
    path = folder / "photo.png"
    path.write_bytes(plain[:33] + chunks + plain[33:])
    return open_photo(path, max_pixels=PLENTY)


def test_adobe_rgb_by_chunks_is_adobe_rgb_by_profile(tmp_path: Path) -> None:
    photo = opened(tmp_path, gamma(GAMMA_OF_ADOBE) + primaries(ADOBE))
    profile = own_profile(photo)
    assert profile is not None
    made, true = (to_srgb(photo.pixels, one).astype(int) for one in (profile, ADOBE_RGB))
    assert np.abs(made - true).max() <= 1
    assert np.abs(made - photo.pixels).max() > 20


@pytest.mark.parametrize("channels", [1, 3])
def test_linear_light_is_shown_brighter(tmp_path: Path, channels: int) -> None:
    photo = opened(tmp_path, gamma(100_000), channels)
    shown = to_srgb(photo.pixels, own_profile(photo))[..., 0]
    # Linear 50 % is 188 in sRGB.
    level = np.abs(photo.pixels[..., 0].astype(int) - 128) <= 1
    assert level.any()
    assert np.abs(shown[level].astype(int) - 188).max() <= 2


@pytest.mark.parametrize(
    "chunks",
    [
        gamma(45_455) + primaries(SRGB),
        gamma(45_455),
        primaries(SRGB),
        png_chunk(b"sRGB", b"\0") + gamma(100_000),
        gamma(0),
        gamma(45_455) + primaries((0,) * 8),
        gamma(45_455) + primaries((31270, 32900, *(30000, 30000) * 3)),
        png_chunk(b"gAMA", b"\0"),
    ],
)
def test_srgb_and_what_can_not_be_need_no_profile(tmp_path: Path, chunks: bytes) -> None:
    assert "icc" not in opened(tmp_path, chunks).metadata


@pytest.mark.parametrize("channels", [1, 3])
def test_the_chunks_go_along_and_nothing_comes_to_them(tmp_path: Path, channels: int) -> None:
    chunks = gamma(100_000) + primaries(ADOBE)
    photo = opened(tmp_path, chunks, channels)
    path = tmp_path / "out.png"
    saved = save_photo(photo, photo.pixels, path, SaveOptions())
    data = path.read_bytes()
    assert chunks in data
    assert b"iCCP" not in data
    assert prove(photo, (), saved, path).verdict.proven


def test_other_formats_get_the_profile_and_srgb_says_so(tmp_path: Path) -> None:
    photo = opened(tmp_path, gamma(GAMMA_OF_ADOBE) + primaries(ADOBE))
    save_photo(photo, photo.pixels, tmp_path / "out.tif", SaveOptions())
    assert open_photo(tmp_path / "out.tif", max_pixels=PLENTY).metadata["icc"] == photo.metadata["icc"]
    path = tmp_path / "out.png"
    save_photo(photo, photo.pixels, path, SaveOptions(colours=Colours.SRGB))
    assert b"cHRM" not in path.read_bytes()
    assert own_profile(open_photo(path, max_pixels=PLENTY)) is None


def test_a_damaged_length_tells_nothing() -> None:
    assert profile_told(b"", b"short", is_grey=False) is None
