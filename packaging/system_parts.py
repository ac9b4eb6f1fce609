"""What the operating system must bring along: found by trying, named in plain words, installed when allowed."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from environment import SetupFailed

ENSUREPIP = "Python's module ensurepip"


class Part(NamedTuple):
    """A shared library that Qt loads (or a part of Python), and the package of Debian and Ubuntu that has it."""

    name: str
    package: str
    window_only: bool = False


VENV = Part(ENSUREPIP, f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
LIBRARIES = (
    Part("libEGL.so.1", "libegl1"),
    Part("libGL.so.1", "libgl1"),
    Part("libX11.so.6", "libx11-6"),
    Part("libdbus-1.so.3", "libdbus-1-3"),
    Part("libfontconfig.so.1", "libfontconfig1"),
    Part("libfreetype.so.6", "libfreetype6"),
    Part("libglib-2.0.so.0", "libglib2.0-0"),
    Part("libgthread-2.0.so.0", "libglib2.0-0"),
    Part("libxkbcommon.so.0", "libxkbcommon0"),
    Part("libX11-xcb.so.1", "libx11-xcb1", window_only=True),
    Part("libxcb.so.1", "libxcb1", window_only=True),
    Part("libxcb-cursor.so.0", "libxcb-cursor0", window_only=True),
    Part("libxcb-icccm.so.4", "libxcb-icccm4", window_only=True),
    Part("libxcb-image.so.0", "libxcb-image0", window_only=True),
    Part("libxcb-keysyms.so.1", "libxcb-keysyms1", window_only=True),
    Part("libxcb-randr.so.0", "libxcb-randr0", window_only=True),
    Part("libxcb-render.so.0", "libxcb-render0", window_only=True),
    Part("libxcb-render-util.so.0", "libxcb-render-util0", window_only=True),
    Part("libxcb-shape.so.0", "libxcb-shape0", window_only=True),
    Part("libxcb-shm.so.0", "libxcb-shm0", window_only=True),
    Part("libxcb-sync.so.1", "libxcb-sync1", window_only=True),
    Part("libxcb-util.so.1", "libxcb-util1", window_only=True),
    Part("libxcb-xfixes.so.0", "libxcb-xfixes0", window_only=True),
    Part("libxcb-xkb.so.1", "libxcb-xkb1", window_only=True),
    Part("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", window_only=True),
)


def is_there(name: str) -> bool:
    """Whether Python finds the module, or the dynamic linker the library."""
    if name == ENSUREPIP:
        importlib.invalidate_caches()
        return importlib.util.find_spec("ensurepip") is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_parts(window: bool, platform: str, found: Callable[[str], bool] = is_there) -> list[Part]:
    """What is not there of what tests need or, with ``window``, of everything."""
    libraries = LIBRARIES if platform.startswith("linux") else ()
    wanted = [VENV, *(library for library in libraries if window or not library.window_only)]
    return [part for part in wanted if not found(part.name)]


def packages_of(parts: Iterable[Part]) -> list[str]:
    """The packages that bring the parts, each once."""
    return sorted({part.package for part in parts})


def sentence(parts: list[Part], *, apt: bool) -> str:
    """What is missing and how to get it; where one command brings it, three names are enough."""
    names = [part.name for part in parts]
    if apt and len(names) > 3:
        names[3:] = [f"and {len(names) - 3} more"]
    what = f"Parts of the system that ObjRemove needs are not installed: {', '.join(names)}."
    if apt:
        command = f"sudo apt-get install --no-install-recommends {' '.join(packages_of(parts))}"
        return f"{what}\nInstall them and start this again:\n  {command}"
    return f"{what}\nInstall the packages of your system that contain them and start this again."


def provide(window: bool) -> None:
    """Make sure that everything is there; as root with apt-get it is installed. Raises SetupFailed."""
    apt = shutil.which("apt-get") is not None
    missing = missing_parts(window, sys.platform)
    if missing and apt and os.geteuid() == 0:
        install(packages_of(missing))
        missing = missing_parts(window, sys.platform)
    if missing:
        raise SetupFailed(sentence(missing, apt=apt))


def install(packages: list[str]) -> None:
    """Install packages of Debian or Ubuntu; what is still missing afterwards is for the caller to see."""
    print(f"Installing packages of the system: {' '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *step], env=environment, check=False, stdout=subprocess.DEVNULL)
