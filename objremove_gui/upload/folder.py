"""A folder on this computer or the studio's network that a web server serves."""

from __future__ import annotations

import asyncio
import errno
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from objremove_gui.errors import UploadError
from objremove_gui.i18n import tr
from objremove_gui.upload.config import StoreConfig, needed
from objremove_gui.upload.faults import FULL, PERMISSIONS, TITLES, Action, reason, sentence
from objremove_gui.upload.store import Call, Grant, Transfer, own_key
from objremove_gui.upload.webdav import public_base

# What the web server needs to read a file that another user wrote.
READABLE = 0o644


class FolderStore:
    """Copies into ``folder``; the link is the name below ``public_address``."""

    def __init__(self, config: StoreConfig) -> None:
        needed(config, "folder", "public_address")
        self._folder = Path(config.folder).expanduser()
        self._public = public_base(config)
        self.place = f"folder+{quote(str(self._folder), safe='/:')}"

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """Nothing has to be signed here."""
        return Grant(name, f"{self._public}/{name}", Call("PUT", str(self._folder / name)))

    async def write(self, grant: Grant, transfer: Transfer) -> None:
        """Write the file under another name, then rename it; raises UploadError."""
        transfer.touched = transfer.settled = True
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, grant.key, transfer.data))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            # A thread can't be stopped; what it writes is taken away afterwards.
            await asyncio.wait([writing])
            raise
        transfer.tell(len(transfer.data))

    def _write(self, name: str, data: bytes) -> None:
        temporary = None
        try:
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".objremove-")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).chmod(READABLE)
            Path(temporary).replace(self._folder / name)
        except OSError as error:
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)
            raise _failed(error, Action.WRITE) from error

    async def remove(self, key: str) -> None:
        """Delete the file; raises UploadError."""
        own_key(key)
        try:
            await asyncio.to_thread((self._folder / key).unlink, missing_ok=True)
        except OSError as error:
            raise _failed(error, Action.DELETE) from error

    def unreadable(self, status: int, body: bytes) -> str:
        """A sentence for a link that answered with an error."""
        return reason(status, body, Action.READ)


def _failed(error: OSError, action: Action) -> UploadError:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            why = tr("the folder is not there; check it in the settings.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            why = sentence(PERMISSIONS[action])
        case errno.ENOSPC | errno.EDQUOT:
            why = sentence(FULL)
        case _:
            why = tr("{reason}; check the folder in the settings.", reason=error.strerror or error)
    return UploadError(tr(TITLES[action], reason=why), code="folder")
