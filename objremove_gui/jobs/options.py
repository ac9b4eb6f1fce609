"""What a run is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass

from objremove_gui.core.removal import Removal
from objremove_gui.errors import ObjremoveError
from objremove_gui.jobs.earlier import Repeat


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``growth`` and ``feather`` in photo pixels, None = automatic; ``seed`` None = drawn anew.

    ``versions`` results are made of each region, each with a seed of its own. ``repeat`` tells what is done with
    what was sent before.
    """

    growth: int | None = None
    kernel_size: int | None = None
    seed: int | None = None
    versions: int = 1
    repeat: Repeat = Repeat.USE
    feather: int | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run: a removal for each region that succeeded, an error for each task that failed.

    ``tasks`` are the ledger's ids of the results in it: whoever puts them into a document tells the ledger.
    ``answered`` of them were known before and cost nothing.
    """

    removals: tuple[Removal, ...] = ()
    failures: tuple[ObjremoveError, ...] = ()
    engine_seconds: float = 0.0
    tasks: tuple[int, ...] = ()
    answered: int = 0
