"""Downloads: guarded, limited, without our credentials."""

from __future__ import annotations

import httpx
import pytest
from fakes import FakeTime, ScriptedTransport, run

from objremove_gui.net.exchange import Answer
from objremove_gui.net.fetch import fetch
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy


def get(transport: ScriptedTransport, url: str = "https://a.test/1") -> Answer:
    async def main() -> Answer:
        async with make_client(transport=transport) as http:
            return await fetch(http, url, max_bytes=1000, policy=RetryPolicy(sleep=FakeTime().sleep))

    return run(main())


def to(url: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": url})


def test_a_redirect_is_followed() -> None:
    transport = ScriptedTransport(to("/2"), to("https://b.test/3"), httpx.Response(200, text="here"))
    assert get(transport).body == b"here"
    assert [str(request.url) for request in transport.requests] == [
        "https://a.test/1",
        "https://a.test/2",
        "https://b.test/3",
    ]


@pytest.mark.parametrize(
    "target",
    [
        "http://b.test/",
        "ftp://b.test/",
        "file:///etc/passwd",
        "https://169.254.169.254/",
        "https://u:p@b.test/",
    ],
)
def test_a_redirect_to_somewhere_else_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        get(ScriptedTransport(to(target), httpx.Response(200)))


def test_redirects_have_an_end() -> None:
    transport = ScriptedTransport(to("/again"))
    with pytest.raises(ValueError, match="redirect"):
        get(transport)
    assert len(transport.requests) == 6


def test_a_refused_url_is_never_asked_for() -> None:
    transport = ScriptedTransport(httpx.Response(200))
    with pytest.raises(ValueError, match="URL"):
        get(transport, "file:///etc/passwd")
    assert not transport.requests
