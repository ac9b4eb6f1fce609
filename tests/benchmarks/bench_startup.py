"""From the start of the process to the first painted window, beside a program with a bare window."""

from __future__ import annotations

import tempfile
from pathlib import Path

from apart import run_apart
from measuring import Measurement, typical

RUNS = 15
OWN, BARE = "own_window", "bare_window"


def run() -> list[Measurement]:
    """The quickest and the middle of many runs by turns; the first of each only warms the files up."""
    taken: dict[str, list[float]] = {OWN: [], BARE: []}
    with tempfile.TemporaryDirectory() as home:
        for _ in range(1 + RUNS):
            for name, runs in taken.items():
                runs.append(run_apart(name, home=Path(home))[0])
    own, bare = taken[OWN][1:], taken[BARE][1:]
    return [
        Measurement("first painted window, quickest start", min(own), "bare QMainWindow", min(bare)),
        Measurement("first painted window, middle start", typical(own), "bare QMainWindow", typical(bare)),
    ]
