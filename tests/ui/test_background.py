"""The owner of tasks and worker threads."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from objremove_gui.ui.background import Background


class Heard(list[BaseException]):
    """An error handler that remembers what it was told."""

    def __call__(self, error: BaseException) -> None:
        self.append(error)


async def forever() -> None:
    await asyncio.get_running_loop().create_future()


async def fail(text: str) -> None:
    raise ValueError(text)


async def test_a_task_nobody_holds_survives_garbage_collection() -> None:
    heard = Heard()
    background = Background(heard)
    reached = asyncio.Event()
    gate = asyncio.Event()

    async def wait_then_tell() -> None:
        await gate.wait()
        reached.set()

    background.start(wait_then_tell())
    await asyncio.sleep(0)
    gc.collect()
    gate.set()
    await reached.wait()
    await background.shutdown()
    assert heard == []


async def test_an_error_goes_to_the_default_handler_or_to_the_task_s_own() -> None:
    general, own = Heard(), Heard()
    background = Background(general)
    first = background.start(fail("general"))
    second = background.start(fail("own"), on_error=own)
    await asyncio.wait([first, second])
    await background.shutdown()
    assert [str(error) for error in general] == ["general"]
    assert [str(error) for error in own] == ["own"]


async def test_a_cancelled_task_is_cancelled_for_who_awaits_it_and_never_reported() -> None:
    heard = Heard()
    background = Background(heard)
    task = background.start(forever(), key="job")
    await asyncio.sleep(0)
    assert background.is_running("job")
    assert background.cancel("job")
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert not background.is_running("job")
    assert not background.cancel("job")
    await background.shutdown()
    assert heard == []


async def test_a_key_that_runs_refuses_a_second_task() -> None:
    background = Background(Heard())
    ran = []

    async def tell(name: str) -> None:
        ran.append(name)
        await forever()

    first = background.start(tell("first"), key="job")
    assert background.start(tell("second"), key="job") is first
    await asyncio.sleep(0)
    await background.shutdown()
    assert ran == ["first"]


async def test_replacing_waits_until_the_earlier_ones_have_cleaned_up() -> None:
    background = Background(Heard())
    log: list[str] = []
    gate = asyncio.Event()
    started = asyncio.Event()

    async def work(name: str) -> None:
        log.append(f"{name} begins")
        started.set()
        try:
            await forever()
        finally:
            await gate.wait()
            log.append(f"{name} ends")

    async def last() -> None:
        log.append("last begins")

    background.start(work("first"), key="job")
    await started.wait()
    background.start(work("second"), key="job", replace=True)
    await asyncio.sleep(0)
    task = background.start(last(), key="job", replace=True)
    for _ in range(5):
        await asyncio.sleep(0)
    assert log == ["first begins"]
    gate.set()
    await task
    await background.shutdown()
    assert log == ["first begins", "first ends", "last begins"]


async def test_a_key_is_free_again_after_an_error() -> None:
    heard = Heard()
    background = Background(heard)
    await asyncio.wait([background.start(fail("once"), key="job")])
    await asyncio.sleep(0)
    await asyncio.wait([background.start(fail("twice"), key="job")])
    await background.shutdown()
    assert [str(error) for error in heard] == ["once", "twice"]


async def test_shutdown_ends_tasks_that_start_others_while_they_end() -> None:
    heard = Heard()
    background = Background(heard)
    ended = []
    begun = asyncio.Event()

    async def late() -> None:
        begun.set()
        try:
            await forever()
        finally:
            ended.append("late")

    async def early() -> None:
        try:
            await forever()
        finally:
            background.start(late())
            await begun.wait()
            ended.append("early")

    background.start(early())
    await asyncio.sleep(0)
    await background.shutdown()
    assert ended == ["early", "late"]
    assert heard == []


async def test_blocking_work_runs_beside_the_loop_and_brings_back_value_and_error() -> None:
    background = Background(Heard())
    main = threading.get_ident()

    def where(offset: int, *, factor: int) -> tuple[bool, int]:
        return threading.get_ident() == main, offset * factor

    assert await background.run_blocking(where, 3, factor=4) == (False, 12)

    def broken() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await background.run_blocking(broken)
    await background.shutdown()


async def test_shutdown_waits_for_the_thread_that_works_and_drops_what_has_not_begun() -> None:
    background = Background(Heard(), workers=1)
    begun, gate = threading.Event(), threading.Event()
    done: list[str] = []

    def slow() -> None:
        begun.set()
        gate.wait()
        done.append("slow")

    running = background.run_blocking(slow)
    waiting = background.run_blocking(done.append, "never")
    await asyncio.to_thread(begun.wait)
    ending = asyncio.ensure_future(background.shutdown())
    await asyncio.sleep(0)
    assert not ending.done()
    gate.set()
    await ending
    assert done == ["slow"]
    await running
    assert waiting.cancelled()


async def test_what_waits_begins_when_the_one_before_has_ended_whatever_its_end() -> None:
    heard, order = Heard(), []
    background = Background(heard)
    gate = asyncio.Event()

    async def work(name: str, *, fails: bool) -> None:
        await gate.wait()
        order.append(name)
        if fails:
            raise ValueError(name)

    background.start(work("first", fails=True), key="open")
    background.start(work("second", fails=True), key="open", waits=True)
    last = background.start(work("third", fails=False), key="open", waits=True)
    gate.set()
    await last
    await background.shutdown()
    assert order == ["first", "second", "third"]
    assert [str(error) for error in heard] == ["first", "second"]
