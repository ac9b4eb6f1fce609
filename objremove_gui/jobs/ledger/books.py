"""What every function that reads or writes the ledger works with."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from objremove_gui.core.geometry import Size
from objremove_gui.jobs.ledger.inputs import Inputs
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState, Origin, TaskRecord, TaskState
from objremove_gui.jobs.ledger.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Books:
    """The connection, the stored inputs, who we are, and a clock in Unix seconds."""

    db: sqlite3.Connection
    inputs: Inputs
    sessions: Sessions
    now: Callable[[], float] = time.time


def task_of(row: sqlite3.Row) -> TaskRecord:
    """A row of ``tasks``."""
    return TaskRecord(
        id=row["id"],
        entry=row["entry"],
        position=row["position"],
        region=row["region"],
        state=TaskState(row["state"]),
        picture=row["picture"],
        seed=row["seed"],
        kernel_size=row["kernel_size"],
        plan=row["plan"],
        image=row["image"],
        mask=row["mask"],
        code=row["code"],
        message=row["message"],
        request_id=row["request_id"],
        delivered=row["delivered"],
        settled=bool(row["settled"]),
        below=row["below"],
    )


def entry_of(row: sqlite3.Row, tasks: tuple[TaskRecord, ...], charged: int) -> EntryRecord:
    """A row of ``entries`` with what belongs to it."""
    return EntryRecord(
        id=row["id"],
        run=row["run"],
        session=row["session"],
        state=EntryState(row["state"]),
        origin=Origin(row["path"], row["digest"], Size(row["width"], row["height"])),
        endpoint=row["endpoint"],
        backend=row["backend"],
        paid=bool(row["paid"]),
        result_key=row["result_key"],
        request_id=row["request_id"],
        query_id=row["query_id"],
        attempts=row["attempts"],
        created=row["created"],
        sent=row["sent"],
        ended=row["ended"],
        code=row["code"],
        message=row["message"],
        charged=charged,
        tasks=tasks,
    )
