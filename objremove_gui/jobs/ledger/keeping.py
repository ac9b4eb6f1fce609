"""Results and uploads as they are written into the ledger; each function is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from objremove_gui.errors import ObjremoveError
from objremove_gui.jobs.ledger.books import Books
from objremove_gui.jobs.ledger.records import TaskState


def task_done(books: Books, task_id: int, pictures: Sequence[bytes], request_id: str) -> None:
    """The results of a task are here: from now on they can't be lost."""
    books.db.executemany(
        "INSERT OR REPLACE INTO results (task, number, data) VALUES (?, ?, ?)",
        [(task_id, number, data) for number, data in enumerate(pictures)],
    )
    books.db.execute(
        "UPDATE tasks SET state = ?, code = '', message = '', request_id = ? WHERE id = ?",
        (TaskState.DONE, request_id, task_id),
    )


def task_troubled(books: Books, task_id: int, error: ObjremoveError, *, ended: bool) -> None:
    """A task gave no result: it failed (``ended``), or its result could not be fetched and may be asked for again."""
    books.db.execute(
        "UPDATE tasks SET state = ?, code = ?, message = ?, request_id = ? WHERE id = ?",
        (
            TaskState.FAILED if ended else TaskState.OPEN,
            error.code,
            error.message,
            error.request_id,
            task_id,
        ),
    )


def deliver(books: Books, task_ids: Iterable[int]) -> None:
    """Results have been put into a document of this program, which may still be lost with it."""
    books.db.executemany(
        "UPDATE tasks SET delivered = ? WHERE id = ?", [(books.sessions.own, task) for task in task_ids]
    )


def settle(books: Books, task_ids: Collection[int]) -> None:
    """Results are no longer due: they were written to a file, or let go. Unpaid ones are not kept any longer."""
    books.db.executemany("UPDATE tasks SET settled = 1 WHERE id = ?", [(task,) for task in task_ids])
    books.db.executemany(
        "DELETE FROM results WHERE task = ? AND NOT "
        "(SELECT paid FROM entries JOIN tasks ON entries.id = tasks.entry WHERE tasks.id = results.task)",
        [(task,) for task in task_ids],
    )


def add_upload(books: Books, entry_id: int, endpoint: str, handle: str) -> int:
    """An object is going to be uploaded; returns what it is dropped by."""
    cursor = books.db.execute(
        "INSERT INTO uploads (entry, endpoint, handle, since) VALUES (?, ?, ?, ?)",
        (entry_id, endpoint, handle, books.now()),
    )
    return int(cursor.lastrowid or 0)


def drop_upload(books: Books, upload_id: int) -> None:
    """An uploaded object has been deleted."""
    books.db.execute("DELETE FROM uploads WHERE id = ?", (upload_id,))
