"""libvips is set up once, whoever needs it first."""

from __future__ import annotations

import subprocess
import sys

TOGETHER = """
import threading
from objremove_gui.core.imageio.libvips import vips

gate = threading.Barrier(4)
seen = []


def first() -> None:
    gate.wait()
    seen.append(vips())


threads = [threading.Thread(target=first) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len({id(one) for one in seen}) == 1
"""


def test_threads_that_need_it_first_at_the_same_time_set_it_up_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
