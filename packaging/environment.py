"""The virtual environment of the checkout: made once, brought up to date when pyproject.toml changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

STAMP = "objremove-installed.json"


class SetupFailed(Exception):
    """The setup can't go on; the text says what is missing and what to do."""


def python_of(folder: Path) -> Path:
    """The interpreter of the virtual environment in ``folder``."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(checkout: Path) -> str:
    """Changes with pyproject.toml, the interpreter and the place of the checkout, and with nothing else."""
    digest = hashlib.sha256((checkout / "pyproject.toml").read_bytes())
    digest.update(f"{sys.version}\n{sys.base_prefix}\n{checkout}".encode())
    return digest.hexdigest()


def installed_extras(folder: Path, wanted: str) -> set[str] | None:
    """The extras that are installed in ``folder`` under the fingerprint ``wanted``; None if it must be installed."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
        return set(stamp["extras"]) if stamp["fingerprint"] == wanted else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_stamp(folder: Path, wanted: str, extras: Iterable[str]) -> None:
    """Note what is installed."""
    temporary = folder / (STAMP + ".tmp")
    temporary.write_text(json.dumps({"fingerprint": wanted, "extras": sorted(extras)}), "utf-8")
    temporary.replace(folder / STAMP)


def works(python: Path) -> bool:
    """Whether the environment's interpreter runs, has pip, and is of this script's version."""
    question = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def prepare(checkout: Path, extras: tuple[str, ...] = ()) -> Path:
    """Make or update ``.venv`` in ``checkout`` where that is needed; its interpreter. Raises SetupFailed."""
    folder = checkout / ".venv"
    python = python_of(folder)
    wanted = fingerprint(checkout)
    present = installed_extras(folder, wanted)
    if present is not None and present.issuperset(extras) and python.exists():
        return python
    if not works(python):
        print(f"Making a virtual environment in {folder} ...", flush=True)
        _run(
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            "The virtual environment could not be made",
        )
    everything = sorted({*(present or ()), *extras})
    target = f"{checkout}[{','.join(everything)}]" if everything else str(checkout)
    print("Installing what ObjRemove needs (once; about 250 MB are downloaded) ...", flush=True)
    pip = [
        str(python),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--editable",
        target,
    ]
    _run(pip, "The installation did not work; is there a connection to the Python package index")
    write_stamp(folder, wanted, everything)
    return python


def _run(command: list[str], failure: str) -> None:
    # The build tool's warnings are for packagers, not for the person who waits here.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    status = subprocess.run(command, check=False, env=environment).returncode
    if status:
        raise SetupFailed(
            f"{failure}? The lines above say why. Start the same command again when it is mended."
        )
