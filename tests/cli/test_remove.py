"""What ``objremove remove`` finds wrong before anything is done, let alone paid."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from objremove_gui.cli import main


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of 64 × 48 pixels with masks beside it."""
    pixels = np.random.default_rng(1).integers(0, 255, (48, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    mask = np.zeros((48, 64), np.uint8)
    Image.fromarray(mask).save(tmp_path / "black.png")
    mask[20:30, 20:30] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "photo.png"


@pytest.mark.parametrize(
    ("mask", "output", "sentence"),
    [
        ("mask.png", "nowhere/out.png", "There is no folder"),
        ("mask.png", "out.xyz", "end its name in one of"),
        ("mask.png", "out.heic", "end its name in one of"),
        ("black.png", "out.png", "marks nothing"),
        ("mask.png", "", "is a folder"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(
    photo: Path, mask: str, output: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = photo.parent / output
    assert main(["remove", str(photo), "--mask", str(photo.parent / mask), "-o", str(out)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.splitlines()) == 1
    assert not out.is_file()


def test_a_quality_that_there_is_not_is_told_before_anything_is_sent(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["remove", str(photo), "--mask", str(photo.parent / "mask.png"), "--quality", "101"]
    assert main([*asked, "-o", str(photo.parent / "out.jpg")]) == 2
    told = capsys.readouterr().err
    assert "from 1 to 100" in told
    assert len(told.splitlines()) == 1


def test_a_protected_file_is_told_before_anything_is_sent(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask, out = photo.parent / "mask.png", photo.parent / "out.png"
    out.write_bytes(b"mine")
    out.chmod(0o444)
    assert main(["remove", str(photo), "--mask", str(mask), "-o", str(out), "--overwrite"]) == 2
    assert "protected against writing" in capsys.readouterr().err
    assert out.read_bytes() == b"mine"


def test_what_would_lose_some_is_told_before_anything_is_sent(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask, out = photo.parent / "mask.png", photo.parent / "out.jpg"
    assert main(["remove", str(photo), "--mask", str(mask), "-o", str(out), "--lossless"]) == 2
    assert "lose a little everywhere as JPEG" in capsys.readouterr().err
    assert not out.exists()


def test_what_the_format_will_not_keep_is_told(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    see_through = np.full((48, 64, 4), 128, np.uint8)
    Image.fromarray(see_through).save(photo)
    mask, out = photo.parent / "mask.png", photo.parent / "out.jpg"
    assert main(["remove", str(photo), "--mask", str(mask), "-o", str(out)]) == 0
    assert "transparent parts become white" in capsys.readouterr().err


def test_picture_and_project_need_names_of_their_own(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = photo.parent / "out.png"
    asked = ["remove", str(photo), "--mask", str(photo.parent / "mask.png"), "-o", str(out)]
    assert main([*asked, "--project", str(photo.parent / "." / "out.png")]) == 2
    assert "same name" in capsys.readouterr().err
    assert not out.exists()
