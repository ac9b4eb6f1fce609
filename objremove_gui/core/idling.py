"""Threads of libraries that have nothing to do leave the processors to those that have."""

from __future__ import annotations

import os


def let_idle_threads_sleep() -> None:
    """Let numpy's threads for matrices sleep at once; to be called before numpy is imported.

    By themselves they look out for work in a circle, each on a processor of its own, for as long as importing the
    rest of the program takes. OpenBLAS reads the variable, of 2 to the power of so many cycles, when it is loaded.
    """
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
