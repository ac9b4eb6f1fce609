"""One removal from the snapshot to the finished pixels: the same chain for the window and the command line."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from objremove_gui.core.cropping import CropLimits
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import InputError, ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.jobs.backend import Backend
from objremove_gui.jobs.composing import Result, read_result
from objremove_gui.jobs.costs import Approve, Cost
from objremove_gui.jobs.crops import (
    Crop,
    encode_crops,
    first_leaf,
    off_loop,
    origin_of,
    pack_plan,
    plan_crops,
)
from objremove_gui.jobs.desk import Desk, see_through
from objremove_gui.jobs.earlier import Fresh, SortedOut, busy, sort_out
from objremove_gui.jobs.harvest import Harvest
from objremove_gui.jobs.ledger import reading, writing
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.records import EntryRecord, NewEntry, NewTask, Origin, TaskRecord
from objremove_gui.jobs.options import RunOptions as RunOptions  # also found here, beside the run
from objremove_gui.jobs.options import RunResult as RunResult
from objremove_gui.jobs.performing import Tell, call_off, perform
from objremove_gui.jobs.progress import JobProgress, Lanes, Report, Stage, overall

E = TypeVar("E", EntryRecord, EntryRecord | None)
# Submits of one run under way at once; the service in this program does one after the other anyway.
LANES = 3


class RemovalRun:
    """One run. ``billed`` is the number of tasks that may be billed for it, also after it was cancelled.

    Where ``leaves`` is set before a cancel, what may be billed goes on without it; its results wait for the photo.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        options: RunOptions,
        desk: Desk,
        report: Report,
        approve: Approve | None = None,
    ) -> None:
        self.billed = 0
        self.leaves = False
        self._snapshot = snapshot
        self._options = options
        self._desk = desk
        self._report = report
        self._approve = approve
        self._id = uuid.uuid4().hex
        self._lanes = Lanes(report)
        self._gate = asyncio.Semaphore(LANES if desk.backend.endpoint else 1)
        self._harvest = Harvest(desk, snapshot)
        self._stop: ObjremoveError | None = None
        self._entries: list[int] = []

    @property
    def paid(self) -> bool:
        """Whether what is sent may be billed."""
        return self._desk.backend.paid

    async def run(self) -> RunResult:
        """See :func:`run_removal`."""
        if self._snapshot.box.is_empty:
            raise InputError(tr("Brush over what should go first."), code="empty-mask")
        self._report(JobProgress(Stage.PREPARING, overall(Stage.PREPARING)))
        crops, origin = await self._prepare()
        try:
            result = await self._through(crops, origin)
            await see_through(self._let_go(crops))
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError):
                await see_through(self._call_off())
            await see_through(self._let_go(crops))
            raise
        return result

    async def _through(self, crops: Sequence[Crop], origin: Origin) -> RunResult:
        sorted_out = await self._look_up(crops)
        if not await self._may_send(sorted_out):
            return RunResult()
        await self._desk.ledger.write(writing.supersede, sorted_out.superseded)
        await self._work_off(sorted_out, origin)
        return await self._harvest.result(crops, len(sorted_out.answered))

    async def _let_go(self, crops: Sequence[Crop]) -> None:
        """Whatever happened, what goes on or was written down is the ledger's by now."""
        names = [name for crop in crops for name in (crop.image, crop.mask)]
        await self._desk.ledger.write(writing.let_go, self._entries, names)

    async def _call_off(self) -> None:
        for entry_id in self._entries:
            self.billed += await call_off(self._desk, entry_id, keep_paid=self.leaves)

    # -- before anything is sent

    async def _prepare(self) -> tuple[list[Crop], Origin]:
        backend, pool = self._desk.backend, self._desk.pool
        limits = CropLimits(backend.limits.min_side, backend.limits.max_side)
        options, snapshot = self._options, self._snapshot
        amounts = options.growth, options.kernel_size, options.feather
        plans = await off_loop(pool, plan_crops, snapshot, limits, *amounts)
        origin = await off_loop(pool, origin_of, snapshot.photo)
        inputs = self._desk.ledger.inputs
        crops = await encode_crops(
            snapshot, plans, limits, backend.endpoint, inputs, pool, lossy=backend.lossy
        )
        return crops, origin

    async def _look_up(self, crops: Sequence[Crop]) -> SortedOut:
        options = self._options
        return await sort_out(
            self._desk.ledger, crops, seed=options.seed, versions=options.versions, repeat=options.repeat
        )

    async def _may_send(self, sorted_out: SortedOut) -> bool:
        """Whether the person agrees to what is going to be sent, where it may be billed."""
        if not sorted_out.fresh or not self._desk.backend.paid:
            return True
        if self._approve is None:
            raise InputError(
                tr("This service is paid for, and nobody has agreed to that."), code="not-approved"
            )
        return await self._approve(self._cost(sorted_out))

    def _cost(self, sorted_out: SortedOut) -> Cost:
        fresh = sorted_out.fresh
        regions = len({one.crop.region for one in fresh})
        submits = len(self._chunks(fresh))
        return Cost(regions, submits, len(fresh), self._desk.backend.paid, len(sorted_out.answered))

    def _chunks(self, fresh: Sequence[Fresh]) -> list[Sequence[Fresh]]:
        size = self._desk.backend.limits.max_tasks
        return [fresh[start : start + size] for start in range(0, len(fresh), size)]

    # -- sending, or waiting for what was sent before

    async def _work_off(self, sorted_out: SortedOut, origin: Origin) -> None:
        for crop, one in sorted_out.answered:
            await self._take_held(crop, one.task)
        attached: dict[int, dict[int, Crop]] = {}
        for crop, one in sorted_out.attached:
            attached.setdefault(one.task.entry, {})[one.task.id] = crop
        lanes = [self._attach(entry_id, wanted) for entry_id, wanted in attached.items()]
        lanes += [self._send(chunk, origin) for chunk in self._chunks(sorted_out.fresh)]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(lane)
        except BaseExceptionGroup as errors:
            raise first_leaf(errors) from errors

    async def _take_held(self, crop: Crop, record: TaskRecord) -> None:
        results = []
        for data in await self._desk.ledger.read(reading.results, record.id):
            results.append(
                await off_loop(self._desk.pool, read_result, data, crop.plan.sent, record.request_id)
            )
        await self._harvest.bring(crop, record, results, 0.0, record.request_id)

    async def _attach(self, entry_id: int, wanted: dict[int, Crop]) -> None:
        tell = self._lanes.add(len(wanted))
        async with self._gate:
            entry = await see_through(self._mine(self._desk.ledger.write(writing.take, entry_id)))
            if entry is None:
                self._harvest.failures.append(busy())
            else:
                await self._perform(entry, wanted, tell)

    async def _send(self, chunk: Sequence[Fresh], origin: Origin) -> None:
        tell = self._lanes.add(len(chunk))
        async with self._gate:
            if self._stop is not None:
                return
            tell(Stage.UPLOADING, 0.0)
            new = self._new_entry(chunk, origin)
            entry = await see_through(self._mine(self._desk.ledger.write(writing.begin, new)))
            wanted = {task.id: one.crop for task, one in zip(entry.tasks, chunk, strict=True)}
            await self._perform(entry, wanted, tell)

    async def _mine(self, write: Awaitable[E]) -> E:
        """The entry that is written; it is this run's from then on, whatever happens."""
        entry = await write
        if entry is not None:
            self._entries.append(entry.id)
        return entry

    def _new_entry(self, chunk: Sequence[Fresh], origin: Origin) -> NewEntry:
        backend = self._desk.backend
        tasks = tuple(
            NewTask(
                one.crop.region,
                one.crop.picture,
                one.seed,
                one.crop.plan.kernel_size,
                pack_plan(one.crop.plan),
                one.crop.image,
                one.crop.mask,
                one.crop.below,
            )
            for one in chunk
        )
        return NewEntry(self._id, origin, backend.endpoint, backend.title, backend.paid, tasks)

    async def _perform(self, entry: EntryRecord, wanted: dict[int, Crop], tell: Tell) -> None:
        waiting = self._harvest.waiting()

        def heard(stage: Stage, part: float | None) -> None:
            waiting.hear(stage)
            tell(stage, part)

        async def arrived(record: TaskRecord, results: list[Result], request_id: str) -> None:
            crop = wanted.get(record.id)
            if crop is not None:
                heard(Stage.COMPOSING, 0.0)
                await self._harvest.bring(crop, record, results, waiting.seconds, request_id)

        try:
            self._harvest.failures += await perform(self._desk, entry, arrived, heard)
        except ObjremoveError as error:
            self._stop = error
            self._harvest.failures.append(error)
        else:
            self._lanes.end(len(wanted))


async def run_removal(
    snapshot: Snapshot,
    options: RunOptions,
    backend: Backend,
    pool: Executor,
    report: Report,
    ledger: Ledger,
    approve: Approve | None = None,
) -> RunResult:
    """Remove everything that the snapshot marks.

    Regions and seeds share submits of at most ``backend.limits.max_tasks``; what the ledger knows already is
    not sent again. Where the backend is paid ``approve`` is asked before anything is sent. A region that fails
    does not take the others with it; if nothing succeeded, the first error is raised. Cancel reaches every
    stage, stops the service where it can be stopped, and takes uploads away.
    """
    return await RemovalRun(snapshot, options, Desk(backend, ledger, pool), report, approve).run()
