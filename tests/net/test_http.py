"""How clients are made, and what a limit on the pace does."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx
import pytest
from fakes import FakeTime, ScriptedTransport, run

from objremove_gui.errors import SettingsError
from objremove_gui.net.http import make_client
from objremove_gui.net.pace import Pace


def test_connect_read_write_and_pool_have_time_outs_of_their_own() -> None:
    async def main() -> None:
        async with make_client() as http:
            assert http.timeout == httpx.Timeout(connect=10, read=60, write=60, pool=60)

    run(main())


def test_redirects_are_not_followed_by_themselves() -> None:
    async def main() -> None:
        transport = ScriptedTransport(httpx.Response(302, headers={"Location": "https://other.test/"}))
        async with make_client(transport=transport) as http:
            assert (await http.get("https://host.test/")).status_code == 302

    run(main())


@pytest.mark.parametrize("proxy", ["proxy", "socks9://p.test:1", "http://"])
def test_a_proxy_that_is_none_is_a_setting_to_mend(proxy: str) -> None:
    with pytest.raises(SettingsError, match="proxy"):
        make_client(proxy=proxy)


def test_a_proxy_may_have_a_password() -> None:
    run(make_client(proxy="http://user:secret@proxy.test:3128").aclose())


def test_a_certificate_file_that_is_none_is_a_setting_to_mend(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    with pytest.raises(SettingsError, match=r"ca\.pem"):
        make_client(ca_file=str(file))
    file.write_text("no certificate")
    with pytest.raises(SettingsError, match=r"ca\.pem"):
        make_client(ca_file=str(file))


def test_whole_urls_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with make_client(transport=ScriptedTransport(httpx.Response(200))) as http:
            await http.get("https://host.test/?Signature=secret")

    logging.getLogger().setLevel(logging.DEBUG)
    run(main())
    assert "secret" not in caplog.text


def test_those_who_wait_come_in_their_order_one_an_interval() -> None:
    async def main() -> None:
        time = FakeTime()
        pace = Pace(2.0, clock=time.clock, sleep=lambda seconds: slept(seconds))
        order: list[tuple[str, float]] = []

        async def slept(seconds: float) -> None:
            order.append((asyncio.current_task().get_name(), seconds))  # type: ignore[union-attr]

        await asyncio.gather(*(asyncio.create_task(pace.turn(), name=name) for name in "abc"))
        assert order == [("b", 2.0), ("c", 4.0)]
        time.now += 100
        await pace.turn()
        assert len(order) == 2

    run(main())
