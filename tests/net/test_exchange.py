"""Which requests are sent again, after how long, and what people read when nothing helps."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest
from fakes import FakeTime, ScriptedTransport, run

from objremove_gui.errors import InputError, TransferError, Unreachable
from objremove_gui.net.exchange import Answer, exchange
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import Repeat, RetryPolicy, retry_after


def policy_of(time: FakeTime, tries: int = 4) -> RetryPolicy:
    return RetryPolicy(tries=tries, sleep=time.sleep, draw=lambda: 1.0, now=time.clock)


def ask(
    transport: ScriptedTransport, time: FakeTime, repeat: Repeat = Repeat.SAFE, max_bytes: int = 1000
) -> Answer:
    async def main() -> Answer:
        async with make_client(transport=transport) as http:
            return await exchange(
                http,
                lambda: http.build_request("GET", "https://host.test/a?Signature=secret"),
                repeat=repeat,
                policy=policy_of(time),
                max_bytes=max_bytes,
            )

    return run(main())


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 522])
def test_a_safe_request_is_sent_again_after_an_answer_that_may_pass(status: int) -> None:
    transport, time = ScriptedTransport(httpx.Response(status), httpx.Response(200, text="ok")), FakeTime()
    assert ask(transport, time).body == b"ok"
    assert len(transport.requests) == 2
    assert time.slept == [0.5]


@pytest.mark.parametrize("status", [200, 204, 301, 400, 401, 403, 404, 501, 505, 507])
def test_other_answers_are_final(status: int) -> None:
    transport = ScriptedTransport(httpx.Response(status))
    assert ask(transport, FakeTime()).status == status
    assert len(transport.requests) == 1


LOST = [httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadTimeout, httpx.WriteTimeout]
UNSENT = [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError]


@pytest.mark.parametrize("kind", [*LOST, *UNSENT])
def test_a_safe_request_is_sent_again_after_a_lost_connection(kind: type[httpx.RequestError]) -> None:
    transport = ScriptedTransport(kind("gone"), httpx.Response(200, text="ok"))
    assert ask(transport, FakeTime()).body == b"ok"


@pytest.mark.parametrize("kind", LOST)
def test_what_may_arrive_once_only_is_not_sent_again_after_it_may_have_arrived(
    kind: type[httpx.RequestError],
) -> None:
    transport = ScriptedTransport(kind("gone"), httpx.Response(200))
    with pytest.raises(TransferError) as caught:
        ask(transport, FakeTime(), Repeat.UNSENT)
    assert not isinstance(caught.value, Unreachable)
    assert len(transport.requests) == 1


@pytest.mark.parametrize("kind", UNSENT)
def test_what_may_arrive_once_only_is_sent_again_when_there_was_no_connection(
    kind: type[httpx.RequestError],
) -> None:
    transport = ScriptedTransport(kind("gone"), httpx.Response(200, text="ok"))
    assert ask(transport, FakeTime(), Repeat.UNSENT).body == b"ok"


@pytest.mark.parametrize("kind", [*LOST, *UNSENT])
def test_in_the_end_there_is_a_sentence_without_the_signature(kind: type[httpx.RequestError]) -> None:
    transport = ScriptedTransport(kind("gone https://host.test/a?Signature=secret"))
    with pytest.raises(TransferError) as caught:
        ask(transport, FakeTime())
    assert "host.test" in caught.value.message
    assert "secret" not in caught.value.message
    assert caught.value.retryable
    assert len(transport.requests) == 4


def test_a_certificate_that_is_not_trusted_is_named_as_such() -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    with pytest.raises(Unreachable, match=r"certificate of host\.test"):
        ask(ScriptedTransport(error), FakeTime())


def test_pauses_double_up_to_a_limit() -> None:
    policy = RetryPolicy(first=1, longest=3, draw=lambda: 1.0)
    assert [policy.pause(attempt, None) for attempt in (1, 2, 3, 4)] == [1, 2, 3, 3]


def test_chance_shortens_a_pause_by_half_at_most() -> None:
    assert RetryPolicy(first=1, draw=lambda: 0.0).pause(1, None) == 0.5


def test_the_servers_hint_stands_above_our_pause_up_to_a_limit() -> None:
    time = FakeTime()
    first = httpx.Response(503, headers={"Retry-After": "7"})
    second = httpx.Response(503, headers={"Retry-After": "999999"})
    ask(ScriptedTransport(first, second, httpx.Response(200)), time)
    assert time.slept == [7, 60]


def test_a_hint_may_be_a_date() -> None:
    at = format_datetime(datetime(2030, 1, 1, tzinfo=UTC), usegmt=True)
    now = datetime(2030, 1, 1, tzinfo=UTC).timestamp()
    assert retry_after(httpx.Headers({"Retry-After": at}), now - 5) == 5
    assert retry_after(httpx.Headers({"Retry-After": at}), now + 5) == 0


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "٣", "99999999999999999999", "Mon, 99 Foo 2030"])
def test_a_hint_that_says_nothing_is_none(value: str) -> None:
    assert retry_after(httpx.Headers([(b"Retry-After", value.encode())]), 0.0) is None


def test_a_body_is_cut_at_the_limit() -> None:
    answer = ask(ScriptedTransport(httpx.Response(200, content=b"x" * 2000)), FakeTime(), max_bytes=1000)
    assert not answer.whole
    assert len(answer.body) == 1000


def test_a_packed_body_counts_unpacked() -> None:
    import gzip

    packed = httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=b"")

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers=packed.headers, stream=httpx.ByteStream(gzip.compress(b"0" * 10**6))
        )

    assert not ask(ScriptedTransport(answer), FakeTime(), max_bytes=1000).whole


def test_an_address_that_is_none_is_an_input_error() -> None:
    async def main() -> None:
        async with make_client(transport=ScriptedTransport(httpx.Response(200))) as http:
            await exchange(
                http,
                lambda: http.build_request("GET", "http://host.test:port/"),
                repeat=Repeat.SAFE,
                policy=RetryPolicy(),
                max_bytes=10,
            )

    with pytest.raises(InputError):
        run(main())
