"""The seam of all upload adapters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

# Bytes that are on their way, of how many; begins anew when a transfer is tried again.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One stored object: ``url`` is what the service reads; ``handle`` is what the adapter deletes it by.

    The URL may be signed, which makes it a secret; the handle is none, and holds for later runs of the program.
    """

    url: str = field(repr=False)
    handle: str


class Uploader(Protocol):
    """Puts bytes where the service can read them, and takes them away again."""

    async def upload(
        self,
        data: bytes,
        *,
        content_type: str,
        progress: Progress | None = None,
        begun: Callable[[Uploaded], None] | None = None,
    ) -> Uploaded:
        """Store ``data`` under a random name; raises UploadError.

        ``begun`` is told the object before its first byte leaves. Whatever a failure or a cancel may have left
        is taken away before this returns; where even that fails, the handle that ``begun`` was told still does.
        """

    async def delete(self, uploaded: Uploaded) -> None:
        """Take it away, by its handle alone; an object that is already gone is no error. Raises UploadError."""
