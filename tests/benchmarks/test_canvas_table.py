"""The benchmark of the canvas runs, and its table can be read; how fast anything was is not looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lines_of(*parts: str) -> list[str]:
    """What the benchmark prints of some parts, measured with a small photo."""
    command = [sys.executable, "-m", "tests.benchmarks.canvas", "--quick", *parts]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_strokes_by_the_hand_differ_in_no_pixel_from_the_rule_and_the_table_says_so() -> None:
    lines = lines_of("exact")
    assert lines[0] == "Shown on: offscreen"
    [line] = [line for line in lines if "differ from the rule" in line]
    assert line.endswith(" met")
    assert lines[-1] == "1 of 1 goals met"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_every_part_has_lines_with_a_goal_and_a_verdict() -> None:
    lines = lines_of()
    for part in ("move, p95", "undo shown", "times faster than scribble", "memory", "until paintable", "mask PNG",
                 "grow by", "zoom step", "pan at", "compare: divider"):  # fmt: skip
        found = [line for line in lines if part in line]
        assert found, f"nothing is said of {part}"
        assert any(line.endswith(("met", "MISSED")) for line in found), found
