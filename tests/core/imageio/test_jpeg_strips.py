"""Decoding in strips: the very pixels of decoding as a whole, or the whole where a file can't be taken apart."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from core.imageio.samples import PLENTY, scene
from numpy.typing import NDArray
from PIL import Image

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.decoding import decode
from objremove_gui.core.imageio.jpeg_cuts import MORE, ROWS, cuts_of
from objremove_gui.core.imageio.jpeg_strips import each_strip
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.imageio.reasons import Unreadable


def jpeg(height: int, width: int, *, grey: bool = False, **options: Any) -> bytes:
    file = io.BytesIO()
    pixels = scene(height, width)
    Image.fromarray(pixels[..., 0] if grey else pixels).save(file, "JPEG", quality=90, **options)
    return file.getvalue()


def in_strips(data: bytes) -> tuple[NDArray[np.uint8], list[Rect]]:
    found = list(each_strip(data, PLENTY, lambda pixels, box: (pixels.copy(), box), cuts_of(data)))
    assert [box.y for _, box in found] == [0, *(box.bottom for _, box in found[:-1])]
    return np.vstack([pixels for pixels, _ in found]), [box for _, box in found]


def whole(data: bytes) -> NDArray[np.uint8]:
    return decode(data, PhotoFormat.JPEG, max_pixels=PLENTY, expand=True).pixels


@pytest.mark.parametrize("height", [1, 16, 17, 272, 273, 545, 561, 817, 1234])
@pytest.mark.parametrize("sampling", [0, 1, 2])
def test_strips_are_the_whole_picture(height: int, sampling: int) -> None:
    data = jpeg(height, 83, subsampling=sampling, restart_marker_rows=1)
    pixels, boxes = in_strips(data)
    assert np.array_equal(pixels, whole(data))
    assert (len(boxes) > 1) is (height > (ROWS + MORE) * (8 if sampling < 2 else 16))


def test_grey_has_strips_too() -> None:
    data = jpeg(700, 50, grey=True, restart_marker_rows=1)
    pixels, boxes = in_strips(data)
    assert len(boxes) > 2
    assert np.array_equal(pixels, whole(data))


@pytest.mark.parametrize(
    "options", [{}, {"restart_marker_rows": 2}, {"progressive": True, "restart_marker_rows": 1}]
)
def test_a_file_without_a_marker_after_every_row_is_one_strip(options: dict[str, Any]) -> None:
    data = jpeg(900, 70, **options)
    pixels, boxes = in_strips(data)
    assert boxes == [Rect(0, 0, 70, 900)]
    assert np.array_equal(pixels, whole(data))


def test_what_is_cut_off_or_too_large_is_refused() -> None:
    data = jpeg(900, 70, restart_marker_rows=1)
    for cut in (data[:-2000], data[:300]):
        with pytest.raises(Unreadable):
            in_strips(cut)
    with pytest.raises(Unreadable):
        list(each_strip(data, 100, lambda pixels, box: None, cuts_of(data)))
