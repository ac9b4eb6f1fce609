"""In which order the open pictures stood: written beside the journals of a program, to be read when it has died."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

FILE = "order.json"
# More bytes are no list of pictures.
MOST_BYTES = 1 << 20


def write_order(places: Mapping[Path, int]) -> None:
    """``places`` tells of each journal's folder which picture in the row is its own. Raises OSError."""
    by_program: dict[Path, dict[str, int]] = defaultdict(dict)
    for folder, place in places.items():
        by_program[folder.parent][folder.name] = place
    for program, known in by_program.items():
        fresh = program / f"{FILE}.new"
        fresh.write_text(json.dumps(known), encoding="utf-8")
        os.replace(fresh, program / FILE)


def place_of(folder: Path) -> int | None:
    """The place in the row of the picture whose journal lies in ``folder``; None where it is not known."""
    path = folder.parent / FILE
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    place = known.get(folder.name) if isinstance(known, dict) else None
    return place if type(place) is int else None


def forget_order(program: Path) -> None:
    """Nothing is left in a program's folder but this. Raises OSError."""
    if not any(entry.is_dir() for entry in program.iterdir()):
        (program / FILE).unlink(missing_ok=True)
