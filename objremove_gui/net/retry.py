"""What may be sent again, when, and how long to wait before it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

# 520 to 530 are those of a proxy network in front of a server; 501, 505 and 507 say that it will not get better.
RETRY_STATUS = frozenset({408, 429, 500, 502, 503, 504, *range(520, 531)})


class Repeat(StrEnum):
    """Which failures allow the same request again.

    SAFE: it changes nothing when it arrives twice (GET, PUT, DELETE, a query): every lost connection and
    every answer that says so. UNSENT: it may arrive once only (a submit): just failures before a connection
    existed, and answers which say that nothing was taken.
    """

    SAFE = "safe"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most ``tries``; waits ``first`` seconds, doubled each time up to ``longest``, less a random part.

    A server's own hint (Retry-After, in seconds or a date) stands above that, up to ``longest_hint`` seconds.
    """

    tries: int = 4
    first: float = 0.5
    longest: float = 8.0
    longest_hint: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    draw: Callable[[], float] = random.random
    now: Callable[[], float] = time.time

    def pause(self, attempt: int, hint: float | None) -> float:
        """Seconds to wait after try number ``attempt`` (from 1)."""
        if hint is not None:
            return min(hint, self.longest_hint)
        full: float = min(self.first * 2 ** (attempt - 1), self.longest)
        return full * (0.5 + 0.5 * self.draw())


def retry_after(headers: httpx.Headers, now: float) -> float | None:
    """Seconds that the server asks us to wait, None where it says nothing usable; ``now`` in Unix time."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError, OSError):
        return None
