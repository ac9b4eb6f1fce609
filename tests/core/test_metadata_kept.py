"""What a check says of metadata: nothing of an honest export, and the name of whatever else has changed."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

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
    scene,
)

from objremove_gui.core.imageio.noting import Note
from objremove_gui.core.imageio.options import Colours, Keep, SaveOptions, Turning
from objremove_gui.core.imageio.photo import Photo, Resolution
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import save_photo
from objremove_gui.core.metadata_kept import differing_metadata
from objremove_gui.core.proof import prove

MORE = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", 4, 0) + b"more"
SEGMENTS = [
    (0xE1, b"Exif\0\0" + exif_blob(orientation=6)),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    (0xE1, MORE),
    (0xE2, b"ICC_PROFILE\0\1\1" + ICC),
    (0xED, b"Photoshop 3.0\0" + photoshop_block((0x0404, IPTC), (0x040C, b"small"), (0x03ED, b"123"))),
    (0xFE, b"a comment"),
]
CHUNKS = png_chunk(b"gAMA", struct.pack(">I", 100_000)) + png_chunk(b"tEXt", b"Author\0A. Huxley")
CHUNKS += png_chunk(b"pHYs", struct.pack(">IIB", 11_811, 5906, 1))


@pytest.fixture
def jpeg(tmp_path: Path) -> Photo:
    data = jpeg_with(SEGMENTS, dpi=(300, 150))
    (tmp_path / "photo.jpg").write_bytes(data)
    return open_photo(tmp_path / "photo.jpg", max_pixels=PLENTY)


@pytest.fixture
def png(tmp_path: Path) -> Photo:
    plain = encode(scene(), "PNG")
    (tmp_path / "photo.png").write_bytes(plain[:33] + CHUNKS + plain[33:])
    return open_photo(tmp_path / "photo.png", max_pixels=PLENTY)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("keep", list(Keep))
@pytest.mark.parametrize("turning", list(Turning))
@pytest.mark.parametrize("keeps_blocks", [True, False])
def test_of_honest_exports_nothing_is_said(
    jpeg: Photo, png: Photo, tmp_path: Path, suffix: str, keep: Keep, turning: Turning, keeps_blocks: bool
) -> None:
    note = Note("ObjRemove 1.2.3", "2026-01-31T12:00:00Z")
    options = SaveOptions(
        metadata=keep, turning=turning, keeps_blocks=keeps_blocks, note=note, colours=Colours.SRGB
    )
    for photo in (jpeg, png):
        path = tmp_path / f"{photo.format}{suffix}"
        saved = save_photo(photo, photo.pixels, path, options)
        # Neither IPTC nor the rest of Photoshop's block has a place in them.
        lost = {"iptc"} if suffix in (".webp", ".avif") else set()
        assert set(prove(photo, (), saved, path, options).verdict.metadata) <= lost


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("comment", b"a comment", b"my words!"),
        ("photoshop", b"123", b"124"),
        ("xmp-extended", b"more", b"less"),
    ],
)
def test_whatever_changes_in_a_jpeg_is_named(jpeg: Photo, name: str, old: bytes, new: bytes) -> None:
    forged = {**jpeg.metadata, name: jpeg.metadata[name].replace(old, new)}
    assert differing_metadata(jpeg, replace(jpeg, metadata=MappingProxyType(forged))) == (name,)


@pytest.mark.parametrize(
    ("name", "old", "new"), [("colours", b"gAMA", b"cHRM"), ("texts", b"Huxley", b"Nobody")]
)
def test_whatever_changes_in_a_png_is_named(png: Photo, name: str, old: bytes, new: bytes) -> None:
    forged = {**png.metadata, "png": png.metadata["png"].replace(old, new)}
    assert differing_metadata(png, replace(png, metadata=MappingProxyType(forged))) == (name,)


def test_another_size_on_paper_is_named(jpeg: Photo, png: Photo) -> None:
    for photo in (jpeg, png):
        for resolution in (None, Resolution(72, 72)):
            assert differing_metadata(photo, replace(photo, resolution=resolution)) == ("resolution",)
