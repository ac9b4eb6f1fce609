"""Open photos give their pixels back and get them again from where they came."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.project.known import stamp_of
from objremove_gui.core.project.original import OriginalNeeded
from objremove_gui.core.resting import put_to_rest, wake_up

LIMIT = 10_000_000
BOXES = [Rect(10, 10, 300, 20), Rect(250, 100, 40, 190)]


def marked(photo: Photo) -> Document:
    document = Document(photo)
    for box in BOXES:
        with document.mask_edit("Mark") as mask:
            mask.replace(box, np.full((box.height, box.width), 255, np.uint8))
    return document


@pytest.fixture
def path(tmp_path: Path, picture) -> Path:
    path = tmp_path / "photo.jpg"
    Image.fromarray(picture(400, 300)).save(path)
    return path


def test_a_document_comes_back_as_it_was(path: Path) -> None:
    document = marked(open_photo(path, max_pixels=LIMIT))
    photo, mask = document.photo, document.mask.pixels.copy()
    resting = put_to_rest(document, None, stamp_of(path))
    assert document.rests
    assert document.mask.pixels.size == 0
    assert not document.mask.is_empty
    with pytest.raises(RuntimeError, match="rests"):
        _ = document.photo
    assert wake_up(document, resting, None, LIMIT) == stamp_of(path)
    assert np.array_equal(document.photo.pixels, photo.pixels)
    assert document.photo.metadata == photo.metadata
    assert document.photo.coding == photo.coding
    assert np.array_equal(document.mask.pixels, mask)
    document.history.undo()
    document.history.undo()
    assert document.mask.is_empty
    assert not document.mask.pixels.any()


def test_waking_what_is_awake_changes_nothing(path: Path) -> None:
    document = marked(open_photo(path, max_pixels=LIMIT))
    resting = put_to_rest(document, None, stamp_of(path))
    wake_up(document, resting, None, LIMIT)
    mask = document.mask.pixels.copy()
    wake_up(document, resting, None, LIMIT)
    assert np.array_equal(document.mask.pixels, mask)


def test_what_changed_on_the_disk_before_is_kept_as_it_was_opened(path: Path, picture) -> None:
    document = marked(open_photo(path, max_pixels=LIMIT))
    pixels, stamp = document.photo.pixels.copy(), stamp_of(path)
    Image.fromarray(picture(400, 300, 7)).save(path, quality=50)
    for _ in range(2):
        resting = put_to_rest(document, None, stamp)
        stamp = wake_up(document, resting, None, LIMIT)
        assert stamp is None
    assert np.array_equal(document.photo.pixels, pixels)
    assert document.photo.format is PhotoFormat.JPEG


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 3), (np.uint16, 3), (np.uint8, 4)])
def test_what_never_was_a_file_comes_back_too(dtype: type, channels: int) -> None:
    chance = np.random.default_rng(1)
    pixels = chance.integers(0, np.iinfo(dtype).max, (300, 400, channels), dtype)
    document = marked(Photo(pixels, PhotoFormat.PNG))
    wake_up(document, put_to_rest(document, None, None), None, LIMIT)
    assert np.array_equal(document.photo.pixels, pixels)
    assert document.photo.pixels.dtype == dtype


def test_a_photo_that_is_gone_meanwhile_is_asked_for(path: Path) -> None:
    document = marked(open_photo(path, max_pixels=LIMIT))
    resting = put_to_rest(document, None, stamp_of(path))
    elsewhere = path.rename(path.with_name("elsewhere.jpg"))
    with pytest.raises(OriginalNeeded):
        wake_up(document, resting, None, LIMIT)
    assert document.rests
    wake_up(document, resting, elsewhere, LIMIT)
    assert document.photo.path == elsewhere
    assert document.mask.pixels.any()
