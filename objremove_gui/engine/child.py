"""What runs in the worker process: fills one picture after the other, until the other end closes.

It imports numpy and the engine, nothing of the window, the network or the service.
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing import parent_process
from typing import TYPE_CHECKING

import numpy as np

from objremove_gui.engine.registry import DEFAULT_ENGINE, load_engine
from objremove_gui.errors import EngineError
from objremove_gui.i18n import mark

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from objremove_gui.engine.base import Engine, Pixels


def _raw(pixels: Pixels) -> memoryview:
    """The bytes of an array, without a copy where they lie in order."""
    return np.ascontiguousarray(pixels).data.cast("B")


@dataclass(frozen=True, slots=True)
class Job:
    """One picture (h, w, 3) to fill under its mask (h, w)."""

    engine_id: str
    image: Pixels
    mask: Pixels
    seed: int

    def send(self, connection: Connection) -> None:
        """Pixels go as raw bytes: pickling them would hold up every other thread for as long as it copies."""
        connection.send((self.engine_id, self.image.shape, self.seed))
        connection.send_bytes(_raw(self.image))
        connection.send_bytes(_raw(self.mask))

    @classmethod
    def receive(cls, connection: Connection) -> Job:
        """The next job; raises EOFError when the other end is gone."""
        engine_id, shape, seed = connection.recv()
        image = np.frombuffer(connection.recv_bytes(), np.uint8).reshape(shape)
        mask = np.frombuffer(connection.recv_bytes(), np.uint8).reshape(shape[:2])
        return cls(engine_id, image, mask, seed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: pixels, or a sentence (not yet translated) and a code."""

    pixels: Pixels | None
    sentence: str = ""
    code: str = ""

    def send(self, connection: Connection) -> None:
        """See :meth:`Job.send`."""
        shape = None if self.pixels is None else self.pixels.shape
        connection.send((shape, self.sentence, self.code))
        if self.pixels is not None:
            connection.send_bytes(_raw(self.pixels))

    @classmethod
    def receive(cls, connection: Connection) -> Outcome:
        """What the process answers; raises EOFError or OSError when it died."""
        shape, sentence, code = connection.recv()
        if shape is None:
            return cls(None, sentence, code)
        return cls(np.frombuffer(connection.recv_bytes(), np.uint8).reshape(shape), sentence, code)


def work(connection: Connection) -> None:
    """Greet when the engine is loaded, then answer jobs until the other end is gone."""
    # Ctrl+C goes to all programs of a terminal; the parent decides what becomes of this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    engines: dict[str, Engine] = {}
    _fill(engines, None)
    connection.send(None)
    while True:
        try:
            job = Job.receive(connection)
        except EOFError:
            return
        _fill(engines, job).send(connection)


def _end_with_parent() -> None:
    """End at once when the parent is gone, however it went: a fill can't be interrupted otherwise."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _fill(engines: dict[str, Engine], job: Job | None) -> Outcome:
    """Do a job; without one, load the usual engine, so that the first job need not wait for it."""
    engine_id = job.engine_id if job else DEFAULT_ENGINE
    try:
        engine = engines.setdefault(engine_id, engines.get(engine_id) or load_engine(engine_id))
        if job is None:
            return Outcome(None)
        return Outcome(engine.fill(job.image, job.mask, seed=job.seed, progress=lambda fraction: None))
    except EngineError as error:
        return Outcome(None, error.message, error.code)
    except MemoryError:
        return Outcome(None, mark("There is not enough memory for this area; try a smaller one."), "memory")
