"""Files of every kind through open, remove, export and proof: outside the removals they come back as they were."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3
from core.imageio.samples_raw import dng
from numpy.typing import NDArray
from PIL import Image

from objremove_gui.core.compositing import composed
from objremove_gui.core.cropping import CropLimits, CropPlan, extract_image
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.profiles import to_srgb
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.tiff_writer import write_tiff
from objremove_gui.core.imageio.transfer import decode_picture
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import Proof, prove
from objremove_gui.core.removal import Removal
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.composing import Made, removal_of, versions_of
from objremove_gui.jobs.crops import encode_crops, plan_crops
from objremove_gui.jobs.ledger.inputs import Inputs
from objremove_gui.resources import resource

LIMITS = CropLimits(400, 4096)
PLENTY = 5_000_000
WIDTH, HEIGHT = 733, 541


def picture(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A part of a real photo, of an odd size."""
    with Image.open(resource("samples/sample.jpg")) as image:
        return image.convert("RGB").crop((1300, 900, 1300 + width, 900 + height))


def deep(channels: int = 3) -> NDArray[np.uint16]:
    """The same with sixteen bits that mean something."""
    fine = np.random.default_rng(0).integers(0, 257, (HEIGHT, WIDTH, 3))
    pixels = np.asarray(picture()).astype(np.uint16) * 256 + fine.astype(np.uint16)
    return pixels[..., ::-1] if channels == 3 else np.dstack([pixels[..., ::-1], pixels[..., 0]])


def encoded(image: Image.Image, name: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def by_opencv(suffix: str, pixels: NDArray[Any], *options: int) -> bytes:
    return cv2.imencode(suffix, pixels, options)[1].tobytes()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Camera"
    return encoded(picture(), "JPEG", quality=90, exif=exif)


def palette() -> bytes:
    image = picture().quantize(64)
    return encoded(image, "PNG", transparency=7)


def with_alpha() -> Image.Image:
    image = picture()
    alpha = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH)).astype(np.uint8)
    image.putalpha(Image.fromarray(alpha))
    return image


def deep_tagged(profile: bytes) -> bytes:
    """Sixteen bits and a profile."""
    pixels = np.ascontiguousarray(deep()[..., ::-1])
    file = io.BytesIO()
    write_tiff(file, pixels, {"icc": profile}, None, compressed=True)
    return file.getvalue()


def in_planes(dtype: type) -> bytes:
    """Each channel for itself, in tiles, by another writer."""
    pixels = np.asarray(picture()) if dtype == np.uint8 else deep()
    file = io.BytesIO()
    options: dict[str, Any] = {"planarconfig": "separate", "tile": (128, 128), "compression": "zlib"}
    big = dtype == np.uint16
    tifffile.imwrite(file, np.moveaxis(pixels, 2, 0), photometric="rgb", bigtiff=big, **options)
    return file.getvalue()


def heic() -> bytes:
    pytest.importorskip("pi_heif")
    return (Path(__file__).parents[1] / "core/imageio/files/photo.heic").read_bytes()


@dataclass(frozen=True)
class Row:
    name: str
    data: Any
    suffix: str
    way: str


ROWS = [
    *(
        Row(
            f"JPEG {name}",
            lambda s=s: encoded(picture(), "JPEG", quality=91, subsampling=s),
            ".jpg",
            "spliced",
        )
        for s, name in enumerate(("4:4:4", "4:2:2", "4:2:0"))
    ),
    *(Row(f"turned {n}", lambda n=n: turned(n), ".jpg", "spliced") for n in range(1, 9)),
    Row("progressive", lambda: encoded(picture(), "JPEG", progressive=True), ".jpg", "spliced"),
    Row("grey JPEG", lambda: encoded(picture().convert("L"), "JPEG"), ".jpg", "spliced"),
    Row("even size", lambda: encoded(picture(640, 480), "JPEG"), ".jpg", "spliced"),
    Row("399 px", lambda: encoded(picture(399, 399), "JPEG"), ".jpg", "spliced"),
    Row("Display P3 JPEG", lambda: encoded(picture(), "JPEG", icc_profile=DISPLAY_P3), ".jpg", "spliced"),
    Row("Adobe RGB JPEG", lambda: encoded(picture(), "JPEG", icc_profile=ADOBE_RGB), ".jpg", "spliced"),
    Row("Display P3 PNG", lambda: encoded(picture(), "PNG", icc_profile=DISPLAY_P3), ".png", "lossless"),
    Row("Adobe RGB TIFF 16", lambda: deep_tagged(ADOBE_RGB), ".tif", "lossless"),
    Row("CMYK", lambda: encoded(picture().convert("CMYK"), "JPEG"), ".tif", "lossless"),
    Row("PNG", lambda: encoded(picture(), "PNG"), ".png", "lossless"),
    Row("PNG palette", palette, ".png", "lossless"),
    Row("PNG alpha", lambda: encoded(with_alpha(), "PNG"), ".png", "lossless"),
    Row("PNG 16", lambda: by_opencv(".png", deep()), ".png", "lossless"),
    Row("PNG 16 alpha", lambda: by_opencv(".png", deep(4)), ".png", "lossless"),
    Row("TIFF", lambda: encoded(picture(), "TIFF", compression="tiff_lzw"), ".tif", "lossless"),
    Row("TIFF 16", lambda: by_opencv(".tiff", deep()), ".tif", "lossless"),
    Row("WebP", lambda: encoded(picture(), "WEBP", lossless=True), ".webp", "lossless"),
    Row("WebP to PNG", lambda: encoded(picture(), "WEBP", quality=80), ".png", "lossless"),
    Row("AVIF to PNG", lambda: encoded(picture(), "AVIF", speed=9), ".png", "lossless"),
    Row("BMP", lambda: encoded(picture(), "BMP"), ".bmp", "lossless"),
    Row("TIFF planes in tiles", lambda: in_planes(np.uint8), ".tif", "lossless"),
    Row("TIFF 16 planes in tiles, BigTIFF", lambda: in_planes(np.uint16), ".tif", "lossless"),
    Row("HEIC to PNG", heic, ".png", "lossless"),
    Row("HEIC to TIFF", heic, ".tif", "lossless"),
    Row("raw to TIFF", lambda: dng(width=560, height=420), ".tif", "lossless"),
    Row("GIF to PNG", lambda: encoded(picture().quantize(200), "GIF"), ".png", "lossless"),
]


def removed(photo: Photo) -> Removal:
    """What comes of an engine that answers at once: something else in the middle."""
    size = photo.size
    mask = np.zeros((size.height, size.width), np.uint8)
    cv2.ellipse(mask, (size.width // 2, size.height // 2), (37, 51), 20, 0, 360, 255, -1)
    snapshot = Snapshot.of(photo, mask)
    (plan,) = plan_crops(snapshot, LIMITS, None, None)
    answer = cv2.GaussianBlur(extract_image(plan, snapshot.read(plan.source)), (0, 0), 9)
    return removal_of(plan, versions_of(plan, snapshot, [np.asarray(answer)], Made("test", 1, 0.0, "")))


def proof_of(folder: Path, data: bytes, suffix: str) -> tuple[Photo, Removal, Proof]:
    original, out = folder / "original", folder / f"out{suffix}"
    original.write_bytes(data)
    photo = open_photo(original, max_pixels=PLENTY)
    removal = removed(photo)
    pixels = composed(photo.pixels, [removal], Rect.of_size(photo.size))
    saved = save_photo(photo, pixels, out, SaveOptions())
    return photo, removal, prove(photo, [removal], saved, out)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_outside_the_removal_nothing_changes(tmp_path: Path, row: Row) -> None:
    if row.way == "spliced":
        pytest.importorskip("jpeglib")
    photo, removal, proof = proof_of(tmp_path, row.data(), row.suffix)
    verdict = proof.verdict
    assert proof.saved.way == row.way
    assert proof.holds
    assert verdict.same_size
    assert (verdict.outside.count, verdict.moved_blocks, verdict.metadata) == (0, 0, ())
    assert verdict.inside.count > 3000
    assert (verdict.blocks is not None) is (row.way == "spliced")
    # Told by another reader too, where there is one for it.
    if photo.pixels.dtype == np.uint8 and photo.pixels.shape[2] == 3 and row.name != "CMYK":
        again = by_pillow(tmp_path / f"out{row.suffix}")
        # Readers of AVIF do not agree about its colours to the last bit.
        before = photo.pixels if row.name.startswith(("AVIF", "HEIC")) else by_pillow(tmp_path / "original")
        assert again.shape == before.shape == photo.pixels.shape
        changed = (again != before).any(axis=2)
        changed[removal.box.pad(17).intersect(Rect.of_size(photo.size)).slices] = False
        assert not changed.any()


def as_sent(photo: Photo, mask: NDArray[np.uint8], folder: Path) -> tuple[CropPlan, NDArray[np.uint8]]:
    """The plan for a mask, and the picture that goes to the service."""
    snapshot = Snapshot.of(photo, mask)
    plans = plan_crops(snapshot, LIMITS, None, None)
    inputs = Inputs(folder / "inputs", "test")
    with ThreadPoolExecutor(1) as pool:
        (crop,) = asyncio.run(encode_crops(snapshot, plans, LIMITS, "", inputs, pool))
    return plans[0], decode_picture(inputs.read(crop.image), max_pixels=PLENTY)


@pytest.mark.parametrize("profile", [DISPLAY_P3, ADOBE_RGB], ids=["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_a_service_sees_srgb_and_its_answer_has_the_photos_colours(
    tmp_path: Path, profile: bytes, suffix: str
) -> None:
    original = tmp_path / "original"
    original.write_bytes(
        encoded(picture(), "PNG", icc_profile=profile) if suffix == ".png" else deep_tagged(profile)
    )
    photo = open_photo(original, max_pixels=PLENTY)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[200:300, 300:420] = 255
    plan, sent = as_sent(photo, mask, tmp_path)
    assert np.array_equal(sent, to_srgb(photo.pixels[plan.source.slices], profile))
    # What a service gives back unchanged comes back as in a photo without a profile, but for rounding.
    back = patch_of(plan, photo, mask, sent)
    untagged = replace(photo, metadata={})
    expected = patch_of(plan, untagged, mask, extract_image(plan, photo.pixels[plan.source.slices]))
    unit = 1 if photo.pixels.dtype == np.uint8 else 257
    difference = np.abs(back.astype(int) - expected) / unit
    assert difference.mean() < 0.3
    assert np.percentile(difference, 99) <= 2
    # It would not, were it not taken into the photo's space again.
    assert np.abs(patch_of(plan, untagged, mask, sent).astype(int) - expected).mean() / unit > 1


def patch_of(
    plan: CropPlan, photo: Photo, mask: NDArray[np.uint8], answer: NDArray[np.uint8]
) -> NDArray[Any]:
    (version,) = versions_of(plan, Snapshot.of(photo, mask), [answer], Made("test", 1, 0.0, ""))
    return version.patch


def test_an_untagged_photo_is_sent_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(encoded(picture(), "PNG"))
    photo = open_photo(tmp_path / "original", max_pixels=PLENTY)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[200:300, 300:420] = 255
    plan, sent = as_sent(photo, mask, tmp_path)
    assert np.array_equal(sent, photo.pixels[plan.source.slices])


def by_pillow(path: Path) -> NDArray[np.uint8]:
    from PIL import ImageOps

    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def test_what_is_filled_into_sixteen_bits_has_sixteen(tmp_path: Path) -> None:
    _, removal, proof = proof_of(tmp_path, by_opencv(".png", deep()), ".png")
    assert proof.holds
    patch = removal.version.patch
    assert patch.dtype == np.uint16
    assert (patch % 257 != 0).mean() > 0.8
