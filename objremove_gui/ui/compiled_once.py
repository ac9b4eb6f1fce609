"""Keeps what would be compiled again at every start.

The bridge between Python and Qt brings its Python parts along as text inside a library, where nothing keeps what
they were compiled to: a tenth of the time until the window is there.
"""

from __future__ import annotations

import builtins
import marshal
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

Kept = dict[tuple[str, bytes], CodeType]


@contextmanager
def compiled_once(file: str | None = None) -> Iterator[None]:
    """Whole modules that are compiled inside by name and text are taken from ``file`` if they were compiled before.

    By default it lies beside the compiled form of this module, and like that can be done without. To be used while
    there is one thread.
    """
    path = file or _usual_place()
    known = _read(path)
    used: Kept = {}
    by_python = builtins.compile

    def by_hand(source: Any, filename: Any, mode: str, *more: Any, **named: Any) -> Any:
        if more or named or mode != "exec" or not (isinstance(source, bytes) and isinstance(filename, str)):
            return by_python(source, filename, mode, *more, **named)
        key = filename, source
        # What is compiled here is compiled as here: with annotations that are not evaluated, as the bridge wants it.
        used[key] = known.get(key) or by_python(source, filename, mode)
        return used[key]

    builtins.compile = by_hand
    try:
        yield
    finally:
        builtins.compile = by_python
    if used and used.keys() != known.keys() and not sys.dont_write_bytecode:
        _write(path, used)


def _usual_place() -> str:
    """Where Python keeps its own; nowhere in a bundle that has none."""
    own = __spec__.cached
    return f"{own.removesuffix('.pyc')}.kept" if own else ""


def _read(path: str) -> Kept:
    """What is kept there for this Python."""
    try:
        with open(path, "rb") as file:
            if file.read(len(MAGIC_NUMBER)) != MAGIC_NUMBER:
                return {}
            kept: Kept = marshal.load(file)
    except (OSError, EOFError, TypeError, ValueError):
        return {}
    return kept


def _write(path: str, kept: Kept) -> None:
    """Keep it; a folder that can't be written to keeps nothing."""
    new = f"{path}.{os.getpid()}"
    try:
        with open(new, "wb") as file:
            file.write(MAGIC_NUMBER + marshal.dumps(kept))
        os.replace(new, path)
    except OSError:
        with suppress(OSError):
            os.unlink(new)
