"""The JSON of answers: whatever comes, reading it does no harm."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.api import wire
from objremove_gui.api.models import Capabilities, TaskRequest, TaskStatus

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = ["code", "success", "message", "requestId", "data", "extra"]
task_names = ["status", "results", "seed", "kernel_size", "progress", "message"]
task_values = st.dictionaries(st.sampled_from(task_names), json_values)
data_values = json_values | st.fixed_dictionaries(
    {}, optional={"result_key": json_values, "task_list": st.lists(task_values | json_values, max_size=12)}
)
answers = st.dictionaries(st.sampled_from(names), json_values | data_values)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_envelope_or_none(body: bytes) -> None:
    envelope = wire.read_envelope(body)
    assert envelope is None or isinstance(envelope.code, str)


@given(answers, data_values)
def test_any_json_gives_tasks_of_the_right_types_or_none(answer: dict[str, object], data: object) -> None:
    envelope = wire.read_envelope(json.dumps(answer | {"data": data}).encode())
    assert envelope is not None
    group = wire.read_group(envelope.data, "asked", envelope.request_id)
    if group is None:
        return
    assert group.result_key
    assert group.tasks
    for task in group.tasks:
        assert task.status in TaskStatus
        assert all(isinstance(url, str) and url for url in task.results)
        assert task.progress is None or 0.0 <= task.progress <= 1.0
        assert task.seed is None or type(task.seed) is int


def test_ten_thousand_brackets_are_no_answer() -> None:
    assert wire.read_envelope(b"[" * 10_000) is None
    assert wire.read_envelope(b'{"data":' * 10_000) is None


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"42", b"<html>", b'{"a":', b'{"error": 1}', b"\xff\xfe{}"]
)
def test_what_is_no_answer_of_the_protocol_is_none(body: bytes) -> None:
    assert wire.read_envelope(body) is None


def test_a_byte_order_mark_is_skipped() -> None:
    assert wire.read_envelope(b'\xef\xbb\xbf{"code": 0}') is not None


@pytest.mark.parametrize(
    ("code", "text", "refused"),
    [
        (0, "0", False),
        ("0", "0", False),
        (" 0 ", "0", False),
        ("00000000", "0", False),
        (0.0, "0", False),
        (None, "", False),
        (23500004, "23500004", True),
        ("23500004", "23500004", True),
        (23500004.0, "23500004", True),
        ("InvalidParameter", "InvalidParameter", True),
        (True, "", False),
        ([1], "", False),
    ],
)
def test_the_code_is_read_as_number_and_as_string(code: object, text: str, refused: bool) -> None:
    envelope = wire.read_envelope(json.dumps({"code": code}).encode())
    assert envelope is not None
    assert (envelope.code, envelope.refused) == (text, refused)


def test_success_false_refuses_whatever_the_code() -> None:
    envelope = wire.read_envelope(b'{"code": 0, "success": false}')
    assert envelope is not None
    assert envelope.refused


@pytest.mark.parametrize(
    ("results", "urls"),
    [
        (["https://s.test/1"], ("https://s.test/1",)),
        (["https://s.test/1", "https://s.test/2"], ("https://s.test/1", "https://s.test/2")),
        ("https://s.test/1", ("https://s.test/1",)),
        ([], ()),
        (None, ()),
        ({"a": 1}, ()),
        ([None, 3, "", "https://s.test/1"], ("https://s.test/1",)),
    ],
)
def test_results_are_one_or_several_or_none(results: object, urls: tuple[str, ...]) -> None:
    assert wire.read_task({"status": "SUCCESS", "results": results}).results == urls


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("WAITING", TaskStatus.WAITING),
        ("running", TaskStatus.RUNNING),
        (" SUCCESS ", TaskStatus.SUCCESS),
        ("Failed", TaskStatus.FAILED),
        ("QUEUED", TaskStatus.UNKNOWN),
        ("UNKNOWN", TaskStatus.UNKNOWN),
        ("", TaskStatus.UNKNOWN),
        (7, TaskStatus.UNKNOWN),
        (None, TaskStatus.UNKNOWN),
    ],
)
def test_a_status_that_the_document_does_not_name_is_unknown(word: object, status: TaskStatus) -> None:
    task = wire.read_task({"status": word})
    assert task.status is status
    assert not (status is TaskStatus.UNKNOWN and task.status.ended)


def test_a_task_is_sent_without_what_was_not_set() -> None:
    task = TaskRequest("https://s.test/i", "https://s.test/m")
    assert wire.task_to_wire(task) == {"image": "https://s.test/i", "mask": "https://s.test/m"}


def test_seed_kernel_size_and_extensions_are_sent_as_they_are() -> None:
    task = TaskRequest("i", "m", seed=0, kernel_size=37, extensions={"engine": "patchmatch"})
    assert wire.task_to_wire(task) == {
        "image": "i",
        "mask": "m",
        "seed": 0,
        "kernel_size": 37,
        "engine": "patchmatch",
    }


def test_capabilities_come_back_as_they_were_announced() -> None:
    announced = Capabilities(
        uploads=True, progress=True, cancel=True, engines=("a", "b"), min_side=1, max_side=9
    )
    assert wire.read_capabilities(json.loads(wire.encode(wire.capabilities_to_wire(announced)))) == announced


@given(st.dictionaries(st.sampled_from(list(wire.capabilities_to_wire(Capabilities()))), json_values))
def test_any_announcement_gives_usable_capabilities(data: dict[str, object]) -> None:
    capabilities = wire.read_capabilities(data)
    assert capabilities is not None
    assert capabilities.uploads in (True, False)
    assert 1 <= capabilities.min_side <= 2**16
    assert 1 <= capabilities.max_side <= 2**16
