"""The jobs panel: what it says of each submit, and what it lets a person do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from objremove_gui.core.geometry import Size
from objremove_gui.jobs.ledger.records import (
    STATE_TITLES,
    EntryRecord,
    EntryState,
    Origin,
    TaskRecord,
    TaskState,
)
from objremove_gui.ui.jobs.panel import SIGNS, JobsPanel


def task(number: int = 0, state: TaskState = TaskState.OPEN, **more: object) -> TaskRecord:
    plain = TaskRecord(
        number,
        1,
        number,
        number,
        state,
        "picture",
        7,
        None,
        b"",
        "",
        "",
        "",
        "",
        "",
        delivered="",
        settled=True,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def entry(state: EntryState = EntryState.RUNNING, *tasks: TaskRecord, **more: object) -> EntryRecord:
    plain = EntryRecord(
        id=1,
        run="run",
        session="",
        state=state,
        origin=Origin("/photos/beach.jpg", "d1g3st", Size(640, 480)),
        endpoint="https://vendor.test",
        backend="vendor.test",
        paid=True,
        result_key="k3y",
        request_id="submit-1",
        query_id="query-9",
        attempts=1,
        created=1_700_000_000.0,
        sent=1_700_000_000.0,
        ended=0.0,
        code="",
        message="",
        charged=len(tasks) or 1,
        tasks=tasks or (task(),),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.fixture
def panel(qtbot: QtBot) -> JobsPanel:
    panel = JobsPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def cells(panel: JobsPanel, row: int = 0) -> list[str]:
    item = listed(panel).topLevelItem(row)
    return [item.text(column) for column in range(item.columnCount())]


def listed(panel: JobsPanel) -> QTreeWidget:
    found = panel.findChild(QTreeWidget, "jobsList")
    assert found is not None
    return found


def button(panel: JobsPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, f"jobs{name}Button")
    assert found is not None
    return found


def text(panel: JobsPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else ""


def show(panel: JobsPanel, *entries: EntryRecord) -> None:
    panel.show_entries(entries, "")
    panel.select(entries[0].id)


def test_a_line_tells_state_photo_results_bill_and_request(panel: JobsPanel) -> None:
    tasks = (task(0, TaskState.DONE), task(1), task(2))
    panel.show_entries([entry(EntryState.RUNNING, *tasks)], "3 tasks may have been billed this month.")
    line = cells(panel)
    assert line[:4] == ["Running", "beach.jpg", "1 of 3", "3"]
    assert "2023" in line[4] or "23" in line[4]
    assert line[5] == "query-9"
    assert text(panel, "jobsBill") == "3 tasks may have been billed this month."


def test_every_state_has_its_words_and_its_sign(panel: JobsPanel) -> None:
    assert set(STATE_TITLES) == set(SIGNS) == set(EntryState)
    panel.show_entries([replace(entry(state), id=number) for number, state in enumerate(EntryState)], "")
    assert [cells(panel, row)[0] for row in range(len(EntryState))] == list(STATE_TITLES.values())


def test_the_details_name_what_support_asks_for(panel: JobsPanel) -> None:
    failed = task(0, TaskState.FAILED, message="The service could not do it.")
    show(panel, entry(EntryState.FAILED, failed, message="It went wrong."))
    details = text(panel, "jobDetails")
    for words in (
        "1 region = 1 submit, 1 task",
        "vendor.test",
        "It went wrong.",
        "The service could not do it.",
    ):
        assert words in details
    assert "submit-1" in details
    assert "query-9" in details


@pytest.mark.parametrize(
    ("shown", "retry", "put_in", "forget"),
    [
        (entry(EntryState.RUNNING), "Fetch the result", False, True),
        (entry(EntryState.RUNNING, session="me"), "", False, False),
        (entry(EntryState.CANCELLED), "Fetch the result", False, True),
        (entry(EntryState.CANCELLED, result_key=""), "Send again", False, True),
        (entry(EntryState.UNKNOWN, result_key=""), "Send again", False, True),
        (entry(EntryState.LOST), "Send again", False, True),
        (entry(EntryState.FAILED, task(0, TaskState.FAILED)), "Send again", False, True),
        (entry(EntryState.FINISHED, task(0, TaskState.DONE)), "", False, True),
        (entry(EntryState.FINISHED, task(0, TaskState.DONE, settled=False)), "", True, True),
        (entry(EntryState.FINISHED, task(0, TaskState.DONE, settled=False, delivered="me")), "", False, True),
    ],
)
def test_only_what_makes_sense_can_be_pressed(
    panel: JobsPanel, shown: EntryRecord, retry: str, put_in: bool, forget: bool
) -> None:
    show(panel, shown)
    assert button(panel, "Retry").isEnabled() == bool(retry)
    assert not retry or button(panel, "Retry").text() == retry
    assert button(panel, "PutIn").isEnabled() == put_in
    assert button(panel, "Forget").isEnabled() == forget


def test_without_a_selection_nothing_can_be_pressed(panel: JobsPanel) -> None:
    panel.show_entries([entry()], "")
    listed(panel).clearSelection()
    assert not any(button(panel, name).isEnabled() for name in ("Retry", "PutIn", "Forget"))
    assert text(panel, "jobDetails") == ""


def test_a_button_asks_for_the_selected_job(panel: JobsPanel, qtbot: QtBot) -> None:
    due = entry(EntryState.FINISHED, task(0, TaskState.DONE, settled=False), task(1, TaskState.FAILED))
    show(panel, replace(due, id=42), entry())
    for name, signal in (
        ("Retry", panel.retry_wanted),
        ("PutIn", panel.put_in_wanted),
        ("Forget", panel.forget_wanted),
    ):
        with qtbot.waitSignal(signal) as heard:
            button(panel, name).click()
        assert heard.args == [42]


def test_the_selection_stays_when_the_list_changes(panel: JobsPanel) -> None:
    first, second = entry(), replace(entry(), id=2)
    show(panel, first)
    panel.show_entries([second, first], "")
    selected = panel.selected()
    assert selected is not None
    assert selected.id == 1
    panel.show_entries([second], "")
    assert panel.selected() is None


def test_everything_has_a_name_for_those_who_do_not_see_it(panel: JobsPanel) -> None:
    assert panel.objectName() == "jobsPanel"
    for widget in (panel, listed(panel), *(button(panel, name) for name in ("Retry", "PutIn", "Forget"))):
        assert widget.accessibleName()


def test_an_empty_list_says_what_it_is_for(qtbot: QtBot) -> None:
    panel = JobsPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_entries([], "")
    empty = panel.findChild(QLabel, "jobsEmpty")
    assert empty is not None
    assert empty.isVisible()
    panel.show_entries([entry()], "")
    assert not empty.isVisible()
