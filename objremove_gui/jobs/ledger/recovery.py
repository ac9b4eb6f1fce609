"""What programs that died left in the ledger, brought to where it can go on; and what is too old or too large."""

from __future__ import annotations

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.jobs.ledger.books import Books
from objremove_gui.jobs.ledger.reading import entry as read_entry
from objremove_gui.jobs.ledger.reading import missing_inputs
from objremove_gui.jobs.ledger.records import OPEN, UNDECIDED, EntryRecord, EntryState
from objremove_gui.jobs.ledger.writing import end, forget, refused, release

DAY = 86_400.0
# Days that ended entries are kept, and those that still wait for a person or a photo.
AGE = 30
LONG_AGE = 180
# Days that charges are counted for the bill of a month, and that an upload can still be there.
CHARGE_AGE = 400
UPLOAD_AGE = 30
# Bytes of results and stored inputs that are kept.
BUDGET = 1 << 30
# How often what ran in this program begins again by itself: something in it may be what ended the program.
ATTEMPTS = 2


def recover(books: Books) -> None:
    """Bring the entries of programs that have ended to where they can go on, or to rest."""
    alive: dict[str, bool] = {"": False}
    for row in books.db.execute("SELECT id, session FROM entries WHERE session != ''").fetchall():
        if not alive.setdefault(row["session"], books.sessions.is_alive(row["session"])):
            found = read_entry(books, row["id"])
            assert found is not None
            _recover(books, found)
    delivered = books.db.execute("SELECT DISTINCT delivered FROM tasks WHERE delivered != '' AND NOT settled")
    for row in delivered.fetchall():
        if not alive.setdefault(row["delivered"], books.sessions.is_alive(row["delivered"])):
            books.db.execute(
                "UPDATE tasks SET delivered = '' WHERE delivered = ? AND NOT settled", (row["delivered"],)
            )
    known = {name for row in books.db.execute("SELECT image, mask FROM tasks") for name in row}
    books.inputs.sweep(known, books.sessions.is_alive)


def _recover(books: Books, found: EntryRecord) -> None:
    """Nobody works on this entry any more."""
    embedded = not found.endpoint
    match found.state:
        case EntryState.SENDING if not embedded:
            end(books, found.id, EntryState.UNKNOWN, interrupted_while_sending())
        case EntryState.PREPARING | EntryState.WAITING | EntryState.SENDING:
            again = embedded and found.attempts < ATTEMPTS and not missing_inputs(books, found)
            if again:
                books.db.execute("UPDATE entries SET attempts = attempts + 1 WHERE id = ?", (found.id,))
                end(books, found.id, EntryState.WAITING)
            else:
                refused(books, found.id, interrupted())
        case _:
            release(books, found.id)


def interrupted() -> ObjremoveError:
    """Nothing was sent before the program ended."""
    return ObjremoveError(
        tr("The program ended before anything was sent; start the removal again."), code="interrupted"
    )


def interrupted_while_sending() -> ObjremoveError:
    """The program ended in the middle of a submit."""
    return ObjremoveError(
        tr("The program ended while the task was being sent: it is not known whether the service took it."),
        code="outcome-unknown",
    )


def prune(books: Books) -> None:
    """Forget what is too old, and the oldest results while there are too many bytes."""
    now = books.now()
    ended = "ended > 0 AND session = ''"
    waits = (
        f"(state IN ({', '.join(repr(str(state)) for state in (*OPEN, *UNDECIDED))}) OR EXISTS "
        "(SELECT 1 FROM tasks WHERE entry = entries.id AND state = 'done' AND NOT settled))"
    )
    old = books.db.execute(
        f"SELECT id FROM entries WHERE ({ended} AND ended < ? AND NOT {waits}) OR (session = '' AND created < ?)",
        (now - AGE * DAY, now - LONG_AGE * DAY),
    )
    for row in old.fetchall():
        forget(books, row["id"])
    books.db.execute("DELETE FROM charges WHERE at < ?", (now - CHARGE_AGE * DAY,))
    books.db.execute("DELETE FROM uploads WHERE since < ?", (now - UPLOAD_AGE * DAY,))
    _shrink(books, f"{ended} AND NOT {waits}")


def _shrink(books: Books, may_go: str) -> None:
    held = books.db.execute("SELECT coalesce(sum(length(data)), 0) AS bytes FROM results").fetchone()["bytes"]
    names = {name for row in books.db.execute("SELECT image, mask FROM tasks") for name in row}
    held += sum(map(books.inputs.size, names))
    rows = books.db.execute(f"SELECT id FROM entries WHERE {may_go} ORDER BY id").fetchall()
    for row in rows:
        if held <= BUDGET:
            return
        held -= _weight(books, row["id"])
        forget(books, row["id"])


def _weight(books: Books, entry_id: int) -> int:
    found = read_entry(books, entry_id)
    assert found is not None
    data = books.db.execute(
        "SELECT coalesce(sum(length(data)), 0) AS bytes FROM results JOIN tasks ON tasks.id = task WHERE entry = ?",
        (entry_id,),
    ).fetchone()["bytes"]
    return int(data) + sum(
        map(books.inputs.size, {name for task in found.tasks for name in (task.image, task.mask)})
    )
