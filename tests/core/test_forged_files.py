"""A file that was changed behind the program's back is told, however small the change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3
from core.imageio.samples import PLENTY, encode, exif_blob, jpeg_with, photoshop_block, scene
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio import jpeg_frame
from objremove_gui.core.imageio.jpeg_coefficients import Library
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.verify import Verdict, compare

WIDTH, HEIGHT = 120, 100
MASK = np.zeros((HEIGHT, WIDTH), np.uint8)
MASK[40:60, 40:60] = 255
Forge = Callable[[bytes], bytes]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A JPEG with a thumbnail, and an honest export of it."""
    small = encode(scene(40, 60), "JPEG")
    segments = [
        (0xE1, b"Exif\0\0" + exif_blob("<", 1, small)),
        (0xE2, b"ICC_PROFILE\0\1\1" + DISPLAY_P3),
        (0xED, b"Photoshop 3.0\0" + photoshop_block((0x040C, b"thumbnail of Photoshop"))),
        (0xFE, b"as it was"),
    ]
    original, edited = tmp_path / "original.jpg", tmp_path / "edited.jpg"
    original.write_bytes(jpeg_with(segments, scene(HEIGHT, WIDTH), quality=90))
    photo = open_photo(original, max_pixels=PLENTY)
    pixels = photo.pixels.copy()
    pixels[MASK > 0] = 128
    save_photo(photo, pixels, edited, SaveOptions())
    return original, edited


def verdict(original: Path, edited: Path) -> Verdict:
    one, other = (open_photo(path, max_pixels=PLENTY) for path in (original, edited))
    return compare(one, other, MASK)


def test_the_honest_export_is_proven(files: tuple[Path, Path]) -> None:
    assert verdict(*files).proven


def test_an_old_thumbnail_is_told_but_not_of_an_untouched_photo(files: tuple[Path, Path]) -> None:
    original, edited = files
    old, new = (open_photo(path, max_pixels=PLENTY).metadata["exif"] for path in files)
    assert len(old) == len(new)
    edited.write_bytes(edited.read_bytes().replace(new, old))
    assert verdict(*files).metadata == ("previews",)
    assert verdict(original, original).proven


def test_an_old_thumbnail_of_photoshop_is_told(files: tuple[Path, Path]) -> None:
    data = files[1].read_bytes()
    block = b"Photoshop 3.0\0" + photoshop_block((0x040C, b"thumbnail of Photoshop"))
    files[1].write_bytes(data[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + data[2:])
    assert verdict(*files).metadata == ("previews",)


def test_a_copy_of_the_photo_in_xmp_is_told(files: tuple[Path, Path]) -> None:
    xmp = b'http://ns.adobe.com/xap/1.0/\0<rdf:Description GImage:Data="AAAA"/>'
    for path in files:
        data = path.read_bytes()
        path.write_bytes(data[:2] + b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp + data[2:])
    assert verdict(*files).metadata == ("previews",)


def other_profile(data: bytes) -> bytes:
    assert len(ADOBE_RGB) != len(DISPLAY_P3)
    at = data.index(b"rXYZ", data.index(DISPLAY_P3))
    # One value of the red primary; the name stays.
    place = data.index(DISPLAY_P3) + int.from_bytes(data[at + 4 : at + 8], "big") + 11
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


def other_density(data: bytes) -> bytes:
    return data[:14] + b"\0\x63\0\x63" + data[18:]


@pytest.mark.parametrize(("forge", "name"), [(other_profile, "icc"), (other_density, "resolution")])
def test_a_changed_byte_of_the_metadata_is_told(files: tuple[Path, Path], forge: Forge, name: str) -> None:
    files[1].write_bytes(forge(files[1].read_bytes()))
    assert verdict(*files).metadata == (name,)


@pytest.mark.parametrize(("plane", "x", "y"), [(0, 8, 5), (0, 14, 12), (1, 0, 5), (2, 7, 6)])
def test_one_step_of_one_coefficient_is_told(files: tuple[Path, Path], plane: int, x: int, y: int) -> None:
    data = files[1].read_bytes()
    with Library() as library:
        coded, box = library.read("edited", data), Rect(x, y, 1, 1)
        block: NDArray[np.int16] = library.blocks(coded, plane, box).copy()
        block[0, 0, 7, 7] += 1
        library.put(coded, plane, box, block)
        written = library.written(coded)
    files[1].write_bytes(data[: start_of_tables(data)] + written[start_of_tables(written) :])
    blocks = verdict(*files).blocks
    assert blocks is not None
    assert (blocks.outside, blocks.outside_values) == (1, 1)
    assert not verdict(*files).proven


def start_of_tables(data: bytes) -> int:
    return next(at for marker, at, _ in jpeg_frame._segments(data) if marker == 0xDB)


def test_coded_again_at_the_same_quality_is_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    photo = open_photo(files[1], max_pixels=PLENTY)
    path = tmp_path / "again.jpg"
    save_photo(photo, photo.pixels, path, SaveOptions(90, keeps_blocks=False))
    assert verdict(files[0], path).outside.count > 1000


def test_colour_instead_of_grey_is_told(tmp_path: Path) -> None:
    grey = scene(HEIGHT, WIDTH, 1)
    for name, pixels in (("grey.png", grey), ("colour.png", np.dstack([grey] * 3))):
        (tmp_path / name).write_bytes(encode(pixels, "PNG"))
    assert verdict(tmp_path / "grey.png", tmp_path / "colour.png").metadata == ("channels",)
