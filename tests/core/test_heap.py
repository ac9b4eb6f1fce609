"""Memory that is given back is given back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from objremove_gui.core.heap import can_be_made_ready, made_ready

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


@pytest.mark.skipif(sys.platform != "linux", reason="there is no way elsewhere")
def test_memory_is_made_ready_and_holds_what_it_held() -> None:
    # More than the C library ever takes from what was freed, which is there already.
    array = np.zeros(80 << 20, np.uint8)
    array[10_000_000] = 7
    before = resident()
    assert made_ready(array)
    assert resident() - before > 70 << 20
    assert array[10_000_000] == 7
    assert cv2.countNonZero(array) == 1


def test_a_small_array_needs_no_page_of_its_own() -> None:
    assert made_ready(np.zeros(5, np.uint8)) == can_be_made_ready()


def resident() -> int:
    """Bytes of memory that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) << 10
