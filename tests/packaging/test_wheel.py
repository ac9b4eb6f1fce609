"""What a wheel holds: the package with all its resources, and nothing beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[2]
IGNORED = shutil.ignore_patterns("__pycache__", "*.egg-info")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel that was built from a copy of the checkout."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for name in ("objremove_gui", "resources", "tests", "packaging"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=IGNORED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, copy)
    build = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(out), str(copy)]
    subprocess.run([sys.executable, *build], check=True)
    (built,) = out.glob("objremove-*.whl")
    with ZipFile(built) as archive:
        return set(archive.namelist())


def files_of(folder: str, pattern: str) -> set[str]:
    found = (CHECKOUT / folder).rglob(pattern)
    return {path.relative_to(CHECKOUT).as_posix() for path in found if path.is_file()}


def test_every_module_is_in_the_wheel(wheel: set[str]) -> None:
    assert files_of("objremove_gui", "*.py") <= wheel


def test_every_resource_is_in_the_wheel(wheel: set[str]) -> None:
    resources = files_of("resources", "*")
    assert resources
    assert {f"objremove_gui/{name}" for name in resources} <= wheel


def test_nothing_else_is_installed(wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"objremove_gui", "objremove"}


def test_the_list_of_packages_is_complete() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    there = {Path(name).parent.as_posix().replace("/", ".") for name in files_of("objremove_gui", "__init__.py")}
    assert listed == there | {"objremove_gui.resources"}
