"""Runs coroutine tests on a Qt event loop: an ``async def`` test is awaited on the ``loop`` fixture."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Protocol, TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

T = TypeVar("T")


class Until(Protocol):
    def __call__(self, condition: Callable[[], T]) -> Coroutine[Any, Any, T]: ...


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """A fresh loop that drives asyncio and Qt; it fails the test if tasks outlive it or errors get lost in it."""
    qapp.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    lost: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: lost.append(context))
    yield loop
    left = [task.get_name() for task in asyncio.all_tasks(loop)]
    loop.close()
    asyncio.set_event_loop(None)
    # Its timers must end in this thread; left to the garbage collector they may end in a worker of the next test.
    # What worker threads have sent to it meanwhile is delivered before.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
    shiboken6.delete(loop._timer)
    assert not left, f"tasks still running at the end of the test: {left}"
    assert not lost


@pytest.fixture
def until() -> Until:
    """Awaits a condition while the loop goes on: ``dialog = await until(lambda: found_dialog())``."""

    async def wait(condition: Callable[[], T]) -> T:
        while not (result := condition()):  # noqa: ASYNC110
            await asyncio.sleep(0)  # widgets have no event to wait for
        return result

    return wait


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Await the test on its loop, with a deadline, so that a lost wake-up fails instead of hanging."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    loop: QEventLoop = pyfuncitem._request.getfixturevalue("loop")

    async def run() -> None:
        async with asyncio.timeout(30):
            await pyfuncitem.obj(**arguments)

    loop.run_until_complete(run())
    return True
