"""One entry of the ledger from where it stands to its end; and what is done when it is called off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from objremove_gui.api.models import TaskGroup, TaskStatus
from objremove_gui.errors import ObjremoveError, ResultUnknown
from objremove_gui.jobs.desk import CLEAN_UP_TIME, Desk, see_through
from objremove_gui.jobs.following import Arrived, Following
from objremove_gui.jobs.ledger import keeping, reading, writing
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState, TaskState
from objremove_gui.jobs.ledger.recovery import ATTEMPTS
from objremove_gui.jobs.progress import Stage
from objremove_gui.jobs.sending import delete_uploads, submit, upload_inputs

Tell = Callable[[Stage, float | None], None]


async def perform(desk: Desk, entry: EntryRecord, arrived: Arrived, tell: Tell) -> list[ObjremoveError]:
    """Upload, submit, wait and fetch, as far as ``entry`` needs it; the errors of tasks that gave no result.

    Uploads are taken away when all tasks have ended. What a service in this program has forgotten is run again;
    what another one no longer knows is marked as lost. Raises what made the whole submit fail.
    """
    while True:
        try:
            if not entry.can_follow:
                entry = await _hand_in(desk, entry, tell)
            following = Following(desk, entry, arrived, _updating(tell))
            await following.run()
        except ResultUnknown as error:
            again = await _forgotten(desk, entry, error)
            if again is None:
                raise
            entry = again
            continue
        finally:
            await _tidy(desk, entry.id)
        return following.failures


async def _hand_in(desk: Desk, entry: EntryRecord, tell: Tell) -> EntryRecord:
    tell(Stage.UPLOADING, 0.0)
    try:
        links = await upload_inputs(desk, entry, lambda part: tell(Stage.UPLOADING, part))
    except ObjremoveError as error:
        await desk.ledger.write(writing.refused, entry.id, error)
        raise
    tell(Stage.WAITING, 0.0)
    return await submit(desk, entry, links)


def _updating(tell: Tell) -> Callable[[TaskGroup], None]:
    def update(group: TaskGroup) -> None:
        if group.ended:
            tell(Stage.DOWNLOADING, 0.0)
            return
        running = [task for task in group.tasks if task.status is not TaskStatus.WAITING]
        parts = [1.0 if task.status.ended else task.progress for task in group.tasks]
        known = [part or 0.0 for part in parts] if any(part is not None for part in parts) else []
        part = sum(known) / len(known) if known else (None if running else 0.0)
        tell(Stage.RUNNING if running else Stage.WAITING, part)

    return update


async def _forgotten(desk: Desk, entry: EntryRecord, error: ResultUnknown) -> EntryRecord | None:
    """The entry, ready to be sent again, where that costs nothing; else None, and it waits for a decision."""
    if entry.endpoint or entry.attempts >= ATTEMPTS:
        await desk.ledger.write(writing.end, entry.id, EntryState.LOST, error)
        return None
    return await desk.ledger.write(writing.restart, entry.id)


async def _tidy(desk: Desk, entry_id: int) -> None:
    """Take uploads away once nobody can need them."""
    found = await desk.ledger.read(reading.entry, entry_id)
    if found is None or not (found.state.is_open or found.state is EntryState.UNKNOWN):
        await delete_uploads(desk, entry_id)


async def call_off(desk: Desk, entry_id: int, *, keep_paid: bool = False) -> int:
    """Stop an entry and leave nothing of it behind; the number of its tasks that may be billed all the same.

    With ``keep_paid`` what the service has taken and may bill stays where it can be taken up again.
    """
    return await see_through(_call_off(desk, entry_id, keep_paid))


async def _call_off(desk: Desk, entry_id: int, keep_paid: bool) -> int:
    found = await desk.ledger.read(reading.entry, entry_id)
    if found is None:
        return 0
    keeps = keep_paid and found.paid
    if keeps and found.state is EntryState.RUNNING:
        return found.charged
    if found.state is EntryState.RUNNING:
        await _stop(desk, found)
        await desk.ledger.write(writing.end, entry_id, EntryState.CANCELLED)
    done = [] if keeps else [task.id for task in found.tasks if task.state is TaskState.DONE]
    await desk.ledger.write(keeping.settle, done)
    was_sent = found.state not in (EntryState.PREPARING, EntryState.WAITING, EntryState.FAILED)
    if not was_sent or (not found.paid and found.state is not EntryState.UNKNOWN):
        await desk.ledger.write(writing.forget, entry_id)
    await delete_uploads(desk, entry_id)
    return found.charged if was_sent else 0


async def _stop(desk: Desk, entry: EntryRecord) -> None:
    """Tell the service to stop, where it can be told."""
    if not desk.backend.capabilities.cancel:
        return
    try:
        async with asyncio.timeout(CLEAN_UP_TIME):
            await desk.backend.client.cancel(entry.result_key)
    except (ObjremoveError, TimeoutError):
        # It goes on by itself then, and expires.
        return
