"""A file that appears whole or not at all: written by another name in the same folder, then renamed."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from objremove_gui.core.imageio.reasons import reason_of, shown_name
from objremove_gui.errors import OutputError
from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from typing_extensions import Buffer

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Stopped(Exception):
    """Somebody wants the file no more."""


class _Stoppable(io.BufferedRandom):
    """A file that takes nothing more once ``is_unwanted``."""

    def __init__(self, raw: io.FileIO, is_unwanted: Callable[[], bool]) -> None:
        super().__init__(raw)
        self._is_unwanted = is_unwanted

    def write(self, data: Buffer, /) -> int:
        if self._is_unwanted():
            raise Stopped
        return super().write(data)


def _wanted() -> bool:
    return False


@contextmanager
def replacing(
    path: Path, *, overwrite: bool, is_unwanted: Callable[[], bool] = _wanted
) -> Iterator[tuple[BinaryIO, Path]]:
    """The file to write into, which can also be sought and read, and where it lies until it gets its name.

    After the block it is on the disk as ``path``; after an error it is gone and ``path`` as it was. Without
    ``overwrite`` an existing file is never replaced. Errors of the operating system become an OutputError. Where
    ``is_unwanted`` tells so before the file has its name, Stopped is raised.
    """
    try:
        target = _target(path, overwrite=overwrite)
        temporary = target.with_name(f".objremove-{secrets.token_hex(6)}.tmp")
        try:
            with _Stoppable(io.FileIO(temporary, "x+"), is_unwanted) as file:
                yield file, temporary
                file.flush()
                os.fsync(file.fileno())
            if is_unwanted():
                raise Stopped
            _rename(temporary, target, overwrite=overwrite)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise OutputError(
            tr(
                "“{name}” is there already and was not overwritten; choose another name.",
                name=shown_name(path),
            )
        ) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        message = tr(
            "“{name}” could not be saved: there is no folder “{folder}”.",
            name=shown_name(path),
            folder=shown_name(path.parent),
        )
        raise OutputError(message) from error
    except OSError as error:
        raise OutputError(not_saved(path, reason_of(error))) from error


def not_saved(path: Path, reason: str) -> str:
    """The sentence for a file that could not be written."""
    return tr("“{name}” could not be saved: {reason}.", name=shown_name(path), reason=reason)


def _target(path: Path, *, overwrite: bool) -> Path:
    """Where the file really goes: behind a link. Raises FileExistsError, and OutputError for what is no file."""
    try:
        target = Path(os.path.realpath(path))
        exists = target.exists()
    except ValueError as error:
        raise OutputError(not_saved(path, tr("its name can't be used"))) from error
    if exists and not target.is_file():
        raise OutputError(not_saved(path, tr("a folder or device has this name")))
    if exists and not overwrite:
        raise FileExistsError
    if exists:
        check_unprotected(target)
    return target


def check_unprotected(path: Path) -> None:
    """Raise OutputError for a file that may only be read: replacing it would work, against its owner's will."""
    if not (path.stat().st_mode & _WRITABLE and os.access(path, os.W_OK)):
        raise OutputError(not_saved(path, tr("it is protected against writing; choose another name")))


def _rename(temporary: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        with contextlib.suppress(OSError):
            shutil.copymode(target, temporary)
        temporary.replace(target)
        return
    try:
        # A link is never laid over an existing file, not even over one that came up this moment.
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # This drive has no links.
        if target.exists():
            raise FileExistsError from None
        temporary.rename(target)
    else:
        temporary.unlink()
