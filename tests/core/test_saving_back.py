from __future__ import annotations

import shutil
import stat
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import ICC, PLENTY, exif_blob, scene
from PIL import Image

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.formats import may_save_back
from objremove_gui.core.imageio.photo import Coding, Photo, PhotoFormat, Pixels
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import sentence
from objremove_gui.core.removal import Removal, Version
from objremove_gui.core.saving_back import save_back
from objremove_gui.errors import OutputError

BOX = Rect(40, 16, 16, 16)


def removal_of(photo: Photo) -> Removal:
    full = np.full((BOX.height, BOX.width), 255, np.uint8)
    patch = np.full((BOX.height, BOX.width, 3), 77, photo.pixels.dtype)
    return Removal(BOX, full, full, 0, (Version(patch, "here", 1, 0.0),))


def changed(photo: Photo) -> Pixels:
    pixels = photo.pixels.copy()
    pixels[BOX.slices][..., :3] = 77
    return pixels


def back(photo: Photo, picture: Callable[[], Pixels], *, is_ours: bool = False) -> str:
    return sentence(save_back(photo, (removal_of(photo),), picture, is_ours=is_ours))


def tiff(path: Path, dtype: type = np.uint16) -> Photo:
    photo = Photo(
        scene(dtype=dtype), PhotoFormat.TIFF, metadata={"icc": ICC, "exif": exif_blob(orientation=1)}
    )
    save_photo(photo, photo.pixels, path, SaveOptions())
    return open_photo(path, max_pixels=PLENTY)


def jpeg(path: Path, orientation: int = 1) -> Photo:
    Image.fromarray(scene(96, 128)).save(
        path, quality=88, exif=b"Exif\0\0" + exif_blob(orientation=orientation)
    )
    return open_photo(path, max_pixels=PLENTY)


def test_a_tiff_of_16_bits_is_replaced_by_what_is_seen_with_mode_and_metadata(tmp_path: Path) -> None:
    path = tmp_path / "handed.tif"
    photo = tiff(path)
    path.chmod(0o640)
    assert "nothing changed" in back(photo, lambda: changed(photo))
    again = open_photo(path, max_pixels=PLENTY)
    assert np.array_equal(again.pixels, changed(photo))
    assert again.metadata == photo.metadata
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["handed.tif"]


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_jpeg_keeps_its_blocks_also_the_second_time(tmp_path: Path, orientation: int) -> None:
    pytest.importorskip("jpeglib")
    path = tmp_path / "handed.jpg"
    photo = jpeg(path, orientation)
    told = back(photo, lambda: changed(photo))
    assert "JPEG blocks are new" in told
    assert not told.startswith("Outside the removals nothing changed: 0 ")
    first = open_photo(path, max_pixels=PLENTY).pixels
    assert not np.array_equal(first, photo.pixels)
    # Taken back again: the file as it was left is gone on from.
    back(photo, lambda: photo.pixels, is_ours=True)
    again = open_photo(path, max_pixels=PLENTY).pixels
    assert np.abs(again.astype(int) - photo.pixels.astype(int)).max() < 12


def test_a_file_that_another_program_has_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "handed.tif"
    photo = tiff(path)
    other = tmp_path / "other.tif"
    tiff(other, np.uint8)
    shutil.copyfile(other, path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match="another program"):
        back(photo, lambda: changed(photo))
    assert path.read_bytes() == before


def test_layers_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "layers.tif"
    Image.fromarray(scene()).save(path, tiffinfo={37_724: b"Adobe Photoshop Document Data Block\0"})
    before = path.read_bytes()
    photo = open_photo(path, max_pixels=PLENTY)
    with pytest.raises(OutputError, match="layers"):
        back(photo, lambda: changed(photo))
    assert path.read_bytes() == before


def test_a_jpeg_whose_blocks_can_not_be_kept_is_not_coded_anew(tmp_path: Path) -> None:
    path = tmp_path / "cmyk.jpg"
    Image.fromarray(scene(96, 128, 4), "CMYK").save(path)
    before = path.read_bytes()
    photo = replace(open_photo(path, max_pixels=PLENTY), notes=())
    with pytest.raises(OutputError, match="coded anew"):
        back(photo, lambda: changed(photo))
    assert path.read_bytes() == before


def test_an_interrupted_save_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "handed.tif"
    photo = tiff(path)
    before = path.read_bytes()

    def broken() -> Pixels:
        raise struct.error("in the middle")

    with pytest.raises(struct.error):
        back(photo, broken)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["handed.tif"]


@pytest.mark.parametrize(
    ("kind", "details", "may"),
    [
        (PhotoFormat.TIFF, {}, True),
        (PhotoFormat.PNG, {}, True),
        (PhotoFormat.JPEG, {}, True),
        (PhotoFormat.WEBP, {}, False),
        (PhotoFormat.WEBP, {"coding": Coding(lossless=True)}, True),
        (PhotoFormat.AVIF, {}, False),
        (PhotoFormat.GIF, {}, False),
        (PhotoFormat.TIFF, {"notes": ("only the first page",)}, False),
        (PhotoFormat.TIFF, {"path": None}, False),
        (PhotoFormat.TIFF, {"pixels": scene(channels=4)}, True),
        # It would be flattened.
        (PhotoFormat.BMP, {"pixels": scene(channels=4)}, False),
    ],
)
def test_only_what_loses_nothing_can_be_saved_back(
    kind: PhotoFormat, details: dict[str, object], may: bool
) -> None:
    facts: dict[str, object] = {"path": Path("photo"), "pixels": scene(), **details}
    assert may_save_back(Photo(format=kind, **facts)) is may  # type: ignore[arg-type]
