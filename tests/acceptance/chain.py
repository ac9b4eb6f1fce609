"""The program's own part of a row: open, remove, export, prove; prints one JSON object. Started by real_files.py."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from fakes import InstantWorker

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import Capabilities
from objremove_gui.api.polling import EMBEDDED
from objremove_gui.core.compositing import edited
from objremove_gui.core.imageio.mask_file import read_mask
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.imageio.writing import SaveOptions, save_photo
from objremove_gui.core.proof import prove
from objremove_gui.core.removal import Mask8, Removal
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.jobs.backend import Backend, Limits
from objremove_gui.jobs.export_note import export_note
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.pipeline import RunOptions, run_removal
from objremove_gui.service.app import create_service
from objremove_gui.upload.embedded import EmbeddedUploader
from tests.peaks import Peaks

URL = "http://service.test"
PLENTY = 200_000_000


async def removed(photo: Photo, mask: Mask8) -> tuple[Removal, ...]:
    """By the real service, whose engine answers at once."""
    service = create_service(InstantWorker(), appcodes=["code"], base_url=URL)
    http = httpx.AsyncClient(transport=httpx.ASGITransport(service.app, raise_app_exceptions=False))

    async def close() -> None:
        await http.aclose()
        await service.aclose()

    backend = Backend(
        ApiClient(http, URL, "code"),
        EmbeddedUploader(http, URL, "code"),
        Limits(schedule=EMBEDDED),
        "Test service",
        paid=False,
        close=close,
        capabilities=Capabilities(uploads=True, progress=True, cancel=True),
    )
    ledger = await Ledger.open(None)
    try:
        with ThreadPoolExecutor(2) as pool:
            snapshot = Snapshot.of(photo, mask)
            result = await run_removal(snapshot, RunOptions(seed=90), backend, pool, lambda _: None, ledger)
    finally:
        await ledger.aclose()
        await backend.close()
    if result.failures:
        raise result.failures[0]
    return result.removals


def main(original: Path, mask_file: Path, out: Path, *, plain: Path | None) -> None:
    peaks = Peaks()
    start = time.perf_counter()
    photo = open_photo(original, max_pixels=PLENTY)
    mask, _ = read_mask(mask_file, photo.size, max_pixels=PLENTY)
    removals = asyncio.run(removed(photo, mask))
    options = SaveOptions(note=export_note())
    saved = save_photo(photo, edited(photo.pixels, removals), out, options)
    proof = prove(photo, removals, saved, out, options)
    seconds = time.perf_counter() - start
    peak = peaks.most()
    if plain is not None:
        save_photo(photo, photo.pixels, plain, SaveOptions())
    print(
        json.dumps(
            {
                "way": saved.way.value,
                "notes": [*photo.notes, *saved.notes],
                "holds": proof.holds,
                "metadata": list(proof.verdict.metadata),
                "inside": proof.verdict.inside.count,
                "ring": max(removal.ring for removal in removals),
                "seconds": seconds,
                "decoded": photo.pixels.nbytes,
                "peak": peak,
            }
        )
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("original", "mask", "out", "--plain"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    main(given.original, given.mask, given.out, plain=given.plain)
