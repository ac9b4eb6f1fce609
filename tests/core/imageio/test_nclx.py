"""Colours that a file tells by number mean what a profile would say, and go along as that profile."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import DISPLAY_P3
from core.imageio.samples import ICC, PLENTY, encode, png_chunk, scene
from PIL import Image, ImageCms

from objremove_gui.core.imageio.nclx import Nclx, profile_of
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.profiles import own_profile, profile_name, to_srgb
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import prove

FILES = Path(__file__).parent / "files"
# Primaries, curve, matrix, full range.
P3, PQ, SRGB = (struct.pack(">HHHB", *numbers, 6, 0x80) for numbers in ((12, 13), (9, 16), (1, 13)))


def opened(folder: Path, data: bytes, name: str = "photo") -> Photo:
    (folder / name).write_bytes(data)
    return open_photo(folder / name, max_pixels=PLENTY)


def avif(numbers: bytes, **options: object) -> bytes:
    plain = encode(scene(), "AVIF", quality=95, subsampling="4:4:4", **options)
    assert options or plain.count(b"colrnclx" + SRGB) == 1
    return plain.replace(b"colrnclx" + SRGB, b"colrnclx" + numbers)


def test_display_p3_by_number_is_display_p3_by_profile(tmp_path: Path) -> None:
    photo = opened(tmp_path, avif(P3))
    profile = own_profile(photo)
    assert profile is not None
    assert profile_name(profile) == "Display P3"
    made = np.asarray(to_srgb(photo.pixels, profile)).astype(int)
    true = np.asarray(to_srgb(photo.pixels, DISPLAY_P3)).astype(int)
    assert np.abs(made - true).max() <= 1
    assert np.abs(made - photo.pixels).max() > 20
    # Another reader takes it for a profile, too.
    assert "Display P3" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))


@pytest.mark.parametrize("suffix", [".avif", ".jpg", ".png", ".tif"])
def test_the_profile_goes_along_into_every_format(tmp_path: Path, suffix: str) -> None:
    photo = opened(tmp_path, avif(P3))
    path = tmp_path / f"out{suffix}"
    saved = save_photo(photo, photo.pixels, path, SaveOptions())
    with Image.open(path) as image:
        assert image.info["icc_profile"] == photo.metadata["icc"]
    assert prove(photo, (), saved, path).verdict.metadata == ()


def test_srgb_by_number_needs_no_profile_and_a_profile_counts_more(tmp_path: Path) -> None:
    assert "icc" not in opened(tmp_path, avif(SRGB)).metadata
    assert opened(tmp_path, avif(P3, icc_profile=ICC)).metadata["icc"] == ICC


def test_hdr_is_said(tmp_path: Path) -> None:
    (note,) = opened(tmp_path, avif(PQ)).notes
    assert "HDR" in note
    assert not opened(tmp_path, avif(P3)).notes


def test_heic_tells_by_number_too(tmp_path: Path) -> None:
    pytest.importorskip("pi_heif")
    data = (FILES / "display-p3-turned.heic").read_bytes()
    box = b"colrprof" + DISPLAY_P3[:7]
    assert data.count(box) == 1
    assert profile_name(opened(tmp_path, data.replace(box, b"colrnclx" + P3)).metadata["icc"]) == "Display P3"
    hdr = opened(tmp_path, data.replace(box, b"colrnclx" + PQ))
    assert "HDR" in hdr.notes[0]
    assert "icc" not in hdr.metadata


@pytest.mark.parametrize(("numbers", "name"), [((12, 13), "Display P3"), ((9, 8), "BT.2020"), ((1, 13), "")])
def test_a_png_tells_by_number_too(tmp_path: Path, numbers: tuple[int, int], name: str) -> None:
    plain = encode(scene(), "PNG")
    chunk = png_chunk(b"cICP", bytes((*numbers, 0, 1)))
    photo = opened(tmp_path, plain[:33] + chunk + plain[33:])
    assert profile_name(photo.metadata.get("icc", bytes(132))) == name
    assert chunk in photo.metadata["png"]


def test_of_other_numbers_nothing_is_made() -> None:
    assert profile_of(Nclx(2, 2)) is None
    assert profile_of(Nclx(12, 99)) is None
    assert profile_of(Nclx(1, 4)) is not None
