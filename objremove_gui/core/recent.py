"""The files that were opened last, kept in a file of their own."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

log = logging.getLogger(__name__)

FILE = "recent.json"
# A longer file is none of ours.
MOST_BYTES = 1 << 20


class RecentFiles:
    """Paths, the last one first; at most ``most`` of them. What can't be written is kept until the program ends."""

    def __init__(self, folder: Path, most: int) -> None:
        self._file = folder / FILE
        self._most = most
        self._paths = _read(self._file)

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self._paths[: self._most])

    def note(self, path: Path) -> None:
        """It was opened or saved just now."""
        self._put([path.absolute(), *(one for one in self._paths if one != path.absolute())])

    def drop(self, path: Path) -> None:
        """It is not there any more."""
        self._put(one for one in self._paths if one != path)

    def clear(self) -> None:
        """Forget them all."""
        self._put(())

    def limit(self, most: int) -> None:
        """Keep at most so many from now on; those beyond are forgotten."""
        self._most = most
        self._put(self._paths)

    def _put(self, paths: Iterable[Path]) -> None:
        paths = list(paths)[: self._most]
        if paths == self._paths:
            return
        self._paths = paths
        try:
            _write(self._file, [str(path) for path in paths])
        except (OSError, UnicodeError) as error:
            log.warning("the list of recent files could not be written: %s", error)


def _read(file: Path) -> list[Path]:
    """What the file says; nothing where it is not one of ours."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return []
        names = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(names, list):
        return []
    return [Path(name) for name in names if isinstance(name, str) and name and "\0" not in name]


def _write(file: Path, names: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(names, stream, ensure_ascii=True)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
