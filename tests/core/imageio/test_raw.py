"""Camera raw files are developed to sixteen bits, where the extra is installed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, scene
from core.imageio.samples_raw import HEIGHT, WIDTH, dng

from objremove_gui.core.imageio.formats import stand_in
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import InputError


def test_it_is_developed_to_sixteen_bits_with_the_cameras_data(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng())
    photo = open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)
    assert (photo.format, photo.size, photo.pixels.dtype) == (PhotoFormat.RAW, (WIDTH, HEIGHT), np.uint16)
    left, right = photo.pixels[:, 20:60].mean(axis=(0, 1)), photo.pixels[:, -60:-20].mean(axis=(0, 1))
    assert left[0] > left[2]
    assert right[2] > right[0]
    assert len(np.unique(photo.pixels[HEIGHT // 2, :, 0])) > 200
    assert b"Maker\0" in photo.metadata["exif"]
    assert b"dcraw" not in photo.metadata["exif"]
    assert any("TIFF" in note for note in photo.notes)


def test_it_is_upright_and_saved_as_tiff_without_loss(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng(orientation=6))
    photo = open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)
    assert photo.size == (HEIGHT, WIDTH)
    info = stand_in(photo.format)
    out = tmp_path / f"out{info.suffixes[0]}"
    save_photo(photo, photo.pixels, out, SaveOptions())
    again = open_photo(out, max_pixels=PLENTY)
    assert again.format is PhotoFormat.TIFF
    assert np.array_equal(again.pixels, photo.pixels)


def test_a_picture_over_the_limit_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng())
    with pytest.raises(InputError, match="megapixels"):
        open_photo(tmp_path / "photo.dng", max_pixels=WIDTH * HEIGHT - 1)


@pytest.mark.parametrize("name", ["photo.nef", "photo.tif"])
def test_what_can_not_be_developed_is_refused(tmp_path: Path, name: str) -> None:
    pytest.importorskip("rawpy")
    # Neither opens as the small preview that lies in such files.
    (tmp_path / name).write_bytes(encode(scene(), "TIFF", tiffinfo={254: 1}))
    with pytest.raises(InputError, match="camera raw"):
        open_photo(tmp_path / name, max_pixels=PLENTY)
    (tmp_path / name).write_bytes(dng()[:5000])
    with pytest.raises(InputError, match=name):
        open_photo(tmp_path / name, max_pixels=PLENTY)


def test_without_the_extra_a_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    (tmp_path / "photo.dng").write_bytes(dng())
    with pytest.raises(InputError, match=r"objremove\[raw\]"):
        open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)


def test_the_preview_is_a_jpeg_of_its_own() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(dng()[8:])) as image:
        assert image.size == (80, 60)
