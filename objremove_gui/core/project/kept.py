"""Encoded pictures that are kept, so that what was written once need not be encoded for the next file."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from functools import partial
from typing import Any

from numpy.typing import NDArray

from objremove_gui.core.project.lossless import encode_png

BUDGET = 256 << 20


class KeptPngs:
    """Encodes arrays; those that can't change any more only once, as long as they and the budget of bytes last.

    May be called in any thread.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        # An array may go at any moment, also while this very thread has the lock.
        self._lock = threading.RLock()
        # By identity; the reference tells whether it is still the same array. The one used last stands last.
        self._kept: OrderedDict[int, tuple[weakref.ref[NDArray[Any]], bytes]] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._bytes

    def __call__(self, array: NDArray[Any]) -> bytes:
        """The array as PNG, see :func:`~objremove_gui.core.imageio.transfer.encode_png`."""
        if array.flags.writeable:
            return encode_png(array)
        key = id(array)
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known[0]() is array:
                self._kept.move_to_end(key)
                return known[1]
        data = encode_png(array)
        with self._lock:
            self._drop(key)
            self._kept[key] = weakref.ref(array, partial(self._forget, key)), data
            self._bytes += len(data)
            # What was used longest ago goes first.
            while self._bytes > self._budget and self._kept:
                self._drop(next(iter(self._kept)))
        return data

    def _forget(self, key: int, gone: weakref.ref[NDArray[Any]]) -> None:
        """Nobody has the array any more: its picture was closed, say."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known[0] is gone:
                self._drop(key)

    def _drop(self, key: int) -> None:
        known = self._kept.pop(key, None)
        if known is not None:
            self._bytes -= len(known[1])
