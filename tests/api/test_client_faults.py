"""The client when things go wrong on the way: nothing is submitted twice, every fault is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import httpx
import pytest
from fakes import KEY, FakeTime, ScriptedTransport, Step, body_of, envelope, group, run
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.api.client import ApiClient
from objremove_gui.api.codes import TABLE, Code
from objremove_gui.api.failures import FAILURES
from objremove_gui.api.models import RemoteTask, TaskRequest, TaskStatus
from objremove_gui.errors import (
    ApiError,
    InputError,
    LinkExpired,
    ObjremoveError,
    OutcomeUnknown,
    ServiceFault,
    ServiceUnknown,
    SettingsError,
    Throttled,
    TransferError,
    Unauthorized,
    Unreachable,
)
from objremove_gui.net.http import make_client
from objremove_gui.net.pace import Pace
from objremove_gui.net.retry import RetryPolicy

T = TypeVar("T")
APPCODE = "s3cr3tc0de"
TASK = TaskRequest("https://store.test/i?Signature=s1gned", "https://store.test/m", seed=1, kernel_size=3)
Call = Callable[[ApiClient], Coroutine[Any, Any, T]]


def submit(client: ApiClient) -> Coroutine[Any, Any, Any]:
    return client.submit([TASK])


def query(client: ApiClient) -> Coroutine[Any, Any, Any]:
    return client.query(KEY)


def fetch(client: ApiClient) -> Coroutine[Any, Any, bytes]:
    return client.download("https://results.test/1.png?Signature=s1gned")


def using(call: Call[T], *steps: Step) -> tuple[T, ScriptedTransport, FakeTime]:
    """What the call gives, and the requests and pauses that it took."""
    transport, time = ScriptedTransport(*steps), FakeTime()
    return run(talk(call, transport, time)), transport, time


async def talk(call: Call[T], transport: ScriptedTransport, time: FakeTime) -> T:
    policy = RetryPolicy(sleep=time.sleep, draw=lambda: 1.0, now=time.clock)
    async with make_client(transport=transport) as http:
        return await call(ApiClient(http, "https://domain.test/", APPCODE, policy=policy))


def failing(call: Call[Any], *steps: Step) -> tuple[ObjremoveError, ScriptedTransport]:
    """The error that the call ends with; no secret is in it."""
    transport = ScriptedTransport(*steps)
    with pytest.raises(ObjremoveError) as caught:
        run(talk(call, transport, FakeTime()))
    error = caught.value
    shown = f"{error} {error.hint} {error.code} {error.request_id}"
    assert "s3cr3tc0de" not in shown
    assert "s1gned" not in shown
    return error, transport


def message_of(call: Call[Any], answer: httpx.Response) -> str | None:
    """The message of the error that the call ends with; None when it gives something."""
    try:
        using(call, answer)
    except ObjremoveError as error:
        return error.message
    return None


# -- submit: never twice


@pytest.mark.parametrize(
    "kind", [httpx.ReadError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError]
)
def test_a_submit_whose_answer_is_lost_is_not_sent_again(kind: type[httpx.RequestError]) -> None:
    error, transport = failing(submit, kind("gone"), envelope(0, group("WAITING")))
    assert type(error) is OutcomeUnknown
    assert not error.retryable
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    "kind", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError]
)
def test_a_submit_without_a_connection_is_sent_again(kind: type[httpx.RequestError]) -> None:
    handed_in, transport, _ = using(submit, kind("refused"), envelope(0, group("WAITING")))
    assert handed_in.result_key == KEY
    assert len({request.headers["X-Ca-Nonce"] for request in transport.requests}) == 2


def test_a_submit_that_never_finds_a_connection_was_certainly_not_taken() -> None:
    error, transport = failing(submit, httpx.ConnectError("refused"))
    assert type(error) is Unreachable
    assert len(transport.requests) == 4


@pytest.mark.parametrize(
    "busy",
    [
        envelope("23500004", status=403, message="Request was denied due to request throttling"),
        envelope(23500004),
        httpx.Response(429),
        httpx.Response(403, headers={"X-Ca-Error-Message": "Throttled by USER Flow Control"}),
    ],
)
def test_a_submit_that_was_refused_as_one_too_many_is_sent_again(busy: httpx.Response) -> None:
    handed_in, transport, time = using(submit, busy, envelope(0, group("WAITING")))
    assert handed_in.result_key == KEY
    assert time.slept == [0.5]
    assert len({request.headers["X-Ca-Nonce"] for request in transport.requests}) == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(502, text="<html><h1>Bad Gateway</h1></html>"),
        httpx.Response(503, headers={"X-Ca-Error-Message": "Backend connection failed"}),
        httpx.Response(504),
        httpx.Response(408),
        httpx.Response(200),
        httpx.Response(200, text="<html>hello</html>"),
        httpx.Response(200, text='{"code": 0, "data": {"result_key": "c2154'),
        envelope(0, None),
        envelope(0, {}),
        envelope(0, {"result_key": "", "task_list": [{}]}),
        envelope(0, {"result_key": None, "task_list": [{}]}),
    ],
)
def test_a_submit_whose_answer_cannot_be_read_is_not_sent_again(answer: httpx.Response) -> None:
    error, transport = failing(submit, answer, envelope(0, group("WAITING")))
    assert type(error) is OutcomeUnknown
    assert "not known" in error.message
    assert len(transport.requests) == 1


@pytest.mark.parametrize("code", [code for code in FAILURES if code is not Code.THROTTLED])
def test_every_other_refusal_of_a_submit_is_final(code: Code) -> None:
    row = TABLE[code]
    answer = envelope(str(int(code)), status=row.status, message=row.message)
    error, transport = failing(submit, answer, envelope(0, group("WAITING")))
    assert type(error) is FAILURES[code].kind
    assert error.request_id == "trace-1"
    assert len(transport.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 403, 404, 405, 413])
def test_a_web_server_that_says_no_has_taken_nothing(status: int) -> None:
    error, transport = failing(submit, httpx.Response(status, text="<p>no</p>"))
    assert isinstance(error, ApiError)
    assert type(error) is not OutcomeUnknown
    assert len(transport.requests) == 1


def test_a_taken_submit_without_a_list_of_tasks_waits() -> None:
    handed_in, _, _ = using(lambda client: client.submit([TASK] * 3), envelope(0, {"result_key": KEY}))
    assert handed_in.tasks == (RemoteTask(TaskStatus.WAITING),) * 3


def test_a_submit_that_failed_and_has_a_key_all_the_same_is_not_lost() -> None:
    answer = envelope("23500011", group("FAILED"), status=500)
    handed_in, transport, _ = using(submit, answer)
    assert handed_in.result_key == KEY
    assert len(transport.requests) == 1


def test_a_numeric_key_is_a_key() -> None:
    handed_in, _, _ = using(submit, envelope(0, {"result_key": 12345, "task_list": [{"status": "WAITING"}]}))
    assert handed_in.result_key == "12345"


@pytest.mark.parametrize(
    "tasks",
    [
        [],
        [TASK] * 11,
        [TaskRequest("file:///a.png", TASK.mask)],
        [TaskRequest(TASK.image, TASK.mask, seed=-1)],
        [TaskRequest(TASK.image, TASK.mask, kernel_size=2)],
    ],
)
def test_what_the_service_would_refuse_is_never_sent(tasks: list[TaskRequest]) -> None:
    error, transport = failing(lambda client: client.submit(tasks), envelope(0, group("WAITING")))
    assert type(error) is InputError
    assert not transport.requests


def test_a_submit_holds_what_was_asked_for() -> None:
    _, transport, _ = using(submit, envelope(0, group("WAITING")))
    assert body_of(transport.requests[0]) == {
        "data": {"task_list": [{"image": TASK.image, "mask": TASK.mask, "seed": 1, "kernel_size": 3}]}
    }


# -- query: as often as it takes


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadError("gone"),
        httpx.ConnectError("refused"),
        httpx.Response(408),
        httpx.Response(429),
        httpx.Response(500),
        httpx.Response(502, text="<html>bad gateway</html>"),
        envelope("23500000", status=500),
        envelope("23500004", status=403),
        envelope("23500004"),
    ],
)
def test_a_query_is_asked_again(fault: Step) -> None:
    asked, transport, _ = using(query, fault, fault, envelope(0, group("RUNNING")))
    assert asked.tasks[0].status is TaskStatus.RUNNING
    assert len({request.headers["X-Ca-Nonce"] for request in transport.requests}) == 3


def test_a_query_gives_up_after_four_tries() -> None:
    error, transport = failing(query, envelope("23500004", status=403))
    assert type(error) is Throttled
    assert error.retryable
    assert len(transport.requests) == 4


def test_the_servers_hint_is_followed() -> None:
    busy = envelope("23500004", status=403, headers={"Retry-After": "9"})
    _, _, time = using(query, busy, envelope(0, group("RUNNING")))
    assert time.slept == [9]


def test_one_failure_never_hides_nine_results() -> None:
    data = group(*["SUCCESS"] * 9, "FAILED", results=["https://results.test/1.png"])
    for answer in (envelope("23500011", data, status=500), envelope("23500011", data), envelope(0, data)):
        asked, transport, _ = using(query, answer)
        assert [task.status for task in asked.tasks].count(TaskStatus.SUCCESS) == 9
        assert len(transport.requests) == 1


def test_a_query_may_be_answered_without_its_key() -> None:
    data = {"task_list": [{"status": "RUNNING"}]}
    assert using(query, envelope(0, data))[0].result_key == KEY


@pytest.mark.parametrize("data", [None, {}, {"task_list": []}, {"task_list": "none"}, {"result_key": KEY}])
def test_an_answer_without_tasks_is_a_fault_and_not_the_end(data: object) -> None:
    error, _ = failing(query, envelope(0, data))
    assert type(error) is ServiceFault


def test_the_gateways_words_are_in_the_message() -> None:
    answer = httpx.Response(
        403, headers={"X-Ca-Error-Message": "Domain not bound", "X-Ca-Request-Id": "gate-7"}, text=""
    )
    error, _ = failing(query, answer)
    assert "Domain not bound" in error.message
    assert error.request_id == "gate-7"


def test_an_error_page_that_echoes_our_headers_gives_nothing_away() -> None:
    error, _ = failing(query, httpx.Response(400, text=f"<p>bad header APPCODE {APPCODE}</p>"))
    assert "bad header APPCODE ***" in error.message


def test_an_address_that_moved_is_told() -> None:
    error, _ = failing(query, httpx.Response(301, headers={"Location": "https://other.test/"}))
    assert "moved" in error.message


@given(status=st.integers(200, 599), body=st.binary(max_size=300), words=st.text(max_size=30))
def test_any_answer_is_tasks_or_a_sentence(status: int, body: bytes, words: str) -> None:
    headers = {
        "X-Ca-Error-Message": words.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
    }
    answer = httpx.Response(status, headers=headers, content=body)
    for call in (submit, query, fetch, ApiClient.capabilities):
        message = message_of(call, answer)
        assert message is None or (message.strip() and message.isprintable())


# -- the rest


def test_a_download_is_tried_again_and_has_a_limit() -> None:
    assert using(fetch, httpx.Response(503), httpx.Response(200, content=b"png"))[0] == b"png"
    error, _ = failing(
        lambda client: client.download("https://results.test/1.png", max_bytes=10),
        httpx.Response(200, content=b"x" * 11),
    )
    assert "larger" in error.message


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_link_that_no_longer_works_is_told(status: int) -> None:
    assert type(failing(fetch, httpx.Response(status))[0]) is LinkExpired


@pytest.mark.parametrize("answer", [httpx.Response(200), httpx.Response(204), httpx.Response(500)])
def test_a_result_without_a_picture_is_told(answer: httpx.Response) -> None:
    assert failing(fetch, answer)[0].retryable


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://results.test/1", "", "http://169.254.169.254/"])
def test_a_link_to_somewhere_else_is_not_followed(url: str) -> None:
    error, transport = failing(lambda client: client.download(url), httpx.Response(200, content=b"x"))
    assert type(error) is ApiError
    assert not transport.requests


def test_a_lost_download_is_a_failure_of_the_network() -> None:
    error, transport = failing(fetch, httpx.ReadError("gone"))
    assert type(error) is TransferError
    assert len(transport.requests) == 4


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404, text="<html>"),
        httpx.Response(405),
        httpx.Response(403, text="no"),
        httpx.Response(200, text="<html>a web site</html>"),
        envelope("23500002", status=404),
        envelope("23500014", status=400),
        envelope("23500013", status=400),
    ],
)
def test_a_server_that_knows_no_capabilities_announces_none(answer: httpx.Response) -> None:
    assert using(ApiClient.capabilities, answer)[0] is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (envelope("23500001", status=401), Unauthorized),
        (httpx.Response(401), Unauthorized),
        (httpx.Response(500), ServiceFault),
        (envelope("23500004", status=403), Throttled),
    ],
)
def test_a_server_that_refuses_or_fails_is_no_server_without_capabilities(
    answer: httpx.Response, kind: type[ApiError]
) -> None:
    assert type(failing(ApiClient.capabilities, answer)[0]) is kind


def test_a_cancel_that_the_server_does_not_know_is_told() -> None:
    error, _ = failing(lambda client: client.cancel(KEY), envelope("23500002", status=404))
    assert type(error) is ServiceUnknown


@pytest.mark.parametrize(
    "base",
    ["https://domain.test", "https://domain.test/", "https://domain.test/api/v1/obj-remove/"],
)
def test_the_address_may_be_given_with_the_path_of_the_api(base: str) -> None:
    async def main() -> str:
        transport = ScriptedTransport(envelope(0, group("RUNNING")))
        async with make_client(transport=transport) as http:
            await ApiClient(http, base, APPCODE).query(KEY)
        return str(transport.requests[0].url)

    assert run(main()) == "https://domain.test/api/v1/obj-remove/query"


def test_an_address_or_an_appcode_that_cannot_be_used_is_a_setting_to_mend() -> None:
    async def main() -> None:
        async with make_client() as http:
            for base, appcode in (("domain", APPCODE), ("https://domain.test", "two words")):
                with pytest.raises(SettingsError):
                    ApiClient(http, base, appcode)

    run(main())


def test_queries_keep_the_pace() -> None:
    async def main() -> None:
        time = FakeTime()
        transport = ScriptedTransport(envelope(0, group("RUNNING")))
        async with make_client(transport=transport) as http:
            pace = Pace(3.0, clock=time.clock, sleep=time.sleep)
            client = ApiClient(http, "https://domain.test", APPCODE, pace=pace)
            for _ in range(3):
                await client.query(KEY)
        assert time.slept == [3.0, 3.0]

    run(main())
