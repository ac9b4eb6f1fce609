"""Whose turn it is to change the document."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from qasync import QEventLoop
from scenery import photo

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.background import Background
from objremove_gui.ui.turns import Turns

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]
SIZE = Size(600, 500)


class Table:
    """A document, turns, and what was told and reported."""

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.background = Background(self.errors.append)
        self.turns = Turns(self.background)
        self.document = Document(photo(SIZE))
        self.held: list[bool] = []
        self.told_in: list[int] = []
        self.turns.held.connect(self.held.append)
        self.document.mask.changed.connect(lambda _: self.told_in.append(threading.get_ident()))
        self.document.history.changed = lambda: self.told_in.append(threading.get_ident())

    def invert(self) -> bool:
        return mask_ops.invert(self.document)


@asynccontextmanager
async def table() -> AsyncIterator[Table]:
    made = Table()
    yield made
    await made.background.shutdown()


async def test_what_is_short_is_done_at_once(loop: object) -> None:
    async with table() as here:
        done: list[int] = []
        here.turns.when_free(lambda: done.append(1))
        assert done == [1]
        assert here.held == []


async def test_work_apart_is_done_in_another_thread_and_told_in_this_one(loop: object) -> None:
    async with table() as here:
        worked_in: list[int] = []

        def work() -> bool:
            worked_in.append(threading.get_ident())
            return here.invert()

        task = here.turns.apart(here.document, work)
        assert here.held == [True]
        assert await task is True
        assert worked_in != [threading.get_ident()]
        assert set(here.told_in) == {threading.get_ident()}
        assert here.document.mask.pixels.all()
        assert here.held == [True, False]


async def test_everything_takes_its_turn_in_the_order_it_was_wanted(loop: object) -> None:
    async with table() as here:
        order: list[str] = []
        gate = threading.Event()

        def slow(name: str) -> Callable[[], None]:
            def work() -> None:
                gate.wait(10)
                order.append(name)

            return lambda: here.turns.apart(here.document, work) and None

        here.turns.when_free(slow("first"))
        here.turns.when_free(lambda: order.append("second"))
        here.turns.when_free(slow("third"))
        here.turns.when_free(lambda: order.append("fourth"))
        assert order == []
        freed = asyncio.Event()
        here.turns.freed.connect(freed.set)
        gate.set()
        await freed.wait()
        assert order == ["first", "second", "third", "fourth"]
        assert here.turns.is_free
        assert here.held[-1] is False


async def test_one_that_fails_is_reported_and_the_next_ones_get_their_turn(loop: QEventLoop) -> None:
    async with table() as here:
        order: list[str] = []
        loop.set_exception_handler(lambda _loop, context: here.errors.append(context["exception"]))

        def fail() -> None:
            raise ValueError("no")

        here.turns.when_free(lambda: here.turns.apart(here.document, fail))
        here.turns.when_free(fail)
        here.turns.when_free(lambda: order.append("next"))
        freed = asyncio.Event()
        here.turns.freed.connect(freed.set)
        await freed.wait()
        assert order == ["next"]
        assert [str(error) for error in here.errors] == ["no"] * 2


async def test_the_end_of_the_program_waits_for_the_thread_and_tells_nobody_in_it(
    loop: object, until: Until
) -> None:
    async with table() as here:
        begun, gate = threading.Event(), threading.Event()

        def work() -> None:
            begun.set()
            gate.wait(10)
            here.invert()

        here.turns.apart(here.document, work)
        await until(begun.is_set)
        asyncio.get_running_loop().call_later(0.05, gate.set)
    assert here.document.mask.pixels.all()
    assert set(here.told_in) == {threading.get_ident()}


async def test_what_is_open_is_asked_to_end_when_somebody_waits(loop: object) -> None:
    async with table() as here:
        asked: list[int] = []
        done: list[int] = []
        here.turns.open(lambda: asked.append(1))
        await here.turns.apart(here.document, here.invert)
        assert here.held == [], "what is open sees to painting itself"
        assert not here.turns.is_free
        here.turns.when_free(lambda: done.append(1))
        assert asked == [1]
        assert done == []
        freed = asyncio.Event()
        here.turns.freed.connect(freed.set)
        here.turns.close()
        await freed.wait()
        assert done == [1]
        assert here.turns.is_free


async def test_two_at_once_are_refused(loop: object) -> None:
    async with table() as here:
        task = here.turns.apart(here.document, here.invert)
        with pytest.raises(RuntimeError):
            here.turns.apart(here.document, here.invert)
        await task
        assert np.array_equal(
            here.document.mask.pixels[Rect(0, 0, 5, 5).slices], np.full((5, 5), 255, np.uint8)
        )
