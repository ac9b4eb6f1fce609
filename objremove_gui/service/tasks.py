"""The queue: groups of tasks, each worker doing one at a time."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from objremove_gui.api.codes import Code
from objremove_gui.api.models import TaskStatus
from objremove_gui.core.imageio.transfer import encode_png
from objremove_gui.errors import EngineError
from objremove_gui.service.pictures import grow, read_pair
from objremove_gui.service.replies import Refusal

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from objremove_gui.engine.base import Pixels
    from objremove_gui.service.requests import Order

T = TypeVar("T")
log = logging.getLogger(__name__)

# Tasks that may wait, and bytes of their pictures.
MOST_WAITING = 200
MOST_BYTES = 512_000_000
# Seconds after its end that a group can still be asked for.
GROUP_LIFE = 3600.0
# What a client is told to wait, in seconds, when there is no room.
BUSY_WAIT = 5


class Worker(Protocol):
    """What fills pixels, one picture at a time; cancelling the coroutine must stop it."""

    async def ready(self) -> None:
        """Returns when a fill would begin at once, or would fail."""

    async def fill(
        self, engine_id: str, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]
    ) -> Pixels: ...


@dataclass(slots=True, eq=False)
class Task:
    """One task and where it stands; the bytes of its pictures are let go when it has ended."""

    order: Order
    image: bytes
    mask: bytes
    status: TaskStatus = TaskStatus.WAITING
    progress: float = 0.0
    message: str = ""
    result: str = ""
    running: asyncio.Task[None] | None = None

    def settle(self) -> None:
        """Write down how the task ended, once it is neither running nor going to."""
        if not self.status.ended:
            self.status, self.message = TaskStatus.FAILED, self._failure()
        self.image = self.mask = b""
        self.running = None

    def _failure(self) -> str:
        if self.running is None or self.running.cancelled():
            return "cancelled"
        match self.running.exception():
            case EngineError() | Refusal() as error:
                return str(error)
            case error:
                log.error("a task failed", exc_info=error)
                return "internal fault"

    def report(self, fraction: float) -> None:
        self.progress = fraction


@dataclass(slots=True, eq=False)
class Group:
    """The tasks of one submit; ``owner`` is the AppCode that may ask for them."""

    owner: str
    tasks: list[Task]
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    seen_ended: float | None = None

    @property
    def ended(self) -> bool:
        return all(task.status.ended for task in self.tasks)


class Queue:
    """Takes groups in and works them off in their order.

    ``keep`` stores the bytes of a finished PNG and gives its name. Decoding and encoding happen on ``pool``.
    The workers belong to the caller.
    """

    def __init__(
        self,
        workers: Sequence[Worker],
        pool: Executor,
        keep: Callable[[bytes], str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # Those that have nothing to do, the first one first: a single task never starts a second one's process.
        self._idle = list(enumerate(workers))
        self._pool = pool
        self._keep = keep
        self._clock = clock
        self._groups: dict[str, Group] = {}
        self._waiting: deque[Task] = deque()
        self._lanes: set[asyncio.Task[None]] = set()

    def check_room(self, group: Group) -> None:
        """Raise Refusal when there is no room for a group."""
        self._forget()
        open_tasks = [task for other in self._groups.values() for task in other.tasks if task.image]
        held = sum(len(task.image) + len(task.mask) for task in [*open_tasks, *group.tasks])
        if len(open_tasks) + len(group.tasks) > MOST_WAITING or (open_tasks and held > MOST_BYTES):
            raise Refusal(Code.THROTTLED, "the queue is full", wait=BUSY_WAIT)

    def add(self, group: Group) -> None:
        """Queue a group."""
        self._groups[group.key] = group
        self._waiting += group.tasks
        for _ in range(min(len(self._waiting), len(self._idle))):
            lane = asyncio.create_task(self._work(*self._idle.pop(0)))
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)

    def find(self, key: str, owner: str) -> Group:
        """The group with this key, as long as it is remembered; raises Refusal."""
        self._forget()
        group = self._groups.get(key)
        if group is None or group.owner != owner:
            raise Refusal(Code.NO_SUCH_RESULT)
        return group

    async def cancel(self, group: Group) -> None:
        """Stop what runs, and don't begin what waits; returns when nothing of it runs any more."""
        running = {task.running for task in group.tasks if task.running is not None}
        for task in group.tasks:
            if task.running is None:
                task.settle()
            else:
                task.running.cancel()
        if running:
            await asyncio.wait(running)
        for task in group.tasks:
            task.settle()

    async def aclose(self) -> None:
        """Stop everything."""
        # The lanes first, so that none begins another task.
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        self._waiting.clear()
        for group in self._groups.values():
            await self.cancel(group)
        self._groups.clear()

    def _forget(self) -> None:
        now = self._clock()
        for key, group in list(self._groups.items()):
            if group.seen_ended is None:
                group.seen_ended = now if group.ended else None
            elif now - group.seen_ended > GROUP_LIFE:
                del self._groups[key]

    async def _work(self, number: int, worker: Worker) -> None:
        """Do what waits, until nothing does."""
        try:
            # One that has to start first must not keep a task waiting that another one would have done meanwhile.
            await worker.ready()
            while self._waiting:
                task = self._waiting.popleft()
                if task.status.ended:
                    continue
                task.status = TaskStatus.RUNNING
                task.running = asyncio.create_task(self._do(task, worker))
                await asyncio.wait({task.running})
                task.settle()
        finally:
            insort(self._idle, (number, worker), key=itemgetter(0))

    async def _do(self, task: Task, worker: Worker) -> None:
        order = task.order
        image, mask = await self._off_loop(partial(read_pair, task.image, task.mask, "task"))
        mask = await self._off_loop(partial(grow, mask, order.kernel_size))
        pixels = await worker.fill(order.engine, image, mask, seed=order.seed, progress=task.report)
        task.result = self._keep(await self._off_loop(partial(encode_png, pixels)))
        task.status, task.progress = TaskStatus.SUCCESS, 1.0

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
