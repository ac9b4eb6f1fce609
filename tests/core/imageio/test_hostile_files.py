"""Damaged and forged files: a picture or a sentence, never anything else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import (
    ICC,
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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.mask_file import read_mask
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.transfer import decode_picture
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import InputError

SMALL = scene(24, 32)
RICH = [
    (0xE1, b"Exif\0\0" + exif_blob(">", 6, encode(SMALL, "JPEG"))),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    (0xED, b"Photoshop 3.0\0" + photoshop_block((0x0404, b"abc"))),
    (0xE2, b"ICC_PROFILE\0\1\1" + ICC),
]


def _tiff_with_exif() -> bytes:
    exif = Image.Exif()
    exif.load(exif_blob())
    return encode(SMALL, "TIFF", exif=exif)


FILES = [
    jpeg_with(RICH, SMALL),
    encode(SMALL, "JPEG", progressive=True),
    encode(Image.fromarray(SMALL).convert("CMYK"), "JPEG"),
    png_with(png_chunk(b"eXIf", exif_blob()) + png_chunk(b"iCCP", b"x\0\0" + zlib.compress(ICC)), SMALL),
    encode(Image.fromarray(SMALL).convert("P"), "PNG", transparency=3),
    encode(SMALL, "WEBP", exif=exif_blob(), xmp=XMP),
    encode(SMALL, "WEBP", lossless=True),
    _tiff_with_exif(),
    encode(SMALL, "TIFF", compression="tiff_lzw"),
    encode(SMALL, "TIFF", compression="tiff_adobe_deflate"),
    encode(SMALL, "TIFF", big_tiff=True),
    encode(SMALL, "GIF"),
    encode(SMALL, "BMP"),
    encode(Image.fromarray(SMALL).convert("P"), "BMP"),
    encode(SMALL, "AVIF", exif=exif_blob(orientation=1)),
]
PLAIN = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(FILES)))
    # Most of what decides lies at the start and in the metadata.
    places = st.one_of(st.integers(0, min(600, len(data) - 1)), st.integers(0, len(data) - 1))
    values = st.one_of(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]), st.integers(0, 255))
    for place, value in draw(st.lists(st.tuples(places, values), max_size=8)):
        data[place] = value
    cut = draw(st.one_of(st.none(), st.integers(0, len(data))))
    return bytes(data if cut is None else data[:cut])


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("silent")
@PLAIN
@given(data=damaged_files())
def test_a_damaged_photo_opens_or_is_refused_in_silence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "photo"
    path.write_bytes(data)
    try:
        photo = open_photo(path, max_pixels=PLENTY)
    except InputError:
        return
    assert photo.size.pixels <= PLENTY
    assert photo.pixels.shape[2] in (3, 4)


@PLAIN
@given(data=damaged_files())
def test_a_damaged_answer_is_decoded_or_refused(data: bytes) -> None:
    try:
        pixels = decode_picture(data, max_pixels=PLENTY)
    except InputError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3
    assert pixels.flags.c_contiguous


@PLAIN
@given(data=damaged_files())
def test_a_damaged_mask_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mask"
    path.write_bytes(data)
    try:
        mask, _ = read_mask(path, Size(32, 24), max_pixels=PLENTY)
    except InputError:
        return
    assert mask.shape == (24, 32)
    assert set(np.unique(mask)) <= {0, 255}


@st.composite
def damaged_blobs(draw: st.DrawFn) -> bytes:
    blob = bytearray(draw(st.sampled_from([exif_blob("<"), exif_blob(">", 3, encode(SMALL, "JPEG"))])))
    places = st.integers(0, min(len(blob) - 1, 400))
    for place, value in draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        blob[place] = value
    return bytes(blob[: draw(st.integers(0, len(blob)))])


@PLAIN
@given(
    exif=st.one_of(st.binary(max_size=64), damaged_blobs()),
    block=st.one_of(
        st.binary(max_size=40), st.just(photoshop_block((0x040C, b"x" * 9), (0x0404, b"iptc"))[:-3])
    ),
    kind=st.sampled_from([PhotoFormat.JPEG, PhotoFormat.TIFF, PhotoFormat.PNG, PhotoFormat.AVIF]),
)
def test_damaged_metadata_never_keep_a_photo_from_being_saved(
    tmp_path: Path, exif: bytes, block: bytes, kind: PhotoFormat
) -> None:
    photo = Photo(scene(16, 16), kind, metadata={"exif": exif, "photoshop": block, "xmp": b"<", "icc": exif})
    path = tmp_path / "saved"
    save_photo(photo, photo.pixels, path, SaveOptions(overwrite=True))
    again = open_photo(path, max_pixels=PLENTY)
    assert again.format is kind
    assert again.size == (16, 16)


def test_directories_that_point_at_each_other_end(tmp_path: Path) -> None:
    data = encode(SMALL, "TIFF")
    first = struct.unpack("<I", data[4:8])[0]
    end = first + 2 + 12 * struct.unpack_from("<H", data, first)[0]
    looped = data[:end] + struct.pack("<I", first) + data[end + 4 :]
    (tmp_path / "loop.tif").write_bytes(looped)
    photo = open_photo(tmp_path / "loop.tif", max_pixels=PLENTY)
    assert np.array_equal(photo.pixels, SMALL)


def test_a_profile_that_inflates_without_end_is_left_out(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(80 << 20), 9)
    (tmp_path / "bomb.png").write_bytes(png_with(png_chunk(b"zTXt", b"x\0\0" + bomb) * 3, SMALL))
    assert open_photo(tmp_path / "bomb.png", max_pixels=PLENTY).size == (32, 24)
    (tmp_path / "bomb.png").write_bytes(
        png_with(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + bomb), SMALL)
    )
    assert "xmp" not in open_photo(tmp_path / "bomb.png", max_pixels=PLENTY).metadata


def test_a_size_beyond_reason_is_refused_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(encode(SMALL, "AVIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 32, 2**31 - 99)
    (tmp_path / "forged").write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        open_photo(tmp_path / "forged", max_pixels=PLENTY)
    assert capfd.readouterr() == ("", "")


def test_values_said_to_be_huge_are_not_read(tmp_path: Path) -> None:
    data = encode(SMALL, "TIFF", tiffinfo={700: XMP})
    row = struct.pack("<HHI", 700, 1, len(XMP))
    assert row in data
    (tmp_path / "huge.tif").write_bytes(data.replace(row, struct.pack("<HHI", 700, 1, 2**32 - 1)))
    assert "xmp" not in open_photo(tmp_path / "huge.tif", max_pixels=PLENTY).metadata
