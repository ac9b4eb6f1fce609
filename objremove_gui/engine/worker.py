"""The engines' own process: kept warm, and ended at once on cancel, because a fill can't be stopped."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from objremove_gui.core.processes import start_without_main
from objremove_gui.engine.child import Job, Outcome, work
from objremove_gui.engine.estimate import Estimate, fraction
from objremove_gui.errors import EngineError
from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import SpawnProcess

    from objremove_gui.engine.base import Pixels

# Seconds between two reports of progress.
TICK = 0.05


class EngineWorker:
    """Runs one fill at a time in a process of its own; further ones wait their turn.

    Works on any event loop: the pipe is read in a thread. ``clock`` gives seconds.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn = asyncio.Lock()
        self._estimate = Estimate()
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._child: _Child | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process in use; None when there is none."""
        return self._child.process.pid if self._child else None

    async def start(self) -> None:
        """Start the process; it loads its engine meanwhile. Raises EngineError after aclose."""
        if self._closed:
            raise EngineError(tr("The program is closing."), code="closed")
        if self._child is None:
            self._child = _Child()
        elif not self._child.process.is_alive():
            self._replace(self._child)

    async def ready(self) -> None:
        """Return when the process has its engine, so that a fill begins at once; also when it died."""
        async with self._turn:
            if self._closed:
                return
            await self.start()
            assert self._child is not None
            with suppress(EOFError, OSError):
                await asyncio.wrap_future(self._threads.submit(self._child.greeted))

    async def fill(
        self, engine_id: str, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]
    ) -> Pixels:
        """Fill as :class:`objremove_gui.engine.base.Engine` says; ``progress`` hears rising numbers below 1.

        Cancelling ends the process at once and starts another one. Raises EngineError, also when the process
        died.
        """
        async with self._turn:
            await self.start()
            assert self._child is not None
            child = self._child
            begun = self._clock()
            answer = asyncio.wrap_future(self._threads.submit(child.ask, Job(engine_id, image, mask, seed)))
            try:
                await self._watch(answer, begun, self._estimate.expected(mask), progress)
                outcome = answer.result()
            except (EOFError, OSError) as error:
                self._replace(child)
                raise EngineError(
                    tr("The engine stopped unexpectedly; try again, or try a smaller area."),
                    code="engine-died",
                    retryable=True,
                ) from error
            except BaseException:
                answer.cancel()
                self._replace(child)
                raise
        if outcome.pixels is None:
            raise EngineError(tr(outcome.sentence), code=outcome.code)
        self._estimate.learn(mask, self._clock() - begun)
        return outcome.pixels

    async def _watch(
        self,
        answer: asyncio.Future[Outcome],
        begun: float,
        expected: float,
        progress: Callable[[float], None],
    ) -> None:
        while not answer.done():
            await asyncio.wait({answer}, timeout=TICK)
            if not answer.done():
                progress(fraction(self._clock() - begun, expected))

    def _replace(self, child: _Child) -> None:
        """End a process and start the next one, so that it is warm when it is needed."""
        if self._child is not child:
            return
        child.kill()
        self._threads.submit(child.bury)
        self._child = _Child()

    async def aclose(self) -> None:
        """End the process and wait until it is gone."""
        self._closed = True
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            await asyncio.wrap_future(self._threads.submit(child.bury))
        self._threads.shutdown(wait=False)


class _Child:
    """One worker process and this side of its pipe."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, far_end = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=work, args=(far_end,), name="objremove-engine", daemon=True
        )
        start_without_main(self.process)
        # The far end must be open in the child alone, so that its death ends the reading here.
        far_end.close()
        self._has_greeted = False

    def greeted(self) -> None:
        """Wait until it says that it has its engine; EOFError or OSError when the process dies."""
        if not self._has_greeted:
            self.connection.recv()
            self._has_greeted = True

    def ask(self, job: Job) -> Outcome:
        """Hand over a job and wait for what comes of it; EOFError or OSError when the process dies."""
        self.greeted()
        job.send(self.connection)
        return Outcome.receive(self.connection)

    def kill(self) -> None:
        self.process.kill()

    def bury(self) -> None:
        """Wait for the end of the process and free what belongs to it."""
        self.process.join()
        self.process.close()
        self.connection.close()
