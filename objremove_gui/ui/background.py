"""The one owner of the window's asyncio tasks and of the threads that work for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future as ThreadFuture
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

OnError = Callable[[BaseException], None]


class Background:
    """Keeps every task alive until it ends, reports its error once, and ends them all at shutdown.

    ``on_error`` gets the error of every task that was started without a handler of its own. A cancelled task is
    no error. All methods belong to the loop's thread; only the functions given to :meth:`run_blocking` leave it.
    """

    def __init__(self, on_error: OnError, *, workers: int = 2) -> None:
        self._on_error = on_error
        self._tasks: set[asyncio.Task[Any]] = set()
        self._keyed: dict[str, asyncio.Task[Any]] = {}
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="objremove")
        self._calls: set[ThreadFuture[Any]] = set()

    def start(
        self,
        coro: Coroutine[Any, Any, T],
        *,
        key: str = "",
        on_error: OnError | None = None,
        replace: bool = False,
        waits: bool = False,
    ) -> asyncio.Task[T]:
        """Run ``coro`` as a task of its own.

        Of one ``key`` only one task runs: a second is refused (its coroutine is closed, the running task is
        returned) or, with ``replace``, begins as soon as the first has been cancelled and has cleaned up, or, with
        ``waits``, when the first has come to its end by itself. Whoever awaits the returned task gets its error too,
        beside ``on_error``.
        """
        running = self._keyed.get(key) if key else None
        if running is not None and not (replace or waits):
            coro.close()
            return running
        work = coro
        if running is not None:
            if replace:
                running.cancel()
            work = _after(running, coro)
        task = asyncio.get_running_loop().create_task(work, name=key or None)
        self._tasks.add(task)
        if key:
            self._keyed[key] = task
        handler = self._on_error if on_error is None else on_error
        task.add_done_callback(partial(self._ended, key, coro, handler))
        return task

    def cancel(self, key: str) -> bool:
        """Ask the task of ``key`` to end; tells whether there was one."""
        task = self._keyed.get(key)
        return task is not None and task.cancel()

    def is_running(self, key: str) -> bool:
        """Whether the task of ``key`` has not ended yet (one that was asked to may still be cleaning up)."""
        return key in self._keyed

    def run_blocking(self, func: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Call ``func`` in a worker thread, at once; the returned future is to be awaited.

        A cancelled wait drops a call that has not begun; one that has begun runs to its end unheard.
        """
        call = self._executor.submit(partial(func, *args, **kwargs))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return asyncio.wrap_future(call)

    async def shutdown(self) -> None:
        """Cancel all tasks, also those started meanwhile, and wait until they and the worker threads are done."""
        current = asyncio.current_task()
        while others := self._tasks - {current}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)
            # The done callbacks that take the tasks out of the set run in the loop's next round.
            await asyncio.sleep(0)
        self._executor.shutdown(wait=False, cancel_futures=True)
        calls = [asyncio.wrap_future(call) for call in self._calls.copy()]
        await asyncio.gather(*calls, return_exceptions=True)

    def _ended(
        self, key: str, coro: Coroutine[Any, Any, Any], on_error: OnError, task: asyncio.Task[Any]
    ) -> None:
        coro.close()  # a task cancelled before its first step never touched it
        self._tasks.discard(task)
        if self._keyed.get(key) is task:
            del self._keyed[key]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            on_error(error)


async def _after(previous: asyncio.Task[Any], coro: Coroutine[Any, Any, T]) -> T:
    """``coro`` once ``previous`` has ended, however it ended."""
    try:
        await asyncio.wait([previous])
    except asyncio.CancelledError:
        # Whoever replaces this one in turn may not begin before ``previous`` has cleaned up either.
        await asyncio.wait([previous])
        raise
    return await coro
