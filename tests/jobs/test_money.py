"""What is sent together, what it may cost, who agrees to it, and what costs nothing."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import run
from programs import SIDE, SPOT, spotted, started
from vendor import Vendor

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.errors import InputError, TaskFailed
from objremove_gui.jobs.costs import Cost, check_cap, cost_line, month_start
from objremove_gui.jobs.desk import Desk
from objremove_gui.jobs.earlier import Repeat
from objremove_gui.jobs.ledger import keeping, reading
from objremove_gui.jobs.ledger.records import EntryState
from objremove_gui.jobs.pipeline import RemovalRun, RunOptions
from objremove_gui.jobs.resuming import cost_again, is_sent_again, resume


def regions(count: int) -> Document:
    """A document with marks in so many places, each with a crop of its own."""
    boxes = [Rect(SPOT.x + SIDE * number, *SPOT[1:]) for number in range(count)]
    return spotted(*boxes, width=SIDE * count)


@pytest.mark.parametrize(
    ("count", "versions", "submits"), [(1, 1, [1]), (6, 1, [6]), (3, 4, [10, 2]), (11, 1, [10, 1])]
)
def test_regions_and_seeds_share_submits(
    tmp_path: Path, count: int, versions: int, submits: list[int]
) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            result = await program.remove(regions(count), RunOptions(versions=versions))
            assert [len(removal.versions) for removal in result.removals] == [versions] * count
            assert program.agreed == [Cost(count, len(submits), count * versions, paid=True)]
        assert sorted((len(group.tasks) for group in vendor.groups), reverse=True) == submits
        # One crop and one mask of a region, however many seeds: unless a region lies in two submits.
        assert vendor.counts["put"] <= 2 * (count + len(submits) - 1)
        for removal in result.removals:
            seeds = [version.seed for version in removal.versions]
            assert len(set(seeds)) == versions
            middle = [
                (version.patch.shape[0] // 2, version.patch.shape[1] // 2) for version in removal.versions
            ]
            assert len(middle) == versions

    run(main())


def test_the_line_says_what_is_sent_before_it_is_sent() -> None:
    assert cost_line(Cost(6, 1, 6, paid=True)) == "6 regions = 1 submit, up to 6 billed tasks"
    assert cost_line(Cost(1, 1, 1, paid=True), 0.5) == "1 region = 1 submit, up to 1 billed task, up to 0.50"
    assert cost_line(Cost(3, 2, 12, paid=False), 0.5) == "3 regions = 2 submits, 12 tasks"


def test_who_does_not_agree_sends_nothing(tmp_path: Path) -> None:
    async def no(cost: Cost) -> bool:
        return False

    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            removal = RemovalRun(spotted().snapshot(), RunOptions(), program.desk, program.reports.append, no)
            result = await removal.run()
            assert (result.removals, result.failures) == ((), ())
            assert await program.entries() == []
        assert vendor.counts.total() == 0
        assert list((tmp_path / "inputs").iterdir()) == []

    run(main())


def test_without_anybody_to_ask_nothing_paid_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            removal = RemovalRun(spotted().snapshot(), RunOptions(), program.desk, program.reports.append)
            with pytest.raises(InputError, match="paid"):
                await removal.run()
        assert vendor.counts.total() == 0

    run(main())


def test_an_unpaid_service_asks_nobody(tmp_path: Path) -> None:
    async def main() -> None:
        async with started(Vendor(), tmp_path, paid=False) as program:
            assert (await program.remove(spotted())).removals
            assert program.agreed == []

    run(main())


def test_a_monthly_limit_is_kept() -> None:
    check_cap(6, 4, 10)
    check_cap(1_000, 1_000_000, 0)
    with pytest.raises(InputError, match="not sent"):
        check_cap(6, 5, 10)
    assert month_start(1_700_000_000) <= 1_700_000_000 < month_start(1_700_000_000) + 32 * 86_400


def test_what_was_agreed_to_at_the_same_moment_elsewhere_counts_when_it_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()

        def capped(desk: Desk) -> Desk:
            return replace(desk, monthly_cap=5)

        async with started(vendor, tmp_path, change=capped) as program:
            await program.remove(regions(3))
            # The person had agreed before the first three were sent.
            with pytest.raises(InputError, match="limit of 5 billed tasks"):
                await program.remove(regions(3), RunOptions(repeat=Repeat.ANEW))
            refused, sent = await program.entries()
            assert (refused.state, refused.charged) == (EntryState.FAILED, 0)
            assert (sent.state, sent.charged) == (EntryState.FINISHED, 3)
            await program.remove(regions(2), RunOptions(repeat=Repeat.ANEW))
        assert [len(group.tasks) for group in vendor.groups] == [3, 2]
        assert vendor.files == {}

    run(main())


SENDER = """
import asyncio, sys
from pathlib import Path
from objremove_gui.core.geometry import Size
from objremove_gui.errors import InputError
from objremove_gui.jobs.ledger import writing
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.records import NewEntry, NewTask, Origin

async def main(folder, count, cap):
    ledger = await Ledger.open(Path(folder))
    sent = 0
    print("ready", flush=True)
    sys.stdin.readline()
    task = NewTask(0, "picture", 0, None, b"plan", "", "")
    for _ in range(count):
        new = NewEntry("run", Origin("", "", Size(1, 1)), "https://vendor.test", "Vendor", True, (task,))
        entry = await ledger.write(writing.begin, new)
        try:
            await ledger.write(writing.sending, entry.id, cap)
            sent += 1
        except InputError:
            pass
    await ledger.aclose()
    print(sent, flush=True)

asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
"""


def test_two_programs_together_do_not_exceed_the_monthly_limit(tmp_path: Path) -> None:
    count = cap = 30
    command = [sys.executable, "-c", SENDER, str(tmp_path), str(count), str(cap)]
    pipe = subprocess.PIPE
    with contextlib.ExitStack() as stack:
        both = [
            stack.enter_context(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
            for _ in range(2)
        ]
        for one in both:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in both:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        sent = [int(one.communicate()[0]) for one in both]
    assert sum(sent) == cap


def test_the_same_again_is_answered_without_a_submit(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            first = await program.remove(spotted())
            await program.ledger.write(keeping.settle, first.tasks)
        async with started(vendor, tmp_path) as program:
            second = await program.remove(spotted())
            assert second.answered == 1
            assert second.removals[0].version.seed == first.removals[0].version.seed
            assert (second.removals[0].version.patch == first.removals[0].version.patch).all()
            assert program.agreed == []
            assert len(vendor.groups) == 1
            # Another seed, another kernel_size, other marks, other pixels: each is something else.
            for document, options in (
                (spotted(), RunOptions(repeat=Repeat.ANEW)),
                (spotted(), RunOptions(kernel_size=5)),
                (spotted(Rect(150, 150, 20, 20)), RunOptions()),
                (spotted(seed=1), RunOptions()),
            ):
                before = len(vendor.groups)
                assert (await program.remove(document, options)).answered == 0
                assert len(vendor.groups) == before + 1

    run(main())


def test_a_seed_that_is_asked_for_is_another_request_than_that_of_any_seed(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path) as program:
            assert (await program.remove(spotted(), RunOptions(seed=7))).answered == 0
            assert (await program.remove(spotted(), RunOptions(seed=7))).answered == 1
            assert (await program.remove(spotted())).answered == 1
            assert (await program.remove(spotted(), RunOptions(seed=8))).answered == 0
            for answered in (1, 3):
                several = await program.remove(spotted(), RunOptions(seed=8, versions=3))
                assert several.answered == answered
                assert [version.seed for version in several.removals[0].versions] == [8, 9, 10]
            more = await program.remove(spotted(), RunOptions(versions=5))
            assert more.answered == 4
            assert len(more.removals[0].versions) == 5

    run(main())


def test_an_unpaid_service_makes_another_variant_when_asked_again(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor()
        async with started(vendor, tmp_path, paid=False) as program:
            first = await program.remove(spotted())
            await program.ledger.write(keeping.deliver, first.tasks)
            assert (await program.remove(spotted())).answered == 0
            assert len(vendor.groups) == 2

    run(main())


def test_one_that_fails_of_ten_fails_alone_and_is_sent_again_alone(tmp_path: Path) -> None:
    async def main() -> None:
        vendor = Vendor(failing=frozenset({3}))
        async with started(vendor, tmp_path) as program:
            result = await program.remove(regions(10))
            assert len(result.removals) == 9
            (failure,) = result.failures
            assert isinstance(failure, TaskFailed)
            assert failure.request_id
            entry = await program.entry()
            assert entry.state is EntryState.FINISHED
            assert is_sent_again(entry)
            assert cost_again(entry) == Cost(1, 1, 1, paid=True)
            vendor.failing = frozenset()
            await resume(program.desk, entry.id, again=True)
            assert [len(group.tasks) for group in vendor.groups] == [10, 1]
            assert await program.ledger.read(reading.charged_since, 0) == 11
            assert (await program.remove(regions(10))).answered == 10
        assert vendor.files == {}

    run(main())
