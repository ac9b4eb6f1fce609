"""Brings every error to the person: ours as sentences with a way on, unforeseen ones with details to pass on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.ui.message_bar import Kind, Message, MessageBar, Offer

Retry = Callable[[], None]

_log = logging.getLogger(__name__)


class Reporter(QObject):
    """Shows errors in the message bar and writes them to the log; callable from any thread.

    ``log_file`` is named in the message of an unforeseen error; keeping that log is up to the application.
    """

    _heard = Signal(object, object)

    def __init__(self, bar: MessageBar, log_file: Path) -> None:
        super().__init__(bar)
        self._bar = bar
        self._log_file = log_file
        # Across threads Qt queues the signal, so the bar is only ever touched by its own thread.
        self._heard.connect(self._show)

    def report(self, error: BaseException, retry: Retry | None = None) -> None:
        """Show ``error``; ``retry`` adds a button that calls it. A cancelled task is no error."""
        if isinstance(error, asyncio.CancelledError):
            return
        self._heard.emit(error, retry)

    def install_handlers(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        """Take the errors nobody catches: of the process, of threads, of ``loop``. The result undoes it."""
        before = sys.excepthook, threading.excepthook

        def of_process(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if isinstance(error, Exception):
                self.report(error.with_traceback(trace))
            else:
                before[0](kind, error, trace)

        def of_thread(args: threading.ExceptHookArgs) -> None:
            if isinstance(args.exc_value, Exception):
                self.report(args.exc_value)
            else:
                before[1](args)

        def undo() -> None:
            sys.excepthook, threading.excepthook = before
            loop.set_exception_handler(None)

        sys.excepthook, threading.excepthook = of_process, of_thread
        loop.set_exception_handler(self._of_loop)
        return undo

    def _of_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is None:
            from objremove_gui.ui.details import redact

            _log.error("%s", redact(str(context.get("message", ""))))
        else:
            self.report(error)

    def _show(self, error: BaseException, retry: Retry | None) -> None:
        from objremove_gui.ui.details import details_of, redact

        offers = [Offer(tr("Retry"), retry, "retryButton")] if retry else []
        if isinstance(error, ObjremoveError):
            _log.warning("%s %s %s", redact(error.message), error.code, error.request_id)
            _log.debug("%s", details_of(error))
            message = Message(Kind.ERROR, error.message, error.hint, _small_print(error), tuple(offers))
        else:
            details = details_of(error)
            _log.error("%s", details)
            offers.append(
                Offer(tr("Copy details"), lambda: _copy(details), "copyDetailsButton", closes=False)
            )
            message = Message(Kind.ERROR, *self._unforeseen(error), offers=tuple(offers))
        self._bar.post(message)

    def _unforeseen(self, error: BaseException) -> tuple[str, str]:
        """Sentence and hint."""
        if isinstance(error, MemoryError):
            return (
                tr("There is not enough memory for this; close other programs or use a smaller picture."),
                tr("Your work is still open."),
            )
        return (
            tr("Something went wrong that should not; your work is still open, so save it before you go on."),
            tr("The details are in {file}.", file=self._log_file),
        )


def _small_print(error: ObjremoveError) -> str:
    """What the service's support asks for."""
    parts = []
    if error.request_id:
        parts.append(tr("Request {id}", id=error.request_id))
    if error.code:
        parts.append(tr("Code {code}", code=error.code))
    return " · ".join(parts)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
