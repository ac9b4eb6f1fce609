"""What an export is asked for: depth, colours, metadata, how pixels lie. Read again by Pillow, not by the writer."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import DISPLAY_P3, rgb_profile
from core.imageio.samples import (
    IPTC,
    PLENTY,
    encode,
    exif_blob,
    jpeg_with,
    photoshop_block,
    png_chunk,
    scene,
)
from PIL import ExifTags, Image, ImageCms

from objremove_gui.core.imageio.options import Colours, Keep, SaveOptions, Turning
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.profiles import own_profile
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import Way, save_notes, save_photo, target_format
from objremove_gui.core.proof import prove, sentence
from objremove_gui.core.screen_colours import screen_colours

P3 = DISPLAY_P3
PLACE = b"47.0166"
XMP_PLACE = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description crs:Exposure2012="+0.35" exif:GPSLatitude="47.0166" '
    b"drone-dji:GpsLongitude='47.0166' drone-dji:Latitude='47.0166'>"
    b"<exif:GPSAltitude>47.0166</exif:GPSAltitude><exif:GPSMapDatum/>"
    b"<dc:title>a hill</dc:title></rdf:Description></x:xmpmeta>"
)


def opened(folder: Path, data: bytes, name: str = "original") -> Photo:
    (folder / name).write_bytes(data)
    return open_photo(folder / name, max_pixels=PLENTY)


def saved(photo: Photo, path: Path, options: SaveOptions) -> Path:
    save_photo(photo, photo.pixels, path, options)
    return path


def with_everything(folder: Path, orientation: int = 1) -> Photo:
    more = b"Exif\0\0" + PLACE
    segments = [
        (0xE1, b"Exif\0\0" + exif_blob(orientation=orientation)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP_PLACE),
        (0xED, b"Photoshop 3.0\0" + photoshop_block((0x0404, IPTC), (0x0422, more), (0x0424, XMP_PLACE))),
        (0xE2, b"ICC_PROFILE\0\1\1" + P3),
        (0xFE, b"a comment"),
    ]
    return opened(folder, jpeg_with(segments))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
def test_without_gps_no_byte_of_the_place_is_left_and_all_else_is(tmp_path: Path, suffix: str) -> None:
    photo = with_everything(tmp_path)
    place = exif_blob()[-12:]
    options = SaveOptions(keeps_blocks=suffix == ".jpg", metadata=Keep.NO_GPS)
    path = saved(photo, tmp_path / f"out{suffix}", options)
    data = path.read_bytes()
    assert PLACE not in data
    assert (47).to_bytes(4, "little") + (1).to_bytes(4, "little") not in data
    assert len(place) == 12
    with Image.open(path) as image:
        tags = image.getexif()
        assert tags[ExifTags.Base.Make] == "Camera1"
        assert tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExposureTime] == 1 / 125
        assert tags.get_ifd(ExifTags.IFD.GPSInfo) == {}
        assert image.info["icc_profile"] == P3
    assert b'Exposure2012="+0.35"' in data
    assert b"<dc:title>a hill</dc:title>" in data


def test_a_place_in_the_texts_of_a_png_goes_and_other_texts_stay(tmp_path: Path) -> None:
    texts = png_chunk(b"tEXt", b"exif:GPSInfo\x0047.0166") + png_chunk(b"tEXt", b"Author\0A. Huxley")
    packed = zlib.compress(b"GPS 47.0166")
    texts += png_chunk(b"zTXt", b"Where\0\0" + packed)
    texts += png_chunk(b"iTXt", b"Where\0\1\0\0\0" + packed)
    plain = encode(scene(), "PNG")
    photo = opened(tmp_path, plain[:33] + texts + png_chunk(b"gAMA", b"\0\0\xb1\x8f") + plain[33:])
    data = saved(photo, tmp_path / "out.png", SaveOptions(metadata=Keep.NO_GPS)).read_bytes()
    assert PLACE not in data
    assert packed not in data
    assert b"A. Huxley" in data
    assert b"gAMA" in data


def test_none_but_the_profile_leaves_the_profile_alone(tmp_path: Path) -> None:
    photo = with_everything(tmp_path)
    path = saved(photo, tmp_path / "out.jpg", SaveOptions(metadata=Keep.PROFILE))
    with Image.open(path) as image:
        assert dict(image.getexif()) == {}
        assert image.info["icc_profile"] == P3
    data = path.read_bytes()
    for gone in (b"Camera1", b"Exposure2012", b"a comment", b"Hu\xdf"):
        assert gone not in data


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_a_photo_can_be_saved_as_it_is_stored(tmp_path: Path, suffix: str, orientation: int) -> None:
    photo = with_everything(tmp_path, orientation)
    options = SaveOptions(100, keeps_blocks=False, turning=Turning.STORED, lossless=True)
    path = saved(photo, tmp_path / f"out{suffix}", options)
    with Image.open(path) as image, Image.open(tmp_path / "original") as original:
        assert image.getexif().get(ExifTags.Base.Orientation) == orientation
        # Of TIFF the reader has turned the size already.
        turned = suffix == ".tif" and orientation >= 5
        assert (image.size[::-1] if turned else image.size) == original.size
        if suffix != ".tif":
            worst = np.abs(
                np.asarray(image.convert("RGB"), int) - np.asarray(original.convert("RGB"), int)
            ).max()
            assert worst <= (8 if suffix == ".jpg" else 2)
    again = open_photo(path, max_pixels=PLENTY)
    assert again.pixels.shape == photo.pixels.shape
    assert suffix == ".jpg" or np.array_equal(again.pixels, photo.pixels)
    assert again.resolution == pytest.approx(photo.resolution, rel=1e-4)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_jpeg_without_metadata_keeps_its_blocks_and_is_still_shown_upright(
    tmp_path: Path, orientation: int
) -> None:
    pytest.importorskip("jpeglib")
    photo = with_everything(tmp_path, orientation)
    options = SaveOptions(metadata=Keep.PROFILE)
    done = save_photo(photo, photo.pixels, tmp_path / "out.jpg", options)
    assert done.way is Way.SPLICED
    again = open_photo(tmp_path / "out.jpg", max_pixels=PLENTY)
    assert np.array_equal(again.pixels, photo.pixels)
    assert b"Camera1" not in (tmp_path / "out.jpg").read_bytes()


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_colours_in_srgb_are_those_that_another_converter_gives(tmp_path: Path, depth: type) -> None:
    full = np.iinfo(depth).max
    pixels = (scene(dtype=depth).astype(float) * 0.3 + 0.3 * full).astype(depth)
    photo = Photo(pixels, PhotoFormat.PNG, metadata={"icc": P3})
    path = saved(photo, tmp_path / "out.png", SaveOptions(colours=Colours.SRGB))
    srgb = ImageCms.createProfile("sRGB")
    there = Image.fromarray(np.rint(pixels * (255 / full)).astype(np.uint8))
    wanted = ImageCms.profileToProfile(there, ImageCms.ImageCmsProfile(io.BytesIO(P3)), srgb)
    again = open_photo(path, max_pixels=PLENTY)
    assert again.pixels.dtype == depth
    assert again.metadata["icc"] != P3
    ours = again.pixels / (257 if depth is np.uint16 else 1)
    assert np.abs(ours - np.asarray(wanted, float)).max() <= 2
    # Not what it was before.
    assert np.abs(ours - pixels / (257 if depth is np.uint16 else 1)).max() > 4


def test_a_converted_file_is_proven_against_the_converted_photo(tmp_path: Path) -> None:
    photo = Photo(scene(dtype=np.uint16), PhotoFormat.PNG, metadata={"icc": P3})
    options = SaveOptions(colours=Colours.SRGB, depth=8)
    done = save_photo(photo, photo.pixels, tmp_path / "out.png", options)
    proof = prove(photo, (), done, tmp_path / "out.png", options)
    assert proof.holds
    assert proof.verdict.metadata == ()
    assert "converted as asked" in sentence(proof)
    # The same file does not pass for one that was to stay as it was.
    assert not prove(photo, (), done, tmp_path / "out.png", SaveOptions(depth=8)).holds


@pytest.mark.parametrize(("before", "depth", "after"), [(np.uint8, 16, np.uint16), (np.uint16, 8, np.uint8)])
def test_the_depth_is_as_asked_for(tmp_path: Path, before: type, depth: int, after: type) -> None:
    photo = Photo(scene(dtype=before), PhotoFormat.TIFF)
    again = open_photo(saved(photo, tmp_path / "out.tif", SaveOptions(depth=depth)), max_pixels=PLENTY)
    assert again.pixels.dtype == after
    ratio = again.pixels.astype(float) / np.iinfo(after).max - photo.pixels / np.iinfo(before).max
    assert np.abs(ratio).max() < 1 / 500


def test_what_is_left_out_on_purpose_is_not_lamented(tmp_path: Path) -> None:
    photo = with_everything(tmp_path)
    info = target_format(photo, tmp_path / "out.webp")
    assert any("IPTC" in note for note in save_notes(photo, info))
    assert save_notes(photo, info, SaveOptions(metadata=Keep.PROFILE, lossless=True)) == ()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_with_a_profile_of_colours_converts_to_one_channel_and_is_proven(
    tmp_path: Path, dtype: type
) -> None:
    linear = rgb_profile([(0.68, 0.32), (0.265, 0.69), (0.15, 0.06)], 1.0)
    plain = encode(scene(200, 300, 1, dtype), "PNG")
    packed = png_chunk(b"iCCP", b"x\0\0" + zlib.compress(linear))
    photo = opened(tmp_path, plain[:33] + packed + plain[33:])
    assert photo.is_grey
    options = SaveOptions(colours=Colours.SRGB)
    path = tmp_path / "out.png"
    proof = prove(photo, (), save_photo(photo, photo.pixels, path, options), path, options)
    assert proof.holds
    assert abs(int(open_photo(path, max_pixels=PLENTY).pixels.mean()) - int(photo.pixels.mean())) > 5


def test_a_profile_of_grey_says_nothing_of_colours(tmp_path: Path) -> None:
    grey = bytearray(P3)
    grey[16:20] = b"GRAY"
    photo = opened(tmp_path, encode(scene(), "PNG", icc_profile=bytes(grey)))
    assert own_profile(photo) is None
    assert screen_colours(photo, None) is None
    path = saved(photo, tmp_path / "out.png", SaveOptions(colours=Colours.SRGB))
    again = open_photo(path, max_pixels=PLENTY)
    assert np.array_equal(again.pixels, photo.pixels)
    assert again.metadata["icc"] == grey
