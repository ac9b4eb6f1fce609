"""Asking until all tasks have ended."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pytest
from fakes import KEY, FakeTime, run

from objremove_gui.api.models import RemoteTask, TaskGroup, TaskStatus
from objremove_gui.api.polling import EMBEDDED, REMOTE, PollSchedule, wait
from objremove_gui.errors import DeadlineExceeded, Unreachable


class Asked:
    """A client whose queries are answered from a list; the last answer holds on."""

    def __init__(self, answers: Iterable[TaskGroup | Exception]) -> None:
        self.answers = list(answers)
        self.count = 0

    async def query(self, result_key: str) -> TaskGroup:
        assert result_key == KEY
        self.count += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def tasks(*statuses: str, progress: float | None = None, word: str = "") -> TaskGroup:
    return TaskGroup(
        KEY, tuple(RemoteTask(TaskStatus(status), progress=progress, word=word) for status in statuses)
    )


def test_it_ends_when_all_tasks_have_ended_well_or_badly() -> None:
    client = Asked([tasks("WAITING", "WAITING"), tasks("SUCCESS", "RUNNING"), tasks("SUCCESS", "FAILED")])
    seen: list[TaskGroup] = []
    time = FakeTime()
    ended = run(wait(client, KEY, REMOTE, seen.append, clock=time.clock, sleep=time.sleep))
    assert ended.ended
    assert len(seen) == client.count == 3


@pytest.mark.parametrize(("schedule", "first", "longest"), [(EMBEDDED, 0.01, 0.1), (REMOTE, 0.5, 5.0)])
def test_pauses_grow_from_the_first_to_the_longest(
    schedule: PollSchedule, first: float, longest: float
) -> None:
    time = FakeTime()
    client = Asked([tasks("WAITING")] * 12 + [tasks("SUCCESS")])
    run(wait(client, KEY, schedule, clock=time.clock, sleep=time.sleep))
    assert time.slept[0] == first
    assert time.slept[-1] == longest
    assert time.slept == sorted(time.slept)


def test_a_status_that_nobody_knows_goes_on_is_logged_once_and_ended_by_the_deadline(
    caplog: pytest.LogCaptureFixture,
) -> None:
    time = FakeTime()
    client = Asked([tasks("UNKNOWN", word="PONDERING")])
    with caplog.at_level(logging.WARNING), pytest.raises(DeadlineExceeded) as caught:
        run(wait(client, KEY, PollSchedule(1, 5, 120), clock=time.clock, sleep=time.sleep))
    assert caplog.text.count("PONDERING") == 1
    assert time.now == 1120.0
    assert "2 minutes" in caught.value.message
    assert caught.value.hint


def test_no_pause_is_longer_than_the_rest_of_the_work_seems_to_take() -> None:
    time = FakeTime()
    answers = [tasks("RUNNING", progress=0.1)] * 8 + [tasks("RUNNING", progress=0.96), tasks("SUCCESS")]
    run(wait(Asked(answers), KEY, REMOTE, clock=time.clock, sleep=time.sleep))
    assert time.slept[-2] == 5.0
    assert 0.5 <= time.slept[-1] < 2.0


def test_a_failed_query_ends_the_waiting() -> None:
    time = FakeTime()
    with pytest.raises(Unreachable):
        run(wait(Asked([Unreachable("gone")]), KEY, REMOTE, clock=time.clock, sleep=time.sleep))
