"""Memory that is given back is given back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# A large piece that is freed teaches glibc to take the next one into its heap, where a small one above it holds it.
PROGRAM = """
import sys
import numpy as np
from pathlib import Path
from objremove_gui.core.heap import give_back_freed_memory

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) << 10

if sys.argv[1] == "told":
    give_back_freed_memory()
before = resident()
np.ones(30 << 20, np.uint8)
large = np.ones(24 << 20, np.uint8)
small = np.ones(100 << 10, np.uint8)
del large
print(resident() - before)
"""


def left(way: str) -> int:
    """Bytes that are still held when all but a small piece has been freed."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, way], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries have nothing to be told")
def test_large_pieces_do_not_stay_in_the_heap() -> None:
    assert left("told") < 4 << 20
    assert left("untold") > 20 << 20, "the library does so by itself; nothing need be told any more"
