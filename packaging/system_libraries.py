"""What the operating system must bring along for Qt: found by trying, named in plain words, installed when allowed."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from environment import SetupFailed


class Library(NamedTuple):
    """A shared library that Qt loads, and the package of Debian and Ubuntu that has it."""

    soname: str
    package: str
    window_only: bool = False


LIBRARIES = (
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libX11.so.6", "libx11-6"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libX11-xcb.so.1", "libx11-xcb1", window_only=True),
    Library("libxcb.so.1", "libxcb1", window_only=True),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", window_only=True),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", window_only=True),
    Library("libxcb-image.so.0", "libxcb-image0", window_only=True),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", window_only=True),
    Library("libxcb-randr.so.0", "libxcb-randr0", window_only=True),
    Library("libxcb-render.so.0", "libxcb-render0", window_only=True),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", window_only=True),
    Library("libxcb-shape.so.0", "libxcb-shape0", window_only=True),
    Library("libxcb-shm.so.0", "libxcb-shm0", window_only=True),
    Library("libxcb-sync.so.1", "libxcb-sync1", window_only=True),
    Library("libxcb-util.so.1", "libxcb-util1", window_only=True),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", window_only=True),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", window_only=True),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", window_only=True),
)


def loads(soname: str) -> bool:
    """Whether the dynamic linker finds the library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_libraries(window: bool, found: Callable[[str], bool] = loads) -> list[Library]:
    """The libraries that are not there, of those that tests need or, with ``window``, of all."""
    wanted = [library for library in LIBRARIES if window or not library.window_only]
    return [library for library in wanted if not found(library.soname)]


def packages_of(libraries: Iterable[Library]) -> list[str]:
    """The packages that bring the libraries, each once."""
    return sorted({library.package for library in libraries})


def sentence(libraries: list[Library], *, apt: bool) -> str:
    """What is missing and how to get it."""
    names = ", ".join(library.soname for library in libraries)
    what = f"The window toolkit Qt needs libraries of the system that are not installed: {names}."
    if apt:
        return f"{what}\nInstall them and start this again:\n  {apt_command(packages_of(libraries))}"
    return f"{what}\nInstall the packages of your system that contain them and start this again."


def apt_command(packages: list[str]) -> str:
    """The command that a person types."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def provide_libraries(window: bool) -> None:
    """Make sure that Qt's libraries are there; as root with apt-get they are installed. Raises SetupFailed."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries(window)
    if missing and may_install():
        install(packages_of(missing))
        missing = missing_libraries(window)
    if missing:
        raise SetupFailed(sentence(missing, apt=shutil.which("apt-get") is not None))


def provide_venv() -> None:
    """Make sure that virtual environments can be made (Debian has that in a package of its own)."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if may_install():
        install([package])
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip"):
            return
    how = f"Install it and start this again:\n  {apt_command([package])}"
    raise SetupFailed(
        "This Python can't make virtual environments: its module ensurepip is missing.\n"
        + (how if shutil.which("apt-get") else "Install your system's package for Python's venv module.")
    )


def may_install() -> bool:
    """Whether packages of the system can be installed without asking anybody."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install packages of Debian or Ubuntu; what is still missing afterwards is for the caller to see."""
    print(f"Installing packages of the system: {' '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *step], env=environment, check=False, stdout=subprocess.DEVNULL)
