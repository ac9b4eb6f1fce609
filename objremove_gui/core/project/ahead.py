"""Has a file brought to the disk while the rest of it is still being written."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import BinaryIO


class Ahead:
    """``push`` after each part; the disk works in a thread of its own, and leaving the block waits for it.

    What it could not write is told by whoever brings the whole file to the disk at the end.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, "ahead")
        self._under_way: Future[None] | None = None

    def push(self) -> None:
        """What has been written so far may go to the disk; nothing is done while the disk is busy with more."""
        if self._under_way is None or self._under_way.done():
            self._file.flush()
            self._under_way = self._thread.submit(os.fsync, self._file.fileno())

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
