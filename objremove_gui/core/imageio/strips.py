"""Work on a picture in strips of rows: little memory, and several cores where the work lets others run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from numpy.typing import NDArray

T = TypeVar("T")
STRIP_BYTES = 1 << 20
MOST_THREADS = 4


def row_strips(pixels: NDArray[Any], strip_bytes: int = STRIP_BYTES) -> Iterator[slice]:
    """Slices of whole rows of about ``strip_bytes`` that cover the picture from top to bottom."""
    height = pixels.shape[0]
    rows = max(1, strip_bytes // max(1, pixels[:1].nbytes))
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def in_order(work: Callable[[slice], T], strips: list[slice]) -> Iterator[T]:
    """``work`` of every strip, done by several threads, given in the strips' order."""
    threads = min(MOST_THREADS, os.cpu_count() or 1, len(strips))
    if threads < 2:
        yield from map(work, strips)
        return
    with ThreadPoolExecutor(threads) as pool:
        try:
            yield from pool.map(work, strips)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
