"""What is written is whole, and nothing that was there is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from core.imageio.samples import PLENTY, scene
from core.imageio.written import LOSSLESS, WRITABLE, leftovers, photo_of, saved

from objremove_gui.core.imageio import encoding
from objremove_gui.core.imageio.encoding import Outgoing
from objremove_gui.core.imageio.formats import FormatInfo
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import OutputError


def test_an_existing_file_is_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"precious")
    with pytest.raises(OutputError, match=r"out\.png.*not overwritten"):
        saved(photo_of(scene()), path)
    assert path.read_bytes() == b"precious"
    assert leftovers(tmp_path) == []
    saved(photo_of(scene()), path, overwrite=True)
    assert open_photo(path, max_pixels=PLENTY).size == (90, 60)
    assert leftovers(tmp_path) == []


@pytest.fixture
def meddling(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Something that happens behind the encoder's back."""

    def install(kind: PhotoFormat, then: Any) -> None:
        original = encoding.ENCODERS[kind]

        def encoder(file: BinaryIO, picture: Outgoing) -> None:
            original(file, picture)
            then(file)

        monkeypatch.setitem(encoding.ENCODERS, kind, encoder)

    return install


def test_an_existing_file_is_refused_before_the_work_of_encoding(tmp_path: Path, meddling: Any) -> None:
    (tmp_path / "out.png").write_bytes(b"precious")
    encoded: list[BinaryIO] = []
    meddling(PhotoFormat.PNG, encoded.append)
    with pytest.raises(OutputError, match="not overwritten"):
        saved(photo_of(scene()), tmp_path / "out.png")
    assert encoded == []


def test_a_file_that_comes_up_while_encoding_is_not_overwritten_either(tmp_path: Path, meddling: Any) -> None:
    path = tmp_path / "out.png"
    meddling(PhotoFormat.PNG, lambda _: path.write_bytes(b"precious"))
    with pytest.raises(OutputError, match="not overwritten"):
        saved(photo_of(scene()), path)
    assert path.read_bytes() == b"precious"
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("info", LOSSLESS, ids=lambda info: info.title)
def test_pixels_that_do_not_come_back_are_found_before_the_file_gets_its_name(
    tmp_path: Path, meddling: Any, info: FormatInfo
) -> None:
    wrong = photo_of(scene(seed=9))
    spoiled = (tmp_path / f"wrong{info.suffixes[0]}", tmp_path / f"out{info.suffixes[0]}")
    data = saved(wrong, spoiled[0]).read_bytes()

    def spoil(file: BinaryIO) -> None:
        file.seek(0)
        file.truncate()
        file.write(data)

    meddling(info.format, spoil)
    with pytest.raises(OutputError, match="not what was written"):
        saved(photo_of(scene()), spoiled[1])
    assert not spoiled[1].exists()
    assert leftovers(tmp_path) == []


def test_a_file_that_does_not_decode_is_found_in_every_format(tmp_path: Path, meddling: Any) -> None:
    for info in WRITABLE:
        meddling(info.format, lambda file: file.truncate(file.seek(0, 2) * 2 // 3))
        with pytest.raises(OutputError, match="not what was written"):
            saved(photo_of(scene()), tmp_path / f"out{info.suffixes[0]}")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder “gone”"):
        saved(photo_of(scene()), tmp_path / "gone" / "out.png")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError, match="folder “file”"):
        saved(photo_of(scene()), tmp_path / "file" / "out.png")


def test_a_folder_or_device_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out.png").mkdir()
    with pytest.raises(OutputError, match="folder or device"):
        saved(photo_of(scene()), tmp_path / "out.png", overwrite=True)
    if sys.platform != "win32":
        with pytest.raises(OutputError, match="folder or device"):
            saved(photo_of(scene(), PhotoFormat.PNG), Path("/dev/full"), overwrite=True)


def test_a_name_that_can_not_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="name"):
        saved(photo_of(scene()), tmp_path / "a\0b.png")
    with pytest.raises(OutputError, match="too long"):
        saved(photo_of(scene()), tmp_path / ("x" * 300 + ".png"))
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="permission"):
            saved(photo_of(scene()), folder / "out.png")
    finally:
        if is_root:
            os.seteuid(0)


FULL_DISK = """
import resource, sys
from pathlib import Path
import numpy as np
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.errors import OutputError
pixels = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
photo = Photo(pixels, PhotoFormat.PNG)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
for name in sys.argv[2:]:
    try:
        save_photo(photo, pixels, Path(sys.argv[1]) / name, SaveOptions(overwrite=True))
    except OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_when_the_drive_takes_no_more_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    names = [f"out{info.suffixes[0]}" for info in WRITABLE]
    for name in names:
        (tmp_path / name).write_bytes(b"precious")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), *names], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    sentences = run.stdout.splitlines()
    assert len(sentences) == len(names)
    assert all("larger than this drive takes" in sentence for sentence in sentences)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert {(tmp_path / name).read_bytes() for name in names} == {b"precious"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")
def test_a_link_leads_to_the_file_that_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(b"old")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    saved(photo_of(scene()), tmp_path / "link.png", overwrite=True)
    assert (tmp_path / "link.png").is_symlink()
    assert open_photo(tmp_path / "real.png", max_pixels=PLENTY).size == (90, 60)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_permissions_are_the_old_files_or_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "old.png").write_bytes(b"old")
    (tmp_path / "old.png").chmod(0o640)
    before = os.umask(0o027)
    try:
        saved(photo_of(scene()), tmp_path / "old.png", overwrite=True)
        saved(photo_of(scene()), tmp_path / "new.png")
    finally:
        os.umask(before)
    assert (tmp_path / "old.png").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.png").stat().st_mode & 0o777 == 0o640


def test_a_side_too_long_for_the_format_is_refused(tmp_path: Path) -> None:
    photo = photo_of(np.zeros((2, 20_000, 3), np.uint8))
    with pytest.raises(OutputError, match="16383"):
        saved(photo, tmp_path / "out.webp")
    saved(photo, tmp_path / "out.jpg")


def test_pixels_of_another_shape_are_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shape"):
        save_photo(photo_of(scene()), scene(10, 10), tmp_path / "out.png", SaveOptions())
