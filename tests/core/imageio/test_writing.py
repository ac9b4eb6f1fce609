from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
import pytest
from core.imageio.samples import (
    ICC,
    IPTC,
    PLENTY,
    XMP,
    encode,
    exif_blob,
    jpeg_with,
    photoshop_block,
    png_chunk,
    png_with,
    scene,
)
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms, JpegImagePlugin

from objremove_gui.core.imageio import encoding
from objremove_gui.core.imageio.encoding import Outgoing
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS, FormatInfo
from objremove_gui.core.imageio.photo import Coding, Photo, PhotoFormat, Resolution
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, Way, save_notes, save_photo, target_format
from objremove_gui.core.metadata_kept import differing_metadata
from objremove_gui.errors import OutputError

WRITABLE = [info for info in FORMATS if info.can_write]
LOSSLESS = [info for info in WRITABLE if info.lossless]


def photo_of(pixels: NDArray[Any], kind: PhotoFormat = PhotoFormat.PNG, **details: Any) -> Photo:
    return Photo(pixels, kind, **details)


def saved(photo: Photo, path: Path, **options: Any) -> Path:
    """The photo, coded as a whole."""
    save_photo(photo, photo.pixels, path, SaveOptions(keeps_blocks=False, **options))
    return path


def opened_bytes(folder: Path, data: bytes) -> Photo:
    (folder / "original").write_bytes(data)
    return open_photo(folder / "original", max_pixels=PLENTY)


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


# Pixels


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


# JPEG's coding


def sampling_of(path: Path) -> tuple[tuple[int, int], ...]:
    with Image.open(path) as image:
        assert isinstance(image, JpegImagePlugin.JpegImageFile)
        return tuple((layer[1], layer[2]) for layer in image.layer)


@pytest.mark.parametrize("factors", ["444", "422", "440", "420", "411"])
def test_jpeg_keeps_its_chroma_subsampling(tmp_path: Path, factors: str) -> None:
    flag = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{factors}")
    data = cv2.imencode(".jpg", scene(), [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, flag])[1].tobytes()
    photo = opened_bytes(tmp_path, data)
    path = saved(photo, tmp_path / "out.jpg")
    assert sampling_of(path) == sampling_of(tmp_path / "original")


def test_chroma_subsampling_turns_with_the_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = opened_bytes(tmp_path, encode(scene(), "JPEG", subsampling="4:2:2", exif=exif))
    assert sampling_of(tmp_path / "original")[0] == (2, 1)
    assert sampling_of(saved(photo, tmp_path / "out.jpg"))[0] == (1, 2)


def test_a_grey_jpeg_stays_grey(tmp_path: Path) -> None:
    photo = opened_bytes(tmp_path, encode(scene(channels=1), "JPEG"))
    assert photo.pixels.shape == (60, 90, 3)
    assert len(sampling_of(saved(photo, tmp_path / "out.jpg"))) == 1


def test_quality_decides_about_the_size(tmp_path: Path) -> None:
    for suffix in ("jpg", "webp", "avif"):
        sizes = [
            saved(photo_of(scene()), tmp_path / f"{quality}.{suffix}", quality=quality).stat().st_size
            for quality in (30, 60, 95)
        ]
        assert sizes == sorted(sizes)
        assert sizes[2] > 1.3 * sizes[0]


# Metadata


def segments_of(path: Path) -> list[tuple[int, bytes]]:
    data, at, found = path.read_bytes(), 2, []
    while data[at + 1] != 0xDA:
        length = struct.unpack_from(">H", data, at + 2)[0]
        found.append((data[at + 1], data[at + 4 : at + 2 + length]))
        at += 2 + length
    return found


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_jpeg_keeps_its_metadata_byte_for_byte(tmp_path: Path, order: str) -> None:
    more = b"0123456789ABCDEF0123456789ABCDEF"
    profile = ICC + bytes(150_000)
    segments = [
        (0xE1, b"Exif\0\0" + exif_blob(order, 1)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + more + struct.pack(">II", 3, 0) + b"abc"),
        (0xED, b"Photoshop 3.0\0" + photoshop_block((0x0404, IPTC), (0x03ED, b"12345"))),
        *[
            (0xE2, b"ICC_PROFILE\0" + bytes((part + 1, 3)) + profile[at : at + 65519])
            for part, at in enumerate(range(0, len(profile), 65519))
        ],
        (0xFE, b"taken by hand"),
    ]
    photo = opened_bytes(tmp_path, jpeg_with(segments))
    path = saved(photo, tmp_path / "out.jpg")
    wanted = {0xE1, 0xE2, 0xED, 0xFE}
    assert [segment for segment in segments_of(path) if segment[0] in wanted] == segments
    with Image.open(path) as image:
        assert image.info["icc_profile"] == profile


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_orientation_and_size_are_all_that_turning_changes_in_exif(
    tmp_path: Path, orientation: int, order: str
) -> None:
    exif = exif_blob(order, orientation)
    photo = opened_bytes(tmp_path, jpeg_with([(0xE1, b"Exif\0\0" + exif)]))
    path = saved(photo, tmp_path / "out.jpg")
    kept = segments_of(path)[1][1][6:]
    width, height = (60, 90) if orientation >= 5 else (90, 60)
    truth = exif_blob(order, 1).replace(
        struct.pack(order + "HHII", 0xA002, 4, 1, 90), struct.pack(order + "HHII", 0xA002, 4, 1, width)
    )
    truth = truth.replace(
        struct.pack(order + "HHIH", 0xA003, 3, 1, 60), struct.pack(order + "HHIH", 0xA003, 3, 1, height)
    )
    assert kept == truth
    again = open_photo(path, max_pixels=PLENTY)
    assert again.size == (width, height)


def test_the_orientation_in_xmp_is_reset_too(tmp_path: Path) -> None:
    for xmp in (b"<x tiff:Orientation='6' y='8'/>", b"<tiff:Orientation>8</tiff:Orientation>"):
        photo = photo_of(scene(), metadata={"xmp": xmp})
        again = open_photo(saved(photo, tmp_path / "out.png", overwrite=True), max_pixels=PLENTY)
        assert again.metadata["xmp"] == re.sub(rb"(?<=Orientation..)[68]|(?<=Orientation>)[68]", b"1", xmp)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_the_thumbnail_shows_the_new_picture_and_nothing_else_moves(tmp_path: Path, suffix: str) -> None:
    old = encode(np.full((120, 160, 3), (255, 0, 0), np.uint8), "JPEG", quality=95) + bytes(3000)
    exif = exif_blob(">", 1, old)
    blue = np.full((600, 800, 3), (0, 0, 255), np.uint8)
    path = saved(photo_of(blue, metadata={"exif": exif}), tmp_path / f"out.{suffix}")
    data = path.read_bytes()
    at = exif.index(old)
    # The blob's front part is found wherever the format keeps it; a TIFF file's header points elsewhere.
    start = data.index(exif[8:40]) - 8
    kept = data[start : start + len(exif)]
    assert len(kept) == len(exif)
    with Image.open(io.BytesIO(kept[at:])) as image:
        assert image.size == (160, 120)
        assert np.abs(np.asarray(image).reshape(-1, 3).mean(0) - (0, 0, 254)).max() < 3
    assert old[:200] not in data


def test_a_thumbnail_that_no_longer_fits_is_wiped_out(tmp_path: Path) -> None:
    old = b"\xff\xd8tiny old one\xff\xd9"
    exif = exif_blob("<", 1, old)
    path = saved(photo_of(scene(200, 200), metadata={"exif": exif}), tmp_path / "out.png")
    assert b"tiny old one" not in path.read_bytes()
    with Image.open(path) as image:
        assert image.getexif().get_ifd(0x8769)[0xA002] == 200
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1) == {}
    again = open_photo(path, max_pixels=PLENTY)
    assert len(again.metadata["exif"]) == len(exif)


def test_a_thumbnail_of_plain_strips_is_wiped_out(tmp_path: Path) -> None:
    strip = b"what was removed, in plain strips"
    exif = exif_blob("<", 1, encode(scene(12, 16), "JPEG"))
    # The second directory in its other form: strips instead of a JPEG.
    exif = exif.replace(struct.pack("<HHI", 0x0201, 4, 1), struct.pack("<HHI", 0x0111, 4, 1))
    exif = exif.replace(struct.pack("<HHI", 0x0202, 4, 1), struct.pack("<HHI", 0x0117, 4, 1))
    at = exif.index(b"\xff\xd8")
    exif = exif[:at] + strip.ljust(len(exif) - at, b"!")
    path = saved(photo_of(scene(200, 200), metadata={"exif": exif}), tmp_path / "out.png")
    assert strip not in path.read_bytes()
    with Image.open(path) as image:
        assert image.getexif()[0x010F] == "Camera1"
        assert image.getexif().get_ifd(ExifTags.IFD.IFD1) == {}


def test_a_preview_in_the_makers_note_shows_the_new_picture_and_is_expected_to(tmp_path: Path) -> None:
    old = encode(np.full((120, 160, 3), (255, 0, 0), np.uint8), "JPEG", quality=95)
    exif = exif_blob("<", 1, note=b"MAKER\0" + old + b" and the rest")
    blue = np.full((600, 800, 3), (0, 0, 255), np.uint8)
    photo = photo_of(blue, metadata={"exif": exif})
    path = saved(photo, tmp_path / "out.png")
    data = path.read_bytes()
    assert old not in data
    start = data.index(b"MAKER\0")
    assert data[start + 6 + len(old) :].startswith(b" and the rest")
    with Image.open(io.BytesIO(data[start + 6 :])) as image:
        assert np.abs(np.asarray(image).reshape(-1, 3).mean(0) - (0, 0, 254)).max() < 3
    again = open_photo(path, max_pixels=PLENTY)
    assert "exif" not in differing_metadata(photo, again)
    other = exif.replace(b" and the rest", b" and a change")
    assert "exif" in differing_metadata(photo_of(blue, metadata={"exif": other}), again)


def test_photoshops_thumbnail_goes_and_its_other_data_stay(tmp_path: Path) -> None:
    block = photoshop_block((0x0404, IPTC), (0x040C, b"old thumbnail"), (0x03ED, b"123"))
    photo = opened_bytes(tmp_path, jpeg_with([(0xED, b"Photoshop 3.0\0" + block)]))
    again = open_photo(saved(photo, tmp_path / "out.jpg"), max_pixels=PLENTY)
    assert again.metadata["photoshop"] == photoshop_block((0x0404, IPTC), (0x03ED, b"123"))
    assert again.metadata["iptc"] == IPTC


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "avif", "jpg"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_metadata_follow_into_every_format(tmp_path: Path, suffix: str, order: str) -> None:
    exif = exif_blob(order, 1)
    photo = photo_of(scene(), metadata={"exif": exif, "xmp": XMP, "icc": ICC})
    path = saved(photo, tmp_path / f"out.{suffix}")
    with Image.open(path) as image:
        read = image.getexif()
        assert read[0x010F] == "Camera1"
        assert float(read.get_ifd(0x8769)[0x829A]) == 1 / 125
        assert read.get_ifd(0x8825)[2] == (47.0, 3.0, 5.0)
        assert image.info["icc_profile"] == ICC
        assert read.get(0x0112, 1) == 1
        xmp = image.tag_v2[700] if suffix == "tif" else image.info["xmp"]
        assert xmp == XMP
    if suffix not in ("tif", "avif"):
        assert open_photo(path, max_pixels=PLENTY).metadata["exif"] == exif


@pytest.mark.parametrize("order", ["<", ">"])
def test_offsets_in_a_makers_note_stay_true_in_tiff(tmp_path: Path, order: str) -> None:
    exif = exif_blob(order, 1, note=b"NOTE IN A TIFF FILE\0")
    data = saved(photo_of(scene(), metadata={"exif": exif}), tmp_path / "out.tif").read_bytes()
    note = data.index(b"NOTE IN A TIFF FILE\0")
    assert struct.unpack_from(order + "I", data, note + 20)[0] == note


def test_what_a_tiff_file_says_survives_saving_twice(tmp_path: Path) -> None:
    metadata = {"exif": exif_blob(">", 1), "xmp": XMP, "icc": ICC, "iptc": IPTC}
    first = open_photo(saved(photo_of(scene(), metadata=metadata), tmp_path / "a.tif"), max_pixels=PLENTY)
    second = open_photo(saved(first, tmp_path / "b.tif"), max_pixels=PLENTY)
    assert second.metadata == first.metadata
    assert first.metadata["iptc"] == IPTC
    jpeg = open_photo(saved(first, tmp_path / "c.jpg"), max_pixels=PLENTY)
    assert jpeg.metadata["photoshop"] == photoshop_block((0x0404, IPTC))
    assert jpeg.metadata["iptc"] == IPTC
    with Image.open(tmp_path / "b.tif") as image:
        assert image.getexif().get_ifd(0x8769)[0xA002] == 90
        assert image.getexif()[0x8298] == "A. Huxley."


def test_a_png_keeps_its_texts_and_colour_chunks(tmp_path: Path) -> None:
    texts = png_chunk(b"tEXt", b"Title\0A view") + png_chunk(b"gAMA", struct.pack(">I", 45455))
    photo = opened_bytes(tmp_path, png_with(texts))
    assert texts in saved(photo, tmp_path / "out.png").read_bytes()
    assert b"A view" not in saved(photo, tmp_path / "out.jpg").read_bytes()


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "bmp"])
def test_the_resolution_is_kept(tmp_path: Path, suffix: str) -> None:
    photo = photo_of(scene(), resolution=Resolution(300, 240))
    with Image.open(saved(photo, tmp_path / f"out.{suffix}")) as image:
        assert image.info["dpi"] == pytest.approx((300, 240), abs=0.02)


def test_without_a_resolution_none_is_made_up(tmp_path: Path) -> None:
    for suffix in ("jpg", "png", "tif"):
        with Image.open(saved(photo_of(scene()), tmp_path / f"out.{suffix}")) as image:
            # Pillow says 1 where a TIFF file says nothing.
            assert image.info.get("dpi", (1, 1)) == (1, 1)


def test_what_a_format_will_not_keep_is_told(tmp_path: Path) -> None:
    photo = photo_of(
        scene(channels=4, dtype=np.uint16),
        metadata={"exif": exif_blob() + bytes(70_000), "icc": ICC, "iptc": IPTC},
    )
    told = {info.format: save_notes(photo, info) for info in WRITABLE}
    assert {kind: len(notes) for kind, notes in told.items()} == {
        PhotoFormat.JPEG: 3,
        PhotoFormat.PNG: 0,
        PhotoFormat.TIFF: 0,
        PhotoFormat.WEBP: 3,
        PhotoFormat.AVIF: 3,
        PhotoFormat.BMP: 3,
    }
    assert save_notes(photo_of(scene()), BY_FORMAT[PhotoFormat.JPEG]) == ()
    texts = photo_of(
        scene(), metadata={"comment": b"a word", "png": png_chunk(b"tEXt", b"A\0b"), "xmp-extended": b"more"}
    )
    told = {info.format: save_notes(texts, info) for info in WRITABLE}
    assert {kind: len(notes) for kind, notes in told.items()} == {
        PhotoFormat.JPEG: 1,
        PhotoFormat.PNG: 1,
        PhotoFormat.TIFF: 2,
        PhotoFormat.WEBP: 3,
        PhotoFormat.AVIF: 3,
        PhotoFormat.BMP: 1,
    }
    assert target_format(photo, tmp_path / "a.TIF").format is PhotoFormat.TIFF
    saved(photo, tmp_path / "out.jpg")
    long = photo_of(scene(), metadata={"xmp": XMP + b" " * 65_500, "exif": exif_blob()})
    assert len(save_notes(long, BY_FORMAT[PhotoFormat.JPEG])) == 1
    assert set(open_photo(saved(long, tmp_path / "long.jpg"), max_pixels=PLENTY).metadata) == {"exif"}


# Safety


def test_an_existing_file_is_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"precious")
    with pytest.raises(OutputError, match=r"out\.png.*not overwritten"):
        saved(photo_of(scene()), path)
    assert path.read_bytes() == b"precious"
    assert leftovers(tmp_path) == []
    saved(photo_of(scene()), path, overwrite=True)
    assert open_photo(path, max_pixels=PLENTY).size == (90, 60)
    assert leftovers(tmp_path) == []


@pytest.fixture
def meddling(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Something that happens behind the encoder's back."""

    def install(kind: PhotoFormat, then: Any) -> None:
        original = encoding.ENCODERS[kind]

        def encoder(file: BinaryIO, picture: Outgoing) -> None:
            original(file, picture)
            then(file)

        monkeypatch.setitem(encoding.ENCODERS, kind, encoder)

    return install


def test_an_existing_file_is_refused_before_the_work_of_encoding(tmp_path: Path, meddling: Any) -> None:
    (tmp_path / "out.png").write_bytes(b"precious")
    encoded: list[BinaryIO] = []
    meddling(PhotoFormat.PNG, encoded.append)
    with pytest.raises(OutputError, match="not overwritten"):
        saved(photo_of(scene()), tmp_path / "out.png")
    assert encoded == []


def test_a_file_that_comes_up_while_encoding_is_not_overwritten_either(tmp_path: Path, meddling: Any) -> None:
    path = tmp_path / "out.png"
    meddling(PhotoFormat.PNG, lambda _: path.write_bytes(b"precious"))
    with pytest.raises(OutputError, match="not overwritten"):
        saved(photo_of(scene()), path)
    assert path.read_bytes() == b"precious"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("info", LOSSLESS, ids=lambda info: info.title)
def test_pixels_that_do_not_come_back_are_found_before_the_file_gets_its_name(
    tmp_path: Path, meddling: Any, info: FormatInfo
) -> None:
    wrong = photo_of(scene(seed=9))
    spoiled = (tmp_path / f"wrong{info.suffixes[0]}", tmp_path / f"out{info.suffixes[0]}")
    data = saved(wrong, spoiled[0]).read_bytes()

    def spoil(file: BinaryIO) -> None:
        file.seek(0)
        file.truncate()
        file.write(data)

    meddling(info.format, spoil)
    with pytest.raises(OutputError, match="not what was written"):
        saved(photo_of(scene()), spoiled[1])
    assert not spoiled[1].exists()
    assert leftovers(tmp_path) == []


def test_a_file_that_does_not_decode_is_found_in_every_format(tmp_path: Path, meddling: Any) -> None:
    for info in WRITABLE:
        meddling(info.format, lambda file: file.truncate(file.seek(0, 2) * 2 // 3))
        with pytest.raises(OutputError, match="not what was written"):
            saved(photo_of(scene()), tmp_path / f"out{info.suffixes[0]}")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder “gone”"):
        saved(photo_of(scene()), tmp_path / "gone" / "out.png")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError, match="folder “file”"):
        saved(photo_of(scene()), tmp_path / "file" / "out.png")


def test_a_folder_or_device_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out.png").mkdir()
    with pytest.raises(OutputError, match="folder or device"):
        saved(photo_of(scene()), tmp_path / "out.png", overwrite=True)
    if sys.platform != "win32":
        with pytest.raises(OutputError, match="folder or device"):
            saved(photo_of(scene(), PhotoFormat.PNG), Path("/dev/full"), overwrite=True)


def test_a_name_that_can_not_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="name"):
        saved(photo_of(scene()), tmp_path / "a\0b.png")
    with pytest.raises(OutputError, match="too long"):
        saved(photo_of(scene()), tmp_path / ("x" * 300 + ".png"))
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="permission"):
            saved(photo_of(scene()), folder / "out.png")
    finally:
        if is_root:
            os.seteuid(0)


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import OutputError
pixels = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
photo = Photo(pixels, PhotoFormat.PNG)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
for name in sys.argv[2:]:
    try:
        save_photo(photo, pixels, Path(sys.argv[1]) / name, SaveOptions(overwrite=True))
    except OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_when_the_drive_takes_no_more_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    names = [f"out{info.suffixes[0]}" for info in WRITABLE]
    for name in names:
        (tmp_path / name).write_bytes(b"precious")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), *names], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    sentences = run.stdout.splitlines()
    assert len(sentences) == len(names)
    assert all("larger than this drive takes" in sentence for sentence in sentences)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert {(tmp_path / name).read_bytes() for name in names} == {b"precious"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_a_link_leads_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(b"old")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    saved(photo_of(scene()), tmp_path / "link.png", overwrite=True)
    assert (tmp_path / "link.png").is_symlink()
    assert open_photo(tmp_path / "real.png", max_pixels=PLENTY).size == (90, 60)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_permissions_are_the_old_files_or_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "old.png").write_bytes(b"old")
    (tmp_path / "old.png").chmod(0o640)
    before = os.umask(0o027)
    try:
        saved(photo_of(scene()), tmp_path / "old.png", overwrite=True)
        saved(photo_of(scene()), tmp_path / "new.png")
    finally:
        os.umask(before)
    assert (tmp_path / "old.png").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.png").stat().st_mode & 0o777 == 0o640


def test_a_side_too_long_for_the_format_is_refused(tmp_path: Path) -> None:
    photo = photo_of(np.zeros((2, 20_000, 3), np.uint8))
    with pytest.raises(OutputError, match="16383"):
        saved(photo, tmp_path / "out.webp")
    saved(photo, tmp_path / "out.jpg")


def test_pixels_of_another_shape_are_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shape"):
        save_photo(photo_of(scene()), scene(10, 10), tmp_path / "out.png", SaveOptions())


def test_profiles_of_other_readers_are_understood() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile(1.0)))
    assert profile.profile.xcolor_space.strip() == "GRAY"
