"""How a JPEG is coded stays as the photo was."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from core.imageio.samples import encode, scene
from core.imageio.written import opened_bytes, photo_of, saved
from PIL import Image, JpegImagePlugin


def sampling_of(path: Path) -> tuple[tuple[int, int], ...]:
    with Image.open(path) as image:
        assert isinstance(image, JpegImagePlugin.JpegImageFile)
        return tuple((layer[1], layer[2]) for layer in image.layer)


@pytest.mark.parametrize("factors", ["444", "422", "440", "420", "411"])
def test_jpeg_keeps_its_chroma_subsampling(tmp_path: Path, factors: str) -> None:
    flag = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{factors}")
    data = cv2.imencode(".jpg", scene(), [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, flag])[1].tobytes()
    photo = opened_bytes(tmp_path, data)
    path = saved(photo, tmp_path / "out.jpg")
    assert sampling_of(path) == sampling_of(tmp_path / "original")


def test_chroma_subsampling_turns_with_the_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = opened_bytes(tmp_path, encode(scene(), "JPEG", subsampling="4:2:2", exif=exif))
    assert sampling_of(tmp_path / "original")[0] == (2, 1)
    assert sampling_of(saved(photo, tmp_path / "out.jpg"))[0] == (1, 2)


def test_a_grey_jpeg_stays_grey(tmp_path: Path) -> None:
    photo = opened_bytes(tmp_path, encode(scene(channels=1), "JPEG"))
    assert photo.pixels.shape == (60, 90, 3)
    assert len(sampling_of(saved(photo, tmp_path / "out.jpg"))) == 1


def test_quality_decides_about_the_size(tmp_path: Path) -> None:
    for suffix in ("jpg", "webp", "avif"):
        sizes = [
            saved(photo_of(scene()), tmp_path / f"{quality}.{suffix}", quality=quality).stat().st_size
            for quality in (30, 60, 95)
        ]
        assert sizes == sorted(sizes)
        assert sizes[2] > 1.3 * sizes[0]
