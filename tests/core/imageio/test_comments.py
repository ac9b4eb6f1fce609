"""A JPEG may have several comments; all of them stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from core.imageio.samples import PLENTY, jpeg_with

from objremove_gui.core.imageio.comments import comments_of, packed
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.metadata_kept import differing_metadata

COMMENTS = [b"first", b"", b"third\0", b"x" * 65_533]


def opened(folder: Path, *comments: bytes) -> Photo:
    path = folder / f"photo-{len(comments)}.jpg"
    path.write_bytes(jpeg_with([(0xFE, comment) for comment in comments]))
    return open_photo(path, max_pixels=PLENTY)


@pytest.mark.parametrize("keeps_blocks", [True, False])
def test_all_comments_of_a_jpeg_go_along(tmp_path: Path, keeps_blocks: bool) -> None:
    photo, path = opened(tmp_path, *COMMENTS), tmp_path / "out.jpg"
    save_photo(photo, photo.pixels, path, SaveOptions(keeps_blocks=keeps_blocks))
    again = open_photo(path, max_pixels=PLENTY)
    assert comments_of(again.metadata) == COMMENTS
    assert differing_metadata(photo, again) == ()


def test_each_is_a_text_of_a_png(tmp_path: Path) -> None:
    photo = opened(tmp_path, *COMMENTS)
    save_photo(photo, photo.pixels, tmp_path / "out.png", SaveOptions())
    assert open_photo(tmp_path / "out.png", max_pixels=PLENTY).metadata["png"].count(b"Comment\0") == 4


def test_a_missing_one_is_told(tmp_path: Path) -> None:
    assert differing_metadata(opened(tmp_path, b"1", b"2", b"3"), opened(tmp_path, b"1", b"2")) == (
        "more comments",
    )


def test_what_is_cut_off_ends_them() -> None:
    blobs = packed(COMMENTS)
    assert comments_of(blobs) == COMMENTS
    assert comments_of(blobs | {"more-comments": blobs["more-comments"][:-1]}) == COMMENTS[:3]
    assert comments_of({}) == []
