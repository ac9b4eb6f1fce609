"""``objremove verify`` tells the truth about two files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from objremove_gui.cli import main


@pytest.fixture
def files(tmp_path: Path, picture) -> Path:
    pixels = picture(320, 240)
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.fromarray(pixels).save(tmp_path / "original.png", exif=exif)
    changed = pixels.copy()
    changed[100:120, 50:80] ^= 255
    Image.fromarray(changed).save(tmp_path / "edited.png", exif=exif)
    Image.fromarray(changed).save(tmp_path / "stripped.png")
    mask = np.zeros((240, 320), np.uint8)
    mask[103:117, 53:77] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def verify(
    folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, object]]:
    status = main(["verify", str(folder / "original.png"), *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_what_lies_inside_the_ring_may_differ(files: Path, capsys) -> None:
    status, told = verify(
        files, capsys, str(files / "edited.png"), "--mask", str(files / "mask.png"), "--ring", "5"
    )
    assert status == 0
    assert told["ok"] is True
    assert told["inside"] == {"pixels": 600, "box": [50, 100, 30, 20]}
    assert told["outside"] == {"pixels": 0, "box": None}


def test_a_ring_that_is_too_narrow_is_told(files: Path, capsys) -> None:
    status, told = verify(
        files, capsys, str(files / "edited.png"), "--mask", str(files / "mask.png"), "--ring", "1"
    )
    assert status == 1
    assert told["outside"]["box"] == [50, 100, 30, 20]


def test_lost_metadata_is_told(files: Path, capsys) -> None:
    arguments = str(files / "stripped.png"), "--mask", str(files / "mask.png"), "--ring", "5"
    status, told = verify(files, capsys, *arguments)
    assert (status, told["metadata_differs"]) == (1, ["exif"])


def test_another_size_is_told(files: Path, capsys, picture) -> None:
    Image.fromarray(picture(100, 50)).save(files / "small.png")
    status, told = verify(files, capsys, str(files / "small.png"))
    assert (status, told["size"]) == (1, [[320, 240], [100, 50]])


def removed(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    original, mask = str(folder / "original.png"), str(folder / "mask.png")
    status = main(["remove", original, "--mask", mask, "-o", str(folder / "out.png"), *arguments])
    capsys.readouterr()
    return status


def test_a_project_tells_what_may_differ_and_how_far(files: Path, capsys) -> None:
    project = files / "out.objremove"
    assert removed(files, capsys, "--project", str(project)) == 0
    status, told = verify(files, capsys, str(files / "out.png"), "--project", str(project))
    assert (status, told["ok"], told["outside"]) == (0, True, {"pixels": 0, "box": None})
    assert told["inside"]["pixels"] > 300
    with Image.open(files / "out.png") as out:
        spoiled, exif = np.asarray(out).copy(), out.getexif()
    spoiled[5, 7] ^= 255
    Image.fromarray(spoiled).save(files / "edited.png", exif=exif)
    status, told = verify(files, capsys, str(files / "edited.png"), "--project", str(project))
    assert (status, told["outside"]) == (1, {"pixels": 1, "box": [7, 5, 1, 1]})


def test_a_project_is_written_over_nothing_unasked(files: Path, capsys) -> None:
    original = (files / "original.png").read_bytes()
    assert removed(files, capsys, "--project", str(files / "mask.png")) == 2
    assert removed(files, capsys, "--project", str(files / "original.png"), "--overwrite") == 2
    assert (files / "original.png").read_bytes() == original
    assert not (files / "out.png").exists()


def test_it_speaks_in_sentences(files: Path, capsys) -> None:
    assert main(["verify", str(files / "original.png"), str(files / "edited.png")]) == 0
    out = capsys.readouterr().out
    assert "600 pixels differ (50, 100, 30 × 20)" in out
    assert "Metadata and profile are equal." in out
