"""Remembers the nonces of requests, so that none can be played twice."""

from __future__ import annotations

import time
from collections.abc import Callable

# Older nonces are forgotten, after this many seconds or beyond this number.
LIFE = 900.0
MOST = 100_000
LONGEST = 200


class Nonces:
    """The nonces seen lately; ``clock`` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}

    def take(self, nonce: str) -> bool:
        """Whether the nonce is a new one; from now on it no longer is."""
        now = self._clock()
        for old, at in list(self._seen.items()):
            if now - at < LIFE and len(self._seen) < MOST:
                break
            del self._seen[old]
        if nonce in self._seen or len(nonce) > LONGEST:
            return False
        self._seen[nonce] = now
        return True
