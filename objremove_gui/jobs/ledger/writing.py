"""What is written into the ledger; each function is one transaction, on the disk when it returns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from objremove_gui.errors import ObjremoveError
from objremove_gui.jobs.costs import check_cap, month_start
from objremove_gui.jobs.ledger.books import Books
from objremove_gui.jobs.ledger.reading import charged_since
from objremove_gui.jobs.ledger.reading import entry as read_entry
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState, NewEntry, TaskState


def begin(books: Books, new: NewEntry) -> EntryRecord:
    """Write down what is going to be submitted."""
    cursor = books.db.execute(
        "INSERT INTO entries (run, session, state, path, digest, width, height, endpoint, backend, paid, created) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.run,
            books.sessions.own,
            EntryState.PREPARING,
            new.origin.path,
            new.origin.digest,
            *new.origin.size,
            new.endpoint,
            new.backend,
            new.paid,
            books.now(),
        ),
    )
    entry_id = int(cursor.lastrowid or 0)
    books.db.executemany(
        "INSERT INTO tasks (entry, position, region, state, picture, seed, kernel_size, plan, image, mask, below) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                entry_id,
                position,
                task.region,
                TaskState.OPEN,
                task.picture,
                task.seed,
                task.kernel_size,
                task.plan,
                task.image,
                task.mask,
                task.below,
            )
            for position, task in enumerate(new.tasks)
        ],
    )
    return existing(books, entry_id)


def existing(books: Books, entry_id: int) -> EntryRecord:
    """The entry, which must be there."""
    found = read_entry(books, entry_id)
    assert found is not None
    return found


def take(books: Books, entry_id: int) -> EntryRecord | None:
    """Begin to work on an entry; None when it is gone or somebody works on it, here or in another program."""
    found = read_entry(books, entry_id)
    if found is None or (found.session and books.sessions.is_alive(found.session)):
        return None
    state = EntryState.RUNNING if found.can_follow else found.state
    books.db.execute(
        "UPDATE entries SET session = ?, state = ? WHERE id = ?", (books.sessions.own, state, entry_id)
    )
    return existing(books, entry_id)


def sending(books: Books, entry_id: int, cap: int = 0) -> None:
    """A submit is about to leave; from now on it may be billed.

    Raises InputError beyond the monthly ``cap`` (0 = none): whoever else of this data folder sends at the same moment
    is counted.
    """
    found = existing(books, entry_id)
    if found.paid:
        check_cap(len(found.tasks), charged_since(books, month_start(books.now())), cap)
    books.db.execute(
        "UPDATE entries SET state = ?, attempts = attempts + 1, sent = ?, ended = 0, result_key = '', "
        "request_id = '', query_id = '', code = '', message = '' WHERE id = ?",
        (EntryState.SENDING, books.now(), entry_id),
    )
    books.db.execute(
        "INSERT INTO charges (entry, at, tasks) SELECT id, ?, (SELECT count(*) FROM tasks WHERE entry = entries.id) "
        "FROM entries WHERE id = ? AND paid",
        (books.now(), entry_id),
    )


def accepted(books: Books, entry_id: int, result_key: str, request_id: str) -> None:
    """The service has taken it."""
    books.db.execute(
        "UPDATE entries SET state = ?, result_key = ?, request_id = ? WHERE id = ?",
        (EntryState.RUNNING, result_key, request_id, entry_id),
    )


def refused(books: Books, entry_id: int, error: ObjremoveError) -> None:
    """The service has certainly taken nothing of the last submit, or there was none."""
    books.db.execute(
        "DELETE FROM charges WHERE id = (SELECT max(charges.id) FROM charges JOIN entries ON entries.id = entry "
        "WHERE entry = ? AND state = ?)",
        (entry_id, EntryState.SENDING),
    )
    books.db.execute(
        "UPDATE tasks SET state = ? WHERE entry = ? AND state = ?",
        (TaskState.FAILED, entry_id, TaskState.OPEN),
    )
    end(books, entry_id, EntryState.FAILED, error)


def end(books: Books, entry_id: int, state: EntryState, error: ObjremoveError | None = None) -> None:
    """An entry comes to rest in ``state``; nobody works on it any more."""
    books.db.execute(
        "UPDATE entries SET state = ?, session = '', ended = ? WHERE id = ?", (state, books.now(), entry_id)
    )
    if error is not None:
        _note(books, entry_id, error)


def pause(books: Books, entry_id: int, error: ObjremoveError) -> None:
    """Nobody works on an entry for now, because of ``error``; it can be taken up again."""
    release(books, entry_id)
    _note(books, entry_id, error)


def release(books: Books, entry_id: int) -> None:
    """Nobody works on an entry for now."""
    books.db.execute("UPDATE entries SET session = '' WHERE id = ?", (entry_id,))


def _note(books: Books, entry_id: int, error: ObjremoveError) -> None:
    books.db.execute(
        "UPDATE entries SET code = ?, message = ?, query_id = CASE ? WHEN '' THEN query_id ELSE ? END WHERE id = ?",
        (error.code, error.message, error.request_id, error.request_id, entry_id),
    )


def let_go(books: Books, entry_ids: Iterable[int], names: Iterable[str]) -> None:
    """A run is over: it works on no entry any more, and only the ledger needs its inputs."""
    for entry_id in entry_ids:
        release(books, entry_id)
    drop_inputs(books, names)


def finish(books: Books, entry_id: int, query_id: str) -> None:
    """All tasks of an entry have ended; those that could not be fetched keep it open."""
    books.db.execute("UPDATE entries SET query_id = ? WHERE id = ?", (query_id, entry_id))
    found = existing(books, entry_id)
    states = {task.state for task in found.tasks}
    if TaskState.OPEN in states:
        worst = next(task for task in found.tasks if task.state is TaskState.OPEN)
        books.db.execute(
            "UPDATE entries SET session = '', code = ?, message = ? WHERE id = ?",
            (worst.code, worst.message, entry_id),
        )
        return
    books.db.execute("UPDATE entries SET code = '', message = '' WHERE id = ?", (entry_id,))
    end(books, entry_id, EntryState.FINISHED if TaskState.DONE in states else EntryState.FAILED)
    drop_inputs(books, [name for task in found.tasks for name in (task.image, task.mask)])


def renew(books: Books, entry_id: int) -> EntryRecord | None:
    """Prepare what gave no result to be sent again, as an entry of its own where the rest has results.

    None when there is nothing to send, or when it is gone or in use.
    """
    found = take(books, entry_id)
    left = [] if found is None else [task for task in found.tasks if task.state is not TaskState.DONE]
    if found is None or not left:
        if found is not None:
            release(books, entry_id)
        return None
    target = entry_id
    if len(left) < len(found.tasks):
        target = _split(books, entry_id, [task.id for task in left])
    books.db.execute(
        "UPDATE tasks SET state = ? WHERE entry = ? AND state != 'done'", (TaskState.OPEN, target)
    )
    books.db.execute("UPDATE entries SET state = ? WHERE id = ?", (EntryState.WAITING, target))
    return existing(books, target)


def restart(books: Books, entry_id: int) -> EntryRecord | None:
    """:func:`renew` for whoever works on the entry already."""
    release(books, entry_id)
    return renew(books, entry_id)


def _split(books: Books, entry_id: int, task_ids: Sequence[int]) -> int:
    columns = "run, session, state, path, digest, width, height, endpoint, backend, paid"
    cursor = books.db.execute(
        f"INSERT INTO entries ({columns}, created) SELECT {columns}, ? FROM entries WHERE id = ?",
        (books.now(), entry_id),
    )
    target = int(cursor.lastrowid or 0)
    books.db.executemany(
        "UPDATE tasks SET entry = ?, position = ? WHERE id = ?",
        [(target, position, task) for position, task in enumerate(task_ids)],
    )
    end(books, entry_id, EntryState.FINISHED)
    return target


def forget(books: Books, entry_id: int) -> None:
    """Take an entry out of the ledger with all it holds; what it may have cost is still counted."""
    found = read_entry(books, entry_id)
    if found is None:
        return
    books.db.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
    drop_inputs(books, [name for task in found.tasks for name in (task.image, task.mask)])


def supersede(books: Books, task_ids: Collection[int]) -> None:
    """Forget tasks in whose place the same is sent anew, and entries of which nothing is left."""
    for task_id in task_ids:
        row = books.db.execute("SELECT entry, image, mask FROM tasks WHERE id = ?", (task_id,)).fetchone()
        if row is None:
            continue
        books.db.execute("DELETE FROM tasks WHERE id = ?", (task_id,))
        drop_inputs(books, [row["image"], row["mask"]])
        if not existing(books, row["entry"]).tasks:
            forget(books, row["entry"])


def drop_inputs(books: Books, names: Iterable[str]) -> None:
    """Delete stored inputs that no task still needs."""
    for name in set(names):
        needed = books.db.execute(
            "SELECT 1 FROM tasks WHERE (image = ? OR mask = ?) AND state != ? LIMIT 1",
            (name, name, TaskState.DONE),
        )
        if needed.fetchone() is None:
            books.inputs.drop([name])
