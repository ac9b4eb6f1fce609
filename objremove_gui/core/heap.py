"""How the C library keeps freed memory: by itself it holds on to large pieces that one photo after another leaves."""

from __future__ import annotations

# Names of mallopt's parameters in glibc's malloc.h; other libraries have no such function, and need none.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# What is larger is taken from the system and given back at once; what a frame needs again and again is not.
LARGE = 4 << 20
# Freed memory at the end of a heap beyond this is given back.
SPARE = 16 << 20
# Heaps that threads share; each keeps what once was needed at the same time.
HEAPS = 2


def give_back_freed_memory() -> None:
    """From now on; without it glibc takes ever larger pieces into its heaps, one for each thread, and keeps them.

    Of a photo of 100 megapixels that is 70 MB. To be called before other threads need memory.
    """
    import ctypes
    import sys

    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for parameter, value in ((_ARENA_MAX, HEAPS), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, SPARE)):
            mallopt(parameter, value)
