"""What a photo says of itself follows it into the new file."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

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
from core.imageio.written import WRITABLE, opened_bytes, photo_of, saved
from PIL import ExifTags, Image

from objremove_gui.core.imageio.formats import BY_FORMAT
from objremove_gui.core.imageio.photo import PhotoFormat, Resolution
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import save_notes, target_format
from objremove_gui.core.metadata_kept import differing_metadata


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
