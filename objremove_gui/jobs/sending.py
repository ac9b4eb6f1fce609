"""One submit: its inputs uploaded, the row on the disk, the submit, the result_key into the row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from objremove_gui.api.models import TaskRequest
from objremove_gui.errors import (
    ApiError,
    InputError,
    ObjremoveError,
    OutcomeUnknown,
    OutputError,
    ServiceFault,
    TaskFailed,
    UploadError,
)
from objremove_gui.i18n import tr
from objremove_gui.jobs.crops import first_leaf, off_loop
from objremove_gui.jobs.desk import CLEAN_UP_TIME, Desk, see_through
from objremove_gui.jobs.ledger import keeping, reading, writing
from objremove_gui.jobs.ledger.inputs import content_type
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState
from objremove_gui.upload.base import Progress, Uploaded

# Uploads of one submit under way at once.
UPLOADS = 4


async def upload_inputs(desk: Desk, entry: EntryRecord, tell: Callable[[float], None]) -> dict[str, str]:
    """Upload the crops and masks of an entry; their links by their names. ``tell`` hears 0 to 1, by their bytes.

    Each object is written down before its first byte leaves, so that it can be deleted whatever happens.
    Raises UploadError, InputError.
    """
    names = sorted({name for task in entry.tasks for name in (task.image, task.mask)})
    inputs = desk.ledger.inputs
    whole = await off_loop(desk.pool, lambda: sum(map(inputs.size, names)))
    gate = asyncio.Semaphore(UPLOADS)
    sent = dict.fromkeys(names, 0)

    async def put(name: str) -> str:
        def on_its_way(count: int, of: int) -> None:
            # A transfer that is tried again begins anew; what people see does not go back.
            sent[name] = max(sent[name], count)
            tell(min(1.0, sum(sent.values()) / max(1, whole)))

        async with gate:
            return await _upload(desk, entry, name, on_its_way)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(put(name)) for name in names}
    except BaseExceptionGroup as errors:
        raise first_leaf(errors) from errors
    return {name: task.result() for name, task in tasks.items()}


async def _upload(desk: Desk, entry: EntryRecord, name: str, progress: Progress) -> str:
    try:
        data = await off_loop(desk.pool, desk.ledger.inputs.read, name)
    except OSError as error:
        raise InputError(
            tr("The stored crop is no longer there; start the removal again."), code="inputs"
        ) from error
    notes: list[asyncio.Future[int]] = []

    def begun(stored: Uploaded) -> None:
        if is_storable(stored.handle):
            notes.append(desk.ledger.post(keeping.add_upload, entry.id, entry.endpoint, stored.handle))

    stored = await desk.backend.uploader.upload(
        data, content_type=content_type(name), progress=progress, begun=begun
    )
    for note in notes:
        await note
    return stored.url


def is_storable(handle: str) -> bool:
    """Whether a handle may be written down: one with a query may be signed, and then it is a secret."""
    return bool(handle) and "?" not in handle


async def delete_uploads(desk: Desk, entry_id: int) -> None:
    """Take away what was uploaded for an entry, within a few seconds; the rest is done at the next start."""
    await see_through(_delete_uploads(desk, entry_id))


async def _delete_uploads(desk: Desk, entry_id: int) -> None:
    try:
        async with asyncio.timeout(CLEAN_UP_TIME):
            for left in await desk.ledger.read(reading.uploads_of, entry_id):
                await desk.backend.uploader.delete(Uploaded("", left.handle))
                await desk.ledger.write(keeping.drop_upload, left.id)
    except (UploadError, OutputError, TimeoutError):
        # They stay in the ledger, and the outcome of the job matters more.
        return


async def submit(desk: Desk, entry: EntryRecord, links: dict[str, str]) -> EntryRecord:
    """Submit an entry; what came of it is in the ledger when this returns or raises, also after a cancel.

    Raises OutcomeUnknown when the answer was lost, else what the service or the network said.
    """
    requests = [
        TaskRequest(links[task.image], links[task.mask], task.seed, task.kernel_size) for task in entry.tasks
    ]
    return await see_through(_submit(desk, entry.id, requests), grace=CLEAN_UP_TIME)


async def _submit(desk: Desk, entry_id: int, requests: list[TaskRequest]) -> EntryRecord:
    ledger = desk.ledger
    try:
        await ledger.write(writing.sending, entry_id, desk.monthly_cap)
    except asyncio.CancelledError:
        await ledger.write(writing.refused, entry_id, _not_sent())
        raise
    except InputError as error:
        await ledger.write(writing.refused, entry_id, error)
        raise
    try:
        group = await desk.backend.client.submit(requests)
    except ObjremoveError as error:
        if took_nothing(error):
            await ledger.write(writing.refused, entry_id, error)
        else:
            await ledger.write(writing.end, entry_id, EntryState.UNKNOWN, error)
        raise
    except asyncio.CancelledError:
        await ledger.write(writing.end, entry_id, EntryState.UNKNOWN, _stopped())
        raise
    await ledger.write(writing.accepted, entry_id, group.result_key, group.request_id)
    return await ledger.read(writing.existing, entry_id)


def took_nothing(error: ObjremoveError) -> bool:
    """Whether a submit that ended with ``error`` was certainly not taken.

    A fault inside the service may have come after it had taken the task, and so may a code that nobody knows.
    """
    if isinstance(error, OutcomeUnknown | ServiceFault | TaskFailed):
        return False
    return type(error) is not ApiError or 400 <= error.status < 500


def _not_sent() -> ObjremoveError:
    return ObjremoveError(tr("The task was cancelled before it was sent."), code="cancelled")


def _stopped() -> OutcomeUnknown:
    return OutcomeUnknown(
        tr("The task was cancelled while it was being sent: it is not known whether the service took it."),
        code="outcome-unknown",
    )
