from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from pathlib import Path

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
from PIL import Image, ImageOps

from objremove_gui.core.imageio.libvips import vips
from objremove_gui.core.imageio.photo import Photo, PhotoFormat, Resolution
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.errors import InputError

WHOLE = {
    PhotoFormat.JPEG: encode(scene(), "JPEG", quality=92),
    PhotoFormat.PNG: encode(scene(), "PNG"),
    PhotoFormat.WEBP: encode(scene(), "WEBP", quality=92),
    PhotoFormat.TIFF: encode(scene(), "TIFF"),
    PhotoFormat.BMP: encode(scene(), "BMP"),
    PhotoFormat.AVIF: encode(scene(), "AVIF", quality=92, subsampling="4:4:4"),
    PhotoFormat.GIF: encode(scene(), "GIF"),
}


def opened(folder: Path, data: bytes, name: str = "picture", max_pixels: int = PLENTY) -> Photo:
    path = folder / name
    path.write_bytes(data)
    return open_photo(path, max_pixels=max_pixels)


def refused(folder: Path, data: bytes, name: str = "picture", max_pixels: int = PLENTY) -> str:
    with pytest.raises(InputError) as caught:
        opened(folder, data, name, max_pixels)
    assert name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("kind", WHOLE)
def test_every_format_opens_as_another_reader_sees_it(tmp_path: Path, kind: PhotoFormat) -> None:
    photo = opened(tmp_path, WHOLE[kind])
    truth = np.asarray(Image.open(io.BytesIO(WHOLE[kind])).convert("RGB"))
    assert photo.format is kind
    assert photo.path == tmp_path / "picture"
    assert photo.size == (90, 60)
    assert photo.notes == ()
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.flags.c_contiguous
    assert not photo.pixels.flags.writeable
    # Decoders of lossy formats may round differently.
    tolerance = 3 if kind in (PhotoFormat.JPEG, PhotoFormat.WEBP, PhotoFormat.AVIF) else 0
    assert np.abs(photo.pixels.astype(int) - truth).max() <= tolerance


def test_the_contents_decide_about_the_format_and_not_the_name(tmp_path: Path) -> None:
    assert opened(tmp_path, WHOLE[PhotoFormat.PNG], "photo.jpg").format is PhotoFormat.PNG


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [PhotoFormat.JPEG, PhotoFormat.PNG, PhotoFormat.WEBP, PhotoFormat.TIFF])
def test_a_photo_is_turned_upright(tmp_path: Path, kind: PhotoFormat, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind is PhotoFormat.WEBP else {}
    data = encode(scene(), kind.upper(), exif=exif, **options)
    photo = opened(tmp_path, data)
    truth = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert np.abs(photo.pixels.astype(int) - truth).max() <= (3 if kind is PhotoFormat.JPEG else 0)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_sixteen_bits_survive_to_the_last_one(tmp_path: Path, suffix: str, channels: int) -> None:
    pixels = scene(channels=channels, dtype=np.uint16)
    order = {1: None, 3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}[channels]
    stored = pixels if order is None else cv2.cvtColor(pixels, order)
    photo = opened(tmp_path, cv2.imencode(suffix, stored)[1].tobytes())
    assert photo.pixels.dtype == np.uint16
    assert photo.is_grey == (channels == 1)
    truth = np.dstack([pixels] * 3) if channels == 1 else pixels
    assert np.array_equal(photo.pixels, truth)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_every_kind_of_pixel_becomes_colour_with_straight_alpha(tmp_path: Path, kind: str, mode: str) -> None:
    image = Image.fromarray(scene(channels=4), "RGBA").convert("RGB" if mode == "P" else "RGBA").convert(mode)
    photo = opened(tmp_path, encode(image, kind))
    truth = np.asarray(image.convert("RGBA" if "A" in mode else "RGB"))
    assert np.array_equal(photo.pixels, truth)
    assert photo.is_grey == (mode in ("1", "L", "LA"))


def test_a_palette_with_a_transparent_colour_keeps_it_transparent(tmp_path: Path) -> None:
    image = Image.fromarray(scene()).convert("P")
    data = encode(image, "PNG", transparency=image.getpixel((5, 5)))
    photo = opened(tmp_path, data)
    assert np.array_equal(photo.pixels, np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")))
    assert photo.pixels[5, 5, 3] == 0


def test_premultiplied_alpha_becomes_straight(tmp_path: Path) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[...] = (50, 100, 0, 128)
    data = encode(pixels, "TIFF")
    unassociated = struct.pack("<HHIH", 338, 3, 1, 2)
    assert data.count(unassociated) == 1
    photo = opened(tmp_path, data.replace(unassociated, struct.pack("<HHIH", 338, 3, 1, 1)))
    assert photo.pixels[0, 0] == pytest.approx([100, 199, 0, 128], abs=1)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_printing_colours_are_converted_with_a_note(tmp_path: Path, kind: str) -> None:
    inks = np.zeros((16, 64, 4), np.uint8)
    inks[:, 16:32, 0] = 255
    inks[:, 32:48, 3] = 255
    inks[:, 48:, 1:3] = 255
    photo = opened(tmp_path, encode(Image.fromarray(inks, "CMYK"), kind))
    paper, cyan, black, red = (photo.pixels[8, at].astype(int) for at in (8, 24, 40, 56))
    assert paper.min() > 250
    assert black.max() < 60
    assert cyan[2] > cyan[0] + 100
    assert red[0] > red[2] + 100
    assert photo.metadata["icc"][16:20] == b"RGB "
    assert len(photo.notes) == 1
    assert "CMYK" in photo.notes[0]


def test_ten_bits_of_avif_reach_full_white(tmp_path: Path) -> None:
    white = vips().Image.new_from_array(np.full((16, 16, 3), 65535, np.uint16)).copy(interpretation="rgb16")
    photo = opened(tmp_path, white.heifsave_buffer(compression="av1", bitdepth=10, Q=100))
    assert photo.pixels.dtype == np.uint16
    assert photo.pixels.min() == 65535


@pytest.mark.parametrize("mode", ["F", "I"])
def test_pixels_of_32_bits_are_refused(tmp_path: Path, mode: str) -> None:
    data = encode(Image.fromarray(scene(channels=1)).convert(mode), "TIFF")
    assert "8 or 16 bits" in refused(tmp_path, data)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_of_several_pictures_the_first_is_opened_with_a_note(tmp_path: Path, kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    more = [Image.fromarray(scene(seed=seed)) for seed in (1, 2)]
    data = encode(scene(), kind, save_all=True, append_images=more, **options)
    photo = opened(tmp_path, data)
    assert np.abs(photo.pixels[..., :3].astype(int) - scene()).mean() < 12
    assert len(photo.notes) == 1
    # Nothing tells how many pictures an AVIF animation has.
    assert ("several" if kind == "AVIF" else "3") in photo.notes[0]


def test_smaller_versions_in_a_tiff_file_are_no_pages(tmp_path: Path) -> None:
    path = tmp_path / "pyramid.tif"
    big = vips().Image.new_from_array(scene(600, 600))
    big.tiffsave(str(path), tile=True, pyramid=True)
    with Image.open(path) as image:
        assert image.n_frames > 1
    photo = open_photo(path, max_pixels=PLENTY)
    assert photo.size == (600, 600)
    assert photo.notes == ()


def test_more_pixels_than_allowed_are_refused_by_the_header_alone(tmp_path: Path) -> None:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 40_000, 8, 2, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(b"")) + png_chunk(b"IEND", b"")
    message = refused(tmp_path, data, max_pixels=200_000_000)
    assert "50000 × 40000" in message
    assert "2000 megapixels" in message
    assert "200 megapixels" in message


@pytest.mark.parametrize("kind", WHOLE)
def test_the_limit_holds_for_every_format_to_the_pixel(tmp_path: Path, kind: PhotoFormat) -> None:
    assert opened(tmp_path, WHOLE[kind], max_pixels=90 * 60).size.pixels == 5400
    assert "megapixels" in refused(tmp_path, WHOLE[kind], max_pixels=90 * 60 - 1)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97])
@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, kind: PhotoFormat, share: float) -> None:
    data = WHOLE[kind]
    refused(tmp_path, data[: int(len(data) * share)])


def test_a_jpeg_whose_end_was_never_copied_is_refused(tmp_path: Path) -> None:
    data = WHOLE[PhotoFormat.JPEG]
    refused(tmp_path, data[: len(data) // 2] + bytes(len(data) // 2))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just some words\n" * 100, "not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "damaged"),
        (b"\xff\x0a" + bytes(100), "JPEG XL"),
        (b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"II*\0\x10\0\0\0CR\x02\0" + bytes(100), "camera raw"),
        (b"8BPS\0\1" + bytes(100), "Photoshop"),
    ],
)
def test_what_is_no_picture_we_read_is_called_by_its_name(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(tmp_path, data)


def test_a_raw_file_in_the_guise_of_tiff_does_not_open_as_its_preview(tmp_path: Path) -> None:
    data = encode(scene(), "TIFF", tiffinfo={254: 1})
    assert "camera raw" in refused(tmp_path, data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.jpg.*not there"):
        open_photo(tmp_path / "gone.jpg", max_pixels=PLENTY)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        open_photo(tmp_path, max_pixels=PLENTY)


def test_a_file_used_as_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(InputError, match="not there"):
        open_photo(tmp_path / "file" / "photo.jpg", max_pixels=PLENTY)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(InputError, match="not a file"):
            open_photo(path, max_pixels=PLENTY)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.png"
    path.write_bytes(WHOLE[PhotoFormat.PNG])
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        # Everything below a private folder is out of reach for the nobody that root becomes here.
        os.seteuid(65534)
    try:
        with pytest.raises(InputError, match="permission"):
            open_photo(path, max_pixels=PLENTY)
    finally:
        if is_root:
            os.seteuid(0)


def test_a_name_with_a_null_byte_is_refused() -> None:
    with pytest.raises(InputError, match="name"):
        open_photo(Path("a\0b.png"), max_pixels=PLENTY)


@pytest.mark.parametrize("name", ["写真 ünï [page=2].png", "a\nb.png", "%d&$(x);'.png"])
@pytest.mark.skipif(sys.platform == "win32", reason="not all of these can be names there")
def test_any_name_can_be_opened_and_is_shown_on_one_line(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, WHOLE[PhotoFormat.PNG], name).size == (90, 60)
    (tmp_path / name).write_bytes(b"no")
    with pytest.raises(InputError) as caught:
        open_photo(tmp_path / name, max_pixels=PLENTY)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="only here are names any bytes")
def test_a_name_that_is_no_text_can_be_opened(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    path.write_bytes(WHOLE[PhotoFormat.PNG])
    assert open_photo(path, max_pixels=PLENTY).size == (90, 60)
    # What libvips says about the last one quotes the name.
    for data in (b"no", WHOLE[PhotoFormat.PNG][:500], WHOLE[PhotoFormat.AVIF][:600]):
        path.write_bytes(data)
        with pytest.raises(InputError) as caught:
            open_photo(path, max_pixels=PLENTY)
        str(caught.value).encode()
    with pytest.raises(vips().Error) as error:
        vips().Image.pngload(b"gone.png")
    assert "caf" not in str(error.value)


def test_links_are_followed_and_broken_ones_refused(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(WHOLE[PhotoFormat.PNG])
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "real.png")
    assert open_photo(link, max_pixels=PLENTY).size == (90, 60)
    (tmp_path / "real.png").unlink()
    with pytest.raises(InputError, match=r"link\.png"):
        open_photo(link, max_pixels=PLENTY)


def test_a_file_that_changed_is_read_anew(tmp_path: Path) -> None:
    assert opened(tmp_path, encode(scene(seed=1), "PNG")).size == (90, 60)
    assert opened(tmp_path, encode(scene(30, 40), "PNG")).size == (40, 30)


def test_the_metadata_of_a_jpeg_come_as_they_lie_in_the_file(tmp_path: Path) -> None:
    exif = exif_blob(">", 8)
    block = photoshop_block((0x03ED, b"1234567"), (0x0404, IPTC))
    more = b"0123456789ABCDEF0123456789ABCDEF"
    extension = b"http://ns.adobe.com/xmp/extension/\0" + more
    data = jpeg_with(
        [
            (0xE1, b"Exif\0\0" + exif),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
            (0xE1, extension + struct.pack(">II", 6, 3) + b"def"),
            (0xE1, extension + struct.pack(">II", 6, 0) + b"abc"),
            (0xED, b"Photoshop 3.0\0" + block),
            (0xE2, b"ICC_PROFILE\0\2\2" + ICC[300:]),
            (0xE2, b"ICC_PROFILE\0\1\2" + ICC[:300]),
            (0xFE, b"taken by hand"),
        ],
        subsampling="4:2:2",
    )
    photo = opened(tmp_path, data)
    assert photo.metadata == {
        "exif": exif,
        "xmp": XMP,
        "xmp-extended": more + b"abcdef",
        "photoshop": block,
        "iptc": IPTC,
        "icc": ICC,
        "comment": b"taken by hand",
    }
    assert photo.resolution == Resolution(300, 300)
    # Lying pictures exchange across and down.
    assert photo.coding.subsampling == (1, 2)


def test_the_metadata_of_a_png_come_as_they_lie_in_the_file(tmp_path: Path) -> None:
    exif = exif_blob("<", 3)
    text = png_chunk(b"tEXt", b"Title\0A view") + png_chunk(b"gAMA", struct.pack(">I", 45455))
    data = png_with(
        png_chunk(b"iCCP", b"x\0\0" + zlib.compress(ICC))
        + text
        + png_chunk(b"pHYs", struct.pack(">IIB", 11811, 5906, 1))
        + png_chunk(b"eXIf", exif)
        + png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP))
    )
    photo = opened(tmp_path, data)
    assert photo.metadata == {"exif": exif, "xmp": XMP, "icc": ICC, "png": text}
    assert photo.resolution == pytest.approx((300, 150), abs=0.02)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_metadata_of_webp_and_avif_come_as_they_lie_in_the_file(tmp_path: Path, order: str) -> None:
    # Pillow rewrites the blob for AVIF if it holds an orientation.
    for kind, orientation in (("WEBP", 6), ("AVIF", 1)):
        exif = exif_blob(order, orientation)
        data = encode(scene(), kind, exif=exif, xmp=XMP, icc_profile=ICC)
        photo = opened(tmp_path, data)
        assert photo.metadata["xmp"] == XMP
        assert photo.metadata["icc"] == ICC
        if kind == "WEBP":
            assert photo.metadata["exif"] == exif
        assert photo.size == ((60, 90) if kind == "WEBP" else (90, 60))


@pytest.mark.parametrize("big", [False, True])
def test_the_metadata_of_a_tiff_file_are_gathered_with_exif(tmp_path: Path, big: bool) -> None:
    exif = Image.Exif()
    exif.load(exif_blob("<", 1))
    exif[700], exif[33723] = XMP, IPTC
    data = encode(scene(), "TIFF", exif=exif, icc_profile=ICC, dpi=(240, 240), big_tiff=big)
    photo = opened(tmp_path, data)
    assert photo.metadata["icc"] == ICC
    assert photo.metadata["xmp"] == XMP
    assert photo.resolution == (240, 240)
    again = Image.Exif()
    again.load(photo.metadata["exif"])
    assert again[0x010F] == "Camera1"
    assert again[0x8298] == "A. Huxley."
    assert float(again.get_ifd(0x8769)[0x829A]) == pytest.approx(0.008)
    assert again.get_ifd(0x8825)[2] == (47.0, 3.0, 5.0)
    assert 0x0100 not in again


def test_resolution_in_centimetres_is_told_in_inches(tmp_path: Path) -> None:
    data = bytearray(WHOLE[PhotoFormat.JPEG])
    assert data[6:11] == b"JFIF\0"
    data[13:18] = struct.pack(">BHH", 2, 100, 50)
    assert opened(tmp_path, bytes(data)).resolution == (254, 127)
