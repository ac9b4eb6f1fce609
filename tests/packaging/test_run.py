"""The setup script: what it decides, without setting anything up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import environment
import launcher
import pytest
import system_parts

RUN = Path(__file__).parents[2] / "packaging" / "run.py"


def checkout(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    return folder


def test_a_second_run_finds_everything_installed(tmp_path: Path) -> None:
    wanted = environment.fingerprint(checkout(tmp_path))
    environment.write_stamp(tmp_path, wanted, ["test"])
    assert environment.installed_extras(tmp_path, wanted) == {"test"}


def test_a_changed_pyproject_is_installed_again(tmp_path: Path) -> None:
    environment.write_stamp(tmp_path, environment.fingerprint(checkout(tmp_path)), [])
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'y'\n", "utf-8")
    assert environment.installed_extras(tmp_path, environment.fingerprint(tmp_path)) is None


def test_a_moved_checkout_is_installed_again(tmp_path: Path) -> None:
    here, there = checkout(tmp_path / "here"), checkout(tmp_path / "there")
    assert environment.fingerprint(here) != environment.fingerprint(there)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"fingerprint": 1}', "not json"])
def test_a_damaged_stamp_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / environment.STAMP).write_text(content, "utf-8")
    assert environment.installed_extras(tmp_path, "wanted") is None


def test_a_ready_environment_is_used_as_it_is(tmp_path: Path) -> None:
    folder = checkout(tmp_path) / ".venv"
    python = environment.python_of(folder)
    python.parent.mkdir(parents=True)
    python.write_text("never started", "utf-8")
    environment.write_stamp(folder, environment.fingerprint(tmp_path), ["test"])
    assert environment.prepare(tmp_path, extras=("test",)) == python


def test_an_interpreter_that_does_not_run_is_no_environment(tmp_path: Path) -> None:
    assert not environment.works(tmp_path / "python")
    assert environment.works(Path(sys.executable))


def test_the_sentence_names_what_is_missing_and_one_command() -> None:
    there = {"libGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libX11.so.6", "libdbus-1.so.3"}
    missing = system_parts.missing_parts(False, "linux", found=there.__contains__)
    text = system_parts.sentence(missing, apt=True)
    assert "Python's module ensurepip, libEGL.so.1, libfontconfig.so.1, and 2 more." in text
    assert text.count("sudo apt-get install") == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert text.endswith(f" libegl1 libfontconfig1 libfreetype6 libxkbcommon0 python{version}-venv")


def test_the_window_needs_more_than_the_tests() -> None:
    for window in (True, False):
        missing = system_parts.missing_parts(window, "linux", found=lambda name: False)
        assert ("libxcb-cursor0" in system_parts.packages_of(missing)) is window


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_bring_the_libraries_of_the_window_along(platform: str) -> None:
    assert system_parts.missing_parts(True, platform, found=lambda name: False) == [system_parts.VENV]


def test_without_apt_every_part_is_named_and_no_command() -> None:
    missing = system_parts.missing_parts(True, "linux", found=lambda name: False)
    text = system_parts.sentence(missing, apt=False)
    assert all(part.name in text for part in missing)
    assert "apt" not in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a library of Linux is looked for")
def test_libraries_are_found_by_loading_them() -> None:
    assert system_parts.is_there("libc.so.6")
    assert system_parts.is_there(system_parts.ENSUREPIP)
    assert not system_parts.is_there("libthere-is-no-such-thing.so.0")


def test_without_arguments_the_sample_photo_is_opened() -> None:
    options, rest = launcher.parse([])
    started = launcher.command(Path("python"), test=options.test, rest=rest)
    assert started[-3:] == ["-m", "objremove_gui", str(launcher.SAMPLE)]
    assert launcher.SAMPLE.is_file()


def test_pictures_go_on_to_the_program() -> None:
    options, rest = launcher.parse(["a.jpg", "--theme", "dark", "b.jpg"])
    assert not options.test
    assert launcher.command(Path("python"), test=False, rest=rest)[-4:] == [
        "a.jpg",
        "--theme",
        "dark",
        "b.jpg",
    ]


def test_arguments_behind_test_go_on_to_pytest() -> None:
    options, rest = launcher.parse(["--test", "-x", "-k", "brush", "tests/core"])
    assert options.test
    assert rest == ["-x", "-k", "brush", "tests/core"]
    assert "pytest" in launcher.command(Path("python"), test=True, rest=rest)


@pytest.mark.parametrize(
    ("variables", "platform", "opens"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_missing_display_is_said_before_qt_aborts(
    variables: dict[str, str], platform: str, opens: bool
) -> None:
    assert (launcher.missing_display(variables, platform) == "") is opens


def test_run_py_is_readable_for_an_old_python() -> None:
    import ast

    ast.parse(RUN.read_text("utf-8"), feature_version=(3, 3))


def test_an_old_python_is_told_which_one_is_needed() -> None:
    pretend = (
        "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    answer = subprocess.run(
        [sys.executable, "-c", pretend, str(RUN)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("ObjRemove needs Python 3.11 or newer")
    assert "Traceback" not in answer.stderr
