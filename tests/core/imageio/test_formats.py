from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS, format_of_suffix, sniff, stranger
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reasons import shown_name


def test_every_format_has_its_row_and_no_suffix_stands_for_two() -> None:
    assert set(BY_FORMAT) == set(PhotoFormat)
    suffixes = [suffix for info in FORMATS for suffix in info.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.JPG", "jpeg"), ("a.b.tiff", "tiff"), ("a.dib", "bmp"), ("a", None), (".png", None)]
)
def test_the_suffix_names_the_format(name: str, kind: str | None) -> None:
    assert format_of_suffix(Path(name)) == kind


def test_only_what_is_whole_counts_as_a_bitmap() -> None:
    assert sniff(b"BM" + bytes(12) + b"\x28\0\0\0") is PhotoFormat.BMP
    assert sniff(b"BMX and other words that begin so") is None


def test_the_dialog_shows_what_can_be_read() -> None:
    from objremove_gui.ui.dialogs import PHOTOS

    assert set(PHOTOS.suffixes) == {suffix for info in FORMATS if info.can_read for suffix in info.suffixes}


def test_brands_tell_avif_from_heic() -> None:
    avif = b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf"
    heic = b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf"
    assert sniff(avif) is PhotoFormat.AVIF
    assert sniff(heic) is PhotoFormat.HEIC
    assert sniff(b"\0\0\0\x18ftypcrx \0\0\0\1crx isom") is PhotoFormat.RAW
    assert stranger(b"words") == ""


def test_a_photo_takes_no_pixels_that_are_none() -> None:
    for pixels in (
        np.zeros((2, 2), np.uint8),
        np.zeros((2, 2, 2), np.uint8),
        np.zeros((2, 2, 3), np.float32),
    ):
        with pytest.raises(ValueError, match="photo"):
            Photo(pixels, PhotoFormat.PNG)


def test_a_photo_can_not_be_changed_and_leaves_the_givers_array_alone() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    photo = Photo(pixels, PhotoFormat.PNG)
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 1
    pixels[0, 0] = 1
    assert photo.size == (3, 2)
    assert Photo(pixels[:, ::-1], PhotoFormat.PNG).pixels.flags.c_contiguous


def test_names_are_shown_on_one_line_and_not_endlessly() -> None:
    assert shown_name(Path("a\nb\x1b[0m\u202e.png")) == "a�b�[0m�.png"
    long = shown_name(Path("x" * 200 + ".jpeg"))
    assert len(long) == 80
    assert long.endswith("x.jpeg")
