"""What ``run.py`` does: set up what is missing, then start the window or the tests."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from environment import SetupFailed, prepare
from system_parts import provide

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLE = CHECKOUT / "resources" / "samples" / "sample.jpg"


def parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """This script's own options, and the arguments that go on to the program or to pytest."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Sets up ObjRemove in this checkout (once) and opens the window.",
        usage="run.py [PICTURE ...] | --test [PYTEST ARGUMENT ...] | --setup-only [--test]",
        allow_abbrev=False,
    )
    parser.add_argument("--test", action="store_true", help="run the tests instead of the window")
    parser.add_argument("--setup-only", action="store_true", help="set up what is missing, start nothing")
    return parser.parse_known_args(arguments)


def command(python: Path, *, test: bool, rest: Sequence[str]) -> list[str]:
    """What to start; ``-P`` keeps files in the current folder from being taken for modules."""
    if test:
        return [str(python), "-P", "-m", "pytest", "--rootdir", str(CHECKOUT), *rest]
    return [str(python), "-P", "-m", "objremove_gui", *(rest or [str(SAMPLE)])]


def missing_display(environment: Mapping[str, str], platform: str) -> str:
    """Why no window can open here; ``""`` if one can."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not platform.startswith("linux") or any(environment.get(name) for name in names):
        return ""
    return (
        "There is no display to open the window on (neither DISPLAY nor WAYLAND_DISPLAY is set). Start this from a "
        "desktop session, or work without a window: .venv/bin/objremove remove PHOTO --mask MASK -o OUT"
    )


def start(arguments: Sequence[str], folder: Path | None) -> int:
    """Hand over to the program; where the system allows it, this process becomes the program."""
    if folder is not None:
        os.chdir(folder)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(arguments[0], list(arguments))
    with subprocess.Popen(arguments) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def main(arguments: Sequence[str]) -> int:
    """Run the script; returns the exit status of what it started, or 1 when the setup failed."""
    options, rest = parse(arguments)
    try:
        provide(window=not options.test)
        python = prepare(CHECKOUT, extras=("test",) if options.test else ())
        if options.setup_only:
            return 0
        if not options.test and (reason := missing_display(os.environ, sys.platform)):
            raise SetupFailed(reason)
        return start(command(python, test=options.test, rest=rest), CHECKOUT if options.test else None)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
