"""One removal from the snapshot to the finished pixels: the same chain for the window and the command line."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np

from objremove_gui.api import polling
from objremove_gui.api.models import SEEDS, RemoteTask, TaskGroup, TaskRequest, TaskStatus
from objremove_gui.core import cropping
from objremove_gui.core.cropping import CropLimits, CropPlan
from objremove_gui.core.document import Snapshot
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.transfer import decode_picture, encode_png
from objremove_gui.core.regions import find_regions
from objremove_gui.core.removal import Mask8, Removal, Version
from objremove_gui.errors import ApiError, InputError, ObjremoveError, TaskFailed
from objremove_gui.i18n import tr
from objremove_gui.jobs.backend import Backend
from objremove_gui.jobs.progress import JobProgress, Report, Stage, overall
from objremove_gui.upload.base import Uploaded

T = TypeVar("T")
# Uploads under way at once.
UPLOADS = 4
# How long a clean-up after cancel or failure may take, in seconds.
CLEAN_UP_TIME = 3.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """``growth`` in photo pixels, None = automatic; ``seed`` None = drawn anew."""

    growth: int | None = None
    kernel_size: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run: a removal for each region that succeeded, an error for each that failed."""

    removals: tuple[Removal, ...]
    failures: tuple[ObjremoveError, ...] = ()
    engine_seconds: float = 0.0


@dataclass(slots=True)
class _Chunk:
    """The tasks of one submit on their way."""

    plans: Sequence[CropPlan]
    uploads: list[Uploaded] = field(default_factory=list)
    result_key: str = ""
    ended: bool = False


class _Run:
    """One run; holds what all its steps share."""

    def __init__(
        self, snapshot: Snapshot, options: RunOptions, backend: Backend, pool: Executor, report: Report
    ) -> None:
        self.snapshot = snapshot
        self.options = options
        self.backend = backend
        self.pool = pool
        self.report = report
        self.seed = random.randrange(SEEDS.stop) if options.seed is None else options.seed
        self.total = 1
        self.done = 0

    async def off_loop(self, work: Callable[..., T], *args: object) -> T:
        """CPU work on the pool."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, partial(work, *args))

    def tell(self, stage: Stage, part: float | None = 0.0) -> None:
        """Report a stage; ``part`` 0..1 of it, None where unknown."""
        fraction = None
        if part is not None:
            own = overall(stage, part)
            fraction = (self.done + own) / self.total if stage is not Stage.PREPARING else own
        self.report(JobProgress(stage, fraction, self.done, self.total))

    # -- the steps

    def plan(self) -> list[CropPlan]:
        box = self.snapshot.box
        limits = CropLimits(self.backend.limits.min_side, self.backend.limits.max_side)
        return cropping.plan_crops(
            find_regions(self.snapshot.mask, (box.x, box.y)),
            self.snapshot.photo.size,
            limits,
            growth=self.options.growth,
            kernel_size=self.options.kernel_size,
        )

    def encode(self, plan: CropPlan) -> tuple[bytes, bytes]:
        image = cropping.extract_image(plan, self.snapshot.read(plan.source))
        mask = cropping.extract_mask(plan, marked_inside(self.snapshot, plan.source))
        return encode_png(image), encode_png(mask)

    async def upload(self, chunk: _Chunk) -> list[TaskRequest]:
        gate = asyncio.Semaphore(UPLOADS)

        async def put(data: bytes) -> str:
            async with gate:
                stored = await self.backend.uploader.upload(data, content_type="image/png")
            chunk.uploads.append(stored)
            return stored.url

        async def request(plan: CropPlan) -> TaskRequest:
            image, mask = await self.off_loop(self.encode, plan)
            async with asyncio.TaskGroup() as both:
                image_url, mask_url = both.create_task(put(image)), both.create_task(put(mask))
            return TaskRequest(image_url.result(), mask_url.result(), self.seed, self.options.kernel_size)

        try:
            async with asyncio.TaskGroup() as group:
                requests = [group.create_task(request(plan)) for plan in chunk.plans]
        except* ObjremoveError as errors:
            raise first_leaf(errors) from errors
        return [request.result() for request in requests]

    async def wait(self, chunk: _Chunk) -> TaskGroup:
        def on_update(group: TaskGroup) -> None:
            running = [task for task in group.tasks if task.status is not TaskStatus.WAITING]
            parts = [1.0 if task.status.ended else task.progress for task in group.tasks]
            known = [part or 0.0 for part in parts] if any(part is not None for part in parts) else []
            self.tell(
                Stage.RUNNING if running else Stage.WAITING,
                sum(known) / len(known) if known else (None if running else 0.0),
            )

        schedule = self.backend.limits.schedule
        group = await polling.wait(self.backend.client, chunk.result_key, schedule, on_update)
        chunk.ended = True
        return group

    async def collect(self, plan: CropPlan, task: RemoteTask, seconds: float, request_id: str) -> Removal:
        if task.status is not TaskStatus.SUCCESS or not task.results:
            message = task.message or tr("The service could not remove this region; try again.")
            raise TaskFailed(message, code="23500011", request_id=request_id, retryable=True)
        data = await self.backend.client.download(task.results[0])
        self.tell(Stage.COMPOSING)
        build = partial(self.compose, plan, data, seconds, request_id)
        return await self.off_loop(build)

    def compose(self, plan: CropPlan, data: bytes, seconds: float, request_id: str) -> Removal:
        try:
            result = decode_picture(data, max_pixels=plan.sent.pixels)
        except InputError as error:
            raise bad_result(request_id) from error
        if result.shape[:2] != (plan.sent.height, plan.sent.width):
            raise bad_result(request_id)
        patch = cropping.put_back(plan, result, self.snapshot.photo.pixels)
        version = Version(patch, self.backend.title, self.seed, seconds, request_id)
        alpha = cropping.region_alpha(plan)
        mask = cropping.region_mask(plan)
        return Removal(plan.box, mask, alpha, plan.ring, (version,), plan.kernel_size)

    async def run_chunk(self, chunk: _Chunk) -> RunResult:
        try:
            self.tell(Stage.UPLOADING)
            requests = await self.upload(chunk)
            self.tell(Stage.WAITING)
            started = time.monotonic()
            chunk.result_key = (await self.backend.client.submit(requests)).result_key
            group = await self.wait(chunk)
            seconds = time.monotonic() - started
            self.tell(Stage.DOWNLOADING)
            return await self.collect_all(chunk, group, seconds)
        finally:
            await self.clean_up(chunk)

    async def collect_all(self, chunk: _Chunk, group: TaskGroup, seconds: float) -> RunResult:
        if len(group.tasks) != len(chunk.plans):
            raise bad_result(group.request_id)
        removals, failures = [], []
        for plan, task in zip(chunk.plans, group.tasks, strict=True):
            try:
                removals.append(await self.collect(plan, task, seconds, group.request_id))
            except ObjremoveError as error:
                failures.append(error)
        return RunResult(tuple(removals), tuple(failures), seconds)

    async def clean_up(self, chunk: _Chunk) -> None:
        """Take uploads away, and tell the service to stop where it can; bounded, and safe against a cancel."""
        task = asyncio.ensure_future(self._clean_up(chunk))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await task
            raise

    async def _clean_up(self, chunk: _Chunk) -> None:
        try:
            async with asyncio.timeout(CLEAN_UP_TIME):
                if chunk.result_key and not chunk.ended and self.backend.capabilities.cancel:
                    await self.backend.client.cancel(chunk.result_key)
                for stored in chunk.uploads:
                    await self.backend.uploader.delete(stored)
        except (ObjremoveError, TimeoutError):
            # The service expires what could not be taken away; the run's own outcome matters more.
            return


def marked_inside(snapshot: Snapshot, box: Rect) -> Mask8:
    """Every mark of the snapshot inside ``box`` of the photo, as uint8 (h, w)."""
    marked = np.zeros((box.height, box.width), np.uint8)
    shared = snapshot.box.intersect(box)
    if not shared.is_empty:
        inner = snapshot.mask[shared.relative_to(snapshot.box).slices]
        marked[shared.relative_to(box).slices] = inner
    return marked


def first_leaf(errors: BaseExceptionGroup[ObjremoveError]) -> ObjremoveError:
    """The first error of a group of groups."""
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    assert isinstance(first, ObjremoveError)
    return first


def bad_result(request_id: str) -> ApiError:
    """The service's answer is no picture of the size that was sent."""
    return ApiError(
        tr("The service sent a result that does not fit the picture; try again."),
        code="bad-result",
        request_id=request_id,
        retryable=True,
    )


async def run_removal(
    snapshot: Snapshot, options: RunOptions, backend: Backend, pool: Executor, report: Report
) -> RunResult:
    """Remove everything that the snapshot marks.

    Regions are sent in groups of at most ``backend.limits.max_tasks``. A region that fails does not take the others
    with it; if nothing succeeded, the first error is raised. Cancel reaches every stage, stops the service where it
    can be stopped, and takes uploads away.
    """
    if snapshot.box.is_empty:
        raise InputError(tr("Brush over what should go first."), code="empty-mask")
    run = _Run(snapshot, options, backend, pool, report)
    run.tell(Stage.PREPARING)
    plans = await run.off_loop(run.plan)
    size = backend.limits.max_tasks
    chunks = [_Chunk(plans[start : start + size]) for start in range(0, len(plans), size)]
    run.total = len(chunks)
    removals: list[Removal] = []
    failures: list[ObjremoveError] = []
    seconds = 0.0
    for chunk in chunks:
        try:
            result = await run.run_chunk(chunk)
        except ObjremoveError as error:
            failures.append(error)
            break
        run.done += 1
        removals += result.removals
        failures += result.failures
        seconds += result.engine_seconds
    if failures and not removals:
        raise failures[0]
    return RunResult(tuple(removals), tuple(failures), seconds)
