"""Errors on their way to the person."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from objremove_gui.errors import ApiError, InputError
from objremove_gui.ui.background import Background
from objremove_gui.ui.details import details_of, redact
from objremove_gui.ui.message_bar import Kind, Message, MessageBar
from objremove_gui.ui.report import Reporter

Until = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def reporter(bar: MessageBar) -> Reporter:
    return Reporter(bar, Path("/logs/objremove.log"))


def raised(error: Exception) -> Exception:
    """``error`` with a traceback."""
    try:
        raise error
    except type(error) as caught:
        return caught


def test_one_of_our_errors_shows_its_sentence_hint_and_what_support_asks_for(
    bar: MessageBar, reporter: Reporter
) -> None:
    reporter.report(ApiError("No credit left.", hint="Top it up.", code="23500003", request_id="trace_1"))
    (message,) = bar.messages
    assert message == Message(Kind.ERROR, "No credit left.", "Top it up.", "Request trace_1 · Code 23500003")


def test_retry_is_offered_where_there_is_something_to_try_again(bar: MessageBar, reporter: Reporter) -> None:
    tried: list[str] = []
    reporter.report(InputError("Failed."), lambda: tried.append("again"))
    button = bar.findChild(QPushButton, "retryButton")
    assert button is not None
    button.click()
    assert tried == ["again"]
    assert bar.messages == []


def test_an_unforeseen_error_is_a_sentence_with_details_to_copy(
    bar: MessageBar, reporter: Reporter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reporter.report(raised(ZeroDivisionError("a cause to look into")))
    (message,) = bar.messages
    assert "ZeroDivisionError" not in message.text
    assert "/logs/objremove.log" in message.hint.replace("\\", "/")
    button = bar.findChild(QPushButton, "copyDetailsButton")
    assert button is not None
    button.click()
    copied = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: a cause to look into" in copied
    assert "test_report.py" in copied
    assert copied in caplog.text
    assert bar.messages == [message]


def test_a_lack_of_memory_has_words_of_its_own(bar: MessageBar, reporter: Reporter) -> None:
    reporter.report(raised(MemoryError()))
    assert "memory" in bar.messages[0].text


def test_a_cancelled_task_is_no_error(bar: MessageBar, reporter: Reporter) -> None:
    reporter.report(asyncio.CancelledError())
    assert bar.messages == []


async def test_the_errors_of_tasks_reach_the_bar(bar: MessageBar, reporter: Reporter, until: Until) -> None:
    async def fail() -> None:
        raise InputError("Can't be read.")

    background = Background(reporter.report)
    background.start(fail())
    await until(lambda: bar.messages)
    assert bar.messages[0].text == "Can't be read."
    await background.shutdown()


async def test_an_error_of_another_thread_is_shown_by_the_window_s_own(
    bar: MessageBar, reporter: Reporter, until: Until
) -> None:
    worker = threading.Thread(target=reporter.report, args=(InputError("From elsewhere."),))
    worker.start()
    worker.join()
    assert bar.messages == []  # queued, not shown from the wrong thread
    await until(lambda: bar.messages)
    assert bar.messages[0].text == "From elsewhere."


@pytest.fixture
def installed(reporter: Reporter) -> Callable[[], Callable[[], None]]:
    """Installs the handlers on the running loop and gives what undoes it."""
    return lambda: reporter.install_handlers(asyncio.get_running_loop())


async def test_what_nobody_catches_in_the_process_reaches_the_bar(
    bar: MessageBar, installed: Callable[[], Callable[[], None]], until: Until
) -> None:
    before = sys.excepthook, threading.excepthook
    undo = installed()
    error = raised(ValueError("in a slot"))
    sys.excepthook(ValueError, error, error.__traceback__)
    await until(lambda: bar.messages)
    assert "went wrong" in bar.messages[0].text
    undo()
    assert (sys.excepthook, threading.excepthook) == before


async def test_what_nobody_catches_in_a_thread_reaches_the_bar(
    bar: MessageBar, installed: Callable[[], Callable[[], None]], until: Until
) -> None:
    undo = installed()
    worker = threading.Thread(target=lambda: 1 // 0)
    worker.start()
    worker.join()
    await until(lambda: bar.messages)
    assert "went wrong" in bar.messages[0].text
    undo()


async def test_what_nobody_catches_in_a_callback_of_the_loop_reaches_the_bar(
    bar: MessageBar, installed: Callable[[], Callable[[], None]], until: Until
) -> None:
    undo = installed()
    asyncio.get_running_loop().call_soon(lambda: 1 // 0)
    await until(lambda: bar.messages)
    assert "went wrong" in bar.messages[0].text
    undo()


def test_an_interrupt_is_left_to_python(
    bar: MessageBar, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: heard.append(kind))
    loop = asyncio.new_event_loop()
    undo = reporter.install_handlers(loop)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    undo()
    loop.close()
    assert heard == [KeyboardInterrupt]
    assert bar.messages == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: APPCODE 0123abcd", "Authorization: …"),
        ("sent APPCODE 0123abcd to it", "sent APPCODE … to it"),
        ("{'Authorization': 'Bearer abc.def'}", "{'Authorization': '…'}"),
        (
            "GET https://store.example.org/a.png?Signature=xyz&Expires=1 failed",
            "GET https://store.example.org/a.png?… failed",
        ),
        ("http://user:pass@example.org/", "http://…@example.org/"),
        ("secret_key='abc' token=def", "secret_key='…' token=…"),
    ],
)
def test_secrets_are_taken_out_of_details(text: str, kept: str) -> None:
    assert redact(text) == kept


def test_what_the_environment_holds_as_a_secret_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBJREMOVE_APPCODE", "hush1234")
    monkeypatch.setenv("OBJREMOVE_STORE_SECRET_KEY", "hush5678")
    monkeypatch.setenv("OBJREMOVE_SERVER_APPCODES", "one9999,two9999")
    monkeypatch.setenv("OBJREMOVE_ENDPOINT", "https://removal.example.org")
    details = details_of(raised(ValueError("hush1234 hush5678 two9999 https://removal.example.org")))
    assert "ValueError: … … … https://removal.example.org" in details


def test_the_home_folder_is_not_named(home: Path) -> None:
    assert redact(f"no such file: {home / 'photos' / 'a.jpg'}").startswith("no such file: ~")
