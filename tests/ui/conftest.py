"""Runs coroutine tests on a Qt event loop: an ``async def`` test is awaited on the ``loop`` fixture."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QEventLoop]:
    """A fresh loop that drives asyncio and Qt; it fails the test if tasks outlive it."""
    qapp.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    left = [task.get_name() for task in asyncio.all_tasks(loop)]
    loop.close()
    asyncio.set_event_loop(None)
    assert not left, f"tasks still running at the end of the test: {left}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """A Qt warning fails a test, but for what the offscreen platform says of every window that it shows."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


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
