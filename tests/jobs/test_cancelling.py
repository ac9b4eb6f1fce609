"""A cancel at any moment: no task, no file, no upload stays, and it is known what may be billed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fakes import run
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Program, files_below, spotted, started
from vendor import Fault, Vendor

from objremove_gui.api.models import Capabilities
from objremove_gui.errors import OutcomeUnknown
from objremove_gui.jobs.crops import origin_of
from objremove_gui.jobs.earlier import Repeat
from objremove_gui.jobs.ledger import reading
from objremove_gui.jobs.ledger.records import EntryState
from objremove_gui.jobs.pipeline import RemovalRun, RunOptions
from objremove_gui.jobs.resuming import resume, resume_all


async def cancelled_at(
    vendor: Vendor, program: Program, operation: str, *, answered: bool = True
) -> RemovalRun:
    """A run that is cancelled while the service works on an operation, which ends afterwards or never."""
    reached = vendor.hold(operation)
    removal = program.prepared(spotted())
    task = asyncio.ensure_future(removal.run())
    await reached.wait()
    task.cancel()
    await asyncio.sleep(0)
    if answered:
        vendor.go(operation)
    with pytest.raises(asyncio.CancelledError):
        await task
    return removal


def inputs_of(folder: Path) -> list[str]:
    return [path.name for path in files_below(folder) if path.suffix == ".png"]


@pytest.mark.parametrize(
    ("operation", "billed", "states"),
    [
        ("put", 0, []),
        ("submit", 1, [EntryState.CANCELLED]),
        ("query", 1, [EntryState.CANCELLED]),
        ("result", 1, [EntryState.CANCELLED]),
        ("delete", 1, [EntryState.FINISHED]),
    ],
)
def test_a_paid_run(tmp_path: Path, operation: str, billed: int, states: list[EntryState]) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            removal = await cancelled_at(vendor, program, operation)
            assert removal.billed == billed
            assert [entry.state for entry in await program.entries()] == states
            assert vendor.files == {}
            assert inputs_of(tmp_path) == [] or states
            # What was paid for is not paid again.
            await program.remove(spotted())
            assert max(vendor.paid().values()) == 1
            assert len(vendor.groups) == 1
        assert inputs_of(tmp_path) == []

    run(main())


@pytest.mark.parametrize("operation", ["put", "submit", "query", "result", "delete"])
def test_an_unpaid_run_leaves_nothing_at_all(tmp_path: Path, operation: str) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path, paid=False) as program:
            removal = await cancelled_at(vendor, program, operation)
            assert removal.billed == 0
            assert await program.entries() == []
            assert vendor.files == {}
            assert inputs_of(tmp_path) == []

    run(main())


def test_a_service_that_can_be_told_to_stop_is_told(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path, capabilities=Capabilities(cancel=True)) as program:
            await cancelled_at(vendor, program, "query")
        assert vendor.counts["cancel"] == 1

    run(main())


def test_a_submit_that_is_never_answered_stays_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("objremove_gui.jobs.sending.CLEAN_UP_TIME", 0.02)

    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            removal = await cancelled_at(vendor, program, "submit", answered=False)
            assert removal.billed == 1
            assert (await program.entry()).state is EntryState.UNKNOWN
            with pytest.raises(OutcomeUnknown, match="not known"):
                await program.remove(spotted())

    run(main())


def test_a_second_cancel_changes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            reached = vendor.hold("submit")
            removal = program.prepared(spotted())
            task = asyncio.ensure_future(removal.run())
            await reached.wait()
            for _ in range(3):
                task.cancel()
                await asyncio.sleep(0)
            vendor.go("submit")
            with pytest.raises(asyncio.CancelledError):
                await task
            assert removal.billed == 1
            assert (await program.entry()).result_key
            assert vendor.files == {}

    run(main())


def test_what_was_cancelled_after_it_was_paid_can_be_fetched(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            await cancelled_at(vendor, program, "query")
            await resume_all(program.desk)
            entry = await program.entry()
            assert entry.state is EntryState.CANCELLED
            await resume(program.desk, entry.id)
            assert (await program.entry()).state is EntryState.FINISHED
            assert len(vendor.groups) == 1

    run(main())


@pytest.mark.parametrize(
    ("operation", "state", "uploads"),
    [
        ("put", None, 0),
        ("submit", EntryState.RUNNING, 2),
        ("query", EntryState.RUNNING, 2),
        ("result", EntryState.RUNNING, 2),
    ],
)
def test_who_leaves_a_photo_gets_later_what_was_paid_for(
    operation: str, state: EntryState | None, uploads: int, tmp_path: Path
) -> None:
    vendor = Vendor()

    async def main() -> None:
        async with started(vendor, tmp_path) as program:
            reached = vendor.hold(operation)
            removal = program.prepared(spotted())
            task = asyncio.ensure_future(removal.run())
            await reached.wait()
            removal.leaves = True
            task.cancel()
            await asyncio.sleep(0)
            vendor.go(operation)
            with pytest.raises(asyncio.CancelledError):
                await task
            entries = await program.entries()
            assert [entry.state for entry in entries] == ([state] if state else [])
            assert not any(entry.session for entry in entries)
            # The service may still have to read them.
            assert len(vendor.files) == uploads
            assert await resume_all(program.desk) == []
            due = await program.ledger.read(reading.due, origin_of(spotted().photo).digest)
            assert len(due) == bool(state)
            assert vendor.files == {}
            assert len(vendor.groups) == removal.billed == bool(state)

    run(main())


def test_a_cancelled_resumption_leaves_the_job_where_it_was(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor(faults=lambda operation, number: Fault.DROP_AFTER if operation == "query" else None)
        async with started(vendor, tmp_path) as program:
            with pytest.raises(Exception, match="lost"):
                await program.remove(spotted())
        vendor.faults = lambda operation, number: None
        async with started(vendor, tmp_path) as program:
            reached = vendor.hold("query")
            task = asyncio.ensure_future(resume_all(program.desk))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            vendor.go("query")
            entry = await program.entry()
            assert (entry.state, entry.session) == (EntryState.RUNNING, "")
            assert (await program.remove(spotted())).removals
            assert len(vendor.groups) == 1

    run(main())


@settings(max_examples=20)
@given(steps=st.integers(0, 250), paid=st.booleans())
def test_at_any_moment(tmp_path_factory: pytest.TempPathFactory, steps: int, paid: bool) -> None:
    folder = tmp_path_factory.mktemp("data")

    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, folder, paid=paid) as program:
            removal = program.prepared(spotted())
            task = asyncio.ensure_future(removal.run())
            for _ in range(steps):
                if task.done():
                    break
                # Threads need time, the loop's rounds alone would never get there.
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.wait([task])
            entries = await program.entries()
            assert vendor.files == {}
            assert all(entry.session == "" for entry in entries)
            if task.cancelled():
                assert removal.billed == (len(vendor.groups) if paid else 0)
                assert paid or not entries
            result = await program.remove(spotted(), RunOptions(repeat=Repeat.USE))
            assert result.removals
            assert not paid or len(vendor.groups) == 1
        assert inputs_of(folder) == []

    run(main())
