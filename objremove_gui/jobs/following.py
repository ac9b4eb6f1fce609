"""Waiting for a submit's tasks; each result is fetched and in the ledger as soon as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from objremove_gui.api import polling
from objremove_gui.api.codes import Code
from objremove_gui.api.failures import Refused, failure_of, harmless
from objremove_gui.api.models import RemoteTask, TaskGroup, TaskStatus
from objremove_gui.errors import (
    LinkExpired,
    ObjremoveError,
    OutputError,
    ResultUnknown,
    TaskFailed,
    TransferError,
)
from objremove_gui.jobs.composing import Result, bad_result, read_result
from objremove_gui.jobs.crops import first_leaf, off_loop, unpack_plan
from objremove_gui.jobs.desk import Desk
from objremove_gui.jobs.ledger import keeping, writing
from objremove_gui.jobs.ledger.records import EntryRecord, TaskRecord, TaskState

# A task gives one or several results; more than this are not fetched.
MOST_RESULTS = 8

Arrived = Callable[[TaskRecord, list[Result], str], Awaitable[None]]
Update = Callable[[TaskGroup], None]


class Following:
    """One submit on its way to its results.

    ``arrived`` is given each task's pictures, and the requestId, when they are in the ledger; ``update`` sees every
    answer.
    """

    def __init__(self, desk: Desk, entry: EntryRecord, arrived: Arrived, update: Update) -> None:
        self._desk = desk
        self._entry = entry
        self._arrived = arrived
        self._update = update
        self._begun = {task.id for task in entry.tasks if task.state is not TaskState.OPEN}
        self._fetching: asyncio.TaskGroup | None = None
        self.failures: list[ObjremoveError] = []

    async def run(self) -> None:
        """Ask until all tasks have ended and their results are fetched; ``failures`` holds those that gave none.

        What can't be fetched now leaves the entry where it can be taken up again. Raises ResultUnknown, with
        the entry as it was; DeadlineExceeded, TransferError and others when asking failed.
        """
        try:
            group = await self._wait()
        except ResultUnknown:
            raise
        except ObjremoveError as error:
            await self._desk.ledger.write(writing.pause, self._entry.id, error)
            raise
        await self._desk.ledger.write(writing.finish, self._entry.id, group.request_id)

    async def _wait(self) -> TaskGroup:
        group: TaskGroup | None = None
        failure: ObjremoveError | None = None
        limits = self._desk.backend.limits
        try:
            async with asyncio.TaskGroup() as self._fetching:
                try:
                    group = await polling.wait(
                        self._desk.backend.client, self._entry.result_key, limits.schedule, self._see
                    )
                except ObjremoveError as error:
                    # What is being fetched is fetched to its end all the same.
                    failure = error
        except BaseExceptionGroup as errors:
            raise first_leaf(errors) from errors
        if group is None:
            assert failure is not None
            raise failure
        if len(group.tasks) != len(self._entry.tasks):
            raise bad_result(group.request_id)
        return group

    def _see(self, group: TaskGroup) -> None:
        self._update(group)
        if len(group.tasks) != len(self._entry.tasks):
            return
        assert self._fetching is not None
        for record, task in zip(self._entry.tasks, group.tasks, strict=True):
            if task.status.ended and record.id not in self._begun:
                self._begun.add(record.id)
                self._fetching.create_task(self._end(record, task, group))

    async def _end(self, record: TaskRecord, task: RemoteTask, group: TaskGroup) -> None:
        ledger = self._desk.ledger
        try:
            data, results = await self._fetch(record, task, group)
        except OutputError:
            raise
        except ObjremoveError as error:
            self.failures.append(error)
            await ledger.write(keeping.task_troubled, record.id, error, ended=self._is_final(error))
            return
        await ledger.write(keeping.task_done, record.id, data, group.request_id)
        await self._arrived(record, results, group.request_id)

    def _is_final(self, error: ObjremoveError) -> bool:
        """Whether only another submit can help. What was paid for is asked for again in any case."""
        return isinstance(error, TaskFailed) or not (self._entry.paid or isinstance(error, TransferError))

    async def _fetch(
        self, record: TaskRecord, task: RemoteTask, group: TaskGroup
    ) -> tuple[list[bytes], list[Result]]:
        if task.status is TaskStatus.FAILED:
            words = harmless(task.message)
            raise failure_of(Refused(500, str(int(Code.JOB_FAILED)), words, group.request_id))
        try:
            return await self._download(record, task, group.request_id)
        except LinkExpired:
            fresh = await self._desk.backend.client.query(self._entry.result_key)
            if len(fresh.tasks) != len(self._entry.tasks):
                raise
            place = [one.id for one in self._entry.tasks].index(record.id)
            return await self._download(record, fresh.tasks[place], fresh.request_id)

    async def _download(
        self, record: TaskRecord, task: RemoteTask, request_id: str
    ) -> tuple[list[bytes], list[Result]]:
        if not task.results:
            raise bad_result(request_id)
        sent = unpack_plan(record.plan).sent
        data, results = [], []
        for url in task.results[:MOST_RESULTS]:
            data.append(await self._desk.backend.client.download(url))
            results.append(await off_loop(self._desk.pool, read_result, data[-1], sent, request_id))
        return data, results
