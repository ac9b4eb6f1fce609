"""What a program left is carried on by the next one, and comes to the photo that it belongs to."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import run
from faults import TABLE
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import SIDE, SPOT, Program, files_below, holding, spotted, started
from vendor import SIGNATURE, Fault, Vendor

from objremove_gui.api.polling import PollSchedule
from objremove_gui.core.ageing import outdated
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.errors import DeadlineExceeded, ObjremoveError, OutcomeUnknown, ResultUnknown
from objremove_gui.jobs.crops import origin_of, pack_plan, unpack_plan
from objremove_gui.jobs.delivering import Delivery, collect, is_there, same_place
from objremove_gui.jobs.earlier import Repeat
from objremove_gui.jobs.ledger import reading
from objremove_gui.jobs.ledger.database import FILE
from objremove_gui.jobs.ledger.records import EntryState, TaskState
from objremove_gui.jobs.pipeline import RunOptions
from objremove_gui.jobs.resuming import clear_leftovers, resume, resume_all


def broken(operation: str, fault: Fault = Fault.DROP_AFTER) -> Vendor:
    return Vendor(faults=lambda at, number: fault if at == operation else None)


def mend(vendor: Vendor) -> None:
    vendor.faults = lambda operation, number: None


async def fails(program: Program, document: Document, options: RunOptions | None = None) -> ObjremoveError:
    with pytest.raises(ObjremoveError) as caught:
        await program.remove(document, options)
    return caught.value


async def collected(program: Program, document: Document) -> Delivery:
    found = await program.ledger.read(reading.due, origin_of(document.photo).digest)
    due = [one for one in found if not is_there(one, document.removals)]
    return await collect(program.ledger, program.desk.pool, due, document.snapshot())


def test_the_row_is_on_the_disk_before_the_submit_and_the_key_before_the_first_query(tmp_path: Path) -> None:
    seen: dict[str, tuple[str, str]] = {}

    def look(operation: str) -> None:
        if operation in ("submit", "query") and operation not in seen:
            db = sqlite3.connect(tmp_path / FILE)
            (seen[operation],) = db.execute("SELECT state, result_key FROM entries").fetchall()
            db.close()

    async def main() -> None:
        vendor = Vendor(seen=look)
        async with vendor.serving(), started(vendor, tmp_path, sockets=True) as program:
            await program.remove(spotted())
        assert seen["submit"] == ("sending", "")
        assert seen["query"] == ("running", vendor.groups[0].key)

    run(main())


def test_results_come_into_the_ledger_one_by_one_as_they_are_fetched(tmp_path: Path) -> None:
    held: list[int] = []

    def look(operation: str) -> None:
        if operation == "delete" and not held:
            db = sqlite3.connect(tmp_path / FILE)
            held.append(db.execute("SELECT count(*) FROM results").fetchone()[0])
            db.close()

    async def main() -> None:
        vendor = Vendor(seen=look)
        async with started(vendor, tmp_path) as program:
            await program.remove(spotted(), RunOptions(versions=3))
        assert held == [3]

    run(main())


def test_a_result_that_arrives_later_is_the_one_that_would_have_come(tmp_path: Path) -> None:
    async def main() -> None:
        boxes = [SPOT, Rect(SPOT.x + SIDE, *SPOT[1:])]
        vendor = broken("query")
        async with started(vendor, tmp_path) as program:
            await fails(program, spotted(*boxes, width=2 * SIDE), RunOptions(seed=5, growth=3))
        mend(vendor)
        async with started(vendor, tmp_path) as program:
            await resume_all(program.desk)
            opened = spotted(*boxes, width=2 * SIDE)
            other = spotted(seed=9)
            assert (await collected(program, other)).removals == []
            delivery = await collected(program, opened)
            expected = await program.remove(opened, RunOptions(seed=5, growth=3))
            assert len(delivery.removals) == 2
            for late, usual in zip(delivery.removals, expected.removals, strict=True):
                assert (late.box, late.ring) == (usual.box, usual.ring)
                for one, two in ((late.mask, usual.mask), (late.alpha, usual.alpha)):
                    assert np.array_equal(one, two)
                assert np.array_equal(late.version.patch, usual.version.patch)
                assert (late.version.seed, late.version.backend) == (5, "Vendor")
                assert late.version.request_id
        assert len(vendor.groups) == 1

    run(main())


def test_a_late_version_belongs_to_the_removal_of_the_same_marks_and_comes_once(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor(faults=lambda at, number: Fault.EXPIRED if at == "result" and number > 2 else None)
        document = spotted()
        async with started(vendor, tmp_path) as program:
            result = await program.remove(document, RunOptions(versions=4))
            assert 0 < len(result.removals[0].versions) < 4
            document.add_removals("Remove", result.removals)
            mend(vendor)
            await resume_all(program.desk)
            delivery = await collected(program, document)
            assert not set(delivery.tasks) & set(result.tasks)
            (late,) = delivery.removals
            assert len(late.versions) + len(result.removals[0].versions) == 4
            assert same_place(late, document.removals) is document.removals[0]
            assert same_place(late, ()) is None

    run(main())


LOWER, UPPER = Rect(180, 180, 40, 40), Rect(205, 205, 40, 40)


async def waiting_on_top(vendor: Vendor, folder: Path) -> Document:
    """A document with a removal; the result of one on top of it waits in the ledger."""
    document = spotted(LOWER)
    async with started(vendor, folder) as program:
        document.add_removals("Remove", (await program.remove(document, RunOptions(growth=3))).removals)
        mark(document, UPPER)
        vendor.faults = lambda at, number: Fault.DROP_AFTER if at == "query" else None
        await fails(program, document, RunOptions(growth=3))
    mend(vendor)
    return document


def mark(document: Document, box: Rect) -> None:
    with document.mask_edit("mark") as mask:
        mask.replace(box, np.full((box.height, box.width), 255, np.uint8))


def switched(document: Document, *, on: bool) -> None:
    lower, *others = document.removals
    document.change_removals("switch", (replace(lower, enabled=on), *others))


@pytest.mark.parametrize("is_changed_meanwhile", [False, True])
def test_a_late_result_is_out_of_date_when_what_lay_below_is_no_longer_there(
    tmp_path: Path, is_changed_meanwhile: bool
) -> None:
    async def main() -> None:
        vendor = Vendor()
        document = await waiting_on_top(vendor, tmp_path)
        async with started(vendor, tmp_path) as program:
            await resume_all(program.desk)
            switched(document, on=not is_changed_meanwhile)
            delivery = await collected(program, document)
            (late,) = (one for one in delivery.removals if UPPER.intersect(one.box) == UPPER)
            document.add_removals("Put in", [late])
        for is_on in (True, False, True):
            switched(document, on=is_on)
            assert outdated(document.photo, document.removals) == (set() if is_on else {1})

    run(main())


def test_a_late_result_of_the_bare_photo_is_out_of_date_on_top_of_something(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("query")
        async with started(vendor, tmp_path) as program:
            await fails(program, spotted(UPPER), RunOptions(growth=3))
            mend(vendor)
            await resume_all(program.desk)
            document = spotted(LOWER)
            document.add_removals("Remove", (await program.remove(document, RunOptions(growth=3))).removals)
            on_top = (await collected(program, document)).removals
            alone = (await collected(program, spotted(LOWER))).removals
            document.add_removals("Put in", on_top)
            assert outdated(document.photo, document.removals) == {1}
            assert outdated(document.photo, tuple(alone)) == set()

    run(main())


def test_a_late_version_is_made_over_what_lies_below_its_removal_alone(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        document = spotted()
        async with started(vendor, tmp_path) as program:
            result = await program.remove(document, RunOptions(seed=1, growth=3))
            document.add_removals("Remove", result.removals)
            again = replace(document.snapshot(), removals=(), box=SPOT, mask=np.full((20, 20), 255, np.uint8))
            vendor.faults = lambda at, number: Fault.DROP_AFTER if at == "query" else None
            with pytest.raises(ObjremoveError):
                await program.prepared(document, RunOptions(seed=2, growth=3), again).run()
        mend(vendor)
        async with started(vendor, tmp_path) as program:
            await resume_all(program.desk)
            (late,) = (await collected(program, document)).removals
            usual = await program.prepared(document, RunOptions(seed=2, growth=3), again).run()
        assert np.array_equal(late.version.patch, usual.removals[0].version.patch)
        (removal,) = document.removals
        document.put_removals((replace(removal, versions=late.versions),))
        assert outdated(document.photo, document.removals) == set()

    run(main())


def test_only_what_the_document_has_at_that_place_is_there_already(tmp_path: Path) -> None:
    async def main() -> None:
        boxes = [SPOT, Rect(SPOT.x + SIDE, *SPOT[1:])]
        document = spotted(*boxes, width=2 * SIDE)
        async with started(Vendor(), tmp_path) as program:
            # Both have the same seed and came with the same answer.
            result = await program.remove(document, RunOptions(seed=5))
            document.add_removals("Remove", result.removals[:1])
            delivery = await collected(program, document)
            assert [removal.box for removal in delivery.removals] == [result.removals[1].box]
            document.add_removals("Remove", result.removals[1:])
            assert (await collected(program, document)).removals == []

    run(main())


def test_the_deadline_does_not_give_a_paid_task_up(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor(endless=True)
        hurried = PollSchedule(first=0.001, longest=0.001, deadline=0.02)
        async with started(vendor, tmp_path, schedule=hurried) as program:
            assert isinstance(await fails(program, spotted()), DeadlineExceeded)
        vendor.endless = False
        async with started(vendor, tmp_path) as program:
            await resume_all(program.desk)
            assert (await program.remove(spotted())).answered == 1
        assert len(vendor.groups) == 1

    run(main())


def test_what_ran_in_this_program_is_run_again_and_not_for_ever(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("query")
        async with started(vendor, tmp_path, paid=False, endpoint="") as program:
            await fails(program, spotted())
        # The next program's service knows nothing of it.
        async with started(Vendor(), tmp_path, paid=False, endpoint="") as program:
            assert await resume_all(program.desk) == []
            assert (await program.entry()).state is EntryState.FINISHED
            assert len((await collected(program, spotted())).removals) == 1
        forgetful = broken("query", Fault.UNKNOWN_KEY)
        async with started(forgetful, tmp_path, paid=False, endpoint="") as program:
            assert isinstance(await fails(program, spotted(seed=3)), ResultUnknown)
            assert len(forgetful.groups) == 2

    run(main())


def test_a_key_that_the_cloud_has_forgotten_is_asked_about_and_sent_again_only_then(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("query", Fault.UNKNOWN_KEY)
        async with started(vendor, tmp_path) as program:
            assert isinstance(await fails(program, spotted()), ResultUnknown)
            mend(vendor)
            assert isinstance(await fails(program, spotted()), OutcomeUnknown)
            await resume_all(program.desk)
            assert len(vendor.groups) == 1
            entry = await program.entry()
            assert entry.state is EntryState.LOST
            await resume(program.desk, entry.id, again=True)
            assert (await program.entry()).state is EntryState.FINISHED
            assert (await program.remove(spotted())).answered == 1
        assert len(vendor.groups) == 2

    run(main())


def test_an_unknown_outcome_is_sent_again_when_a_person_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("submit")
        async with started(vendor, tmp_path) as program:
            assert isinstance(await fails(program, spotted()), OutcomeUnknown)
            mend(vendor)
            result = await program.remove(spotted(), RunOptions(repeat=Repeat.RESEND))
            assert len(result.removals) == 1
            assert [entry.state for entry in await program.entries()] == [EntryState.FINISHED]
            # Both may be on the bill.
            assert await program.ledger.read(reading.charged_since, 0) == 2

    run(main())


def test_what_is_left_of_a_submit_is_sent_and_fetched_in_its_order(tmp_path: Path) -> None:
    async def main() -> None:
        boxes = [SPOT, Rect(SPOT.x + SIDE, *SPOT[1:])]
        vendor = broken("submit")
        async with started(vendor, tmp_path) as program:
            await fails(program, spotted(*boxes, width=2 * SIDE))
            mend(vendor)
            # The first of both is sent again by itself; the second stays unknown, and its link dies once.
            first = spotted(boxes[0], width=2 * SIDE)
            await program.remove(first, RunOptions(repeat=Repeat.RESEND))
            left = next(one for one in await program.entries() if one.state is EntryState.UNKNOWN)
            assert [task.position for task in left.tasks] == [1]
            start = vendor.counts["result"]
            vendor.faults = lambda at, number: Fault.EXPIRED if (at, number) == ("result", start) else None
            await resume(program.desk, left.id, again=True)
            both = await program.remove(spotted(*boxes, width=2 * SIDE))
            assert (both.answered, len(both.removals)) == (2, 2)

    run(main())


def test_an_entry_that_is_at_its_end_is_never_sent_by_a_mere_resume(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("submit")
        async with started(vendor, tmp_path) as program:
            await fails(program, spotted())
            mend(vendor)
            await program.remove(spotted(seed=1))
            for entry in await program.entries():
                assert await resume(program.desk, entry.id) == []
                assert (await program.ledger.read(reading.entry, entry.id)).session == ""  # type: ignore[union-attr]
        assert len(vendor.groups) == 2

    run(main())


def test_uploads_that_could_not_be_deleted_are_deleted_at_the_next_start(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("delete", Fault.HTML)
        async with started(vendor, tmp_path) as program:
            await program.remove(spotted())
            assert len(vendor.files) == 2
        mend(vendor)
        async with started(vendor, tmp_path) as program:
            await clear_leftovers(program.desk)
            assert vendor.files == {}
            assert await program.ledger.read(reading.leftovers, vendor.address) == []

    run(main())


def test_uploads_of_a_task_that_may_still_run_stay_until_it_has_ended(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = broken("query")
        async with started(vendor, tmp_path) as program:
            await fails(program, spotted())
            await clear_leftovers(program.desk)
            assert len(vendor.files) == 2
            mend(vendor)
            await resume_all(program.desk)
            assert vendor.files == {}

    run(main())


def test_a_plan_comes_back_as_it_was_and_one_of_another_version_is_told(tmp_path: Path) -> None:
    from objremove_gui.core.cropping import CropLimits, plan_crops
    from objremove_gui.core.regions import find_regions

    mask = spotted(Rect(30, 40, 50, 60)).mask.pixels
    (plan,) = plan_crops(find_regions(mask), spotted().size, CropLimits(400, 4096), growth=4, kernel_size=7)
    again = unpack_plan(pack_plan(plan))
    assert (again.source, again.sent, again.padding, again.scale) == (
        plan.source,
        plan.sent,
        plan.padding,
        plan.scale,
    )
    assert (again.box, again.ring, again.growth, again.kernel_size) == (plan.box, plan.ring, plan.growth, 7)
    assert np.array_equal(again.region.mask, plan.region.mask)
    for data in (b"", b"\x00", pack_plan(plan)[:-9], b"\x80"):
        with pytest.raises(ValueError, match="another version"):
            unpack_plan(data)


def test_photos_are_told_apart_by_their_pixels_alone() -> None:
    first = spotted().photo
    assert origin_of(first).digest == origin_of(spotted().photo).digest
    changed = first.pixels.copy()
    changed[3, 5, 1] ^= 1
    assert origin_of(type(first)(changed, first.format)).digest != origin_of(first).digest
    swapped = first.pixels.copy()
    swapped[[3, 4]] = swapped[[4, 3]]
    assert origin_of(type(first)(swapped, first.format)).digest != origin_of(first).digest
    assert (
        origin_of(type(first)(first.pixels.astype(np.uint16), first.format)).digest != origin_of(first).digest
    )


# -- whatever the service does

FAULTS = sorted({(row.operation, row.fault) for row in TABLE})
STEPS = st.sampled_from(["remove", "start", "resume"])


@settings(max_examples=25)
@given(
    faults=st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 6), st.integers(1, 8)), max_size=8),
    steps=st.lists(STEPS, min_size=1, max_size=6),
    regions=st.integers(1, 3),
    polls=st.integers(0, 2),
)
def test_whatever_the_service_does_nothing_is_paid_twice_and_nothing_paid_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    faults: list[tuple[tuple[str, Fault], int, int]],
    steps: list[str],
    regions: int,
    polls: int,
) -> None:
    folder = tmp_path_factory.mktemp("data")

    def fault(operation: str, number: int) -> Fault | None:
        for (at, what), first, times in faults:
            if at == operation and first <= number < first + times:
                return what
        return None

    def document() -> Document:
        return spotted(*[Rect(SPOT.x + SIDE * n, *SPOT[1:]) for n in range(regions)], width=SIDE * regions)

    async def main() -> None:
        vendor = Vendor(faults=fault, polls=polls)
        pending = list(steps)
        while pending:
            async with started(vendor, folder) as program:
                while pending and (step := pending.pop(0)) != "start":
                    if step == "resume":
                        await resume_all(program.desk)
                    else:
                        await tried(program, document())
        assert all(count == 1 for count in vendor.paid().values())
        mend(vendor)
        async with started(vendor, folder) as program:
            await resume_all(program.desk)
            entries = await program.entries()
            known = {entry.result_key for entry in entries if entry.state is EntryState.FINISHED}
            for entry in entries:
                # Whatever key was read, its results are here, or the service said that it knows it no more.
                assert not entry.result_key or entry.state in (EntryState.FINISHED, EntryState.LOST)
                done = {task.state for task in entry.tasks}
                assert entry.state is not EntryState.FINISHED or done == {TaskState.DONE}
            before = len(vendor.groups)
            error = await tried(program, document())
            undecided = any(entry.state.is_undecided for entry in entries)
            assert (type(error) is OutcomeUnknown) if undecided else error is None
            assert error is None or error.message
            assert not known or undecided or len(vendor.groups) == before
        assert all(count == 1 for count in vendor.paid().values())
        assert holding(folder, [SIGNATURE.encode(), b"s3cr3tc0de"]) == []
        if not undecided:
            assert vendor.files == {}
            assert not [path for path in files_below(folder) if path.suffix == ".png"]

    run(main())


async def tried(program: Program, document: Document) -> ObjremoveError | None:
    """Press Remove; an error of ours is one of the things that may happen."""
    try:
        result = await program.remove(document)
    except ObjremoveError as error:
        return error
    return result.failures[0] if result.failures else None
