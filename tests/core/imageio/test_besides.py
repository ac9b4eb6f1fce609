"""What a file holds besides the photo is said when it is opened, and not promised by what is exported."""

from __future__ import annotations

import base64
import hashlib
import struct
from pathlib import Path

import pytest
from core.imageio.samples import PLENTY, encode, exif_blob, jpeg_with, png_chunk, scene
from PIL import Image

from objremove_gui.core.imageio import besides
from objremove_gui.core.imageio.formats import BY_FORMAT, may_save_back
from objremove_gui.core.imageio.notes import save_notes
from objremove_gui.core.imageio.options import Keep, SaveOptions
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.privacy import kept
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import save_photo
from objremove_gui.core.metadata_kept import differing_metadata

HEAD = b"http://ns.adobe.com/xap/1.0/\0"
PROMISES = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:Rating="5" hdrgm:Version="1.0" '
    b'GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"><Container:Directory><rdf:Seq><rdf:li>'
    b'<Container:Item Item:Semantic="GainMap" Item:Length="4711"/></rdf:li></rdf:Seq></Container:Directory>'
    b"<xmpGImg:image>/9j/4AAQ&#xA;SkZJRg==</xmpGImg:image></rdf:Description></x:xmpmeta>"
)
CREDENTIALS = b"JP\0\1\0\0\0\1\0\0\0\x20jumbc2pa"


def index(*kinds: int) -> bytes:
    """The list of pictures that lies in the first one."""
    entries = b"".join(struct.pack(">IIIHH", kind, 1000, 5000, 0, 0) for kind in kinds)
    rows = struct.pack(">HHI4s", 0xB000, 7, 4, b"0100") + struct.pack(">HHII", 0xB001, 4, 1, len(kinds))
    rows += struct.pack(">HHII", 0xB002, 7, len(entries), 50)
    return b"MPF\0MM\0*" + struct.pack(">IH", 8, 3) + rows + bytes(4) + entries


def opened(folder: Path, data: bytes, name: str) -> Photo:
    (folder / name).write_bytes(data)
    return open_photo(folder / name, max_pixels=PLENTY)


@pytest.mark.parametrize(
    ("segments", "tail", "words"),
    [
        ([(0xE1, HEAD + PROMISES)], b"", ["gain map", "video"]),
        ([(0xE1, HEAD + PROMISES), (0xE2, index(0x030000, 0))], b"", ["gain map", "video"]),
        ([(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0")], b"", ["gain map"]),
        ([(0xE1, HEAD + b"<a:MicroVideo>1</a:MicroVideo>")], b"", ["video"]),
        ([], b"....MotionPhoto_Data....SEFT", ["video"]),
        ([(0xE2, index(0x030000, 0x020002))], b"", ["more pictures"]),
        ([(0xE2, index(0x030000, 0x010001, 0x010002))], b"", []),
        ([(0xE2, index(0x030000, 0)[:40])], b"", []),
        ([(0xEB, CREDENTIALS)], b"", ["content credentials"]),
        ([(0xEB, b"HDR_RI ver=11"), (0xE1, b"Exif\0\0" + exif_blob())], b"", ["of its camera"]),
        ([(0xE1, b"FLIR\0\1\0\0heat")], b"more of it", ["of its camera"]),
        ([], b"a trailer", ["of its camera"]),
        ([(0xEE, b"Adobe\0d\0\0\0\0\1"), (0xED, b"Adobe_CM"), (0xE5, b"\0")], bytes(99), []),
        ([], encode(scene(), "JPEG"), []),
    ],
)
def test_what_a_jpeg_holds_besides_is_said(
    tmp_path: Path, segments: list[tuple[int, bytes]], tail: bytes, words: list[str]
) -> None:
    photo = opened(tmp_path, jpeg_with(segments) + tail, "photo.jpg")
    assert len(photo.notes) == len(words)
    assert all(word in note for word, note in zip(words, photo.notes, strict=True))
    # What would be lost is not written over.
    assert may_save_back(photo) is not bool(words)


def test_a_tiff_tells_of_layers_and_of_its_place_on_the_map(tmp_path: Path) -> None:
    path = tmp_path / "photo.tif"
    tags = {37_724: b"Adobe Photoshop Document Data Block\0", 33_550: (0.1, 0.1, 0.0)}
    Image.fromarray(scene()).save(path, tiffinfo=tags)
    layers, place = open_photo(path, max_pixels=PLENTY).notes
    assert "layers" in layers
    assert "GeoTIFF" in place


def test_credentials_of_other_formats_are_said_too(tmp_path: Path) -> None:
    plain = encode(scene(), "PNG")
    photo = opened(tmp_path, plain[:33] + png_chunk(b"caBX", b"signed") + plain[33:], "photo.png")
    assert "content credentials" in photo.notes[0]
    webp = encode(scene(), "WEBP", exif=exif_blob()) + b"C2PA" + struct.pack("<I", 6) + b"signed"
    webp = webp[:4] + struct.pack("<I", len(webp) - 8) + webp[8:]
    assert "content credentials" in opened(tmp_path, webp, "photo.webp").notes[0]


@pytest.mark.parametrize("keeps_blocks", [True, False])
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_an_export_promises_nothing_that_it_does_not_hold(
    tmp_path: Path, suffix: str, keeps_blocks: bool
) -> None:
    photo = opened(tmp_path, jpeg_with([(0xE1, HEAD + PROMISES)]) + b"a video", "photo.jpg")
    path = tmp_path / f"out{suffix}"
    save_photo(photo, photo.pixels, path, SaveOptions(keeps_blocks=keeps_blocks))
    again = open_photo(path, max_pixels=PLENTY)
    xmp = again.metadata["xmp"]
    assert b"hdrgm:Version" not in xmp
    assert b"Container:" not in xmp
    assert b'GCamera:MotionPhoto="0"' in xmp
    assert b"/9j/" not in xmp
    assert b'xmp:Rating="5"' in xmp
    assert not again.notes
    assert b"a video" not in path.read_bytes()
    assert differing_metadata(photo, again) == ()


def test_copies_of_the_photo_in_xmp_go_when_something_is_removed(tmp_path: Path) -> None:
    small = base64.b64encode(encode(scene(40, 40), "JPEG"))
    depths = base64.b64encode(encode(scene(40, 40, 1), "PNG"))
    more = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description GImage:Data="'
        + small
        + b'" GDepth:Data="'
        + depths
        + b'" a:Other="\n'
        + small
        + b'" GPano:FullPanoWidthPixels="90"/></x:xmpmeta>'
    )
    name = hashlib.md5(more).hexdigest().upper().encode()
    main = (
        b'<rdf:Description xmpNote:HasExtendedXMP="' + name + b'" GImage:Mime="image/jpeg" xmp:Rating="5"/>'
    )
    extension = b"http://ns.adobe.com/xmp/extension/\0" + name + struct.pack(">II", len(more), 0) + more
    photo = opened(tmp_path, jpeg_with([(0xE1, HEAD + main), (0xE1, extension)]), "photo.jpg")
    assert ["copy of the photo" in note for note in photo.notes] == [True]
    assert not may_save_back(photo)
    assert any("copy of the photo" in note for note in save_notes(photo, BY_FORMAT[PhotoFormat.JPEG]))
    path = tmp_path / "edited.jpg"
    save_photo(photo, photo.pixels, path, SaveOptions())
    data, again = path.read_bytes(), open_photo(path, max_pixels=PLENTY)
    assert small[:60] not in data
    assert depths[:60] not in data
    assert b"GImage" not in data
    assert b'GPano:FullPanoWidthPixels="90"' in again.metadata["xmp-extended"]
    contents = again.metadata["xmp-extended"][32:]
    assert hashlib.md5(contents).hexdigest().upper().encode() in again.metadata["xmp"]
    assert b'xmp:Rating="5"' in again.metadata["xmp"]
    assert not again.notes
    assert differing_metadata(photo, again) == ()


@pytest.mark.parametrize(
    "text", [b"a" * 1_000_000, b" " * 1_000_000, b"MotionPhoto" * 90_000, b"<exif:GPSLatitude " * 50_000]
)
def test_long_runs_of_anything_are_passed_over_at_once(text: bytes) -> None:
    # What looked at each of them from every place would take hours.
    assert besides.in_xmp(text) == []
    assert besides.without_promises(text) == text
    assert kept({"xmp": text}, Keep.NO_GPS) == {"xmp": text}
