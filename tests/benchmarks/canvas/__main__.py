"""The canvas against its goals: ``python -m tests.benchmarks.canvas [--quick] [parts]``, from the checkout's folder.

Times are by the clock, from an event's arrival until its repaint is on the screen (``CPU``: of the window's thread),
and of the quietest of some runs. ``QT_QPA_PLATFORM`` says where it is shown; without it nowhere.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from apart import environment

from tests.benchmarks.canvas.goals import Row, mean_ratio, table
from tests.benchmarks.canvas.photos import photo_file

QUICK = "2 MP"
# Which part is measured with which photos.
PARTS: dict[str, tuple[str, ...]] = {
    "strokes": ("24 MP", "45 MP", "100 MP"),
    "beside": ("45 MP",),
    "exact": ("24 MP",),
    "memory": ("100 MP",),
    "opening": ("24 MP", "45 MP", "100 MP"),
    "masks": ("45 MP",),
    "looking": ("45 MP", "100 MP"),
    "comparing": ("45 MP",),
}
SAME_SPEED = 1.2
Found = dict[str, Any]


def measured(part: str, photo: str) -> Found:
    """What a part found, measured in a process of its own. Raises CalledProcessError."""
    photo_file(photo)
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        env["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "tests.benchmarks.canvas.part", part, photo]
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        done.check_returncode()
    found: Found = json.loads(done.stdout)
    return found


def across_sizes(moves: dict[str, dict[str, float]]) -> list[Row]:
    """How the time of a move grows with the photo."""
    if not {"24 MP", "100 MP"} <= moves.keys():
        return []
    ratio = mean_ratio(moves["100 MP"], moves["24 MP"])
    return [Row("move at 100 MP : at 24 MP, p95, mean of six", ratio, "×", SAME_SPEED)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument(
        "--quick", action="store_true", help="one small photo: shows that it runs, not how fast"
    )
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rows: list[Row] = []
    moves: dict[str, dict[str, float]] = {}
    for part in wanted.parts or PARTS:
        for photo in (QUICK,) if wanted.quick else PARTS[part]:
            print(f"… {part}, {photo}", file=sys.stderr, flush=True)
            found = measured(part, photo)
            rows += [Row(*row) for row in found["rows"]]
            if part == "strokes":
                moves[photo] = found["moves"]
    print(f"Shown on: {os.environ.get('QT_QPA_PLATFORM', 'offscreen')}\n")
    print(table([*rows, *across_sizes(moves)]))


if __name__ == "__main__":
    main()
