"""``objremove jobs`` and what ``objremove remove`` asks before it sends what may be billed."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import run
from killing import Home
from programs import SIDE, SPOT
from vendor import Fault, Vendor

from objremove_gui import cli
from objremove_gui.core.geometry import Size
from objremove_gui.jobs.ledger import reading, writing
from objremove_gui.jobs.ledger.database import Ledger
from objremove_gui.jobs.ledger.records import NewEntry, NewTask, Origin


class Shell:
    """Commands of one installation, called in this process."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Status, output and errors of a command."""
        try:
            status = cli.main(list(arguments))
        except SystemExit as end:
            status = int(end.code or 0)
        return status, *self._capsys.readouterr()

    def remove(self, *more: str) -> tuple[int, str, str]:
        return self(*self.home.remove()[:-1], *more)

    def jobs(self) -> list[dict[str, Any]]:
        status, out, _ = self("jobs", "list", "--json")
        assert status == 0
        return list(json.loads(out)["jobs"])


Open = Callable[[Vendor], Any]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Open:
    """Opens a shell beside a paid cloud: ``with shell(vendor) as objremove``."""

    @contextmanager
    def opened(vendor: Vendor) -> Iterator[Shell]:
        with vendor.in_thread():
            home = Home(tmp_path, vendor, size=(SIDE, SIDE), box=SPOT)
            for name, value in home.environment.items():
                monkeypatch.setenv(name, value)
            monkeypatch.chdir(tmp_path)
            monkeypatch.setattr(sys, "excepthook", sys.excepthook)
            # Waiting is not what is tested here.
            monkeypatch.setattr("objremove_gui.net.retry.RetryPolicy.pause", lambda *_: 0.0)
            yield Shell(home, capsys)

    return opened


def broken(operation: str, fault: Fault = Fault.DROP_AFTER) -> Vendor:
    return Vendor(faults=lambda at, number: fault if at == operation else None, polls=0)


def mend(vendor: Vendor) -> None:
    vendor.faults = lambda operation, number: None


def test_what_may_be_billed_has_to_be_agreed_to(shell: Open) -> None:
    vendor = Vendor(polls=0)
    with shell(vendor) as objremove:
        status, _, errors = objremove.remove()
        assert status == 2
        assert "1 region = 1 submit, up to 1 billed task" in errors
        assert "--max-tasks 1 or --yes" in errors
        status, _, errors = objremove.remove("--max-tasks", "0")
        assert (status, "nothing was sent" in errors) == (2, True)
        assert vendor.counts.total() == 0
        status, _, errors = objremove.remove("--max-tasks", "1", "--json")
        assert status == 0, errors
    assert len(vendor.groups) == 1
    assert vendor.files == {}


def test_a_monthly_limit_and_a_price_are_kept_to(shell: Open, tmp_path: Path) -> None:
    vendor = Vendor(polls=0)
    with shell(vendor) as objremove:
        file = tmp_path / "config" / "settings.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {"monthly_cap": 1, "price": 0.25}))
        status, _, errors = objremove.remove("--yes")
        assert (status, "up to 0.25" in errors) == (0, True)
        status, _, errors = objremove.remove("--yes", "--overwrite", "--kernel-size", "3")
        assert (status, "limit of 1 billed tasks" in errors) == (2, True)
        # What is known already costs nothing and is not counted.
        status, _, errors = objremove.remove("--yes", "--overwrite")
        assert (status, "nothing was billed" in errors) == (0, True)
        assert "1 task may have been billed this month." in objremove("jobs", "list")[1]
    assert len(vendor.groups) == 1


def test_a_lost_connection_is_taken_up_again(shell: Open) -> None:
    vendor = broken("result")
    with shell(vendor) as objremove:
        status, _, errors = objremove.remove("--yes")
        assert (status, "was lost" in errors) == (1, True)
        (job,) = objremove.jobs()
        assert (job["state"], job["billed"]) == ("running", 1)
        assert job["result_key"] == vendor.groups[0].key
        assert job["error"]["code"] == "connection-lost"
        assert job["request_id"]
        mend(vendor)
        assert objremove("jobs", "resume")[0] == 0
        assert objremove.jobs()[0]["state"] == "finished"
        _, out, _ = objremove("jobs", "list")
        assert "Finished" in out
        assert "photo.png" in out
        assert objremove.remove("--yes")[0] == 0
    assert len(vendor.groups) == 1


def test_an_unknown_outcome_is_told_and_sent_again_only_by_its_number(shell: Open) -> None:
    vendor = broken("submit")
    with shell(vendor) as objremove:
        assert objremove.remove("--yes")[0] == 1
        mend(vendor)
        status, _, errors = objremove("jobs", "resume")
        assert (status, "objremove jobs forget 1" in errors) == (1, True)
        status, _, errors = objremove("jobs", "resume", "1")
        assert (status, "--yes" in errors) == (2, True)
        assert len(vendor.groups) == 1
        assert objremove("jobs", "resume", "1", "--yes")[0] == 0
        assert len(vendor.groups) == 2
        assert objremove.remove("--yes")[0] == 0
        assert len(vendor.groups) == 2
        assert objremove("jobs", "forget")[0] == 0
        assert objremove.jobs() == []


def test_an_unknown_outcome_is_forgotten_only_by_its_number(shell: Open) -> None:
    with shell(broken("submit")) as objremove:
        objremove.remove("--yes")
        objremove("jobs", "forget")
        assert len(objremove.jobs()) == 1
        objremove("jobs", "forget", "1")
        assert objremove.jobs() == []
        status, _, errors = objremove("jobs", "forget", "1")
        assert (status, "no job 1" in errors) == (2, True)


def test_a_job_of_another_service_is_not_given_this_ones_appcode(
    shell: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor, other = broken("query"), Vendor()
    with other.in_thread(), shell(vendor) as objremove:
        objremove.remove("--yes")
        monkeypatch.setenv("OBJREMOVE_ENDPOINT", other.address)
        status, _, errors = objremove("jobs", "resume", "1")
        assert (status, f"--endpoint {vendor.address}" in errors) == (2, True)
        assert objremove("jobs", "resume")[0] == 0
    assert other.counts["query"] == 0


def test_nothing_secret_is_in_anything_that_was_written(shell: Open, tmp_path: Path) -> None:
    told = ""
    with shell(broken("result", Fault.EXPIRED)) as objremove:
        for arguments in (("jobs", "list"), ("jobs", "resume"), ("jobs", "list", "--json")):
            told += "".join(map(str, objremove.remove("--yes", "-v")))
            told += "".join(map(str, objremove(*arguments, "-v")))
    assert "no longer works" in told
    for path in tmp_path.rglob("*"):
        told += path.read_bytes().decode("latin-1") if path.is_file() else ""
    for secret in ("s3cr3tc0de", "0therS3cret", "s1gned"):
        assert secret not in told


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """A shell has its background jobs ignore the signal, and what they start as well."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
def test_an_interrupt_clears_up_and_says_what_may_be_billed(shell: Open) -> None:
    asked = threading.Event()
    vendor = Vendor(polls=10_000, seen=lambda at: asked.set() if at == "query" else None)

    async def main(home: Home) -> None:
        process = await home.start(*home.remove())
        assert await asyncio.to_thread(asked.wait, 60)
        process.send_signal(signal.SIGINT)
        _, errors = await process.communicate()
        assert process.returncode == 130
        assert "1 task may be billed all the same" in errors.decode()

    with shell(vendor) as objremove:
        run(main(objremove.home))
        assert vendor.files == {}
        assert objremove.jobs()[0]["state"] == "cancelled"
        vendor.polls = 0
        assert objremove("jobs", "resume", "1")[0] == 0
        assert objremove.remove()[0] == 0
    assert len(vendor.groups) == 1


def test_without_jobs_it_says_so(shell: Open) -> None:
    with shell(Vendor()) as objremove:
        assert objremove("jobs", "list") == (0, "Nothing was submitted yet.\n", "")
        assert objremove("jobs", "resume", "--backend", "local")[0] == 0


def test_a_job_that_is_running_is_not_forgotten_by_another_program(shell: Open, tmp_path: Path) -> None:
    task = NewTask(0, "picture", 1, None, b"", "", "")
    new = NewEntry(
        "run", Origin("a.jpg", "d1g3st", Size(4, 4)), "https://vendor.test", "Vendor", True, (task,)
    )

    async def main(home: Home) -> None:
        ledger = await Ledger.open(tmp_path / "data" / "jobs")
        entry = await ledger.write(writing.begin, new)
        status, _, errors = await home.run("jobs", "forget", str(entry.id))
        assert (status, "is running" in errors) == (2, True)
        assert await ledger.read(reading.entry, entry.id) is not None
        await ledger.aclose()

    with shell(Vendor()) as objremove:
        run(main(objremove.home))


@pytest.mark.parametrize("arguments", [("jobs",), ("jobs", "frobnicate"), ("jobs", "list", "x")])
def test_wrong_usage_is_told(shell: Open, arguments: tuple[str, ...]) -> None:
    with shell(Vendor()) as objremove:
        status, _, errors = objremove(*arguments)
    assert (status, errors.startswith("usage: objremove jobs")) == (2, True)
