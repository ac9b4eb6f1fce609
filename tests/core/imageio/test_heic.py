"""Photos of phones: the files here were coded by libheif's own tool, one of them turned by a box put in by hand."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import DISPLAY_P3
from core.imageio.samples import PLENTY
from PIL import Image

from objremove_gui.core.imageio import exif
from objremove_gui.core.imageio.formats import stand_in
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import InputError, OutputError
from objremove_gui.resources import resource

pytest.importorskip("pi_heif")
FILES = Path(__file__).parent / "files"


def opened(name: str) -> Photo:
    return open_photo(FILES / f"{name}.heic", max_pixels=PLENTY)


@pytest.fixture(scope="module")
def source() -> np.ndarray:
    """What was coded."""
    with Image.open(resource("samples/sample.jpg")) as image:
        return np.asarray(image.convert("RGB").crop((1300, 900, 1396, 964))).astype(int)


def test_a_turned_photo_is_upright_and_keeps_its_profile_and_camera_data(source: np.ndarray) -> None:
    photo = opened("display-p3-turned")
    assert (photo.format, photo.size, photo.pixels.dtype) == (PhotoFormat.HEIC, (64, 96), np.uint8)
    assert np.abs(np.rot90(source, 3) - photo.pixels).mean() < 1.5
    assert photo.metadata["icc"] == DISPLAY_P3
    assert b"Camera" in photo.metadata["exif"]
    assert any("JPEG, AVIF, TIFF or PNG" in note for note in photo.notes)


def test_ten_bits_come_as_sixteen(source: np.ndarray) -> None:
    pixels = opened("ten-bit").pixels
    assert pixels.dtype == np.uint16
    assert np.abs(source - pixels / 257).mean() < 1.5
    assert (pixels % 257 != 0).mean() > 0.5


def test_alpha_and_grey_are_told(source: np.ndarray) -> None:
    photo = opened("alpha")
    assert photo.pixels.shape == (64, 96, 4)
    assert photo.pixels[0, :, 3].max() < 20
    assert photo.pixels[-1, :, 3].min() > 235
    grey = opened("grey")
    assert grey.is_grey
    assert np.abs(source @ (0.299, 0.587, 0.114) - grey.pixels[..., 0]).mean() < 3


@pytest.mark.parametrize("suffix", [".jpg", ".avif", ".tif", ".png"])
def test_it_is_exported_upright_with_profile_and_camera_data(tmp_path: Path, suffix: str) -> None:
    photo, out = opened("display-p3-turned"), tmp_path / f"out{suffix}"
    save_photo(photo, photo.pixels, out, SaveOptions())
    again = open_photo(out, max_pixels=PLENTY)
    assert again.size == photo.size
    assert again.metadata["icc"] == DISPLAY_P3
    assert b"Camera" in again.metadata["exif"]
    assert exif.orientation_of(again.metadata["exif"]) == 1
    if suffix in (".tif", ".png"):
        assert np.array_equal(again.pixels, photo.pixels)
    else:
        assert np.abs(again.pixels.astype(int) - photo.pixels).mean() < 3


def test_it_is_not_written_and_another_format_is_named(tmp_path: Path) -> None:
    photo = opened("grey")
    assert stand_in(photo.format).format is PhotoFormat.JPEG
    with pytest.raises(OutputError, match=r"\.jpg"):
        save_photo(photo, photo.pixels, tmp_path / "out.heic", SaveOptions())
    assert not list(tmp_path.iterdir())


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(InputError, match="megapixels"):
        open_photo(FILES / "ten-bit.heic", max_pixels=96 * 64 - 1)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.97])
@pytest.mark.parametrize("name", ["display-p3-turned", "ten-bit"])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, name: str, share: float) -> None:
    data = (FILES / f"{name}.heic").read_bytes()
    (tmp_path / "cut.heic").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match=r"cut\.heic"):
        open_photo(tmp_path / "cut.heic", max_pixels=PLENTY)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [("display-p3-turned", 192, 200), ("display-p3-turned", 192, 160), ("grey", 197, 191)],
)
def test_a_file_that_ends_the_decoder_ends_only_that(tmp_path: Path, name: str, at: int, value: int) -> None:
    # Each of these was a segmentation fault or a broken heap of the library's.
    data = bytearray((FILES / f"{name}.heic").read_bytes())
    data[at] = value
    (tmp_path / "wrong.heic").write_bytes(data)
    with pytest.raises(InputError, match=r"wrong\.heic.*damaged"):
        open_photo(tmp_path / "wrong.heic", max_pixels=PLENTY)


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    shutil.copy(FILES / "grey.heic", tmp_path / "photo.jpg")
    assert open_photo(tmp_path / "photo.jpg", max_pixels=PLENTY).format is PhotoFormat.HEIC


def test_without_the_decoder_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(InputError, match="no HEIC decoder"):
        opened("grey")
