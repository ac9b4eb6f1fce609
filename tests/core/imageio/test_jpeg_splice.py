from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from core.imageio.samples import ICC, PLENTY, XMP, encode, exif_blob, scene
from numpy.typing import NDArray
from PIL import Image

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio import jpeg_coefficients, jpeg_splice
from objremove_gui.core.imageio.edited import Edited
from objremove_gui.core.imageio.jpeg_coefficients import Library
from objremove_gui.core.imageio.jpeg_compare import compare_blocks
from objremove_gui.core.imageio.notes import OBSTACLES
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, Way, save_photo

jpeglib = pytest.importorskip("jpeglib")
HOLE = Rect(41, 23, 13, 9)
LARGE = 3_000_000


def opened(folder: Path, data: bytes) -> Photo:
    path = folder / "original.jpg"
    path.write_bytes(data)
    return open_photo(path, max_pixels=PLENTY)


def with_hole(photo: Photo, box: Rect = HOLE) -> NDArray[Any]:
    pixels = photo.pixels.copy()
    pixels[box.slices] = (20, 200, 60) if not photo.is_grey else 77
    return pixels


def planes(path: Path) -> list[NDArray[np.int16]]:
    """Coefficients (rows, columns, 8, 8), read by the library's own class."""
    read = jpeglib.read_dct(str(path))
    return [plane for plane in (read.Y, read.Cb, read.Cr) if plane is not None]


def by_pillow(path: Path) -> NDArray[Any]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def jpeg(factors: str, height: int = 100, width: int = 139, **options: Any) -> bytes:
    """By another encoder; smooth colour with some detail."""
    pixels = cv2.GaussianBlur(scene(height, width), (0, 0), 1.2)
    if factors == "grey":
        return encode(pixels[..., 0], "JPEG", quality=88)
    flags = {"quality": 88, "subsampling": {"444": 0, "422": 1, "420": 2}.get(factors, 2), **options}
    if factors in ("440", "411"):
        flag = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{factors}")
        return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, flag])[1].tobytes()
    return encode(pixels, "JPEG", **flags)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("factors", ["444", "422", "420", "440", "411", "grey"])
def test_only_the_touched_blocks_and_what_they_reach_are_new(
    tmp_path: Path, factors: str, progressive: bool
) -> None:
    photo = opened(tmp_path, jpeg(factors, progressive=progressive))
    out = tmp_path / "out.jpg"
    assert save_photo(photo, with_hole(photo), out, SaveOptions()).way is Way.SPLICED
    before, after = by_pillow(tmp_path / "original.jpg"), by_pillow(out)
    across, down = {"422": (16, 8), "420": (16, 16), "440": (8, 16), "411": (32, 8)}.get(factors, (8, 8))
    left, top = HOLE.x // across * across - 1, HOLE.y // down * down - 1
    right, bottom = -(-HOLE.right // across) * across + 1, -(-HOLE.bottom // down) * down + 1
    changed = (before != after).any(axis=2)
    assert changed[HOLE.slices].mean() > 0.9
    changed[top:bottom, left:right] = False
    assert not changed.any()
    hole = after[HOLE.slices][2:-2, 2:-2].astype(int)
    assert np.abs(hole - with_hole(photo)[HOLE.slices][2:-2, 2:-2]).mean() < 9


@pytest.mark.parametrize("factors", ["444", "420", "grey"])
def test_every_other_coefficient_stays(tmp_path: Path, factors: str) -> None:
    photo = opened(tmp_path, jpeg(factors))
    out = tmp_path / "out.jpg"
    save_photo(photo, with_hole(photo), out, SaveOptions())
    step_of_chroma = (2, 2) if factors == "420" else (1, 1)
    pairs = zip(planes(tmp_path / "original.jpg"), planes(out), strict=True)
    for step, (first, second) in zip(((1, 1), step_of_chroma, step_of_chroma), pairs, strict=False):
        differs = (first != second).any(axis=(2, 3))
        rows, columns = (
            slice(low // (8 * by), -(-high // (8 * by)))
            for low, high, by in ((HOLE.y, HOLE.bottom, step[0]), (HOLE.x, HOLE.right, step[1]))
        )
        assert differs[rows, columns].any()
        differs[rows, columns] = False
        assert not differs.any()


@pytest.mark.parametrize(
    "box", [Rect(0, 0, 1, 1), Rect(138, 99, 1, 1), Rect(130, 0, 9, 100), Rect(0, 0, 139, 100)]
)
def test_a_change_at_the_rim_of_an_odd_size_is_taken_in(tmp_path: Path, box: Rect) -> None:
    photo = opened(tmp_path, jpeg("420"))
    out = tmp_path / "out.jpg"
    pixels = with_hole(photo, box)
    assert save_photo(photo, pixels, out, SaveOptions()).way is Way.SPLICED
    again = by_pillow(out)
    assert again.shape == photo.pixels.shape
    wanted = pixels[box.slices].astype(int)
    # Chroma of a single pixel is shared with its neighbours.
    allowed = np.abs(photo.pixels[box.slices] - wanted).mean() if box.size.pixels == 1 else 6
    assert np.abs(again[box.slices] - wanted).mean() < allowed


def test_nothing_changed_is_the_same_picture_again_and_again(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420"))
    first = by_pillow(tmp_path / "original.jpg")
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        assert save_photo(photo, photo.pixels, path, SaveOptions()).way is Way.SPLICED
        assert np.array_equal(by_pillow(path), first)
        photo = open_photo(path, max_pixels=PLENTY)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_keeps_its_turn_and_every_pixel(tmp_path: Path, orientation: int) -> None:
    blob = exif_blob(orientation=orientation, thumbnail=encode(scene(12, 16), "JPEG"))
    photo = opened(tmp_path, jpeg("422", exif=b"Exif\0\0" + blob, icc_profile=ICC, dpi=(240, 240)))
    box = Rect(20, 30, 9, 14)
    pixels = with_hole(photo, box)
    out = tmp_path / "out.jpg"
    assert save_photo(photo, pixels, out, SaveOptions()).way is Way.SPLICED
    again = open_photo(out, max_pixels=PLENTY)
    changed = (again.pixels != photo.pixels).any(axis=2)
    assert changed[box.slices].mean() > 0.9
    changed[box.pad(17).slices] = False
    assert not changed.any()
    assert again.metadata["icc"] == photo.metadata["icc"]
    with Image.open(out) as image:
        assert image.getexif()[0x0112] == orientation
    assert again.resolution == photo.resolution


def test_metadata_stay_and_the_thumbnail_is_new(tmp_path: Path) -> None:
    old = encode(scene(40, 60, seed=3), "JPEG", quality=95)
    blob = exif_blob(orientation=1, thumbnail=old)
    photo = opened(tmp_path, jpeg("420", exif=b"Exif\0\0" + blob, icc_profile=ICC, xmp=XMP, comment=b"mine"))
    out = tmp_path / "out.jpg"
    assert save_photo(photo, with_hole(photo), out, SaveOptions()).way is Way.SPLICED
    again = open_photo(out, max_pixels=PLENTY)
    assert {name: again.metadata[name] for name in ("icc", "xmp", "comment")} == {
        name: photo.metadata[name] for name in ("icc", "xmp", "comment")
    }
    assert old[20:200] not in out.read_bytes()
    assert again.metadata["exif"][:150] == photo.metadata["exif"][:150]


def test_what_lies_behind_the_picture_is_not_taken_along(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420") + jpeg("444", 16, 16) + b"film of the same moment")
    out = tmp_path / "out.jpg"
    assert save_photo(photo, with_hole(photo), out, SaveOptions()).way is Way.SPLICED
    assert out.read_bytes().count(b"\xff\xd8\xff") == 1
    assert b"film" not in out.read_bytes()


def fallback(photo: Photo, folder: Path) -> str:
    made = save_photo(photo, with_hole(photo), folder / "out.jpg", SaveOptions(overwrite=True))
    assert made.way is Way.ENCODED
    assert by_pillow(folder / "out.jpg").shape == photo.pixels.shape
    (note,) = made.notes
    obstacle = jpeg_splice.obstacle_of(photo)
    assert obstacle is not None
    assert OBSTACLES[obstacle] == note
    return note


def test_a_file_that_is_gone_or_another_one_is_coded_anew_and_told(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420"))
    path = tmp_path / "original.jpg"
    path.write_bytes(jpeg("420", quality=50))
    assert "has changed" in fallback(photo, tmp_path)
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    assert "has changed" in fallback(photo, tmp_path)
    path.unlink()
    assert "is gone" in fallback(photo, tmp_path)


def test_cmyk_and_rgb_jpegs_are_coded_anew_and_told(tmp_path: Path) -> None:
    cmyk = io.BytesIO()
    Image.fromarray(scene()).convert("CMYK").save(cmyk, "JPEG")
    photo = opened(tmp_path, cmyk.getvalue())
    assert "coded anew" in fallback(photo, tmp_path)
    photo = opened(tmp_path, encode(scene(), "JPEG", keep_rgb=True))
    assert "could not be taken over" in fallback(photo, tmp_path)


def test_without_the_library_it_is_coded_anew_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = opened(tmp_path, jpeg("420"))
    monkeypatch.setitem(sys.modules, "jpeglib", None)
    assert "could not be taken over" in fallback(photo, tmp_path)


def test_who_wants_it_smaller_gets_it_coded_anew(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420"))
    options = SaveOptions(quality=20, keeps_blocks=False)
    assert save_photo(photo, with_hole(photo), tmp_path / "out.jpg", options).way is Way.ENCODED
    assert (tmp_path / "out.jpg").stat().st_size < (tmp_path / "original.jpg").stat().st_size


def test_blocks_between_two_changes_stay(tmp_path: Path) -> None:
    # Black and white beyond what pixels hold: coded again from them it would come out otherwise.
    harsh = np.where(scene(100, 139) > 128, np.uint8(255), np.uint8(0))
    photo = opened(tmp_path, encode(harsh, "JPEG", quality=35, subsampling=2))
    pixels = photo.pixels.copy()
    pixels[3:6, 3:6] = pixels[90:95, 130:135] = 128
    out = tmp_path / "out.jpg"
    assert save_photo(photo, pixels, out, SaveOptions()).way is Way.SPLICED
    for one, other in zip(planes(tmp_path / "original.jpg"), planes(out), strict=True):
        rows, columns = np.nonzero((one != other).any(axis=(2, 3)))
        across, down = one.shape[1] - 2, one.shape[0] - 2
        assert all(
            (y, x) == (0, 0) or (y >= down and x >= across) for y, x in zip(rows, columns, strict=True)
        )


@pytest.mark.parametrize("names", [b"\1\2\3", b"RGB"[::-1], b"\0\1\2"])
def test_components_keep_their_numbers(tmp_path: Path, names: bytes) -> None:
    data = bytearray(jpeg("420"))
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    for index, name in enumerate(names):
        data[frame + 10 + 3 * index] = data[scan + 5 + 2 * index] = name
    photo = opened(tmp_path, bytes(data))
    out = tmp_path / "out.jpg"
    assert save_photo(photo, with_hole(photo), out, SaveOptions()).way is Way.SPLICED
    made = out.read_bytes()
    frame, scan = made.index(b"\xff\xc0"), made.index(b"\xff\xda")
    assert bytes(made[frame + 10 : frame + 19 : 3]) == bytes(made[scan + 5 : scan + 11 : 2]) == names
    assert by_pillow(out).shape == photo.pixels.shape


@pytest.mark.parametrize(("unit", "dots"), [(1, 300), (2, 118), (1, 72)])
def test_the_density_is_told_as_it_was(tmp_path: Path, unit: int, dots: int) -> None:
    data = bytearray(jpeg("420"))
    assert data[6:10] == b"JFIF"
    data[13] = unit
    data[14:18] = dots.to_bytes(2, "big") * 2
    photo = opened(tmp_path, bytes(data))
    save_photo(photo, with_hole(photo), tmp_path / "out.jpg", SaveOptions())
    assert (tmp_path / "out.jpg").read_bytes()[13:18] == bytes(data[13:18])


def edited(photo: Photo, *boxes: Rect) -> Edited:
    pixels = photo.pixels.copy()
    for box in boxes:
        pixels[box.slices] = (20, 200, 60)
    return Edited.of(photo.pixels, pixels)


def test_a_file_in_which_another_block_is_not_the_originals_is_refused(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420"))
    elsewhere = Rect(100, 80, 5, 5)

    def made(*boxes: Rect) -> bytes:
        with Library() as library:
            return jpeg_splice.spliced(library, photo, edited(photo, *boxes)).data

    with Library() as library:
        mine = jpeg_splice.spliced(library, photo, edited(photo, HOLE))
        found = mine.check(mine.data, photo)
    assert any(part.counts.any() for part in found.changes.parts)
    assert Rect.around(part.box for part in found.parts).holds(HOLE)
    for data in (
        made(elsewhere),
        made(HOLE, elsewhere),
        jpeg("444"),
        jpeg("420", quality=50),
        mine.data[:900],
    ):
        with Library() as library:
            again = jpeg_splice.spliced(library, photo, edited(photo, HOLE))
            with pytest.raises(jpeg_splice.NotSpliced) as error:
                again.check(data, photo)
        assert error.value.obstacle is jpeg_splice.Obstacle.UNPROVEN


@pytest.mark.parametrize("factors", ["420", "grey"])
@pytest.mark.parametrize("optimise", [False, True])
def test_a_library_that_does_not_show_its_functions_does_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, factors: str, optimise: bool
) -> None:
    photo = opened(tmp_path, jpeg(factors, optimize=optimise) if factors != "grey" else jpeg(factors))
    pixels = with_hole(photo)
    save_photo(photo, pixels, tmp_path / "directly.jpg", SaveOptions())
    # One whose structs are others than those that are known.
    other = jpeg_coefficients.library_path().with_name("cjpeglib_6b.abi3.so")
    if not other.exists():
        pytest.skip("a library of this name comes for Linux and macOS")
    monkeypatch.setattr(jpeg_coefficients, "library_path", lambda: other)
    assert save_photo(photo, pixels, tmp_path / "copied.jpg", SaveOptions()).way is Way.SPLICED
    assert (tmp_path / "copied.jpg").read_bytes() == (tmp_path / "directly.jpg").read_bytes()


def test_boxes_are_made_where_they_are_looked_at(tmp_path: Path) -> None:
    blob = exif_blob(orientation=6, thumbnail=encode(scene(120, 160), "JPEG"))
    photo = opened(tmp_path, jpeg("420", 300, 420, exif=b"Exif\0\0" + blob))
    boxes = (Rect(20, 30, 90, 140), Rect(60, 100, 80, 120), Rect(280, 400, 20, 20))
    whole = edited(photo, *boxes)
    asked: list[Rect] = []

    def read(box: Rect) -> NDArray[Any]:
        asked.append(box)
        return whole.read(box)

    some = Edited(photo.pixels, boxes, read)
    save_photo(photo, whole, tmp_path / "whole.jpg", SaveOptions())
    save_photo(photo, some, tmp_path / "some.jpg", SaveOptions())
    assert max(box.size.pixels for box in asked) < photo.size.pixels / 3
    thumbnails = []
    for name in ("whole.jpg", "some.jpg"):
        with Image.open(tmp_path / name) as image:
            thumbnails.append(np.asarray(image.convert("RGB")).astype(int))
    assert np.array_equal(*thumbnails)
    small, exact = some.shrunk(160).astype(int), whole.shrunk(160).astype(int)
    assert np.abs(small - exact).mean() < 1
    assert np.abs(small - exact).max() < 90


@pytest.mark.parametrize("optimise", [False, True])
def test_a_file_does_not_grow_by_the_tables_it_is_coded_with(tmp_path: Path, optimise: bool) -> None:
    photo = opened(tmp_path, jpeg("420", 400, 600, optimize=optimise))
    save_photo(photo, photo.pixels, tmp_path / "out.jpg", SaveOptions())
    before, after = ((tmp_path / name).stat().st_size for name in ("original.jpg", "out.jpg"))
    assert abs(after - before) < 0.002 * before + 64


def test_blocks_are_counted_as_they_were_when_the_file_was_written(tmp_path: Path) -> None:
    photo = opened(tmp_path, jpeg("420"))
    saved = save_photo(photo, with_hole(photo), tmp_path / "out.jpg", SaveOptions())
    again = compare_blocks(tmp_path / "original.jpg", tmp_path / "out.jpg")
    area = np.zeros(photo.pixels.shape[:2], np.uint8)
    area[HOLE.slices] = 255
    assert saved.found is not None
    assert again is not None
    assert saved.found.changes.count(area) == again.count(area)
    assert saved.digest == open_photo(tmp_path / "out.jpg", max_pixels=PLENTY).digest
    # Where less was allowed to change, the rest counts as outside.
    area[HOLE.y + 1 :] = 0
    assert saved.found.changes.count(area).outside > 0


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("orientation", [1, 6])
def test_what_is_found_in_a_large_photo_is_what_differs(
    tmp_path: Path, orientation: int, progressive: bool
) -> None:
    path = tmp_path / "original.jpg"
    blob = exif_blob(orientation=orientation)
    path.write_bytes(jpeg("420", 1301, 1633, exif=b"Exif\0\0" + blob, progressive=progressive))
    photo = open_photo(path, max_pixels=LARGE)
    box = Rect(500, 700, 30, 40)
    out = tmp_path / "out.jpg"
    saved = save_photo(photo, edited(photo, box), out, SaveOptions())
    assert saved.found is not None
    # What is coded anew can be decoded in strips afterwards.
    assert (b"\xff\xdd\x00\x04" in out.read_bytes()) is progressive
    changed = (open_photo(out, max_pixels=LARGE).pixels != photo.pixels).any(axis=2)
    found = np.zeros_like(changed)
    for part in saved.found.parts:
        found[part.box.slices] |= part.marks
    assert np.array_equal(found, changed)
    assert changed[box.slices].mean() > 0.9
    again = save_photo(open_photo(out, max_pixels=LARGE), photo.pixels, tmp_path / "back.jpg", SaveOptions())
    assert again.way is Way.SPLICED
