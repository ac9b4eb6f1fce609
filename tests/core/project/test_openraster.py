"""An OpenRaster file has the layers that the document has, where they are, and shows what it shows."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.project.openraster import save_openraster
from objremove_gui.errors import OutputError

SIZE = Size(600, 270)


def made(dtype: str = "uint8", channels: int = 3) -> Document:
    document = Document(photo(SIZE, channels, np.dtype(dtype)))
    first = removal(Rect(10, 20, 90, 70), dtype)
    second = replace(removal(Rect(60, 50, 140, 160), dtype, seed=5), name='Lamp <1> & "2"\n')
    hidden = replace(removal(Rect(300, 5, 50, 50), dtype), enabled=False)
    faint = replace(removal(Rect(360, 100, 90, 110), dtype, seed=7), opacity=40)
    document.put_removals((first, second, hidden, faint))
    return document


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pixels(data: bytes) -> np.ndarray:
    return decode(data, PhotoFormat.PNG, max_pixels=10**6, expand=False).pixels


@pytest.mark.parametrize(("dtype", "channels"), [("uint8", 3), ("uint16", 3), ("uint8", 4)])
def test_the_layers_laid_over_each_other_are_the_picture(tmp_path: Path, dtype: str, channels: int) -> None:
    document = made(dtype, channels)
    save_openraster(document.snapshot(), tmp_path / "out.ora")
    found = entries(tmp_path / "out.ora")
    assert np.array_equal(pixels(found["mergedimage.png"]), document.read_all())
    layers = ElementTree.fromstring(found["stack.xml"]).findall("stack/layer")
    picture = pixels(found[layers[-1].attrib["src"]]).astype(np.float64)
    assert np.array_equal(picture, document.photo.pixels)
    full = float(np.iinfo(dtype).max)
    for layer in reversed(layers[:-1]):
        if layer.attrib["visibility"] == "hidden":
            continue
        above = pixels(found[layer.attrib["src"]]).astype(np.float64)
        x, y = int(layer.attrib["x"]), int(layer.attrib["y"])
        under = picture[y : y + above.shape[0], x : x + above.shape[1], :3]
        weight = above[..., 3:] / full * float(layer.attrib["opacity"])
        under += np.round((above[..., :3] - under) * weight)
    merged = document.read_all()
    # Whatever colour lies where the photo is wholly clear.
    is_seen = merged[..., 3] > 0 if channels == 4 else np.ones(merged.shape[:2], bool)
    assert np.abs(picture - merged)[is_seen].max() <= 1


def test_the_file_is_told_by_its_first_entry_and_its_layers_have_names(tmp_path: Path) -> None:
    path = tmp_path / "out.ora"
    save_openraster(made().snapshot(), path)
    # The type has to lie at this very place, so that programs tell the file by its first bytes.
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    found = entries(path)
    image = ElementTree.fromstring(found["stack.xml"])
    assert (image.attrib["w"], image.attrib["h"]) == ("600", "270")
    layers = image.findall("stack/layer")
    assert [layer.attrib["name"] for layer in layers] == [
        "Removal 4",
        "Removal 3",
        'Lamp <1> & "2" ',
        "Removal 1",
        "Original",
    ]
    shown = [layer.attrib["visibility"] for layer in layers]
    assert shown == ["visible", "hidden", "visible", "visible", "visible"]
    assert [float(layer.attrib["opacity"]) for layer in layers] == [0.4, 1, 1, 1, 1]
    with Image.open(io.BytesIO(found["Thumbnails/thumbnail.png"])) as thumbnail:
        assert (thumbnail.size, thumbnail.mode) == ((256, 115), "RGB")


def test_nothing_is_written_over_unasked(tmp_path: Path) -> None:
    (tmp_path / "out.ora").write_bytes(b"mine")
    with pytest.raises(OutputError, match="is there already"):
        save_openraster(made().snapshot(), tmp_path / "out.ora")
    assert (tmp_path / "out.ora").read_bytes() == b"mine"


def test_the_colour_profile_goes_into_every_layer(tmp_path: Path) -> None:
    snapshot = made().snapshot()
    snapshot = replace(snapshot, photo=replace(snapshot.photo, metadata={"icc": b"profile"}))
    save_openraster(snapshot, tmp_path / "out.ora")
    found = entries(tmp_path / "out.ora")
    assert all(b"iCCP" in data for name, data in found.items() if name.endswith(".png"))


def test_sixteen_bits_are_never_without_a_profile(tmp_path: Path) -> None:
    save_openraster(made("uint16").snapshot(), tmp_path / "out.ora")
    found = entries(tmp_path / "out.ora")
    assert all(b"iCCP" in data for name, data in found.items() if name.startswith("data/"))


def test_what_is_clear_in_the_photo_stays_clear_under_a_removal(tmp_path: Path) -> None:
    document = made(channels=4)
    save_openraster(document.snapshot(), tmp_path / "out.ora")
    found = entries(tmp_path / "out.ora")
    *removals, original = ElementTree.fromstring(found["stack.xml"]).findall("stack/layer")
    assert {layer.attrib["composite-op"] for layer in removals} == {"svg:src-atop"}
    assert original.attrib["composite-op"] == "svg:src-over"
    for layer, one in zip(reversed(removals), document.removals, strict=True):
        is_clear = document.photo.pixels[one.box.slices][..., 3] == 0
        assert is_clear.any()
        assert not pixels(found[layer.attrib["src"]])[..., 3][is_clear].any()
