"""A limit on how often something may happen, fair to all who wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Lets one caller through every ``interval`` seconds, first come, first served."""

    def __init__(
        self,
        interval: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._free = clock()

    async def turn(self) -> None:
        """Return when it is the caller's turn."""
        now = self._clock()
        at = max(now, self._free)
        self._free = at + self.interval
        if at > now:
            await self._sleep(at - now)
