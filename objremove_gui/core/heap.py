"""Memory of the system: large pieces are given back when they are freed, and asked for before they are needed."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Names of mallopt's parameters in glibc's malloc.h; other libraries have no such function, and need none.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# What is larger is taken from the system and given back at once; what a frame needs again and again is not.
LARGE = 4 << 20
# Freed memory at the end of a heap beyond this is given back.
SPARE = 16 << 20
# Heaps that threads share; each keeps what once was needed at the same time.
HEAPS = 2
# Linux's mman.h: have pages as if they had been written to, but leave what lies there.
_POPULATE_WRITE = 23
_PAGE = 4096


def give_back_freed_memory() -> None:
    """From now on; without it glibc takes ever larger pieces into its heaps, one for each thread, and keeps them.

    Of a photo of 100 megapixels that is 70 MB. To be called before other threads need memory.
    """
    mallopt = getattr(_library(), "mallopt", None)
    if mallopt is not None:
        for parameter, value in ((_ARENA_MAX, HEAPS), (_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, SPARE)):
            mallopt(parameter, value)


def made_ready(array: NDArray[Any]) -> bool:
    """Have the system's memory for a contiguous array now, whoever reads or writes it meanwhile; nothing changes there.

    False where the system did not do so.
    """
    import ctypes

    if not can_be_made_ready():
        return False
    start = -(-array.ctypes.data // _PAGE) * _PAGE
    end = (array.ctypes.data + array.nbytes) // _PAGE * _PAGE
    return end <= start or not _library().madvise(
        ctypes.c_void_p(start), ctypes.c_size_t(end - start), _POPULATE_WRITE
    )


def can_be_made_ready() -> bool:
    """Whether :func:`made_ready` can do anything here."""
    return hasattr(_library(), "madvise")


@cache
def _library() -> Any:
    """The C library on Linux, whose functions let other threads run; else None."""
    import ctypes

    return ctypes.CDLL(None) if sys.platform == "linux" else None
