"""Only rows with changes are taken apart: all other bits of the file stay, and nothing else is taken for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, scene
from numpy.typing import NDArray

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio import jpeg_splice
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.edited import Edited
from objremove_gui.core.imageio.jpeg_coefficients import Library
from objremove_gui.core.imageio.jpeg_frame import head_of, scan_of
from objremove_gui.core.imageio.jpeg_row_cuts import RowCuts
from objremove_gui.core.imageio.jpeg_rows import Rows
from objremove_gui.core.imageio.jpeg_splice import Spliced
from objremove_gui.core.imageio.jpeg_strips import each_strip
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo

jpeglib = pytest.importorskip("jpeglib")
HEIGHT, WIDTH = 500, 203
MIDDLE = Rect(61, 240, 30, 20)


def opened(folder: Path, *, height: int = HEIGHT, grey: bool = False, **options: Any) -> Photo:
    path = folder / "original.jpg"
    pixels = scene(height, WIDTH)
    path.write_bytes(encode(pixels[..., 0] if grey else pixels, "JPEG", **{"quality": 90} | options))
    return open_photo(path, max_pixels=PLENTY)


def with_holes(photo: Photo, *boxes: Rect) -> Edited:
    pixels = photo.pixels.copy()
    for box in boxes:
        pixels[box.slices] = 77
    return Edited.of(photo.pixels, pixels)


def made(photo: Photo, *boxes: Rect, **options: bool) -> Spliced:
    """As it was made; what was found in it is right."""
    with Library() as library:
        spliced = jpeg_splice.spliced(library, photo, with_holes(photo, *boxes), **options)
        spliced.check(spliced.data, photo)
    return spliced


def planes(path: Path) -> list[NDArray[np.int16]]:
    read = jpeglib.read_dct(str(path))
    return [plane for plane in (read.Y, read.Cb, read.Cr) if plane is not None]


def in_rows(spliced: Spliced) -> bool:
    return isinstance(spliced.apart, Rows)


@pytest.mark.parametrize(
    "boxes",
    [
        (),
        (MIDDLE,),
        (Rect(0, 0, 5, 5),),
        (Rect(WIDTH - 3, HEIGHT - 3, 3, 3),),
        (Rect(WIDTH - 3, 200, 3, 3),),
        (Rect(0, 100, WIDTH, 30),),
        (Rect(20, 40, 9, 9), Rect(150, 300, 40, 20), Rect(190, HEIGHT - 40, 13, 9)),
    ],
)
@pytest.mark.parametrize("kind", ["420", "422", "444", "grey"])
def test_blocks_come_out_as_if_all_had_been_coded_again(
    tmp_path: Path, kind: str, boxes: tuple[Rect, ...]
) -> None:
    sampling = {"422": 1, "420": 2}.get(kind, 0)
    photo = opened(tmp_path, grey=kind == "grey", subsampling=sampling)
    mine, whole = made(photo, *boxes), made(photo, *boxes, in_rows=False)
    assert in_rows(mine)
    assert not in_rows(whole)
    read = []
    for name, spliced in (("mine.jpg", mine), ("whole.jpg", whole)):
        (tmp_path / name).write_bytes(spliced.data)
        read.append(planes(tmp_path / name))
    assert all(np.array_equal(*pair) for pair in zip(*read, strict=True))
    original = (tmp_path / "original.jpg").read_bytes()
    if not boxes:
        assert mine.data[scan_of(mine.data).start :] == original[scan_of(original).start :]


@pytest.mark.parametrize("sampling", [0, 1, 2])
def test_a_file_can_be_cut_where_its_rows_are_known(tmp_path: Path, sampling: int) -> None:
    photo = opened(tmp_path, height=1500, subsampling=sampling)
    edited = with_holes(photo, MIDDLE.shift(0, 500))
    with Library() as library:
        spliced = jpeg_splice.spliced(library, photo, edited)
        cuts = spliced.apart.cuts(spliced.data)
    assert isinstance(cuts, RowCuts)
    strips = list(each_strip(spliced.data, PLENTY, lambda pixels, box: (pixels.copy(), box), cuts))
    assert len(strips) > 3
    boxes = [box for _, box in strips]
    assert [box.y for box in boxes] == [0, *(box.bottom for box in boxes[:-1])]
    whole = decode(spliced.data, PhotoFormat.JPEG, max_pixels=PLENTY, expand=True).pixels
    assert np.array_equal(np.vstack([pixels for pixels, _ in strips]), whole)


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"restart_marker_rows": 1}, {"restart_marker_blocks": 5}]
)
def test_files_of_other_kinds_are_taken_apart_as_a_whole(tmp_path: Path, options: dict[str, Any]) -> None:
    assert not in_rows(made(opened(tmp_path, **options), MIDDLE))


def test_where_most_rows_change_all_are_taken_apart(tmp_path: Path) -> None:
    assert not in_rows(made(opened(tmp_path), Rect(10, 10, 10, 300)))


def test_tables_made_for_the_file_are_kept_where_they_have_all_codes(tmp_path: Path) -> None:
    photo = opened(tmp_path, optimize=True)
    original = (tmp_path / "original.jpg").read_bytes()
    pixels = photo.pixels.copy()
    # So little that the block needs no code that its neighbours do not have.
    pixels[250, 70] ^= 8
    with Library() as library:
        spliced = jpeg_splice.spliced(library, photo, Edited.of(photo.pixels, pixels))
        spliced.check(spliced.data, photo)
    assert in_rows(spliced)
    assert any((patch.before != patch.after).any() for patch in spliced.patches)
    assert head_of(spliced.data) == head_of(original)


def test_a_code_that_the_files_tables_do_not_have_makes_new_ones(tmp_path: Path) -> None:
    path = tmp_path / "original.jpg"
    # Of one colour: the tables that fit it best know next to nothing.
    path.write_bytes(encode(np.full((HEIGHT, WIDTH, 3), 90, np.uint8), "JPEG", quality=90, optimize=True))
    photo = open_photo(path, max_pixels=PLENTY)
    pixels = photo.pixels.copy()
    pixels[MIDDLE.slices] = scene(MIDDLE.height, MIDDLE.width)
    with Library() as library:
        spliced = jpeg_splice.spliced(library, photo, Edited.of(photo.pixels, pixels))
        assert not in_rows(spliced)
        spliced.check(spliced.data, photo)


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9, 0.99])
def test_damaged_data_is_taken_apart_as_a_whole_or_comes_back_as_it_is(tmp_path: Path, at: float) -> None:
    photo = opened(tmp_path)
    path = tmp_path / "original.jpg"
    data = bytearray(path.read_bytes())
    place = int(len(data) * at)
    data[place : place + 2] = b"\xff\xd3"
    path.write_bytes(data)
    photo = open_photo(path, max_pixels=PLENTY)
    assert not in_rows(made(photo, MIDDLE))


@pytest.mark.parametrize("at", [0.02, 0.3, 0.5, 0.55, 0.7, 0.9, 0.999])
def test_one_other_bit_is_refused_wherever_it_is(tmp_path: Path, at: float) -> None:
    photo = opened(tmp_path)
    edited = with_holes(photo, MIDDLE)
    with Library() as library:
        spliced = jpeg_splice.spliced(library, photo, edited)
        assert in_rows(spliced)
        assert spliced.apart.matches(spliced.data)
        start = scan_of(spliced.data).start
        wrong = bytearray(spliced.data)
        place = start + int((len(wrong) - 2 - start) * at)
        while wrong[place] in (0, 255, 254) or wrong[place - 1] == 255:
            place -= 1
        wrong[place] ^= 1 << (place % 8) if wrong[place] | 1 << (place % 8) != 255 else 128
        assert not spliced.apart.matches(bytes(wrong))
        assert not spliced.apart.matches(spliced.data[:-2] + b"\x01\xff\xd9")
        assert not spliced.apart.matches(spliced.data[:start] + spliced.data[start + 1 :])
        other_tables = bytearray(spliced.data)
        other_tables[spliced.data.index(b"\xff\xc4") + 5] += 1
        assert not spliced.apart.matches(bytes(other_tables))
