from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest
from core.imageio.samples import exif_blob

from objremove_gui.cli import saving
from objremove_gui.core.imageio.options import Colours, Keep, SaveOptions, Turning
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.errors import InputError
from objremove_gui.settings import Settings


def photo(orientation: int = 1) -> Photo:
    exif = {"exif": exif_blob(orientation=orientation)}
    return Photo(np.zeros((4, 4, 3), np.uint8), PhotoFormat.JPEG, metadata=exif)


def asked(folder: Path, *words: str, of: Photo | None = None) -> SaveOptions:
    parser = argparse.ArgumentParser()
    saving.add_options(parser)
    return saving.options_of(parser.parse_args(words), Settings.load(folder), of or photo())


def test_without_options_a_jpeg_keeps_its_blocks_and_everything_else(tmp_path: Path) -> None:
    assert asked(tmp_path) == SaveOptions()


def test_every_choice_of_the_window_can_be_made(tmp_path: Path) -> None:
    words = [
        "--quality",
        "70",
        "--overwrite",
        "--depth",
        "8",
        "--colours",
        "srgb",
        "--metadata",
        "no-gps",
        "--orientation",
        "stored",
    ]
    options = SaveOptions(
        70, True, False, 8, colours=Colours.SRGB, metadata=Keep.NO_GPS, turning=Turning.STORED, lossless=False
    )
    assert asked(tmp_path, *words) == options


def test_a_turned_photo_that_is_to_lie_upright_is_coded_anew(tmp_path: Path) -> None:
    assert asked(tmp_path, "--orientation", "upright", of=photo(6)).keeps_blocks is False
    assert asked(tmp_path, "--orientation", "upright", of=photo(1)).keeps_blocks is True
    assert asked(tmp_path, of=photo(6)).keeps_blocks is True


def test_lossless_means_nothing_is_lost_and_excludes_a_quality(tmp_path: Path) -> None:
    options = asked(tmp_path, "--lossless")
    assert (options.lossless, options.only_lossless, options.keeps_blocks) == (True, True, True)
    with pytest.raises(SystemExit):
        asked(tmp_path, "--lossless", "--quality", "90")


@pytest.mark.parametrize("quality", ["0", "101", "-5"])
def test_a_quality_that_there_is_not_is_refused(tmp_path: Path, quality: str) -> None:
    with pytest.raises(InputError):
        asked(tmp_path, "--quality", quality)
