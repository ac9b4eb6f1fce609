"""The seam of all upload adapters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One stored object: ``url`` is what the service reads; ``handle`` is what the adapter deletes it by."""

    url: str
    handle: str


class Uploader(Protocol):
    """Puts bytes where the service can read them, and takes them away again."""

    async def upload(self, data: bytes, *, content_type: str) -> Uploaded:
        """Store ``data`` under a random name; raises UploadError."""

    async def delete(self, uploaded: Uploaded) -> None:
        """Take it away; an object that is already gone is no error. Raises UploadError."""
