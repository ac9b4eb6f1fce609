"""The crops and masks that were sent, kept so that a task can be sent again; no one else may read them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Collection
from pathlib import Path

PNG, JPEG = ".png", ".jpg"
CONTENT_TYPES = {PNG: "image/png", JPEG: "image/jpeg"}


class Inputs:
    """Bytes by name in a folder, or in memory without one; names begin with the ``session`` that wrote them.

    All methods may be called from any thread.
    """

    def __init__(self, folder: Path | None, session: str) -> None:
        self._folder = folder
        self._session = session
        self._held: dict[str, bytes] = {}

    def keep(self, data: bytes, suffix: str = PNG) -> str:
        """Store ``data``, whole or not at all; returns its name, which ends in ``suffix``. Raises OSError."""
        name = f"{self._session}-{uuid.uuid4().hex}{suffix}"
        if self._folder is None:
            self._held[name] = data
            return name
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / name
        temporary = path.with_suffix(".tmp")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return name

    def read(self, name: str) -> bytes:
        """What was stored; raises OSError when it is gone."""
        if self._folder is None:
            if name not in self._held:
                raise FileNotFoundError(name)
            return self._held[name]
        return (self._folder / name).read_bytes()

    def has(self, name: str) -> bool:
        """Whether it is still there."""
        return name in self._held if self._folder is None else bool(name) and (self._folder / name).is_file()

    def drop(self, names: Collection[str]) -> None:
        """Take them away; what is gone already is no error."""
        for name in filter(None, names):
            self._held.pop(name, None)
            if self._folder is not None:
                (self._folder / name).unlink(missing_ok=True)

    def size(self, name: str) -> int:
        """Bytes of one; 0 when it is gone."""
        if self._folder is None:
            return len(self._held.get(name, b""))
        try:
            return (self._folder / name).stat().st_size
        except OSError:
            return 0

    def sweep(self, known: Collection[str], is_alive: Callable[[str], bool]) -> None:
        """Take away what no row names and no living session may be about to write down."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in known and not is_alive(path.name.partition("-")[0]):
                path.unlink(missing_ok=True)


def content_type(name: str) -> str:
    """The media type of a stored input."""
    return CONTENT_TYPES[Path(name).suffix]
