"""A program without a window: a ledger in a folder and a paid service, ended well or killed, and started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from vendor import Vendor, VendorTransport

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import Capabilities
from objremove_gui.api.polling import PollSchedule
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.backend import Backend, Limits
from objremove_gui.jobs.costs import Cost
from objremove_gui.jobs.desk import Desk
from objremove_gui.jobs.ledger import reading
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.records import EntryRecord
from objremove_gui.jobs.pipeline import RemovalRun, RunOptions, RunResult
from objremove_gui.jobs.progress import JobProgress
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.embedded import EmbeddedUploader

# Side of a photo that holds one region and the context that is sent with it.
SIDE = 420
SPOT = Rect(200, 200, 20, 20)
QUICK = PollSchedule(first=0.001, longest=0.002, deadline=5.0)


async def at_once(seconds: float) -> None:
    await asyncio.sleep(0)


def spotted(*boxes: Rect, width: int = SIDE, height: int = SIDE, seed: int = 0) -> Document:
    """A document with marks on a photo of fine grain."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    document = Document(Photo(pixels, PhotoFormat.PNG, Path(f"/photos/{seed}.png")))
    with document.mask_edit("mark") as mask:
        for box in boxes or (SPOT,):
            mask.replace(box, np.full((box.height, box.width), 255, np.uint8))
    return document


@dataclass
class Program:
    """One run of the program."""

    desk: Desk
    agreed: list[Cost] = field(default_factory=list)
    reports: list[JobProgress] = field(default_factory=list)

    @property
    def ledger(self) -> Ledger:
        return self.desk.ledger

    def prepared(
        self, document: Document, options: RunOptions | None = None, snapshot: Snapshot | None = None
    ) -> RemovalRun:
        async def agree(cost: Cost) -> bool:
            self.agreed.append(cost)
            return True

        wanted = snapshot or document.snapshot()
        return RemovalRun(wanted, options or RunOptions(), self.desk, self.reports.append, agree)

    async def remove(self, document: Document, options: RunOptions | None = None) -> RunResult:
        return await self.prepared(document, options).run()

    async def entries(self) -> list[EntryRecord]:
        return await self.ledger.read(reading.entries)

    async def entry(self) -> EntryRecord:
        """The only one."""
        (entry,) = await self.entries()
        return entry


@asynccontextmanager
async def started(
    vendor: Vendor,
    folder: Path | None,
    *,
    sockets: bool = False,
    paid: bool = True,
    endpoint: str | None = None,
    capabilities: Capabilities = Capabilities(),
    schedule: PollSchedule = QUICK,
    max_tasks: int = 10,
    change: Callable[[Desk], Desk] = lambda desk: desk,
) -> AsyncIterator[Program]:
    """A program that uses ``vendor``; its requests are tried again at once."""
    http = make_client(transport=None if sockets else VendorTransport(vendor))
    policy = RetryPolicy(sleep=at_once)
    backend = Backend(
        ApiClient(http, vendor.address, "s3cr3tc0de", policy=policy),
        EmbeddedUploader(http, vendor.address, "s3cr3tc0de", policy=policy),
        replace(Limits(), schedule=schedule, max_tasks=max_tasks),
        "Vendor",
        paid,
        http.aclose,
        vendor.address if endpoint is None else endpoint,
        capabilities,
    )
    ledger = await Ledger.open(folder)
    try:
        with ThreadPoolExecutor(2) as pool:
            yield Program(change(Desk(backend, ledger, pool)))
    finally:
        await ledger.aclose()
        await http.aclose()


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def holding(folder: Path, words: Sequence[bytes]) -> list[str]:
    """Files that hold one of the words."""
    return [
        f"{path.name}: {word!r}"
        for path in files_below(folder)
        for word in words
        if word in path.read_bytes()
    ]
