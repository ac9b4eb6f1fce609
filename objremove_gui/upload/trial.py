"""Tries a store out: a kilobyte up, read by its link, deleted."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objremove_gui.errors import ObjremoveError, TransferError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.fetch import fetch
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Uploaded, Uploader
from objremove_gui.upload.faults import Action, reason
from objremove_gui.upload.link import LINK_CODE, unreadable

if TYPE_CHECKING:
    import httpx

SIZE = 1024


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the step that failed and why, or neither."""

    failed: Action | None = None
    error: ObjremoveError | None = None


async def try_uploader(uploader: Uploader, http: httpx.AsyncClient, policy: RetryPolicy) -> Trial:
    """Go through the three steps up to the first that fails; nothing stays in the store where it can be deleted."""
    data = secrets.token_bytes(SIZE)
    try:
        stored = await uploader.upload(data, content_type="image/png")
    except UploadError as error:
        return Trial(Action.READ if error.code.startswith(LINK_CODE) else Action.WRITE, error)
    try:
        trial = await _read(stored, data, http, policy)
    except BaseException:
        with suppress(UploadError):
            await uploader.delete(stored)
        raise
    try:
        await uploader.delete(stored)
    except UploadError as error:
        return trial if trial.failed else Trial(Action.DELETE, error)
    return trial


async def _read(stored: Uploaded, data: bytes, http: httpx.AsyncClient, policy: RetryPolicy) -> Trial:
    try:
        answer = await fetch(http, stored.url, max_bytes=2 * SIZE, policy=policy)
    except TransferError as error:
        return Trial(Action.READ, unreadable(error.message, error.code))
    except ValueError:
        return Trial(Action.READ, unreadable(tr("it leads from address to address."), "redirect"))
    if answer.status != 200:
        words = reason(answer.status, answer.body, Action.READ)
        return Trial(Action.READ, unreadable(words, str(answer.status)))
    if answer.body != data:
        return Trial(Action.READ, unreadable(tr("it gives other bytes than were stored."), "other"))
    return Trial()
