"""Where settings and work lie."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from objremove_gui.settings import config_folder, data_folder

Folder = Callable[[], Path]


@pytest.fixture
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OBJREMOVE_CONFIG_DIR", "OBJREMOVE_DATA_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("folder", "variable"), [(config_folder, "OBJREMOVE_CONFIG_DIR"), (data_folder, "OBJREMOVE_DATA_DIR")]
)
def test_a_variable_of_our_own_stands_above_all(
    folder: Folder, variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/elsewhere")
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path


@pytest.mark.usefixtures("nothing_given")
@pytest.mark.parametrize(
    ("platform", "folder", "place"),
    [
        ("linux", config_folder, ".config/objremove"),
        ("linux", data_folder, ".local/share/objremove"),
        ("darwin", config_folder, "Library/Application Support/objremove"),
        ("darwin", data_folder, "Library/Application Support/objremove"),
        ("win32", config_folder, "AppData/Local/objremove"),
        ("win32", data_folder, "AppData/Local/objremove"),
    ],
)
def test_each_platform_has_its_place(
    platform: str, folder: Folder, place: str, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("LOCALAPPDATA")
    assert folder() == home / place


@pytest.mark.usefixtures("nothing_given")
def test_windows_says_where_local_data_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert config_folder() == tmp_path / "objremove"


@pytest.mark.usefixtures("nothing_given")
@pytest.mark.parametrize(
    ("folder", "variable", "usual"),
    [(config_folder, "XDG_CONFIG_HOME", ".config"), (data_folder, "XDG_DATA_HOME", ".local/share")],
)
def test_linux_follows_the_base_directory_specification(
    folder: Folder, variable: str, usual: str, monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / "objremove"
    monkeypatch.setenv(variable, "relative/place")
    assert folder() == home / usual / "objremove"
