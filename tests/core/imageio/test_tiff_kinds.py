"""TIFF files of other software's making: planes, tiles, BigTIFF, both byte orders, every depth and channel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from core.imageio.profiles_made import DISPLAY_P3
from core.imageio.samples import PLENTY, scene

from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import InputError

HEIGHT, WIDTH = 75, 103


def shown(pixels: np.ndarray) -> np.ndarray:
    """As a photo has it: grey three times."""
    colours = pixels if pixels.shape[2] > 2 else np.repeat(pixels[..., :1], 3, axis=2)
    return np.dstack((colours, pixels[..., 1])) if pixels.shape[2] == 2 else colours


def write(path: Path, pixels: np.ndarray, *, planes: bool, **options: Any) -> None:
    channels = pixels.shape[2]
    options.setdefault("photometric", "minisblack" if channels < 3 else "rgb")
    if channels in (2, 4) and options["photometric"] != "separated":
        options.setdefault("extrasamples", ["unassalpha"])
    if channels > 1:
        options["planarconfig"] = "separate" if planes else "contig"
    laid = pixels[..., 0] if channels == 1 else np.moveaxis(pixels, 2, 0) if planes else pixels
    tifffile.imwrite(path, laid, **options)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True], ids=["classic", "BigTIFF"])
@pytest.mark.parametrize("tile", [None, (32, 48)], ids=["strips", "tiles"])
@pytest.mark.parametrize("planes", [False, True], ids=["mixed", "planes"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_way_to_lay_pixels_gives_the_same_picture(
    tmp_path: Path, dtype: type, planes: bool, tile: tuple[int, int] | None, big: bool, order: str
) -> None:
    for channels in (2, 3, 4):
        for compression in (None, "zlib"):
            pixels = scene(HEIGHT, WIDTH, channels, dtype)
            options: dict[str, Any] = {"tile": tile} if tile else {"rowsperstrip": 16}
            write(
                tmp_path / "photo.tif",
                pixels,
                planes=planes,
                bigtiff=big,
                byteorder=order,
                compression=compression,
                predictor=compression is not None and not planes,
                **options,
            )
            photo = open_photo(tmp_path / "photo.tif", max_pixels=PLENTY)
            assert photo.pixels.dtype == dtype
            assert np.array_equal(photo.pixels, shown(pixels)), (channels, compression)
            assert photo.is_grey is (channels == 2)


def test_a_profile_and_the_orientation_stay_with_planes_in_tiles(tmp_path: Path) -> None:
    pixels = scene(HEIGHT, WIDTH)
    extra = [(274, "H", 1, 6, True)]
    write(tmp_path / "photo.tif", pixels, planes=True, tile=(32, 32), iccprofile=DISPLAY_P3, extratags=extra)
    photo = open_photo(tmp_path / "photo.tif", max_pixels=PLENTY)
    assert np.array_equal(photo.pixels, np.rot90(pixels, 3))
    assert photo.metadata["icc"] == DISPLAY_P3


def test_printing_colours_in_planes_and_tiles_look_as_those_in_rows(tmp_path: Path) -> None:
    pixels = scene(HEIGHT, WIDTH, 4)
    for name, options in {"rows": {}, "tiles": {"tile": (32, 32)}}.items():
        write(tmp_path / name, pixels, planes=bool(options), photometric="separated", **options)
    rows, tiles = (open_photo(tmp_path / name, max_pixels=PLENTY) for name in ("rows", "tiles"))
    assert np.array_equal(rows.pixels, tiles.pixels)
    assert any("CMYK" in note for note in tiles.notes)


def test_a_limit_holds_for_planes_too(tmp_path: Path) -> None:
    write(tmp_path / "photo.tif", scene(HEIGHT, WIDTH), planes=True, tile=(32, 32))
    with pytest.raises(InputError, match="megapixels"):
        open_photo(tmp_path / "photo.tif", max_pixels=HEIGHT * WIDTH - 1)


def test_premultiplied_planes_are_refused_rather_than_shown_wrong(tmp_path: Path) -> None:
    write(tmp_path / "photo.tif", scene(HEIGHT, WIDTH, 2), planes=True, extrasamples=["assocalpha"])
    with pytest.raises(InputError, match="opacity"):
        open_photo(tmp_path / "photo.tif", max_pixels=PLENTY)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_planes_that_are_cut_off_are_refused(tmp_path: Path, share: float) -> None:
    write(tmp_path / "photo.tif", scene(HEIGHT, WIDTH), planes=True, tile=(32, 32))
    data = (tmp_path / "photo.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match=r"cut\.tif"):
        open_photo(tmp_path / "cut.tif", max_pixels=PLENTY)


def test_damaged_directories_of_planes_give_a_sentence_at_most(tmp_path: Path) -> None:
    write(tmp_path / "photo.tif", scene(HEIGHT, WIDTH), planes=True, tile=(32, 32))
    data = (tmp_path / "photo.tif").read_bytes()
    random = np.random.default_rng(5)
    refused = 0
    for _ in range(150):
        wrong = bytearray(data)
        for at in random.integers(8, 260, 2):
            wrong[at] = random.integers(0, 256)
        (tmp_path / "wrong.tif").write_bytes(wrong)
        try:
            open_photo(tmp_path / "wrong.tif", max_pixels=PLENTY)
        except InputError:
            refused += 1
    assert 10 < refused < 150


@pytest.mark.parametrize(("photometric", "words"), [(8, "Lab"), (9, "Lab"), (6, "YCbCr")])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_colours_that_would_be_taken_for_others_are_called_by_their_name(
    tmp_path: Path, photometric: int, words: str, dtype: type
) -> None:
    write(tmp_path / "photo.tif", scene(HEIGHT, WIDTH, 3, dtype), planes=False, photometric="rgb")
    with tifffile.TiffFile(tmp_path / "photo.tif", mode="r+b") as file:
        file.pages.first.tags[262].overwrite(photometric)
    with pytest.raises(InputError, match=words):
        open_photo(tmp_path / "photo.tif", max_pixels=PLENTY)


@pytest.mark.parametrize("kind", ["unspecified", "unassalpha"])
@pytest.mark.parametrize("channels", [2, 4])
def test_a_fourth_channel_stays_what_it_was(tmp_path: Path, kind: str, channels: int) -> None:
    pixels = scene(HEIGHT, WIDTH, channels)
    write(tmp_path / "photo.tif", pixels, planes=False, extrasamples=[kind])
    photo = open_photo(tmp_path / "photo.tif", max_pixels=PLENTY)
    save_photo(photo, photo.pixels, tmp_path / "out.tif", SaveOptions())
    with tifffile.TiffFile(tmp_path / "out.tif") as file:
        assert [one.name for one in file.pages.first.extrasamples] == [kind.upper()]
        assert np.array_equal(file.asarray(), pixels)
