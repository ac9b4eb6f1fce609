"""Runs the programs beside this file in processes of their own, with a home of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def environment(home: Path) -> dict[str, str]:
    """Nothing of the person who measures is read or written; modules are compiled once, as an installer does it."""
    ours = ("OBJREMOVE_", "XDG_", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    folders = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(home))
    own = {
        "OBJREMOVE_LANG": "en",
        "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE.parent)]),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }
    return kept | folders | own


def run_apart(name: str, *arguments: str, home: Path) -> tuple[float, str]:
    """Run ``programs/NAME.py``; seconds until it has ended, and what it printed. Raises CalledProcessError."""
    command = [sys.executable, str(HERE / "programs" / f"{name}.py"), *arguments]
    start = time.perf_counter()
    own = environment(home)
    done = subprocess.run(command, env=own, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    taken = time.perf_counter() - start
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        done.check_returncode()
    return taken, done.stdout
