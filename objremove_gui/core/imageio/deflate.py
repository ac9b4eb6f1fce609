"""Quick deflate for differences between neighbouring pixels, one strip at a time (RFC 1950, RFC 1951)."""

from __future__ import annotations

import zlib

RAW = -zlib.MAX_WBITS
WRAPPED = zlib.MAX_WBITS
_LEVEL = 1
_MEMORY = 9
_SAMPLE_BYTES = 1 << 15
_WORTH = 1.02


def deflated(data: memoryview, window: int, flush: int = zlib.Z_FINISH) -> bytes:
    """The bytes deflated; ``window`` is RAW or WRAPPED, ``flush`` zlib's way to end.

    Differences full of noise hold nothing that is worth a search: there runs alone (Z_RLE) take half the time and end
    up hardly larger. A sample from the middle decides.
    """
    middle = len(data) // 2
    sample = data[middle : middle + _SAMPLE_BYTES]
    searched, runs = (len(_done(sample, RAW, way)) for way in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_RLE))
    return _done(data, window, zlib.Z_RLE if runs <= _WORTH * searched else zlib.Z_DEFAULT_STRATEGY, flush)


def deflated_marks(data: memoryview, window: int, flush: int) -> bytes:
    """The bytes of a mask deflated: long runs, which Intel's library takes at the speed of memory."""
    from isal import isal_zlib

    deflater = isal_zlib.compressobj(1, isal_zlib.DEFLATED, window)
    return bytes(deflater.compress(data) + deflater.flush(flush))


def _done(data: memoryview, window: int, strategy: int, flush: int = zlib.Z_FINISH) -> bytes:
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, window, _MEMORY, strategy)
    return deflater.compress(data) + deflater.flush(flush)
