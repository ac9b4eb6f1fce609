"""Decoders that a damaged file may end run in a process of their own: the program goes on, whatever comes of them."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.photo import Pixels
from objremove_gui.core.processes import start_without_main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """``pixels`` (h, w, n), uint8 or uint16; ``blobs`` of metadata; ``pages`` are the pictures in the file."""

    pixels: Pixels
    blobs: dict[str, bytes] = field(default_factory=dict)
    pages: int = 1


class TooLarge(Exception):
    """The picture has more pixels than are allowed."""

    def __init__(self, size: Size) -> None:
        super().__init__(f"{size.width} x {size.height}")
        self.size = size


class Damaged(Exception):
    """The decoder made nothing of the file, or died of it."""


class _Reply(StrEnum):
    FOUND = "found"
    TOO_LARGE = "too large"
    NO_MEMORY = "no memory"
    DAMAGED = "damaged"


Decoder = Callable[[bytes, int], Found]


def decode_apart(decoder: Decoder, data: bytes, max_pixels: int) -> Found:
    """What ``decoder``, a function of a module, makes of a file. Raises TooLarge, MemoryError, Damaged."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    name = (decoder.__module__, decoder.__name__)
    process: SpawnProcess = context.Process(
        target=_work, args=(far, *name), name="objremove-decoder", daemon=True
    )
    try:
        start_without_main(process)
        far.close()
        near.send(max_pixels)
        near.send_bytes(data)
        return _answer(near)
    except (EOFError, OSError) as error:
        log.info("the decoder ended before it answered: %s", error)
        raise Damaged(str(error)) from error
    finally:
        near.close()
        if process.pid is not None:
            process.kill()
            process.join()
            process.close()


def _answer(near: Connection) -> Found:
    reply, told = near.recv()
    match reply:
        case _Reply.TOO_LARGE:
            raise TooLarge(Size(*told))
        case _Reply.NO_MEMORY:
            raise MemoryError(told)
        case _Reply.DAMAGED:
            raise Damaged(told)
    shape, dtype, blobs, pages = told
    pixels = np.empty(shape, np.dtype(dtype))
    near.recv_bytes_into(pixels.data.cast("B"))
    return Found(pixels, blobs, pages)


def _work(far: Connection, module: str, name: str) -> None:
    """One file, in the other process; only plain values go back."""
    max_pixels = far.recv()
    decoder: Decoder = getattr(import_module(module), name)
    try:
        found = decoder(far.recv_bytes(), max_pixels)
    except TooLarge as error:
        _tell(far, _Reply.TOO_LARGE, tuple(error.size))
    except MemoryError as error:
        _tell(far, _Reply.NO_MEMORY, str(error))
    except (Damaged, ValueError, LookupError, EOFError, SyntaxError, RuntimeError, OSError) as error:
        _tell(far, _Reply.DAMAGED, str(error))
    else:
        pixels = np.ascontiguousarray(found.pixels)
        _tell(far, _Reply.FOUND, (pixels.shape, pixels.dtype.str, found.blobs, found.pages))
        far.send_bytes(pixels.data.cast("B"))
    far.close()


def _tell(far: Connection, reply: _Reply, told: Any) -> None:
    far.send((reply, told))
