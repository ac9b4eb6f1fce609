"""Taking up what was left: submits of a program that ended, uploads that nobody deleted, what a person sends again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from objremove_gui.errors import ObjremoveError, UploadError
from objremove_gui.jobs.composing import Result
from objremove_gui.jobs.costs import Cost
from objremove_gui.jobs.desk import Desk, see_through
from objremove_gui.jobs.ledger import keeping, reading, writing
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState, TaskRecord, TaskState
from objremove_gui.jobs.performing import Tell, perform
from objremove_gui.upload.base import Uploaded


async def resume_all(desk: Desk) -> list[ObjremoveError]:
    """Carry on with everything of this service that goes on without asking; the errors on the way.

    Results are in the ledger then, and wait for their photo.
    """
    await clear_leftovers(desk)
    errors: list[ObjremoveError] = []

    async def one(entry_id: int) -> None:
        try:
            errors.extend(await resume(desk, entry_id))
        except ObjremoveError as error:
            errors.append(error)

    entries = await desk.ledger.read(reading.resumable, desk.backend.endpoint)
    async with asyncio.TaskGroup() as group:
        for entry in entries:
            group.create_task(one(entry.id))
    return errors


async def resume(
    desk: Desk, entry_id: int, *, again: bool = False, tell: Tell = lambda stage, part: None
) -> Sequence[ObjremoveError]:
    """Carry on with one entry; the errors of tasks that gave no result.

    ``again`` sends what gave no result a second time: a person has decided so, since it may be billed twice.
    An entry that is gone, or that another program works on, is left alone. A cancel leaves it where it is.
    Raises what made the whole submit fail.
    """
    work = writing.renew if again else writing.take
    entry = await desk.ledger.write(work, entry_id)
    if entry is None:
        return []
    if not (entry.can_follow or entry.state is EntryState.WAITING):
        await desk.ledger.write(writing.release, entry.id)
        return []
    try:
        return await perform(desk, entry, _arrived, tell)
    except asyncio.CancelledError:
        await see_through(desk.ledger.write(writing.release, entry.id))
        raise


async def _arrived(record: TaskRecord, results: list[Result], request_id: str) -> None:
    """The ledger has it, and nothing else is to be done with it here."""


def is_sent_again(entry: EntryRecord) -> bool:
    """Whether taking up an entry means another submit, which a person has to decide on."""
    return not entry.can_follow and any(task.state is not TaskState.DONE for task in entry.tasks)


def cost_again(entry: EntryRecord) -> Cost:
    """What sending again costs."""
    left = [task for task in entry.tasks if task.state is not TaskState.DONE]
    return Cost(len({task.region for task in left}), 1, len(left), entry.paid)


async def clear_leftovers(desk: Desk) -> None:
    """Delete uploads that are no longer needed; what can't be deleted now stays for the next time."""
    for left in await desk.ledger.read(reading.leftovers, desk.backend.endpoint):
        try:
            await desk.backend.uploader.delete(Uploaded("", left.handle))
        except UploadError:
            continue
        await desk.ledger.write(keeping.drop_upload, left.id)
