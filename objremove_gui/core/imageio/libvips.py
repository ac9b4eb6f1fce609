"""libvips, imported when first needed and kept quiet."""

from __future__ import annotations

import logging
import os
import threading
from functools import cache
from typing import Any

MOST_THREADS = 8
# Two threads that need it first at the same time must not both set it up.
_SETTING_UP = threading.Lock()


def vips() -> Any:
    """The module ``pyvips``: without its cache, which would answer with a file's former contents."""
    with _SETTING_UP:
        return _set_up()


@cache
def _set_up() -> Any:
    # libvips' own switch against warnings, read when it starts.
    os.environ.setdefault("VIPS_WARNING", "0")
    logging.getLogger("pyvips").setLevel(logging.ERROR)
    import pyvips  # type: ignore[import-untyped]

    # The handler that pyvips puts in its place is Python: the garbage collector may run in it, close another image,
    # and a warning about that one, inside the first, makes GLib end the process.
    pyvips._remove_log_handler()
    pyvips.cache_set_max(0)
    pyvips.cache_set_max_files(0)
    pyvips.cache_set_max_mem(0)
    pyvips.concurrency_set(min(MOST_THREADS, os.cpu_count() or 1))
    return pyvips


def words_of(error: Exception) -> str:
    """libvips' own words about an error, on one line; for the log."""
    if isinstance(error, UnicodeDecodeError):
        # pyvips could not read the message, and so did not take it away.
        vips().vips_lib.vips_error_clear()
    return " ".join(str(error).split())
