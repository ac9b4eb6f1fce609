"""JPEGs are decoded by the quickest decoder there is, with the pixels that libvips gives."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scenery import noise

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.libvips import vips
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.errors import InputError


def soft(size: Size) -> Image.Image:
    """A picture with slopes and some grain."""
    small = Image.fromarray(noise(Size(9, 7)))
    return Image.blend(small.resize(size, Image.Resampling.BICUBIC), Image.fromarray(noise(size)), 0.1)


def jpeg(picture: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", **how)
    return file.getvalue()


@pytest.mark.parametrize("size", [Size(331, 217), Size(1, 1), Size(16, 500)])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_the_pixels_are_those_of_libvips(
    tmp_path: Path, size: Size, subsampling: int, progressive: bool
) -> None:
    data = jpeg(soft(size), quality=90, subsampling=subsampling, progressive=progressive)
    path = tmp_path / "photo.jpg"
    path.write_bytes(data)
    photo = open_photo(path, max_pixels=1_000_000)
    assert np.array_equal(photo.pixels, vips().Image.jpegload_buffer(data).numpy())


def test_a_jpeg_that_is_cut_off_is_refused_as_before(tmp_path: Path) -> None:
    data = jpeg(soft(Size(331, 217)), quality=90)
    path = tmp_path / "photo.jpg"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="damaged, cut off"):
        open_photo(path, max_pixels=1_000_000)
