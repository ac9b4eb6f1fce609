"""What a benchmark hands back, and how times are taken: always beside a baseline of the same run and machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple


class Measurement(NamedTuple):
    """``name`` took ``seconds``; ``baseline`` says what took ``baseline_seconds`` in the same run."""

    name: str
    seconds: float
    baseline: str
    baseline_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.baseline_seconds


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection inside."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], object], times: int = 5) -> float:
    """The quickest of some calls: what the work costs when nothing else runs."""
    with undisturbed():
        return min(seconds(work) for _ in range(times))


def typical(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def table(measurements: Sequence[Measurement]) -> str:
    """Measurements as lines of text."""
    rows = [("", "ms", "baseline", "ms", "ratio")]
    rows += [
        (
            each.name,
            f"{each.seconds * 1000:.2f}",
            each.baseline,
            f"{each.baseline_seconds * 1000:.3f}",
            f"{each.ratio:.2f}",
        )
        for each in measurements
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for name, time_taken, baseline, baseline_time, ratio in rows:
        left = f"{name:<{widths[0]}}  {time_taken:>{widths[1]}}"
        right = f"{baseline:<{widths[2]}}  {baseline_time:>{widths[3]}}  {ratio:>{widths[4]}}"
        lines.append(f"{left}   {right}")
    return "\n".join(lines)
