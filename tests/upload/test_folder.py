"""Pictures in a folder that a web server serves: what can go wrong with the folder."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from fakes import run

from objremove_gui.errors import UploadError
from objremove_gui.upload.base import Uploaded
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.folder import FolderStore
from objremove_gui.upload.store import Transfer

NAME = "0123456789abcdef0123456789abcdef.png"


def store_in(folder: Path) -> FolderStore:
    return FolderStore(StoreConfig("folder", folder=str(folder), public_address="https://studio.test/files"))


def write(store: FolderStore) -> None:
    async def main() -> None:
        await store.write(await store.grant(NAME, "image/png", 3), Transfer(b"abc"))

    run(main())


def test_the_web_server_may_read_what_another_user_wrote(tmp_path: Path) -> None:
    write(store_in(tmp_path))
    assert (tmp_path / NAME).read_bytes() == b"abc"
    if os.name != "nt":
        assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("none", "file"):
        with pytest.raises(UploadError, match="the folder is not there"):
            write(store_in(tmp_path / name))


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EACCES, "does not allow writing"),
        (errno.EROFS, "does not allow writing"),
        (errno.EIO, "check the folder"),
    ],
)
def test_a_drive_that_fails_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, named: str
) -> None:
    def failing(self: Path, target: Path) -> Path:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(UploadError, match=named):
        write(store_in(tmp_path))
    assert not list(tmp_path.iterdir())


def test_deleting_what_is_gone_is_no_error_and_failing_to_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_in(tmp_path)
    run(store.remove(NAME))
    write(store)

    def failing(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(Path, "unlink", failing)
    with pytest.raises(UploadError, match="does not allow deleting"):
        run(store.remove(NAME))


def test_the_place_survives_in_a_handle_whatever_the_folder_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "a # b ? c"
    folder.mkdir()
    place = store_in(folder).place
    assert not set("#? ") & set(place)
    assert Uploaded("", f"{place}#{NAME}").handle.partition("#")[2] == NAME
