from __future__ import annotations

import io
import subprocess
import sys
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from core.imageio.samples import PLENTY, encode, scene
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from objremove_gui.core.imageio.transfer import decode_picture, encode_png
from objremove_gui.errors import InputError


@settings(deadline=None, max_examples=150)
@given(
    pixels=arrays.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.one_of(
            st.tuples(st.integers(1, 40), st.integers(1, 40)),
            st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3, 4])),
        ),
    )
)
def test_any_picture_comes_back_bit_for_bit_from_another_reader(pixels: Any) -> None:
    read = cv2.imdecode(np.frombuffer(encode_png(pixels), np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        read = cv2.cvtColor(read, cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA)
    assert read.dtype == pixels.dtype
    assert np.array_equal(read.reshape(pixels.shape), pixels)


@pytest.mark.parametrize("shape", [(3000, 700, 3), (5, 90_000, 3), (2500, 2500)])
def test_pictures_of_many_strips_are_joined_without_a_seam(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(1).integers(0, 200, shape, np.uint8)
    with Image.open(io.BytesIO(encode_png(pixels))) as image:
        # Pillow checks the sum over the whole stream.
        assert np.array_equal(np.asarray(image), pixels)


def test_a_view_of_a_larger_picture_can_be_encoded() -> None:
    pixels = scene()[3:40:2, ::-1]
    assert np.array_equal(decode_picture(encode_png(pixels), max_pixels=PLENTY), pixels)


KINDS = {
    "PNG": ("RGB", "RGBA", "L", "P", "1"),
    "TIFF": ("RGB", "RGBA", "L", "P", "1"),
    "WEBP": ("RGB", "RGBA", "L"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in KINDS.items() for mode in modes])
def test_an_answer_in_any_kind_of_pixels_becomes_colour(kind: str, mode: str) -> None:
    image = Image.fromarray(scene()).convert(mode)
    options = {"lossless": True} if kind == "WEBP" else {}
    pixels = decode_picture(encode(image, kind, **options), max_pixels=PLENTY)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert np.array_equal(pixels, np.asarray(image.convert("RGB")))


def test_an_answer_of_16_bits_is_rounded() -> None:
    pixels = scene(dtype=np.uint16)
    assert np.array_equal(decode_picture(encode_png(pixels), max_pixels=PLENTY), np.round(pixels / 257))


def test_what_is_no_whole_picture_is_refused() -> None:
    whole = encode_png(scene())
    for data in (b"", b"<html>busy</html>", whole[: len(whole) // 2], whole[:40]):
        with pytest.raises(InputError, match="came back"):
            decode_picture(data, max_pixels=PLENTY)


def test_a_larger_answer_than_was_asked_for_is_refused_before_decoding() -> None:
    header = encode_png(np.zeros((1, 1, 3), np.uint8))
    forged = bytearray(header)
    forged[16:24] = (60_000).to_bytes(4, "big") * 2
    forged[29:33] = zlib.crc32(bytes(forged[12:29])).to_bytes(4, "big")
    with pytest.raises(InputError, match="3600 megapixels"):
        decode_picture(bytes(forged), max_pixels=PLENTY)
    assert decode_picture(header, max_pixels=1).shape == (1, 1, 3)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = """
import sys
import objremove_gui.core.imageio.mask_file, objremove_gui.core.imageio.reading
import objremove_gui.core.imageio.transfer, objremove_gui.core.imageio.writing
print(sorted({"pyvips", "cv2", "PIL"} & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("marked", [(), (0,), (2999,), (1000, 1001), (262, 524, 2000)])
def test_pictures_that_are_empty_in_large_parts_come_back(dtype, marked):
    pixels = np.zeros((3000, 1000), dtype)
    for row in marked:
        pixels[row, 100:900] = 255
    read = cv2.imdecode(np.frombuffer(encode_png(pixels), np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(read, pixels)
