"""The ledger by itself: what is on the disk when, who may touch it, what is kept and for how long."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import stat
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import run
from hypothesis import given, settings
from hypothesis import strategies as st

from objremove_gui.core.geometry import Size
from objremove_gui.errors import ObjremoveError, OutputError
from objremove_gui.jobs.ledger import keeping, reading, recovery, writing
from objremove_gui.jobs.ledger.books import Books
from objremove_gui.jobs.ledger.database import FILE, Ledger
from objremove_gui.jobs.ledger.inputs import Inputs
from objremove_gui.jobs.ledger.records import EntryRecord, EntryState, NewEntry, NewTask, Origin, TaskState
from objremove_gui.jobs.ledger.schema import connect
from objremove_gui.jobs.ledger.sessions import Sessions
from objremove_gui.jobs.opening import open_ledger

DAY = 86_400.0
ERROR = ObjremoveError("It went wrong.", code="wrong", request_id="trace-9")


def new_entry(
    inputs: Inputs, *, tasks: int = 1, paid: bool = True, endpoint: str = "https://vendor.test"
) -> NewEntry:
    return NewEntry(
        run="r",
        origin=Origin("/photos/a.jpg", "d1g3st", Size(640, 480)),
        endpoint=endpoint,
        backend="Vendor",
        paid=paid,
        tasks=tuple(
            NewTask(
                number, f"picture{number}", number, None, b"plan", inputs.keep(b"image"), inputs.keep(b"mask")
            )
            for number in range(tasks)
        ),
    )


async def begun(ledger: Ledger, **more: object) -> EntryRecord:
    return await ledger.write(writing.begin, new_entry(ledger.inputs, **more))  # type: ignore[arg-type]


async def state_of(ledger: Ledger, entry_id: int) -> EntryState:
    entry = await ledger.read(reading.entry, entry_id)
    assert entry is not None
    return entry.state


def test_what_was_written_is_there_for_the_next_program(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        entry = await begun(ledger, tasks=2)
        await ledger.write(writing.sending, entry.id)
        await ledger.write(writing.accepted, entry.id, "k3y", "trace-1")
        await ledger.write(keeping.task_done, entry.tasks[0].id, [b"result"], "trace-2")
        await ledger.aclose()
        ledger = await Ledger.open(tmp_path)
        found = await ledger.read(reading.entry, entry.id)
        assert found is not None
        assert (found.state, found.result_key, found.request_id) == (EntryState.RUNNING, "k3y", "trace-1")
        assert found.session == ""
        assert [task.state for task in found.tasks] == [TaskState.DONE, TaskState.OPEN]
        assert await ledger.read(reading.results, entry.tasks[0].id) == [b"result"]
        assert found.charged == 2
        await ledger.aclose()

    run(main())


def test_it_is_written_through_to_the_disk_and_in_a_log_of_its_own(tmp_path: Path) -> None:
    db = connect(tmp_path / FILE)
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
    db.close()


def test_no_work_on_the_database_is_done_in_the_threads_of_the_loop(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        for call in (ledger.write, ledger.read):
            name = await call(lambda books: threading.current_thread().name)
            assert name.startswith("ledger")
        await ledger.aclose()

    run(main())


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def half(books: Books) -> None:
        writing.begin(books, new_entry(books.inputs))
        books.db.execute("INSERT INTO nowhere VALUES (1)")

    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        with pytest.raises(OutputError, match="can't be written"):
            await ledger.write(half)
        assert await ledger.read(reading.entries) == []
        await begun(ledger)
        await ledger.aclose()

    run(main())


def test_a_write_is_done_even_if_nobody_waits_for_it_any_more(tmp_path: Path) -> None:
    gate = threading.Event()

    def slow(books: Books) -> None:
        gate.wait()
        writing.begin(books, new_entry(books.inputs))

    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        first = asyncio.ensure_future(ledger.write(slow))
        second = asyncio.ensure_future(ledger.write(slow))
        await asyncio.sleep(0)
        first.cancel()
        second.cancel()
        gate.set()
        await asyncio.gather(first, second, return_exceptions=True)
        assert len(await ledger.read(reading.entries)) == 2
        await ledger.aclose()

    run(main())


def test_changes_are_told(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        told: list[None] = []
        ledger.changed.connect(told.append)
        await begun(ledger)
        await ledger.read(reading.entries)
        await asyncio.sleep(0)
        assert len(told) == 1
        await ledger.aclose()

    run(main())


# -- several programs


@pytest.mark.parametrize(
    ("endpoint", "state", "after"),
    [
        ("https://vendor.test", EntryState.PREPARING, EntryState.FAILED),
        ("https://vendor.test", EntryState.SENDING, EntryState.UNKNOWN),
        ("https://vendor.test", EntryState.RUNNING, EntryState.RUNNING),
        ("", EntryState.PREPARING, EntryState.WAITING),
        ("", EntryState.SENDING, EntryState.WAITING),
        ("", EntryState.RUNNING, EntryState.RUNNING),
    ],
)
def test_what_a_program_that_died_left_is_brought_to_where_it_can_go_on(
    tmp_path: Path, endpoint: str, state: EntryState, after: EntryState
) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        entry = await begun(ledger, endpoint=endpoint)
        if state is not EntryState.PREPARING:
            await ledger.write(writing.sending, entry.id)
        if state is EntryState.RUNNING:
            await ledger.write(writing.accepted, entry.id, "k3y", "trace-1")
        other = await Ledger.open(tmp_path)
        assert await state_of(other, entry.id) is state
        assert await other.write(writing.take, entry.id) is None
        await other.aclose()
        # A session that is over is all that a dead program leaves.
        await ledger.aclose()
        other = await Ledger.open(tmp_path)
        assert await state_of(other, entry.id) is after
        await other.aclose()

    run(main())


def test_what_runs_in_this_program_does_not_begin_again_for_ever(tmp_path: Path) -> None:
    async def main() -> None:
        states = []
        for start in range(4):
            ledger = await Ledger.open(tmp_path)
            if start == 0:
                entry = await begun(ledger, endpoint="")
            else:
                states.append(await state_of(ledger, entry.id))
                if not await ledger.write(writing.take, entry.id):
                    break
            await ledger.write(writing.sending, entry.id)
            await ledger.aclose()
        assert states[0] is EntryState.WAITING
        assert states[-1] is EntryState.FAILED

    run(main())


def test_results_of_a_document_that_died_with_its_program_are_due_again(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        entry = await begun(ledger, tasks=2)
        for task in entry.tasks:
            await ledger.write(keeping.task_done, task.id, [b"result"], "trace-2")
        await ledger.write(writing.finish, entry.id, "trace-2")
        tasks = [task.id for task in entry.tasks]
        assert [one.task.id for one in await ledger.read(reading.due, "d1g3st")] == tasks
        await ledger.write(keeping.deliver, tasks)
        assert await ledger.read(reading.due, "d1g3st") == []
        await ledger.write(keeping.settle, tasks[:1])
        await ledger.aclose()
        ledger = await Ledger.open(tmp_path)
        assert [one.task.id for one in await ledger.read(reading.due, "d1g3st")] == tasks[1:]
        assert await ledger.read(reading.due_sizes) == {Size(640, 480)}
        assert await ledger.read(reading.due, "0th3r") == []
        await ledger.aclose()

    run(main())


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    mine, theirs = Sessions(tmp_path), Sessions(tmp_path)
    mine.enter()
    theirs.enter()
    assert mine.is_alive(theirs.own)
    theirs.leave()
    assert not mine.is_alive(theirs.own)
    assert mine.is_alive(mine.own)
    assert not mine.is_alive("../../etc/passwd")
    mine.leave()
    assert list(tmp_path.iterdir()) == []


# -- files that can't be used


def test_a_damaged_ledger_is_set_aside_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 1000)

    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        assert f"{FILE}.bad" in ledger.note
        await begun(ledger)
        await ledger.aclose()
        assert (tmp_path / f"{FILE}.bad").exists()
        ledger = await Ledger.open(tmp_path)
        assert ledger.note == ""
        assert len(await ledger.read(reading.entries)) == 1
        await ledger.aclose()

    run(main())


@settings(max_examples=25)
@given(st.binary(min_size=1, max_size=64), st.integers(0, 40_000))
def test_whatever_stands_in_the_file_it_opens_or_begins_anew(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    folder = tmp_path_factory.mktemp("ledger")

    async def main() -> None:
        ledger = await Ledger.open(folder)
        await begun(ledger)
        await ledger.aclose()
        whole = bytearray((folder / FILE).read_bytes())
        whole[at % len(whole) : at % len(whole) + len(junk)] = junk
        (folder / FILE).write_bytes(whole)
        with contextlib.suppress(OutputError):
            ledger = await Ledger.open(folder)
            try:
                await begun(ledger)
            finally:
                await ledger.aclose()

    run(main())


def test_a_ledger_of_the_first_version_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path)
        entry = await begun(ledger, tasks=2)
        await ledger.write(keeping.task_done, entry.tasks[0].id, [b"result"], "trace-2")
        await ledger.aclose()
        with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as db:
            db.execute("ALTER TABLE tasks DROP COLUMN below")
            db.execute("PRAGMA user_version = 1")
            db.commit()
        ledger = await Ledger.open(tmp_path)
        (known,) = await ledger.read(reading.entries)
        assert [task.below for task in known.tasks] == [None, None]
        assert await ledger.read(reading.results, known.tasks[0].id) == [b"result"]
        new = new_entry(ledger.inputs)
        dated = replace(new, tasks=(replace(new.tasks[0], below="d1g3st"),))
        later = await ledger.write(writing.begin, dated)
        assert [task.below for task in later.tasks] == ["d1g3st"]
        await ledger.aclose()

    run(main())


def test_a_ledger_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / FILE)
    db.execute("PRAGMA user_version = 99")
    db.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(OutputError, match="newer version"):
        run(Ledger.open(tmp_path))
    assert (tmp_path / FILE).read_bytes() == before


def test_without_a_folder_to_write_to_only_this_computer_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("OBJREMOVE_DATA_DIR", str(tmp_path / "file"))

    async def main() -> None:
        ledger = await open_ledger("")
        entry = await begun(ledger)
        assert ledger.inputs.read(entry.tasks[0].image) == b"image"
        await ledger.aclose()
        with pytest.raises(OutputError, match="can't be written"):
            await open_ledger("https://vendor.test")

    run(main())


# -- what is kept


@pytest.mark.skipif(sys.platform == "win32", reason="has no such rights")
def test_nobody_else_may_read_what_was_sent(tmp_path: Path) -> None:
    async def main() -> None:
        ledger = await Ledger.open(tmp_path / "jobs")
        await begun(ledger)
        await ledger.aclose()

    run(main())
    assert stat.S_IMODE(os.stat(tmp_path / "jobs").st_mode) == 0o700
    for path in (tmp_path / "jobs" / "inputs").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_inputs_go_when_all_tasks_that_need_them_have_results() -> None:
    books = in_memory()
    shared = books.inputs.keep(b"image"), books.inputs.keep(b"mask")
    task = NewTask(0, "picture", 1, None, b"plan", *shared)
    new = replace(new_entry(books.inputs), tasks=(task,))
    first, second = writing.begin(books, new), writing.begin(books, new)
    for entry in (first, second):
        assert all(map(books.inputs.has, shared))
        keeping.task_done(books, entry.tasks[0].id, [b"result"], "trace-1")
        writing.finish(books, entry.id, "trace-1")
    assert not any(map(books.inputs.has, shared))


def test_files_that_no_row_names_go_unless_their_program_lives(tmp_path: Path) -> None:
    async def main() -> None:
        ledger, other = await Ledger.open(tmp_path), await Ledger.open(tmp_path)
        lost, kept = ledger.inputs.keep(b"lost"), other.inputs.keep(b"about to be written down")
        await ledger.aclose()
        third = await Ledger.open(tmp_path)
        assert not third.inputs.has(lost)
        assert third.inputs.has(kept)
        await third.aclose()
        await other.aclose()

    run(main())


def in_memory(now: float = 1_000_000_000.0) -> Books:
    sessions = Sessions(None)
    return Books(connect(None), Inputs(None, sessions.own), sessions, lambda: now)


def later(books: Books, days: float) -> Books:
    return replace(books, now=lambda: books.now() + days * DAY)


def finished(
    books: Books, *, data: bytes = b"result", paid: bool = True, settled: bool = True
) -> EntryRecord:
    entry = writing.begin(books, new_entry(books.inputs, paid=paid))
    writing.sending(books, entry.id)
    writing.accepted(books, entry.id, "k3y", "trace-1")
    keeping.task_done(books, entry.tasks[0].id, [data], "trace-2")
    writing.finish(books, entry.id, "trace-2")
    if settled:
        keeping.settle(books, [entry.tasks[0].id])
    return entry


def test_only_paid_results_are_kept_when_they_are_no_longer_due() -> None:
    books = in_memory()
    paid, free = finished(books), finished(books, paid=False)
    assert reading.results(books, paid.tasks[0].id) == [b"result"]
    assert reading.results(books, free.tasks[0].id) == []


def test_old_entries_go_and_those_that_wait_stay_longer() -> None:
    books = in_memory()
    settled, due = finished(books), finished(books, settled=False)
    unknown = writing.begin(books, new_entry(books.inputs))
    writing.end(books, unknown.id, EntryState.UNKNOWN, ERROR)
    recovery.prune(later(books, recovery.AGE - 1))
    assert len(reading.entries(books)) == 3
    recovery.prune(later(books, recovery.AGE + 1))
    assert {entry.id for entry in reading.entries(books)} == {due.id, unknown.id}
    assert reading.entry(books, settled.id) is None
    recovery.prune(later(books, recovery.LONG_AGE + 1))
    assert reading.entries(books) == []
    assert books.db.execute("SELECT count(*) FROM results").fetchone()[0] == 0


def test_the_oldest_results_go_when_there_are_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "BUDGET", 2500)
    books = in_memory()
    entries = [finished(books, data=bytes(1000)) for _ in range(3)]
    due = finished(books, data=bytes(1000), settled=False)
    recovery.prune(books)
    assert [entry.id for entry in reading.entries(books)] == [due.id, entries[2].id]


def test_what_may_have_been_billed_is_counted_also_when_it_is_forgotten() -> None:
    books = in_memory()
    entry = finished(books)
    refused = writing.begin(books, new_entry(books.inputs, tasks=3))
    writing.sending(books, refused.id)
    assert reading.charged_since(books, 0) == 4
    writing.refused(books, refused.id, ERROR)
    assert reading.charged_since(books, 0) == 1
    writing.forget(books, entry.id)
    assert reading.charged_since(books, 0) == 1
    assert reading.charged_since(books, books.now() + 1) == 0
    finished(books, paid=False)
    assert reading.charged_since(books, 0) == 1


def test_tasks_without_a_result_are_sent_again_and_the_others_stay() -> None:
    books = in_memory()
    entry = writing.begin(books, new_entry(books.inputs, tasks=3))
    writing.sending(books, entry.id)
    writing.accepted(books, entry.id, "k3y", "trace-1")
    for task in entry.tasks[:2]:
        keeping.task_done(books, task.id, [b"result"], "trace-2")
    keeping.task_troubled(books, entry.tasks[2].id, ERROR, ended=True)
    writing.finish(books, entry.id, "trace-2")
    assert writing.existing(books, entry.id).state is EntryState.FINISHED
    renewed = writing.renew(books, entry.id)
    assert renewed is not None
    assert renewed.id != entry.id
    assert [task.id for task in renewed.tasks] == [entry.tasks[2].id]
    assert (renewed.state, renewed.session) == (EntryState.WAITING, books.sessions.own)
    assert not reading.missing_inputs(books, renewed)
    assert len(writing.existing(books, entry.id).tasks) == 2
    assert writing.renew(books, entry.id) is None
