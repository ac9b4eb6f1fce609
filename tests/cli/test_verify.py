"""``objremove verify`` tells the truth about two files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


@pytest.fixture
def jpegs(tmp_path: Path, picture) -> Path:
    """An original and a mask; ``out.jpg`` is removed from it."""
    pytest.importorskip("jpeglib")
    Image.fromarray(picture(331, 245)).save(tmp_path / "original.jpg", quality=90, subsampling="4:2:0")
    mask = np.zeros((245, 331), np.uint8)
    mask[103:117, 53:77] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def run_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    status = main([*map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_jpeg_is_removed_from_and_proven_block_by_block(jpegs: Path, capsys) -> None:
    original, out, project = jpegs / "original.jpg", jpegs / "out.jpg", jpegs / "out.objremove"
    mask = ("--mask", jpegs / "mask.png")
    status, told = run_json(capsys, "remove", original, *mask, "-o", out, "--project", project)
    assert status == 0
    proof = told["proof"]
    assert (proof["way"], proof["holds"], proof["ok"]) == ("spliced", True, True)
    assert proof["outside"] == {"pixels": 0, "box": None}
    status, told = run_json(capsys, "verify", original, out, "--project", project)
    assert status == 0
    blocks = told["jpeg_blocks"]
    assert blocks == proof["jpeg_blocks"]
    assert (blocks["outside"], blocks["outside_values"], blocks["total"]) == (0, 0, 42 * 31 + 2 * 21 * 16)
    assert 0 < blocks["inside"] < blocks["total"] / 4


def test_a_jpeg_with_another_block_outside_is_found_out(jpegs: Path, capsys) -> None:
    original, out, edited = jpegs / "original.jpg", jpegs / "out.jpg", jpegs / "edited.jpg"
    mask = ("--mask", jpegs / "mask.png")
    assert run_json(capsys, "remove", original, *mask, "-o", out)[0] == 0
    import jpeglib

    document = jpeglib.read_dct(str(out))
    document.Y[3, 30, 5, 5] += 1
    document.write_dct(str(edited))
    status, told = run_json(capsys, "verify", original, edited, *mask, "--ring", 40)
    assert status == 1
    assert (told["jpeg_blocks"]["outside"], told["jpeg_blocks"]["outside_values"]) == (1, 1)
    assert main(["verify", str(original), str(edited), *map(str, mask), "--ring", "40"]) == 1
    assert "1 outside (1 coefficients)" in capsys.readouterr().out


def test_a_named_quality_codes_the_jpeg_anew_and_the_proof_says_so(jpegs: Path, capsys) -> None:
    original, out = jpegs / "original.jpg", jpegs / "out.jpg"
    arguments = ("--mask", jpegs / "mask.png", "-o", out, "--quality", 60)
    status = main(["remove", str(original), *map(str, arguments), "--json"])
    printed = capsys.readouterr()
    proof = json.loads(printed.out)["proof"]
    assert (status, proof["way"], proof["holds"]) == (0, "encoded", False)
    assert "coded anew" in printed.err


def test_what_a_kernel_reaches_at_the_corners_lies_inside_the_ring(files: Path, capsys) -> None:
    out, project = files / "kernel.png", files / "kernel.objremove"
    asked = ["remove", str(files / "original.png"), "--mask", str(files / "mask.png"), "-o", str(out)]
    assert main([*asked, "--project", str(project), "--growth", "2", "--kernel-size", "21", "--json"]) == 0
    proof = json.loads(capsys.readouterr().out)["proof"]
    assert proof["inside"]["pixels"] > 0
    assert (proof["holds"], proof["outside"]["pixels"]) == (True, 0)
    assert main(["verify", str(files / "original.png"), str(out), "--project", str(project)]) == 0
