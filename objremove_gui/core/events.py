"""Signals on plain objects, so that the core can say what happened without a toolkit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """Handlers that are called, in the order they came, with what happened."""

    def __init__(self) -> None:
        self._handlers: list[Callable[[T], None]] = []
        self._kept: list[T] | None = None

    def connect(self, handler: Callable[[T], None]) -> Callable[[], None]:
        """Call ``handler`` from now on; the returned function ends it."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)

    def emit(self, value: T) -> None:
        if self._kept is not None:
            self._kept.append(value)
            return
        for handler in tuple(self._handlers):
            handler(value)

    @contextmanager
    def kept(self) -> Iterator[list[T]]:
        """Tell nobody what happens inside, but give it in a list: for work in a thread where nobody may be told."""
        if self._kept is not None:
            raise RuntimeError("what happens is being kept already")
        self._kept = []
        try:
            yield self._kept
        finally:
            self._kept = None
