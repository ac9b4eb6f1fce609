"""What the ledger is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from objremove_gui.core.geometry import Size
from objremove_gui.jobs.ledger.books import Books, entry_of, task_of
from objremove_gui.jobs.ledger.records import (
    OPEN,
    Due,
    Earlier,
    EntryRecord,
    EntryState,
    Leftover,
    TaskState,
)

# Results that no document has: they wait for their photo.
DUE = "tasks.state = 'done' AND tasks.delivered = '' AND tasks.settled = 0 AND entries.session = ''"


def entries(books: Books, most: int = 200) -> list[EntryRecord]:
    """The newest submits, newest first."""
    return _with_tasks(books, books.db.execute("SELECT * FROM entries ORDER BY id DESC LIMIT ?", (most,)))


def entry(books: Books, entry_id: int) -> EntryRecord | None:
    """One submit; None when there is no such."""
    found = _with_tasks(books, books.db.execute("SELECT * FROM entries WHERE id = ?", (entry_id,)))
    return found[0] if found else None


def resumable(books: Books, endpoint: str) -> list[EntryRecord]:
    """Submits of a service that can go on without asking anybody, and that nobody works on; oldest first."""
    rows = books.db.execute(
        "SELECT * FROM entries WHERE endpoint = ? AND session = '' "
        "AND (state = 'running' OR (state = 'waiting' AND endpoint = '')) ORDER BY id",
        (endpoint,),
    )
    return _with_tasks(books, rows)


def earlier(books: Books, picture: str) -> list[Earlier]:
    """Tasks of the same picture, newest first."""
    rows = books.db.execute(
        "SELECT tasks.*, entries.state AS entry_state, entries.session AS entry_session, paid, result_key, "
        "EXISTS (SELECT 1 FROM results WHERE results.task = tasks.id) AS held "
        "FROM tasks JOIN entries ON entries.id = tasks.entry WHERE tasks.picture = ? ORDER BY tasks.id DESC",
        (picture,),
    )
    return [
        Earlier(
            task_of(row),
            EntryState(row["entry_state"]),
            row["entry_session"],
            bool(row["paid"]),
            bool(row["held"]),
            bool(row["result_key"]),
        )
        for row in rows
    ]


def results(books: Books, task_id: int) -> list[bytes]:
    """The pictures that a task gave, as they came; none when they are no longer kept."""
    rows = books.db.execute("SELECT data FROM results WHERE task = ? ORDER BY number", (task_id,))
    return [row["data"] for row in rows]


def due_sizes(books: Books) -> set[Size]:
    """Sizes of the photos for which results wait: a quick look before a photo's pixels are summed up."""
    rows = books.db.execute(
        f"SELECT DISTINCT width, height FROM tasks JOIN entries ON entries.id = tasks.entry WHERE {DUE}"
    )
    return {Size(row["width"], row["height"]) for row in rows}


def due(books: Books, digest: str) -> list[Due]:
    """Tasks whose results wait for the photo with these pixels, in the order they were sent."""
    rows = books.db.execute(
        "SELECT tasks.*, entries.run AS run, entries.backend AS backend, entries.paid AS paid "
        f"FROM tasks JOIN entries ON entries.id = tasks.entry WHERE {DUE} AND digest = ? ORDER BY tasks.id",
        (digest,),
    )
    return [Due(task_of(row), row["run"], row["backend"], bool(row["paid"])) for row in rows]


def leftovers(books: Books, endpoint: str) -> list[Leftover]:
    """Uploads of a service that are no longer needed and still there."""
    marks = ", ".join("?" * len(OPEN))
    rows = books.db.execute(
        "SELECT id, endpoint, handle FROM uploads WHERE endpoint = ? AND entry NOT IN "
        f"(SELECT id FROM entries WHERE state IN ({marks}, 'unknown')) ORDER BY id",
        (endpoint, *OPEN),
    )
    return [Leftover(row["id"], row["endpoint"], row["handle"]) for row in rows]


def uploads_of(books: Books, entry_id: int) -> list[Leftover]:
    """What was uploaded for a submit and is still there."""
    rows = books.db.execute("SELECT id, endpoint, handle FROM uploads WHERE entry = ?", (entry_id,))
    return [Leftover(row["id"], row["endpoint"], row["handle"]) for row in rows]


def charged_since(books: Books, since: float) -> int:
    """Tasks that may have been billed since a time in Unix seconds; forgotten ones count too."""
    row = books.db.execute("SELECT coalesce(sum(tasks), 0) AS tasks FROM charges WHERE at >= ?", (since,))
    return int(row.fetchone()["tasks"])


def missing_inputs(books: Books, record: EntryRecord) -> bool:
    """Whether something that would have to be sent again is gone."""
    names = {
        name for task in record.tasks if task.state is not TaskState.DONE for name in (task.image, task.mask)
    }
    return not all(books.inputs.has(name) for name in names)


def _with_tasks(books: Books, rows: Iterable[sqlite3.Row]) -> list[EntryRecord]:
    found = []
    for row in rows:
        tasks = books.db.execute("SELECT * FROM tasks WHERE entry = ? ORDER BY position", (row["id"],))
        charged = books.db.execute(
            "SELECT coalesce(sum(tasks), 0) AS tasks FROM charges WHERE entry = ?", (row["id"],)
        )
        found.append(entry_of(row, tuple(map(task_of, tasks)), charged.fetchone()["tasks"]))
    return found
