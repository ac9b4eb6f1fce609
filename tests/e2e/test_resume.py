"""The program is killed in the middle of a paid job; the next start delivers the result and sends nothing twice."""

from __future__ import annotations

import subprocess
import sys
import threading
from asyncio import all_tasks
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import run
from killing import MOMENTS, Killed, kill_at, kills
from person import Person, run_program, until
from programs import holding
from PySide6.QtWidgets import QPushButton, QTreeWidget
from vendor import SIGNATURE, Fault, Vendor

from objremove_gui.resources import resource
from objremove_gui.settings import Settings

SAMPLE = resource("samples/sample.jpg")
STROKE = [(1570, 1400), (1610, 1380), (1650, 1400)]

WINDOW = """
import asyncio, sys
from person import run_program, until

async def act(person):
    person.set_size(80)
    person.drag({stroke})
    person.press("remove")
    await until(lambda: False)

run_program([sys.argv[1]], act)
"""


def check(found: list[Killed]) -> None:
    assert all(one.paid <= 1 for one in found), found
    assert all(one.delivered for one in found if one.answered), found
    assert not any(one.uploads_left for one in found), found


@pytest.mark.parametrize(("moment", "seed"), [("sending", 1), ("polling", 2)])
def test_the_installed_program_is_killed(tmp_path: Path, moment: str, seed: int) -> None:
    check([run(kill_at(moment, tmp_path, seed))])


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_the_installed_program_is_killed_at_fifty_moments() -> None:
    found = run(kills(54))
    check(found)
    assert all(sum(one.moment == moment for one in found) >= 3 for moment in MOMENTS)


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Vendor]:
    """A paid cloud that the settings name, with a store beside it; its tasks do not end before it is told to.

    Nothing that is written meanwhile may hold a secret.
    """
    vendor = Vendor(polls=10_000)
    with vendor.in_thread():
        settings = Settings.load()
        settings.put("service", "cloud")
        for name, value in {
            "ENDPOINT": vendor.address,
            "APPCODE": "s3cr3tc0de",
            "UPLOADER": "webdav",
            "STORE_ADDRESS": f"{vendor.address}/store",
            "STORE_USER": "studio",
            "STORE_PASSWORD": "0therS3cret",
        }.items():
            monkeypatch.setenv(f"OBJREMOVE_{name}", value)
        yield vendor
    assert holding(home, [b"s3cr3tc0de", b"0therS3cret", SIGNATURE.encode()]) == []


def window_killed_while(vendor: Vendor, operation: str) -> None:
    """A window removes something and is killed at the first request of that kind."""
    Settings.load().put("confirm_paid", False)
    reached = threading.Event()
    vendor.seen = lambda at: reached.set() if at == operation else None
    command = [sys.executable, "-c", WINDOW.format(stroke=STROKE), str(SAMPLE)]
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(command, cwd=tests, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert reached.wait(60)
    finally:
        process.kill()
        process.wait()
    Settings.load().put("confirm_paid", True)


def document(person: Person):  # type: ignore[no-untyped-def]
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


def press_offer(person: Person, name: str) -> None:
    button = person.window.messages.findChild(QPushButton, name)
    assert button is not None, person.message()
    button.click()


def jobs_panel(person: Person) -> QTreeWidget:
    panel = person.find(QTreeWidget, "jobsList")
    assert isinstance(panel, QTreeWidget)
    return panel


def test_the_window_delivers_what_was_under_way_when_it_was_killed(vendor: Vendor) -> None:
    window_killed_while(vendor, "query")
    vendor.polls = 1

    async def act(person: Person) -> None:
        # It carries on by itself, and the result goes into the photo that is open.
        await until(lambda: "put in" in person.message(), "it is put in")
        assert len(document(person).removals) == 1
        assert len(vendor.groups) == 1
        person.press("undo")
        assert not document(person).removals

    run_program([str(SAMPLE)], act)


def test_a_result_waits_for_its_photo_and_is_offered_when_that_is_opened(vendor: Vendor) -> None:
    window_killed_while(vendor, "query")
    vendor.polls = 1

    async def elsewhere(person: Person) -> None:
        person.trigger("jobs")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        await until(lambda: "Waiting for its photo" in jobs_panel(person).topLevelItem(0).text(0))
        assert not document(person).removals

    run_program([str(resource("samples/sunset.jpg"))], elsewhere)

    async def act(person: Person) -> None:
        await until(lambda: "wait" in person.message(), "it is offered")
        assert not document(person).removals
        press_offer(person, "putInOffer")
        await until(lambda: document(person).removals)

    run_program([str(SAMPLE)], act)
    assert len(vendor.groups) == 1

    async def once_more(person: Person) -> None:
        person.trigger("jobs")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        assert "Finished" in jobs_panel(person).topLevelItem(0).text(0)
        assert "wait" not in person.message()

    run_program([str(SAMPLE)], once_more)


def test_an_unknown_outcome_is_asked_about_and_sent_again_by_the_person_alone(vendor: Vendor) -> None:
    vendor.polls = 1
    vendor.hold("submit", late=True)
    window_killed_while(vendor, "submit")
    vendor.held.clear()
    assert len(vendor.groups) == 1

    async def act(person: Person) -> None:
        await until(lambda: "not known" in person.message(), "it is asked about")
        press_offer(person, "showJobsOffer")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        jobs_panel(person).setCurrentItem(jobs_panel(person).topLevelItem(0))
        retry = person.find(QPushButton, "jobsRetryButton")
        assert isinstance(retry, QPushButton)
        assert retry.text() == "Send again"
        assert len(vendor.groups) == 1
        retry.click()
        await person.answer("cancel")
        assert len(vendor.groups) == 1
        await until(lambda: not question(person))
        await until(lambda: retry.click() or question(person), "it is asked again")
        await person.answer("send")
        await until(lambda: "up to 1 billed task" in question(person))
        await person.answer("send")
        await until(lambda: document(person).removals, person.message())
        assert len(vendor.groups) == 2

    run_program([str(SAMPLE)], act)


def chosen(person: Person, name: str) -> QPushButton:
    """A button of the panel, with the newest job selected."""
    jobs_panel(person).setCurrentItem(jobs_panel(person).topLevelItem(0))
    button = person.find(QPushButton, f"jobs{name}Button")
    assert isinstance(button, QPushButton)
    return button


async def press_chosen(person: Person, name: str) -> None:
    await until(lambda: chosen(person, name).isEnabled(), f"{name} can be pressed")
    chosen(person, name).click()


def test_the_panel_opens_the_photo_that_a_result_belongs_to_and_forgets_what_is_done(vendor: Vendor) -> None:
    window_killed_while(vendor, "query")
    vendor.polls = 1

    async def act(person: Person) -> None:
        person.trigger("jobs")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        await press_chosen(person, "PutIn")
        await until(lambda: document(person).photo.path == SAMPLE and document(person).removals)
        await until(lambda: chosen(person, "Forget").isEnabled() and not chosen(person, "PutIn").isEnabled())
        await press_chosen(person, "Forget")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 0)
        assert document(person).removals

    run_program([str(resource("samples/sunset.jpg"))], act)


def test_what_the_service_may_still_bill_is_not_forgotten_by_one_click(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    window_killed_while(vendor, "query")
    asked = vendor.counts["query"]
    monkeypatch.setenv("OBJREMOVE_ENDPOINT", "http://127.0.0.1:9")

    async def act(person: Person) -> None:
        person.trigger("jobs")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        # Nobody else is asked about it, and nobody works on it.
        await press_chosen(person, "Retry")
        await until(lambda: vendor.address in person.message())
        await press_chosen(person, "Forget")
        await person.answer("cancel")
        await until(lambda: not question(person))
        assert jobs_panel(person).topLevelItemCount() == 1
        await until(lambda: chosen(person, "Forget").click() or question(person))
        await person.answer("forget")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 0)

    run_program([str(SAMPLE)], act)
    assert vendor.counts["query"] == asked


def question(person: Person) -> str:
    from PySide6.QtWidgets import QMessageBox

    boxes = [box for box in person.window.findChildren(QMessageBox, "choiceDialog") if box.isVisible()]
    return boxes[-1].text() if boxes else ""


def test_a_person_agrees_before_anything_paid_is_sent_and_is_told_what_a_cancel_costs(vendor: Vendor) -> None:
    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: question(person) == "1 region = 1 submit, up to 1 billed task")
        assert vendor.counts["put"] == 0
        await person.answer("cancel")
        await until(lambda: not person.can("cancel"))
        assert vendor.counts.total() == 0
        assert document(person).mask.pixels.any()
        person.press("remove")
        await person.answer("send")
        await until(lambda: vendor.counts["query"])
        person.press("cancel")
        await until(lambda: "may be billed" in person.message())
        assert vendor.files == {}
        # Pressed again it waits for what was paid for, and sends nothing.
        vendor.polls = 1
        person.press("remove")
        await until(lambda: document(person).removals)
        assert len(vendor.groups) == 1

    run_program([str(SAMPLE)], act)


def test_a_lost_connection_does_not_lose_what_was_paid_for(vendor: Vendor) -> None:
    from vendor import Fault

    vendor.polls = 1
    Settings.load().put("confirm_paid", False)
    vendor.faults = lambda operation, number: (
        Fault.DROP_AFTER if operation == "query" and number < 4 else None
    )

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: "was lost" in person.message(), "the connection is lost")
        await until(lambda: document(person).removals, "the result comes by itself")
        assert not document(person).mask.pixels.any()
        assert len(vendor.groups) == 1

    run_program([str(SAMPLE)], act)


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.UNAUTHORIZED])
def test_what_does_not_pass_by_itself_is_not_asked_for_again_and_again(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    from objremove_gui.ui.jobs import keeper

    # Whoever goes on asking does so at once.
    monkeypatch.setattr(keeper, "FIRST_PAUSE", 0.0)
    vendor.polls = 1
    Settings.load().put("confirm_paid", False)
    vendor.faults = lambda operation, number: (
        fault if operation == ("result" if fault is Fault.GARBAGE else "query") else None
    )

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: vendor.counts["query"])
        await until(
            lambda: not any("carry_on" in repr(task) or "remove" in task.get_name() for task in all_tasks())
        )
        assert vendor.counts["query"] <= 6
        # A person may ask, and it comes when the service is well again.
        vendor.faults = lambda operation, number: None
        person.trigger("jobs")
        await press_chosen(person, "Retry")
        await until(lambda: document(person).removals, person.message())
        assert len(vendor.groups) == 1

    run_program([str(SAMPLE)], act)


def test_who_closes_the_window_gets_at_the_next_start_what_was_paid_for(vendor: Vendor) -> None:
    Settings.load().put("confirm_paid", False)

    async def leave(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: vendor.counts["query"])
        person.window.close()
        await until(lambda: "may be billed" in question(person))
        await person.answer("discard")

    run_program([str(SAMPLE)], leave)
    assert len(vendor.groups) == 1
    vendor.polls = 1

    async def come_back(person: Person) -> None:
        await until(lambda: "put in" in person.message(), "it is put in")
        assert len(document(person).removals) == 1

    run_program([str(SAMPLE)], come_back)
    assert len(vendor.groups) == 1
    assert vendor.files == {}


def test_who_opens_another_photo_meanwhile_gets_the_result_with_the_first(vendor: Vendor) -> None:
    Settings.load().put("confirm_paid", False)
    other = resource("samples/sunset.jpg")

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: vendor.counts["query"])
        person.trigger("open")
        await person.choose_file(other, "openDialog")
        await until(lambda: document(person).photo.path == other)
        vendor.polls = 1
        await until(lambda: "showPicture" in str(person.offers()), person.message())
        assert not document(person).removals
        person.trigger("previousPicture")
        await until(lambda: document(person).photo.path == SAMPLE and document(person).removals)
        assert len(vendor.groups) == 1

    run_program([str(SAMPLE)], act)


def test_who_closes_the_photo_meanwhile_gets_the_result_when_it_is_open_again(vendor: Vendor) -> None:
    Settings.load().put("confirm_paid", False)
    other = resource("samples/sunset.jpg")

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: vendor.counts["query"])
        person.trigger("close")
        await until(lambda: "may be billed" in question(person))
        await person.answer("discard")
        await until(lambda: document(person).photo.path == other)
        vendor.polls = 1
        person.trigger("jobs")
        await until(lambda: jobs_panel(person).topLevelItemCount() == 1)
        await until(lambda: "Waiting for its photo" in jobs_panel(person).topLevelItem(0).text(0))
        assert not document(person).removals
        await press_chosen(person, "PutIn")
        await until(lambda: document(person).photo.path == SAMPLE and document(person).removals)
        assert len(vendor.groups) == 1

    run_program([str(SAMPLE), str(other)], act)
