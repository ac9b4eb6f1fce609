"""Mask and levels that are made while a file is decoded are those that would be made afterwards."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3
from PIL import Image
from scenery import noise

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.groundwork import NOTHING, Ground, Groundwork
from objremove_gui.core.imageio.coming import Coming
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.pyramid import Levels
from objremove_gui.errors import InputError
from objremove_gui.ui.canvas.scene import Scene

PLENTY = 10_000_000


def jpeg(size: Size, **how: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(noise(Size(19, 13))).resize(size).save(file, "JPEG", quality=90, **how)
    return file.getvalue()


def opened(path: Path, screen: bytes | None = None) -> tuple[Photo, Ground]:
    work = Groundwork(screen)
    photo = open_photo(path, max_pixels=PLENTY, coming=work.begin)
    return photo, work.take(photo.size)


def built(photo: Photo, screen: bytes | None = None) -> Levels:
    """The levels as they are made afterwards."""
    picture = Scene.prepare(Document(photo), screen).picture
    return [picture.region(index, Rect.of_size(size)) for index, size in enumerate(picture.sizes) if index]


def same(levels: Levels | None, others: Levels) -> bool:
    assert levels is not None
    return len(levels) == len(others) and all(map(np.array_equal, levels, others))


@pytest.mark.parametrize("size", [Size(1501, 1203), Size(709, 64), Size(701, 3), Size(640, 480), Size(1, 1)])
def test_levels_are_made_while_a_jpeg_is_decoded(tmp_path: Path, size: Size) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(size))
    photo, ground = opened(path)
    assert ground.is_filled
    assert same(ground.levels, built(photo))
    assert ground.plane is not None
    assert ground.plane.size == size
    assert not ground.plane.pixels.any()


@pytest.mark.parametrize("screen", [None, DISPLAY_P3])
@pytest.mark.parametrize("profile", [ADOBE_RGB, None])
def test_levels_are_in_the_colours_of_the_screen(
    tmp_path: Path, profile: bytes | None, screen: bytes | None
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(jpeg(Size(900, 700), icc_profile=profile))
    photo, ground = opened(path, screen)
    assert ground.is_filled
    assert same(ground.levels, built(photo, screen))


@pytest.mark.parametrize("orientation", [3, 6])
def test_a_turned_photo_gets_its_levels_afterwards(tmp_path: Path, orientation: int) -> None:
    path, tags = tmp_path / "photo.jpg", Image.Exif()
    tags[0x0112] = orientation
    path.write_bytes(jpeg(Size(903, 705), exif=tags))
    photo, ground = opened(path)
    assert not ground.is_filled
    scene = Scene.prepare(Document(photo, plane=ground.plane), None, ground)
    assert same([scene.picture.region(1, Rect.of_size(scene.picture.sizes[1]))], built(photo)[:1])


def test_a_jpeg_that_is_damaged_at_its_end_leaves_no_levels(tmp_path: Path) -> None:
    path, work = tmp_path / "photo.jpg", Groundwork(None)
    data = jpeg(Size(1501, 1203))
    path.write_bytes(data[: len(data) * 3 // 4])
    with pytest.raises(InputError, match="damaged, cut off"):
        open_photo(path, max_pixels=PLENTY, coming=work.begin)
    assert not work.take(Size(1501, 1203)).is_filled


def test_nothing_is_there_for_a_picture_that_was_not_announced() -> None:
    assert Groundwork(None).take(Size(4, 4)) is NOTHING


def test_a_large_photo_can_be_shown_roughly_before_it_is_decoded(tmp_path: Path) -> None:
    path, seen = tmp_path / "photo.jpg", []
    path.write_bytes(jpeg(Size(3503, 2407), icc_profile=ADOBE_RGB))

    def note(coming: Coming, ground: Ground) -> None:
        assert ground.levels is not None
        seen.append((ground.finest, [level.copy() for level in ground.levels[ground.finest - 1 :]]))

    work = Groundwork(None, note)
    photo = open_photo(path, max_pixels=PLENTY, coming=work.begin)
    ground, exact = work.take(photo.size), built(photo)
    ((finest, rough),) = seen
    assert same(ground.levels, exact)
    assert (ground.finest, finest) == (0, 2)
    for early, level in zip(rough, exact[1:], strict=True):
        assert np.abs(early[..., :3].astype(int) - level[..., :3]).mean() < 1.5


def test_a_small_photo_is_shown_when_it_is_there(tmp_path: Path) -> None:
    path, seen = tmp_path / "photo.jpg", []
    path.write_bytes(jpeg(Size(1501, 1203)))
    open_photo(path, max_pixels=PLENTY, coming=Groundwork(None, lambda *what: seen.append(what)).begin)
    assert not seen
