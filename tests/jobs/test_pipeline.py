"""The whole chain of a removal, against the real service with a scripted engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import numpy as np
import pytest
from fakes import HeldWorker, InstantWorker, envelope, group, run

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import Capabilities
from objremove_gui.api.polling import EMBEDDED
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import ApiError, EngineError, InputError, ObjremoveError, TaskFailed
from objremove_gui.jobs.backend import Backend, Limits
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.pipeline import RunOptions, run_removal
from objremove_gui.jobs.progress import JobProgress, Stage
from objremove_gui.service.app import Service, create_service
from objremove_gui.upload.embedded import EmbeddedUploader

URL = "http://service.test"
Bend = Callable[[httpx.Request], httpx.Response | None]


class Bent(httpx.AsyncBaseTransport):
    """The service, but for the answers that ``bend`` gives instead."""

    def __init__(self, service: Service, bend: Bend) -> None:
        self._inner = httpx.ASGITransport(service.app, raise_app_exceptions=False)
        self._bend = bend
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(f"{request.method} {request.url.path.rsplit('/', 1)[-1]}")
        return self._bend(request) or await self._inner.handle_async_request(request)


@asynccontextmanager
async def opened(worker: InstantWorker, bend: Bend = lambda _: None, **limits: int) -> AsyncIterator[Backend]:
    service = create_service(worker, appcodes=["code"], base_url=URL)
    http = httpx.AsyncClient(transport=Bent(service, bend))
    capabilities = Capabilities(uploads=True, progress=True, cancel=True)

    async def close() -> None:
        await http.aclose()
        await service.aclose()

    backend = Backend(
        ApiClient(http, URL, "code"),
        EmbeddedUploader(http, URL, "code"),
        Limits(schedule=EMBEDDED, **limits),
        "Test service",
        paid=False,
        close=close,
        capabilities=capabilities,
    )
    try:
        yield backend
    finally:
        await close()


def document_of(pixels: np.ndarray) -> Document:
    return Document(Photo(pixels, PhotoFormat.PNG))


def mark(document: Document, *boxes: Rect) -> None:
    with document.mask_edit("mark") as mask:
        for box in boxes:
            mask.replace(box, np.full((box.height, box.width), 255, np.uint8))


async def remove(
    document: Document,
    backend: Backend,
    options: RunOptions | None = None,
    reports: list[JobProgress] | None = None,
):
    seen = [] if reports is None else reports
    ledger = await Ledger.open(None)
    try:
        with ThreadPoolExecutor(2) as pool:
            return await run_removal(
                document.snapshot(), options or RunOptions(), backend, pool, seen.append, ledger
            )
    finally:
        await ledger.aclose()


def away_from(shape: tuple[int, int], boxes: list[Rect]) -> np.ndarray:
    outside = np.ones(shape, bool)
    for box in boxes:
        outside[box.slices] = False
    return outside


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_only_the_ring_changes_whatever_the_depth(picture, depth) -> None:
    pixels = picture(1300, 1000).astype(depth) * (257 if depth is np.uint16 else 1)
    document = document_of(pixels)
    mark(document, Rect(300, 300, 60, 80), Rect(1100, 800, 50, 50))

    async def act() -> None:
        async with opened(InstantWorker()) as backend:
            result = await remove(document, backend, RunOptions(growth=5, seed=7))
        assert len(result.removals) == 2
        document.add_removals("Remove", result.removals)
        shown = document.read_all()
        assert shown.dtype == depth
        rings = [Rect(295, 295, 70, 90), Rect(1095, 795, 60, 60)]
        outside = away_from(shown.shape[:2], rings)
        assert np.array_equal(shown[outside], pixels[outside])
        scale = 257 if depth is np.uint16 else 1
        # The engine's colour, but for the tone of what lies around it.
        assert np.abs(shown[340, 330] / scale - (7, 20, 30)).max() <= 25
        assert document.mask.is_empty
        assert [removal.ring for removal in result.removals] == [5, 5]

    run(act())


def test_a_crop_without_anything_to_fill_it_from_is_not_sent(picture) -> None:
    document = document_of(picture(500, 450))
    mark(document, Rect(0, 0, 500, 450))
    worker = InstantWorker()

    async def act() -> None:
        async with opened(worker) as backend:
            with pytest.raises(InputError, match="nothing to fill it from"):
                await remove(document, backend)

    run(act())


def test_stages_come_in_order_and_the_fraction_never_falls(picture) -> None:
    document = document_of(picture(900, 700))
    mark(document, Rect(100, 100, 40, 40))
    reports: list[JobProgress] = []

    async def act() -> None:
        async with opened(InstantWorker()) as backend:
            await remove(document, backend, reports=reports)

    run(act())
    order = [list(Stage).index(report.stage) for report in reports]
    assert order == sorted(order)
    fractions = [report.fraction for report in reports if report.fraction is not None]
    assert fractions == sorted(fractions)


def test_an_empty_mask_sends_nothing(picture) -> None:
    document = document_of(picture(500, 500))

    async def act() -> None:
        asked: list[str] = []
        async with opened(InstantWorker(), lambda request: asked.append(str(request.url))) as backend:
            with pytest.raises(InputError, match=r"Brush over what should go first\."):
                await remove(document, backend)
        assert not asked

    run(act())


def test_more_regions_than_a_submit_takes_go_in_several(picture) -> None:
    document = document_of(picture(2400, 1800))
    boxes = [Rect(150 + 600 * (i % 4), 150 + 550 * (i // 4), 12, 12) for i in range(12)]
    mark(document, *boxes)
    submits: list[str] = []

    def count(request: httpx.Request) -> None:
        if request.url.path.endswith("/submit"):
            submits.append(request.url.path)

    async def act() -> None:
        async with opened(InstantWorker(), count) as backend:
            result = await remove(document, backend)
        document.add_removals("Remove", result.removals)

    run(act())
    assert len(submits) >= 2
    assert document.mask.is_empty


def test_uploads_are_taken_away_afterwards(picture) -> None:
    document = document_of(picture(700, 700))
    mark(document, Rect(300, 300, 40, 40))
    calls: list[str] = []

    async def act() -> None:
        async with opened(InstantWorker(), lambda request: calls.append(request.method)) as backend:
            await remove(document, backend)

    run(act())
    assert calls.count("PUT") == calls.count("DELETE") == 2


def test_cancel_stops_the_engine_and_takes_the_uploads_away(picture) -> None:
    document = document_of(picture(700, 700))
    mark(document, Rect(300, 300, 40, 40))
    calls: list[str] = []

    def note(request: httpx.Request) -> None:
        calls.append(f"{request.method} {request.url.path.rsplit('/', 1)[-1]}")

    async def act() -> None:
        worker = HeldWorker()
        async with opened(worker, note) as backend:
            task = asyncio.ensure_future(remove(document, backend))
            await worker.reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.wait_for(worker.cancelled.wait(), 10)

    run(act())
    assert "POST cancel" in calls
    assert sum(call.startswith("DELETE") for call in calls) == 2
    assert not document.mask.is_empty


class Picky(InstantWorker):
    """Gives up on regions whose crop begins bright."""

    async def fill(self, engine_id, image, mask, *, seed, progress):
        if image[0, 0, 0] > 128:
            raise EngineError("no")
        return await super().fill(engine_id, image, mask, seed=seed, progress=progress)


def test_a_region_that_fails_does_not_take_the_others_with_it() -> None:
    pixels = np.zeros((700, 2600, 3), np.uint8)
    pixels[:, 1300:] = 200
    document = document_of(pixels)
    left, right = Rect(300, 300, 40, 40), Rect(2200, 300, 40, 40)
    mark(document, left, right)

    async def act():
        async with opened(Picky()) as backend:
            return await remove(document, backend)

    result = run(act())
    assert len(result.removals) == 1
    assert isinstance(result.failures[0], TaskFailed)
    assert result.failures[0].request_id
    document.add_removals("Remove", result.removals)
    assert not document.mask.pixels[left.slices].any()
    assert document.mask.pixels[right.slices].all()


def is_result(request: httpx.Request) -> bool:
    return request.method == "GET" and "capabilities" not in request.url.path


def wrong_size(request: httpx.Request) -> httpx.Response | None:
    from fakes import png

    return httpx.Response(200, content=png(np.zeros((10, 10, 3), np.uint8))) if is_result(request) else None


def no_picture(request: httpx.Request) -> httpx.Response | None:
    return httpx.Response(200, content=b"<html>sorry</html>") if is_result(request) else None


def too_few_tasks(request: httpx.Request) -> httpx.Response | None:
    return envelope(data=group()) if request.url.path.endswith("/query") else None


def no_credit(request: httpx.Request) -> httpx.Response | None:
    if request.url.path.endswith("/submit"):
        return envelope("23500003", None, status=403, message="User credit points are exhausted")
    return None


@pytest.mark.parametrize("bend", [wrong_size, no_picture, too_few_tasks, no_credit])
def test_a_service_that_fails_gives_a_sentence_and_the_mask_stays(picture, bend: Bend) -> None:
    document = document_of(picture(700, 700))
    mark(document, Rect(300, 300, 40, 40))

    async def act() -> ObjremoveError:
        async with opened(InstantWorker(), bend) as backend:
            with pytest.raises(ObjremoveError) as caught:
                await remove(document, backend)
            return caught.value

    error = run(act())
    assert isinstance(error, ApiError)
    assert error.message
    assert error.request_id
    assert not document.mask.is_empty
    assert not document.removals


def test_painting_goes_on_while_a_run_is_under_way(picture) -> None:
    document = document_of(picture(900, 700))
    mark(document, Rect(100, 100, 40, 40))
    snapshot: Snapshot = document.snapshot()
    mark(document, Rect(600, 500, 30, 30))

    async def act():
        async with opened(InstantWorker()) as backend:
            ledger = await Ledger.open(None)
            with ThreadPoolExecutor(2) as pool:
                result = await run_removal(snapshot, RunOptions(), backend, pool, lambda _: None, ledger)
            await ledger.aclose()
            return result

    result = run(act())
    document.add_removals("Remove", result.removals)
    assert document.mask.bounds() == Rect(600, 500, 30, 30)


def test_a_small_photo_is_padded_to_the_smallest_side(picture) -> None:
    document = document_of(picture(90, 60))
    mark(document, Rect(40, 20, 10, 10))
    worker = InstantWorker()

    async def act():
        async with opened(worker) as backend:
            return await remove(document, backend, RunOptions(growth=2))

    result = run(act())
    assert worker.masks[0].shape == (400, 400)
    assert replace(result.removals[0]).box == Rect(37, 17, 16, 16)
