"""What is imported when: nothing heavy before the window is there, nothing at all that would hold it up later."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from objremove_gui.resources import resource

HEAVY = {
    "asyncio", "cv2", "dataclasses", "httpx", "json", "keyring", "numpy", "PIL", "pyvips", "qasync",
    "sqlite3", "starlette",
}  # fmt: skip

SEEN_FIRST = """
import os, sys
from types import SimpleNamespace
from objremove_gui.app import main

def seen(*_):
    print(*sys.modules, flush=True)
    os._exit(0)

# What main() goes on with as soon as the window is painted.
sys.modules["objremove_gui.ui.session"] = SimpleNamespace(Session=seen)
main([])
"""

A_REMOVAL = """
import sys, threading
from importlib.abc import MetaPathFinder
from person import run_program, until

class Watch(MetaPathFinder):
    names = []
    def find_spec(self, name, path, target=None):
        if threading.current_thread() is threading.main_thread():
            self.names.append(name)

async def act(person):
    watch = Watch()
    person.set_size(60)
    sys.meta_path.insert(0, watch)
    person.drag([(1570, 1400), (1640, 1440)])
    person.press("remove")
    await until(lambda: "Removed" in person.message(), person.message())
    sys.meta_path.remove(watch)

run_program(sys.argv[1:], act)
print(*Watch.names)
"""


def output(script: str, *arguments: str) -> set[str]:
    """The words that a program of its own says."""
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=tests, stdout=subprocess.PIPE, text=True, check=True
    )
    return set(done.stdout.split())


def test_nothing_heavy_is_imported_before_the_window_is_painted() -> None:
    modules = output(SEEN_FIRST)
    assert "objremove_gui.ui.main_window" in modules
    assert not modules & HEAVY


def test_from_the_first_stroke_to_the_result_no_import_holds_up_the_window() -> None:
    # Libraries look for parts that need not be installed; that finds nothing and takes no time.
    absent = {"sniffio", "_winapi"}
    assert output(A_REMOVAL, str(resource("samples/sample.jpg"))) <= absent
