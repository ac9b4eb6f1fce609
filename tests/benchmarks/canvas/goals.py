"""What was measured against what is wanted, as lines of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import geometric_mean
from typing import NamedTuple


class Row(NamedTuple):
    """``measured`` against ``goal`` (None: told only), with ``at_least`` the more the better; ``cpu`` beside it."""

    name: str
    measured: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    cpu: float | None = None

    @property
    def ratio(self) -> float | None:
        """Up to 1 is met, whichever way the goal points."""
        if self.goal is None:
            return None
        if self.at_least:
            return self.goal / self.measured if self.measured else math.inf
        return self.measured / self.goal if self.goal else (math.inf if self.measured else 0.0)

    @property
    def verdict(self) -> str:
        return "" if self.ratio is None else "met" if self.ratio <= 1 else "MISSED"


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 values stay below."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * 0.95) - 1]


def mean_ratio(above: dict[str, float], below: dict[str, float]) -> float:
    """Geometric mean of the ratios of values of the same name."""
    return geometric_mean([above[name] / below[name] for name in above if name in below])


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.at_least else "≤"
    return (
        row.name,
        "" if row.goal is None else f"{sign} {row.goal:g} {row.unit}",
        f"{row.measured:.3g} {row.unit}" if row.measured < 1000 else f"{row.measured:.0f} {row.unit}",
        "" if row.cpu is None else f"{row.cpu:.3g}",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.verdict,
    )


HEAD = ("", "goal", "measured", "CPU", "of goal", "")


def table(rows: Sequence[Row]) -> str:
    """The rows as lines of text, and how many were missed."""
    cells = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    lines = [
        "  ".join(
            [
                line[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
            ]
        )
        for line in cells
    ]
    goals = [row for row in rows if row.goal is not None]
    missed = [row for row in goals if row.verdict == "MISSED"]
    return "\n".join(
        [*(line.rstrip() for line in lines), "", f"{len(goals) - len(missed)} of {len(goals)} goals met"]
    )
