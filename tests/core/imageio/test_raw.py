"""Camera raw files are developed to sixteen bits, where the extra is installed."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, exif_blob, scene

from objremove_gui.core.imageio.formats import stand_in
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import InputError

WIDTH, HEIGHT = 320, 240
SHORT, LONG, BYTE, ASCII, RATIONAL, SRATIONAL = 3, 4, 1, 2, 5, 10
_FORMS = {SHORT: "H", LONG: "I", BYTE: "B", ASCII: "B", RATIONAL: "I", SRATIONAL: "i"}


def _directory(at: int, rows: list[tuple[int, int, list[int]]]) -> bytes:
    """A TIFF directory that lies at ``at``, with its values behind it."""
    body, tail = struct.pack("<H", len(rows)), b""
    tail_at = at + 2 + 12 * len(rows) + 4
    for tag, kind, values in sorted(rows):
        data = struct.pack(f"<{len(values)}{_FORMS[kind]}", *values)
        count = len(values) // 2 if kind in (RATIONAL, SRATIONAL) else len(values)
        body += struct.pack("<HHI", tag, kind, count)
        if len(data) > 4:
            body += struct.pack("<I", tail_at + len(tail))
            tail += data + bytes(len(data) % 2)
        else:
            body += data.ljust(4, b"\0")
    return body + bytes(4) + tail


def dng(orientation: int = 1) -> bytes:
    """A DNG 1.4 as a camera writes it: a preview first, below it the mosaic; a scene that is reddish on the left."""
    preview = encode(scene(60, 80), "JPEG", exif=b"Exif\0\0" + exif_blob(orientation=orientation))
    across = np.linspace(0, 1, WIDTH)
    light = np.stack(np.broadcast_arrays(0.7 - 0.4 * across, 0.4, 0.2 + 0.3 * across), axis=-1) * 40_000
    mosaic = np.empty((HEIGHT, WIDTH), "<u2")
    mosaic[::2, ::2], mosaic[1::2, 1::2] = light[::2, 0], light[1::2, 2]
    mosaic[::2, 1::2], mosaic[1::2, ::2] = light[1::2, 1], light[::2, 1]
    at = 8 + len(preview) + len(preview) % 2
    strip = b"II*\0" + struct.pack("<I", at + mosaic.nbytes) + preview + bytes(len(preview) % 2)
    start = len(strip) + mosaic.nbytes

    def outer(inner: int) -> bytes:
        rows = [(254, LONG, [1]), (256, LONG, [80]), (257, LONG, [60]), (258, SHORT, [8, 8, 8])]
        rows += [(259, SHORT, [7]), (262, SHORT, [6]), (273, LONG, [8]), (277, SHORT, [3]), (278, LONG, [60])]
        rows += [(271, ASCII, [*b"Maker\0"]), (272, ASCII, [*b"Model\0"]), (274, SHORT, [orientation])]
        rows += [(279, LONG, [len(preview)]), (330, LONG, [inner]), (0xC612, BYTE, [1, 4, 0, 0])]
        rows += [(0xC614, ASCII, [*b"Maker Model\0"]), (0xC65A, SHORT, [21])]
        rows += [
            (
                0xC621,
                SRATIONAL,
                [n for row in np.eye(3, dtype=int) * 10_000 for v in row for n in (v, 10_000)],
            )
        ]
        rows += [(0xC628, RATIONAL, [1, 1, 1, 1, 1, 1])]
        return _directory(start, rows)

    rows = [(254, LONG, [0]), (256, LONG, [WIDTH]), (257, LONG, [HEIGHT]), (258, SHORT, [16])]
    rows += [(259, SHORT, [1]), (262, SHORT, [32_803]), (273, LONG, [at]), (277, SHORT, [1])]
    rows += [(278, LONG, [HEIGHT]), (279, LONG, [mosaic.nbytes]), (0x828D, SHORT, [2, 2])]
    rows += [(0x828E, BYTE, [0, 1, 1, 2]), (0xC61D, LONG, [65_535])]
    inner = start + len(outer(0))
    return strip + mosaic.tobytes() + outer(inner) + _directory(inner, rows)


def test_it_is_developed_to_sixteen_bits_with_the_cameras_data(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng())
    photo = open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)
    assert (photo.format, photo.size, photo.pixels.dtype) == (PhotoFormat.RAW, (WIDTH, HEIGHT), np.uint16)
    left, right = photo.pixels[:, 20:60].mean(axis=(0, 1)), photo.pixels[:, -60:-20].mean(axis=(0, 1))
    assert left[0] > left[2]
    assert right[2] > right[0]
    assert len(np.unique(photo.pixels[HEIGHT // 2, :, 0])) > 200
    assert b"Camera" in photo.metadata["exif"] or b"Maker" in photo.metadata["exif"]
    assert any("TIFF" in note for note in photo.notes)


def test_it_is_upright_and_saved_as_tiff_without_loss(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng(orientation=6))
    photo = open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)
    assert photo.size == (HEIGHT, WIDTH)
    info = stand_in(photo.format)
    out = tmp_path / f"out{info.suffixes[0]}"
    save_photo(photo, photo.pixels, out, SaveOptions())
    again = open_photo(out, max_pixels=PLENTY)
    assert again.format is PhotoFormat.TIFF
    assert np.array_equal(again.pixels, photo.pixels)


def test_a_picture_over_the_limit_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    (tmp_path / "photo.dng").write_bytes(dng())
    with pytest.raises(InputError, match="megapixels"):
        open_photo(tmp_path / "photo.dng", max_pixels=WIDTH * HEIGHT - 1)


@pytest.mark.parametrize("name", ["photo.nef", "photo.tif"])
def test_what_can_not_be_developed_is_refused(tmp_path: Path, name: str) -> None:
    pytest.importorskip("rawpy")
    # Neither opens as the small preview that lies in such files.
    (tmp_path / name).write_bytes(encode(scene(), "TIFF", tiffinfo={254: 1}))
    with pytest.raises(InputError, match="camera raw"):
        open_photo(tmp_path / name, max_pixels=PLENTY)
    (tmp_path / name).write_bytes(dng()[:5000])
    with pytest.raises(InputError, match=name):
        open_photo(tmp_path / name, max_pixels=PLENTY)


def test_without_the_extra_a_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    (tmp_path / "photo.dng").write_bytes(dng())
    with pytest.raises(InputError, match=r"objremove\[raw\]"):
        open_photo(tmp_path / "photo.dng", max_pixels=PLENTY)


def test_the_preview_is_a_jpeg_of_its_own() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(dng()[8:])) as image:
        assert image.size == (80, 60)
