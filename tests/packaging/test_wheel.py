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
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a build reads, and of what it must leave alone."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("objremove_gui", "resources", "tests", "packaging"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=IGNORED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, copy)
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel."""
    out = tmp_path_factory.mktemp("wheel")
    build = ["-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(out)]
    subprocess.run([sys.executable, *build, str(checkout)], check=True)
    (built,) = out.glob("objremove-*.whl")
    with ZipFile(built) as archive:
        return set(archive.namelist())


def files_of(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern) if path.is_file()}


def test_every_module_is_in_the_wheel(checkout: Path, wheel: set[str]) -> None:
    modules = files_of(checkout / "objremove_gui", "*.py")
    assert {f"objremove_gui/{name}" for name in modules} <= wheel


def test_every_resource_is_in_the_wheel(checkout: Path, wheel: set[str]) -> None:
    resources = files_of(checkout / "resources", "*")
    assert {"icons/brush.svg", "samples/sample.jpg"} <= resources
    assert {f"objremove_gui/resources/{name}" for name in resources} <= wheel


def test_nothing_else_is_installed(wheel: set[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel} == {"objremove_gui", "objremove"}


def test_the_list_of_packages_is_complete() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    found = (CHECKOUT / "objremove_gui").rglob("__init__.py")
    there = {path.parent.relative_to(CHECKOUT).as_posix().replace("/", ".") for path in found}
    assert set(settings["tool"]["setuptools"]["packages"]) == there | {"objremove_gui.resources"}
