from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, exif_blob, scene
from numpy.typing import NDArray
from PIL import Image

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.mask_file import read_mask, write_mask
from objremove_gui.errors import InputError, OutputError

SIZE = Size(90, 60)


def blob_mask() -> NDArray[np.uint8]:
    mask = np.zeros((60, 90), np.uint8)
    cv2.circle(mask, (30, 25), 17, 255, -1)
    return mask


def read(folder: Path, data: bytes, size: Size = SIZE) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    (folder / "mask.any").write_bytes(data)
    return read_mask(folder / "mask.any", size, max_pixels=PLENTY)


KINDS = {
    "PNG": ("1", "L", "P", "RGB", "RGBA", "LA", "I;16"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "LA", "I;16"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "GIF": ("1", "L", "P", "RGB"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in KINDS.items() for mode in modes])
def test_black_and_white_is_read_from_any_kind_of_picture(tmp_path: Path, kind: str, mode: str) -> None:
    image = Image.fromarray(blob_mask())
    if mode == "I;16":
        image = Image.fromarray(blob_mask().astype(np.uint16) * 257)
    elif mode != "L":
        image = image.convert(mode)
    mask, notes = read(tmp_path, encode(image, kind))
    assert mask.dtype == np.uint8
    assert np.array_equal(mask, blob_mask())
    assert notes == ()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_greys_are_decided_at_the_middle_with_a_note(tmp_path: Path, dtype: type) -> None:
    steps = np.tile(np.arange(256, dtype=dtype), (4, 1)) * (257 if dtype == np.uint16 else 1)
    mask, notes = read(tmp_path, cv2.imencode(".png", steps)[1].tobytes(), Size(256, 4))
    assert np.array_equal(mask[0], np.where(np.arange(256) >= 128, 255, 0))
    assert len(notes) == 1
    assert "128" in notes[0]


def test_a_mask_blurred_by_jpeg_is_cleaned_with_a_note(tmp_path: Path) -> None:
    mask, notes = read(tmp_path, encode(blob_mask(), "JPEG"))
    assert set(np.unique(mask)) == {0, 255}
    assert np.count_nonzero(mask != blob_mask()) < 0.01 * mask.size
    assert len(notes) == 1


def test_colours_count_by_their_luminance(tmp_path: Path) -> None:
    colours = np.array([[(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 255, 255)]], np.uint8)
    mask, _ = read(tmp_path, encode(colours, "PNG"), Size(5, 1))
    assert mask.tolist() == [[0, 255, 0, 255, 255]]


def with_alpha(colour: Any, alpha: NDArray[np.uint8]) -> bytes:
    pixels = np.empty((60, 90, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = alpha
    return encode(pixels, "PNG")


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 10, 10)])
def test_one_colour_on_nothing_counts_by_its_opacity(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    mask, notes = read(tmp_path, with_alpha(colour, blob_mask()))
    assert np.array_equal(mask, blob_mask())
    assert notes == ()


def test_under_full_transparency_there_may_be_any_colour(tmp_path: Path) -> None:
    colour = np.where(blob_mask()[..., np.newaxis] > 0, (200, 10, 10), (0, 0, 0))
    mask, notes = read(tmp_path, with_alpha(colour, blob_mask()))
    assert np.array_equal(mask, blob_mask())
    assert notes == ()


@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 0, 255), (180, 0, 180)])
def test_a_dark_colour_on_black_marks_as_well(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    picture = np.zeros((60, 90, 3), np.uint8)
    picture[blob_mask() > 0] = colour
    assert np.array_equal(read(tmp_path, encode(picture, "PNG"))[0], blob_mask())
    mask, _ = read(tmp_path, encode(picture, "JPEG", quality=95))
    assert np.count_nonzero(mask != blob_mask()) < 0.01 * mask.size


@pytest.mark.parametrize("grey", [0, 90])
def test_a_mask_that_marks_nothing_is_told(tmp_path: Path, grey: int) -> None:
    mask, notes = read(tmp_path, encode(blob_mask() // 255 * np.uint8(grey), "PNG"))
    assert not mask.any()
    assert len(notes) == 1
    assert "marks nothing" in notes[0]


def test_white_is_no_mark_where_it_is_transparent(tmp_path: Path) -> None:
    colour = np.full((60, 90, 3), 255, np.uint8)
    colour[:, 45:] = 0
    alpha = np.zeros((60, 90), np.uint8)
    alpha[:30] = 255
    mask, _ = read(tmp_path, with_alpha(colour, alpha))
    truth = np.zeros((60, 90), np.uint8)
    truth[:30, :45] = 255
    assert np.array_equal(mask, truth)


@pytest.mark.parametrize(("colour", "value"), [((0, 0, 0), 0), ((255, 255, 255), 255)])
def test_an_opacity_that_is_the_same_everywhere_says_nothing(
    tmp_path: Path, colour: tuple[int, int, int], value: int
) -> None:
    mask, _ = read(tmp_path, with_alpha(colour, np.full((60, 90), 255, np.uint8)))
    assert np.all(mask == value)


def test_another_size_is_refused_with_both_sizes(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, encode(blob_mask(), "PNG"), Size(91, 60))
    assert "90 × 60" in str(caught.value)
    assert "91 × 60" in str(caught.value)
    assert "mask.any" in str(caught.value)


def test_a_mask_lies_as_its_orientation_says(tmp_path: Path) -> None:
    data = encode(blob_mask(), "PNG", exif=b"Exif\0\0" + exif_blob("<", 6))
    mask, _ = read(tmp_path, data, Size(60, 90))
    assert np.array_equal(mask, np.rot90(blob_mask(), -1))


def test_only_the_first_page_is_read_with_a_note(tmp_path: Path) -> None:
    data = encode(blob_mask(), "TIFF", save_all=True, append_images=[Image.fromarray(255 - blob_mask())])
    mask, notes = read(tmp_path, data)
    assert np.array_equal(mask, blob_mask())
    assert len(notes) == 1


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a picture"):
        read(tmp_path, b"no mask")
    (tmp_path / "big").write_bytes(encode(blob_mask(), "PNG"))
    with pytest.raises(InputError, match="megapixels"):
        read_mask(tmp_path / "big", SIZE, max_pixels=100)


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (1200, 1600)])
def test_a_written_mask_comes_back_from_other_readers(tmp_path: Path, shape: tuple[int, int]) -> None:
    mask = np.where(scene(*shape, channels=1) > 120, 255, 0).astype(np.uint8)
    path = tmp_path / "mask.png"
    path.write_bytes(b"older")
    write_mask(mask, path)
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        assert image.mode == "L"
        assert np.array_equal(np.asarray(image), mask)
    again, notes = read_mask(path, Size(shape[1], shape[0]), max_pixels=2_000_000)
    assert np.array_equal(again, mask)
    assert bool(notes) is not bool(mask.any()), "only of one that marks nothing there is something to say"
    assert [file.name for file in tmp_path.iterdir()] == ["mask.png"]


def test_a_part_of_a_larger_mask_can_be_written(tmp_path: Path) -> None:
    write_mask(blob_mask()[5:50:2, 10:80], tmp_path / "mask.png")
    with Image.open(tmp_path / "mask.png") as image:
        assert np.array_equal(np.asarray(image), blob_mask()[5:50:2, 10:80])


def test_a_mask_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder"):
        write_mask(blob_mask(), tmp_path / "gone" / "mask.png")
