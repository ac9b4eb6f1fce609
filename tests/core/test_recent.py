"""The list of the files that were opened last."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from objremove_gui.core.recent import FILE, RecentFiles


def test_the_last_one_comes_first_and_none_twice(tmp_path: Path) -> None:
    recent = RecentFiles(tmp_path, 3)
    for name in "abcbd":
        recent.note(tmp_path / name)
    assert [path.name for path in recent.paths] == ["d", "b", "c"]
    assert RecentFiles(tmp_path, 3).paths == recent.paths
    recent.drop(tmp_path / "b")
    recent.limit(1)
    assert [path.name for path in RecentFiles(tmp_path, 9).paths] == ["d"]
    recent.clear()
    assert RecentFiles(tmp_path, 9).paths == ()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("text", ["", "{}", '["a", 1, "", null, "b\\u0000"]', "[" * 100_000])
def test_what_is_no_list_of_files_is_left_out(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert [path.name for path in RecentFiles(tmp_path, 9).paths] in ([], ["a"])


def test_a_folder_that_cant_be_written_loses_nothing_before_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    recent = RecentFiles(tmp_path / "file", 3)
    recent.note(tmp_path / "a")
    assert len(recent.paths) == 1


def test_a_list_that_could_not_be_written_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "the disk is full")

    monkeypatch.setattr(json, "dump", full)
    RecentFiles(tmp_path, 3).note(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
