"""The worker process: warm, cancelled at once, replaced after a crash, gone at the end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeTime, run
from numpy.typing import NDArray

from objremove_gui.engine.estimate import AT_EXPECTED_END, Estimate, fraction
from objremove_gui.engine.worker import EngineWorker
from objremove_gui.errors import EngineError


def noise(side: int) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (side, side, 3), np.uint8)


def square(side: int, part: int) -> NDArray[np.uint8]:
    """A mask with a square of ``part`` pixels a side in the middle."""
    mask = np.zeros((side, side), np.uint8)
    start = (side - part) // 2
    mask[start : start + part, start : start + part] = 255
    return mask


def with_worker(test: Callable[[EngineWorker], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        worker = EngineWorker()
        try:
            await test(worker)
        finally:
            await worker.aclose()

    run(main())


async def small(worker: EngineWorker, seed: int = 1) -> NDArray[np.uint8]:
    return await worker.fill(
        "patchmatch", noise(64), square(64, 12), seed=seed, progress=lambda fraction: None
    )


def start_large(worker: EngineWorker) -> tuple[asyncio.Task[NDArray[np.uint8]], asyncio.Event]:
    """A fill of many seconds, and an event that tells that it is under way."""
    under_way = asyncio.Event()
    work = worker.fill(
        "patchmatch", noise(1600), square(1600, 900), seed=1, progress=lambda fraction: under_way.set()
    )
    return asyncio.create_task(work), under_way


def kill_and_wait(pid: int) -> None:
    """Kill a child process and wait until it is dead, but leave it to be buried."""
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def gone(pid: int) -> bool:
    """Whether a process is neither running nor waiting to be buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_fill_comes_back_and_the_process_stays_for_the_next_one() -> None:
    async def test(worker: EngineWorker) -> None:
        await worker.start()
        pid = worker.pid
        first, second = await small(worker), await small(worker)
        assert np.array_equal(first, second)
        assert np.array_equal(first[square(64, 12) == 0], noise(64)[square(64, 12) == 0])
        assert worker.pid == pid

    with_worker(test)


def test_who_waits_until_it_is_ready_gets_the_same_process_and_a_dead_one_ends_the_wait() -> None:
    async def test(worker: EngineWorker) -> None:
        await worker.ready()
        pid = worker.pid
        assert pid is not None
        await worker.ready()
        await small(worker)
        assert worker.pid == pid
        kill_and_wait(pid)
        await worker.ready()
        assert (await small(worker)).shape == (64, 64, 3)

    with_worker(test)


def test_fills_at_the_same_time_wait_their_turn() -> None:
    async def test(worker: EngineWorker) -> None:
        filled = await asyncio.gather(*(small(worker, seed) for seed in (1, 2, 1)))
        assert np.array_equal(filled[0], filled[2])
        assert not np.array_equal(filled[0], filled[1])

    with_worker(test)


def test_a_cancelled_fill_ends_its_process_and_the_next_one_works() -> None:
    async def test(worker: EngineWorker) -> None:
        task, under_way = start_large(worker)
        await under_way.wait()
        pid = worker.pid
        assert pid is not None
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert worker.pid not in (None, pid)
        await small(worker)
        assert gone(pid)

    with_worker(test)


def test_a_fill_that_is_cancelled_while_it_waits_leaves_the_other_one_alone() -> None:
    async def test(worker: EngineWorker) -> None:
        await worker.start()
        pid = worker.pid
        first = asyncio.create_task(small(worker))
        second = asyncio.create_task(small(worker))
        await asyncio.sleep(0)
        second.cancel()
        await first
        assert worker.pid == pid

    with_worker(test)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_crash_is_a_sentence_and_the_next_fill_works() -> None:
    async def test(worker: EngineWorker) -> None:
        task, under_way = start_large(worker)
        await under_way.wait()
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="stopped unexpectedly") as caught:
            await task
        assert caught.value.retryable
        await small(worker)

    with_worker(test)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_crash_between_two_fills_is_not_noticed() -> None:
    async def test(worker: EngineWorker) -> None:
        await small(worker)
        assert worker.pid is not None
        kill_and_wait(worker.pid)
        await small(worker)

    with_worker(test)


def test_what_the_engine_refuses_comes_back_as_its_sentence() -> None:
    async def test(worker: EngineWorker) -> None:
        with pytest.raises(EngineError, match="leave a part"):
            await worker.fill("patchmatch", noise(64), square(64, 64), seed=1, progress=lambda fraction: None)
        with pytest.raises(EngineError, match="no such engine"):
            await worker.fill("magic", noise(64), square(64, 8), seed=1, progress=lambda fraction: None)
        await small(worker)

    with_worker(test)


def test_progress_rises_and_stays_below_one() -> None:
    async def test(worker: EngineWorker) -> None:
        told: list[float] = []
        await worker.fill("patchmatch", noise(500), square(500, 150), seed=1, progress=told.append)
        assert told
        assert told == sorted(told)
        assert told[-1] < 1.0

    with_worker(test)


def test_closing_leaves_no_process_also_in_the_middle_of_a_fill() -> None:
    async def main() -> None:
        worker = EngineWorker()
        task, under_way = start_large(worker)
        await under_way.wait()
        pid = worker.pid
        assert pid is not None
        await worker.aclose()
        assert gone(pid)
        assert worker.pid is None
        with pytest.raises(EngineError):
            await task
        with pytest.raises(EngineError, match="closing"):
            await small(worker)

    run(main())


def test_a_worker_that_was_never_used_closes() -> None:
    run(EngineWorker().aclose())


SCRIPT = """
import asyncio, sys
import numpy as np
from objremove_gui.engine.worker import EngineWorker

print("main module", flush=True)

async def main(side):
    worker = EngineWorker()
    image = np.random.default_rng(3).integers(0, 256, (side, side, 3), np.uint8)
    mask = np.zeros((side, side), np.uint8)
    mask[side // 5 : -side // 5, side // 5 : -side // 5] = 255
    told = []

    def tell(fraction):
        told.append(fraction)
        # Not at once: the process may still be loading its engine.
        if len(told) == 30:
            print("pid", worker.pid, flush=True)

    await worker.fill("patchmatch", image, mask, seed=1, progress=tell)
    await worker.aclose()

asyncio.run(main(int(sys.argv[1])))
"""


def test_the_process_does_not_run_the_main_module_a_second_time(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    ran = subprocess.run([sys.executable, script, "64"], capture_output=True, text=True, check=True)
    assert ran.stdout.count("main module") == 1
    assert ran.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.timeout(40)
def test_the_process_ends_with_a_parent_that_was_killed_in_the_middle_of_a_fill(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with subprocess.Popen(
        [sys.executable, script, "2048"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(
            next(line for line in iter(parent.stdout.readline, "") if line.startswith("pid")).split()[1]
        )
        parent.kill()
        # The worker holds the other end of this pipe: the pipe ends when the worker, too, is gone. A fill of this
        # size would take minutes.
        parent.stdout.read()
    assert gone(pid) or Path(f"/proc/{pid}/stat").read_text().split()[2] in "ZX"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a process group")
def test_ctrl_c_reaches_the_parent_alone() -> None:
    async def test(worker: EngineWorker) -> None:
        await worker.start()
        pid = worker.pid
        assert pid is not None
        os.kill(pid, signal.SIGINT)
        await small(worker)
        os.kill(pid, signal.SIGINT)
        await small(worker)
        assert worker.pid == pid

    with_worker(test)


def test_the_estimate_rises_from_0_and_never_reaches_1() -> None:
    told = [fraction(elapsed / 10, 2.0) for elapsed in range(1000)]
    assert told[0] == 0.0
    assert told[20] == pytest.approx(AT_EXPECTED_END)
    assert told == sorted(told)
    assert told[-1] < 1.0


def test_the_estimate_learns_how_fast_this_computer_is() -> None:
    estimate, mask = Estimate(), square(1000, 300)
    before = estimate.expected(mask)
    for _ in range(20):
        estimate.learn(mask, 3 * before)
    assert estimate.expected(mask) == pytest.approx(3 * before, rel=0.01)
    assert estimate.expected(square(2000, 600)) == pytest.approx(12 * before, rel=0.01)


def test_a_tiny_fill_teaches_nothing() -> None:
    estimate, mask = Estimate(), square(1000, 300)
    before = estimate.expected(mask)
    estimate.learn(square(64, 4), 100.0)
    assert estimate.expected(mask) == before


def test_the_worker_takes_its_time_from_its_clock() -> None:
    async def main() -> None:
        time = FakeTime()
        worker = EngineWorker(clock=time.clock)
        try:
            told: list[float] = []
            await worker.fill("patchmatch", noise(500), square(500, 150), seed=1, progress=told.append)
            assert set(told) == {0.0}
        finally:
            await worker.aclose()

    run(main())
