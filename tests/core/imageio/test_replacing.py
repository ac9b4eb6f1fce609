from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from objremove_gui.core.imageio.reasons import reason_of
from objremove_gui.core.imageio.replacing import Stopped, replacing
from objremove_gui.errors import InputError, OutputError


def write(path: Path, data: bytes = b"new", *, overwrite: bool = False) -> None:
    with replacing(path, overwrite=overwrite) as (file, temporary):
        assert temporary.parent == path.parent
        assert temporary != path
        file.write(data)


def test_the_name_comes_last(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with replacing(path, overwrite=False) as (file, _):
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture(params=[False, True], ids=["links", "no links"])
def drive(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive with hard links, and one without, as memory cards are."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    if request.param:
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("drive")
def test_on_any_drive_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"first")
    with pytest.raises(OutputError, match="not overwritten"):
        write(path)

    def late() -> None:
        with replacing(tmp_path / "late", overwrite=False) as (file, _):
            file.write(b"new")
            (tmp_path / "late").write_bytes(b"first")

    with pytest.raises(OutputError, match="not overwritten"):
        late()
    assert {child.name: child.read_bytes() for child in tmp_path.iterdir()} == {
        "file": b"first",
        "late": b"first",
    }
    write(path, b"second", overwrite=True)
    assert path.read_bytes() == b"second"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), InputError("no"), ZeroDivisionError()])
def test_any_error_leaves_nothing_behind_and_passes(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")

    def fail() -> None:
        with replacing(path, overwrite=True) as (file, _):
            file.write(b"new")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "permission"),
        (errno.EROFS, "only be read"),
        (errno.EFBIG, "larger than this drive"),
        (errno.EIO, "fault"),
        (errno.EDQUOT, "share of the disk"),
    ],
)
def test_the_systems_errors_become_words(tmp_path: Path, number: int, words: str) -> None:
    def fail() -> None:
        with replacing(tmp_path / "file", overwrite=False):
            raise OSError(number, os.strerror(number))

    with pytest.raises(OutputError, match=f"“file” could not be saved: .*{words}"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_error_without_words_is_still_told() -> None:
    assert reason_of(OSError("strange")) == "OSError"
    assert reason_of(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"


@pytest.mark.skipif(os.name == "nt", reason="modes of files are another thing there")
def test_a_protected_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"first")
    path.chmod(0o444)
    with pytest.raises(OutputError, match="protected against writing"):
        write(path, overwrite=True)
    assert {child.name: child.read_bytes() for child in tmp_path.iterdir()} == {"file": b"first"}


@pytest.mark.parametrize("when", ["before it writes", "in the middle", "at the end"])
def test_a_file_that_nobody_wants_any_more_is_not_there(tmp_path: Path, when: str) -> None:
    path, unwanted = tmp_path / "file", [when == "before it writes"]
    path.write_bytes(b"first")
    written = []

    def fill() -> None:
        with replacing(path, overwrite=True, is_unwanted=lambda: unwanted[0]) as (file, _):
            file.write(b"new")
            written.append(b"new")
            unwanted[0] = True
            if when == "in the middle":
                file.write(b"more")
                written.append(b"more")

    with pytest.raises(Stopped):
        fill()
    assert written == ([] if when == "before it writes" else [b"new"])
    assert {child.name: child.read_bytes() for child in tmp_path.iterdir()} == {"file": b"first"}
