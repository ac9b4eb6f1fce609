"""Pixels, depths, transparency and colours that are written come back as they were."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, exif_blob, scene
from core.imageio.written import WRITABLE, opened_bytes, photo_of, saved
from PIL import Image, ImageCms

from objremove_gui.core.imageio.formats import BY_FORMAT, FormatInfo
from objremove_gui.core.imageio.photo import Coding, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, Way, save_notes, save_photo
from objremove_gui.errors import OutputError


@pytest.mark.parametrize("is_grey", [False, True])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_png_and_tiff_give_every_bit_back_to_other_readers(
    tmp_path: Path, suffix: str, dtype: type, channels: int, is_grey: bool
) -> None:
    pixels = scene(channels=channels, dtype=dtype)
    if is_grey:
        pixels[..., 1] = pixels[..., 2] = pixels[..., 0]
    path = saved(photo_of(pixels, is_grey=is_grey), tmp_path / f"out{suffix}")
    again = open_photo(path, max_pixels=PLENTY)
    assert again.is_grey == is_grey
    assert again.pixels.dtype == dtype
    assert np.array_equal(again.pixels, pixels)
    if dtype == np.uint8:
        with Image.open(path) as image:
            assert (
                image.mode == ("LA" if channels == 4 else "L")
                if is_grey
                else ("RGBA" if channels == 4 else "RGB")
            )
            assert np.array_equal(np.asarray(image.convert("RGBA" if channels == 4 else "RGB")), pixels)
        return
    if channels == 4 and is_grey:
        # OpenCV has no grey with alpha, Pillow none of 16 bits.
        return
    read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert read is not None
    if is_grey:
        assert np.array_equal(read, pixels[..., 0])
    else:
        order = cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA
        assert np.array_equal(cv2.cvtColor(read, order), pixels)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_keeps_its_pixels_in_either_byte_order(
    tmp_path: Path, dtype: type, order: str, compressed: bool
) -> None:
    photo = photo_of(
        scene(700, 500, dtype=dtype),
        metadata={"exif": exif_blob(order)},
        coding=Coding(compressed=compressed),
    )
    path = saved(photo, tmp_path / "out.tiff")
    assert path.read_bytes()[:2] == (b"II" if order == "<" else b"MM")
    assert np.array_equal(
        cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGR2RGB), photo.pixels
    )
    with Image.open(path) as image:
        assert image.tag_v2[259] == (8 if compressed else 1)


@pytest.mark.parametrize("info", WRITABLE, ids=lambda info: info.title)
def test_every_format_comes_back_nearly_the_same_under_every_suffix(tmp_path: Path, info: FormatInfo) -> None:
    photo = photo_of(scene())
    for suffix in (*info.suffixes, info.suffixes[0].upper()):
        path = saved(photo, tmp_path / f"out{suffix}")
        with Image.open(path) as image:
            assert image.format == info.format.upper()
            difference = np.abs(np.asarray(image.convert("RGB")).astype(int) - photo.pixels)
        assert difference.mean() < (0.001 if info.lossless else 8)


def test_without_a_suffix_the_photo_keeps_its_format(tmp_path: Path) -> None:
    path = saved(photo_of(scene(), PhotoFormat.BMP), tmp_path / "out")
    assert path.read_bytes()[:2] == b"BM"


@pytest.mark.parametrize(("name", "kind"), [("a.gif", "png"), ("a.xyz", "png"), ("a", "gif")])
def test_what_can_not_be_written_is_refused_with_what_can(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(OutputError, match=r"\.jpg, \.png"):
        saved(photo_of(scene(), PhotoFormat(kind)), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_sixteen_bits_are_rounded_to_the_nearest_of_eight(tmp_path: Path) -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    path = saved(photo_of(np.dstack([ramp] * 3)), tmp_path / "out.bmp")
    with Image.open(path) as image:
        values = np.asarray(image.convert("RGB"))[..., 0].astype(float)
    # 65535 / 255 = 257 is odd, so nothing lies halfway.
    assert np.array_equal(values, np.round(ramp / 257.0))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_transparency_is_laid_over_white_where_there_is_none(tmp_path: Path, dtype: type) -> None:
    pixels = scene(channels=4, dtype=dtype)
    pixels[:10, :, 3] = np.iinfo(dtype).max
    path = saved(photo_of(pixels), tmp_path / "out.bmp")
    with Image.open(path) as image:
        read = np.asarray(image.convert("RGB")).astype(float)
    unit = pixels / np.iinfo(dtype).max
    exact = (unit[..., :3] * unit[..., 3:] + 1 - unit[..., 3:]) * 255
    assert np.abs(read - exact).max() <= (0.5 if dtype == np.uint8 else 0.51)
    assert np.array_equal(read[:10], np.round(unit[:10, :, :3] * 255))


def test_colours_under_full_transparency_stay(tmp_path: Path) -> None:
    pixels = scene(channels=4)
    pixels[:20, :, 3] = 0
    for suffix in (".png", ".tif", ".webp"):
        photo = photo_of(pixels, PhotoFormat.WEBP, coding=Coding(lossless=True))
        again = open_photo(saved(photo, tmp_path / f"out{suffix}"), max_pixels=PLENTY)
        assert np.array_equal(again.pixels, pixels)


def test_webp_stays_lossless_even_with_an_alpha_that_is_opaque(tmp_path: Path) -> None:
    pixels = scene(channels=4)
    pixels[..., 3] = 255
    photo = opened_bytes(tmp_path, encode(scene(), "WEBP", lossless=True))
    assert photo.coding.lossless
    again = open_photo(saved(photo, tmp_path / "a.webp"), max_pixels=PLENTY)
    assert np.array_equal(again.pixels, scene())
    assert again.coding.lossless
    saved(photo_of(pixels, PhotoFormat.WEBP, coding=Coding(lossless=True)), tmp_path / "b.webp")


def test_a_lossy_webp_that_stays_one_loses_nothing_more_unless_that_is_wanted(tmp_path: Path) -> None:
    photo = opened_bytes(tmp_path, encode(scene(), "WEBP", quality=80))
    assert np.array_equal(
        open_photo(saved(photo, tmp_path / "a.webp"), max_pixels=PLENTY).pixels, photo.pixels
    )
    path = tmp_path / "b.webp"
    assert save_photo(photo, photo.pixels, path, SaveOptions(lossless=False)).way is Way.ENCODED
    assert not np.array_equal(open_photo(path, max_pixels=PLENTY).pixels, photo.pixels)
    assert any("loses a little" in note for note in save_notes(photo, BY_FORMAT[PhotoFormat.AVIF]))
    assert not save_notes(photo, BY_FORMAT[PhotoFormat.WEBP])


@pytest.mark.parametrize("name", ["out.jpg", "out.avif", "out.bmp"])
def test_what_may_lose_nothing_is_not_written_where_it_would(tmp_path: Path, name: str) -> None:
    photo = photo_of(scene(dtype=np.uint16), PhotoFormat.TIFF)
    with pytest.raises(OutputError, match="lose some"):
        save_photo(photo, photo.pixels, tmp_path / name, SaveOptions(lossless=True, only_lossless=True))
    assert not list(tmp_path.iterdir())


def test_grey_with_a_touch_of_colour_is_saved_as_its_luminance(tmp_path: Path) -> None:
    pixels = np.dstack([scene(channels=1)] * 3)
    edited = pixels.copy()
    edited[5, 5] = (250, 100, 50)
    path = tmp_path / "out.png"
    save_photo(photo_of(pixels, is_grey=True), edited, path, SaveOptions())
    with Image.open(path) as image:
        assert image.mode == "L"
        read = np.asarray(image)
    assert read[5, 5] == round(0.299 * 250 + 0.587 * 100 + 0.114 * 50)
    read = read.copy()
    read[5, 5] = pixels[5, 5, 0]
    assert np.array_equal(read, pixels[..., 0])


def test_a_grey_profile_is_applied_where_grey_must_become_colour(tmp_path: Path) -> None:
    linear = grey_profile(gamma=1.0)
    pixels = np.full((32, 32, 3), 55, np.uint8)
    photo = photo_of(pixels, is_grey=True, metadata={"icc": linear})
    path = saved(photo, tmp_path / "out.avif", quality=100)
    with Image.open(path) as image:
        assert "icc_profile" not in image.info
        value = np.asarray(image.convert("RGB"))[16, 16].astype(int)
    # 55 / 255 of the light is 0.5014 in sRGB (IEC 61966-2-1).
    assert np.abs(value - 128).max() <= 2
    with Image.open(saved(photo, tmp_path / "out.png")) as image:
        assert image.info["icc_profile"] == linear
        assert np.asarray(image)[0, 0] == 55


def grey_profile(gamma: float) -> bytes:
    """A smallest ICC profile for one channel (ICC.1:2001-04)."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"grey\0" + bytes(78 + 1)
    parts = [(b"wtpt", white), (b"kTRC", curve), (b"desc", text)]
    at = 128 + 4 + 12 * len(parts)
    table, body = struct.pack(">I", len(parts)), b""
    for name, data in parts:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = 128 + len(table) + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, b"mntr", b"GRAY", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def test_profiles_of_other_readers_are_understood() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile(1.0)))
    assert profile.profile.xcolor_space.strip() == "GRAY"
