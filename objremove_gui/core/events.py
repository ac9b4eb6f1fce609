"""Signals on plain objects, so that the core can say what happened without a toolkit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Event(Generic[T]):
    """Handlers that are called, in the order they came, with what happened."""

    def __init__(self) -> None:
        self._handlers: list[Callable[[T], None]] = []

    def connect(self, handler: Callable[[T], None]) -> Callable[[], None]:
        """Call ``handler`` from now on; the returned function ends it."""
        self._handlers.append(handler)
        return lambda: self._handlers.remove(handler)

    def emit(self, value: T) -> None:
        for handler in tuple(self._handlers):
            handler(value)
