"""Threads of libraries that have nothing to do must not keep a processor busy."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from objremove_gui.core.idling import let_idle_threads_sleep

USED = """
import time
from objremove_gui.core.idling import let_idle_threads_sleep
let_idle_threads_sleep()
import numpy
before = time.process_time()
time.sleep(0.05)
print(time.process_time() - before)
"""


def test_nothing_is_worked_on_behind_numpy() -> None:
    said = subprocess.run([sys.executable, "-c", USED], stdout=subprocess.PIPE, text=True, check=True).stdout
    # Of 50 ms; threads that wait in a circle would take them all.
    assert float(said) < 0.02


def test_what_somebody_has_set_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_THREAD_TIMEOUT", "20")
    let_idle_threads_sleep()
    assert os.environ["OPENBLAS_THREAD_TIMEOUT"] == "20"
