"""JPEG files of kinds that are rarely seen: taken in without loss, coded anew as before, or refused in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, scene

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_frame import kind_of, tables_of
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, Way, save_photo
from objremove_gui.errors import InputError

# 96 x 64 pixels, by cjpeg; the coder is seen nowhere else.
FILES = Path(__file__).parent / "files"
HOLE = Rect(40, 24, 20, 16)


def opened(folder: Path, data: bytes) -> Photo:
    path = folder / "photo.jpg"
    path.write_bytes(data)
    return open_photo(path, max_pixels=PLENTY)


def with_hole(photo: Photo) -> np.ndarray:
    pixels = photo.pixels.copy()
    pixels[HOLE.slices] = 128
    return pixels


@pytest.mark.parametrize("name", ["arithmetic", "arithmetic-progressive"])
def test_arithmetic_coding_keeps_its_blocks(tmp_path: Path, name: str) -> None:
    photo = open_photo(FILES / f"{name}.jpg", max_pixels=PLENTY)
    path = tmp_path / "out.jpg"
    assert save_photo(photo, with_hole(photo), path, SaveOptions()).way is Way.SPLICED
    changed = (open_photo(path, max_pixels=PLENTY).pixels != photo.pixels).any(axis=2)
    assert changed[HOLE.slices].mean() > 0.9
    changed[HOLE.pad(17).slices] = False
    assert not changed.any()


@pytest.mark.parametrize("options", [{"keep_rgb": True}, {"mode": "CMYK"}])
def test_what_has_to_be_coded_anew_gets_the_tables_it_had(tmp_path: Path, options: dict[str, object]) -> None:
    from PIL import Image

    image = Image.fromarray(scene())
    if mode := options.pop("mode", None):
        image = image.convert(str(mode))
    # A quality that no default has.
    data = encode(image, "JPEG", quality=63, **options)
    photo, path = opened(tmp_path, data), tmp_path / "out.jpg"
    saved = save_photo(photo, with_hole(photo), path, SaveOptions())
    assert saved.way is Way.ENCODED
    assert "coded anew" in saved.notes[0]
    assert tables_of(path.read_bytes()) == tables_of(data)[:3]
    # Who names a quality gets that.
    save_photo(photo, photo.pixels, path, SaveOptions(90, overwrite=True, keeps_blocks=False))
    assert tables_of(path.read_bytes()) != tables_of(data)[:3]


def test_tables_too_coarse_for_the_library_give_way_to_the_quality(tmp_path: Path) -> None:
    photo = opened(tmp_path, encode(scene(), "JPEG", quality=63, keep_rgb=True))
    coarse = photo.coding._replace(tables=(np.full(64, 300, np.uint16).tobytes(),) * 3)
    photo = Photo(photo.pixels, photo.format, photo.path, coding=coarse)
    save_photo(photo, photo.pixels, tmp_path / "out.jpg", SaveOptions())
    assert open_photo(tmp_path / "out.jpg", max_pixels=PLENTY).size == photo.size


@pytest.mark.parametrize(
    ("marker", "bits", "words"), [(0xC1, 12, "12 bits"), (0xC3, 8, "lossless kind"), (0xC0, 9, "rare")]
)
def test_a_kind_that_can_not_be_read_is_named(tmp_path: Path, marker: int, bits: int, words: str) -> None:
    data = bytearray(encode(scene(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = marker, bits
    with pytest.raises(InputError, match=words):
        opened(tmp_path, bytes(data))


def test_of_no_frame_nothing_is_told() -> None:
    assert kind_of(b"\xff\xd8\xff\xda") == (0, 0)
    assert kind_of(b"\xff\xd8nothing") == (0, 0)
