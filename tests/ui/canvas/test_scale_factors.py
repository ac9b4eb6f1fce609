"""On screens of 100, 125, 150 and 200 % a click lands where it is seen to, and painting leaves no trails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5", "2"])
def test_what_is_on_the_screen_is_what_is_meant(factor: str) -> None:
    told = subprocess.run(
        [sys.executable, str(TESTS / "scaled_canvas.py")],
        env={
            **os.environ,
            "QT_SCALE_FACTOR": factor,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(TESTS.parent),
        },
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    first, *wrong = told.stdout.splitlines()
    assert first == f"factor {float(factor)}"
    assert wrong == []
