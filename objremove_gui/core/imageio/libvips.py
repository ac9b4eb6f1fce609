"""libvips, imported when first needed and kept quiet."""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import Any

MOST_THREADS = 8


@cache
def vips() -> Any:
    """The module ``pyvips``: without its cache, which would answer with a file's former contents."""
    logging.getLogger("pyvips").setLevel(logging.ERROR)
    import pyvips  # type: ignore[import-untyped]

    pyvips.cache_set_max(0)
    pyvips.cache_set_max_files(0)
    pyvips.cache_set_max_mem(0)
    pyvips.concurrency_set(min(MOST_THREADS, os.cpu_count() or 1))
    return pyvips
