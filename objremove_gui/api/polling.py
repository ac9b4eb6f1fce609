"""Asking for tasks until they have ended, at the pace that suits the backend."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from objremove_gui.api.models import TaskGroup, TaskStatus
from objremove_gui.errors import DeadlineExceeded
from objremove_gui.i18n import tr

log = logging.getLogger(__name__)

# Each pause is this many times the one before, up to the longest.
GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class PollSchedule:
    """Seconds: the first pause, the longest one, and when to give up."""

    first: float = 0.5
    longest: float = 5.0
    deadline: float = 1800.0


# A service in the same process is asked often; one that counts calls, seldom.
EMBEDDED = PollSchedule(first=0.01, longest=0.1)
REMOTE = PollSchedule(first=0.5, longest=5.0)


class Queries(Protocol):
    """What is needed of a client here."""

    async def query(self, result_key: str) -> TaskGroup: ...


async def wait(
    client: Queries,
    result_key: str,
    schedule: PollSchedule,
    on_update: Callable[[TaskGroup], None] | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> TaskGroup:
    """The tasks of ``result_key`` when all have ended; ``on_update`` sees every answer.

    Pauses grow within the schedule, but where the service tells progress none lasts longer than the rest of the
    work seems to take. A status that the protocol does not name counts as going on and is logged once. Raises
    DeadlineExceeded, and whatever ``client.query`` raises.
    """
    begun = clock()
    end = begun + schedule.deadline
    pause = schedule.first
    unnamed: set[str] = set()
    await sleep(pause)
    while True:
        group = await client.query(result_key)
        for task in group.tasks:
            if task.status is TaskStatus.UNKNOWN and task.word not in unnamed:
                unnamed.add(task.word)
                log.warning("the service answers with a status that is not in its document: %r", task.word)
        if on_update:
            on_update(group)
        if group.ended:
            return group
        if clock() >= end:
            raise DeadlineExceeded(
                tr(
                    "The service has not finished within {minutes} minutes; try again later.",
                    minutes=round(schedule.deadline / 60),
                ),
                hint=tr("The task may still be billed."),
                code="deadline",
                request_id=group.request_id,
                retryable=True,
            )
        pause = min(pause * GROWTH, schedule.longest)
        await sleep(max(schedule.first, min(pause, _rest(group, clock() - begun), end - clock())))


def _rest(group: TaskGroup, elapsed: float) -> float:
    """Seconds that the work still takes, by the progress that the service tells; infinite where it tells none."""
    done = sum(1.0 if task.status.ended else task.progress or 0.0 for task in group.tasks) / len(group.tasks)
    return elapsed * (1.0 - done) / done if done > 0.0 else math.inf
