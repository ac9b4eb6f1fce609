"""Links from a command or an address: whatever they answer with is checked before it is used."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import textwrap
import traceback
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeTime, run
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from store_servers import TOKEN, command_line, serving

from objremove_gui.errors import UploadError
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.program import run_program
from objremove_gui.upload.store import Call, Grant
from objremove_gui.upload.template import TemplateSigner

NAME = "0123456789abcdef0123456789abcdef.png"
PUT, GET = "https://store.test/put?sig=hush", "https://store.test/get?sig=hush"


POSIX = pytest.mark.skipif(os.name == "nt", reason="takes command lines apart itself")


def command(folder: Path, code: str) -> str:
    """A command that runs ``code``; ``question`` is what it was asked."""
    path = folder / "a command.py"
    lines = "import json, sys, time, os\nquestion = json.load(sys.stdin)\n" + textwrap.dedent(code)
    path.write_text(lines, "utf-8")
    return command_line(sys.executable, "-I", "-S", str(path))


def ask(template: str, *, password: str = "", key: str = "") -> Any:
    async def main() -> Any:
        async with make_client() as http:
            config = StoreConfig("template", template=template, password=password, expiry=2)
            signer = TemplateSigner(config, http, policy=RetryPolicy(sleep=FakeTime().sleep))
            return await (signer.removal(key) if key else signer.grant(NAME, "image/png", 77))

    return run(main())


def test_a_command_learns_what_is_to_be_stored_and_its_links_are_used(tmp_path: Path) -> None:
    answer = {"put": PUT, "get": GET}
    code = f"json.dump(question, open({str(tmp_path / 'asked')!r}, 'w')); print({json.dumps(answer)!r})"
    grant = ask(command(tmp_path, code))
    assert grant == Grant(NAME, GET, Call("PUT", PUT, {"Content-Type": "image/png"}))
    assert json.loads((tmp_path / "asked").read_text()) == {
        "action": "upload",
        "name": NAME,
        "content_type": "image/png",
        "size": 77,
        "expires": 7200,
    }


def test_headers_and_a_name_of_its_own_are_kept_but_those_that_frame_a_request_are_not(
    tmp_path: Path,
) -> None:
    headers = {"x-type": "a b", "content-type": "image/x", "Content-Length": "1", "HOST": "other"}
    answer = {"put": {"url": PUT, "headers": headers}, "get": GET, "name": "7/x", "more": 1}
    grant = ask(command(tmp_path, f"print({json.dumps(answer)!r})"))
    assert grant.key == "7/x"
    assert dict(grant.put.headers) == {"x-type": "a b", "content-type": "image/x"}


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        ("{}", None),
        ('{"delete": null}', None),
        (json.dumps({"delete": PUT}), Call("DELETE", PUT)),
        (json.dumps({"delete": {"url": PUT, "headers": {"A": "b"}}}), Call("DELETE", PUT, {"A": "b"})),
    ],
)
def test_a_deletion_is_asked_for_by_name(tmp_path: Path, answer: str, call: Call | None) -> None:
    code = f"assert question == {{'action': 'delete', 'name': '7/x'}}; print({answer!r})"
    assert ask(command(tmp_path, code), key="7/x") == call


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not JSON",
        "[]",
        "{}",
        '{"put": 7, "get": "https://store.test/x"}',
        json.dumps({"put": PUT}),
        json.dumps({"put": PUT, "get": "file:///etc/passwd"}),
        json.dumps({"put": "http://169.254.169.254/latest", "get": GET}),
        json.dumps({"put": "https://ann:hush@store.test/x", "get": GET}),
        json.dumps({"put": {"url": PUT, "headers": {"A": "b\r\nC: d"}}, "get": GET}),
        json.dumps({"put": {"url": PUT, "headers": {"A b": "c"}}, "get": GET}),
        json.dumps({"put": {"url": PUT, "headers": {"A": "ü"}}, "get": GET}),
        json.dumps({"put": PUT, "get": GET, "name": "x" * 1001}),
        json.dumps({"put": PUT, "get": GET, "name": "a\nb"}),
        '{"put": ' * 2000,
    ],
)
def test_an_answer_that_is_none_is_a_sentence_without_what_it_said(tmp_path: Path, answer: str) -> None:
    (tmp_path / "answer").write_text(answer, "utf-8")
    with pytest.raises(UploadError, match="can't be used") as caught:
        ask(command(tmp_path, f"print(open({str(tmp_path / 'answer')!r}).read())"))
    assert "put" in caught.value.message
    assert "hush" not in "".join(traceback.format_exception(caught.value))
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("/nowhere/sign", "can't be started"),
        pytest.param('sign "it', "quotation mark", marks=POSIX),
        (command_line(sys.executable, "-c", "raise SystemExit(3)"), "status 3"),
    ],
)
def test_a_command_that_fails_is_a_sentence(template: str, named: str) -> None:
    with pytest.raises(UploadError, match=named) as caught:
        ask(template)
    assert not caught.value.retryable


@POSIX
def test_no_shell_takes_part(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    with pytest.raises(UploadError):
        ask(f"{command_line(sys.executable, '-c', 'pass')}; touch {marker}")
    assert not marker.exists()


def test_a_command_that_hangs_is_ended_with_all_it_has_started() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    with pytest.raises(UploadError, match="longer than 0 seconds"):
        run(run_program(command_line(sys.executable, "-c", child), b"", patience=0.3))


@POSIX
def test_a_cancel_ends_the_command(tmp_path: Path) -> None:
    async def main() -> int:
        pid: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            pid.set_result(int(await reader.readline()))
            writer.close()

        server = await asyncio.start_server(told, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        code = f"""
            import socket
            socket.create_connection(("127.0.0.1", {port})).sendall(b"%d\\n" % os.getpid())
            time.sleep(600)
        """
        asking = asyncio.ensure_future(run_program(command(tmp_path, code), b"{}"))
        await pid
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        server.close()
        return pid.result()

    pid = run(main())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_address_is_asked_with_its_token_and_again_when_it_is_busy() -> None:
    asked: list[Any] = []

    async def links(request: Request) -> Response:
        asked.append((request.headers.get("authorization"), await request.json()))
        if len(asked) == 1:
            return Response(status_code=503)
        return Response(json.dumps({"put": PUT, "get": GET}), media_type="application/json")

    with serving(Starlette(routes=[Route("/links", links, methods=["POST"])])) as address:
        grant = ask(f"{address}/links", password=TOKEN)
    assert grant.link == GET
    assert [who for who, _ in asked] == [f"Bearer {TOKEN}"] * 2
    assert asked[0][1]["name"] == NAME


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_an_address_that_refuses_is_a_sentence(status: int) -> None:
    async def links(request: Request) -> Response:
        return Response(status_code=status)

    with (
        serving(Starlette(routes=[Route("/links", links, methods=["POST"])])) as address,
        pytest.raises(UploadError, match=f"HTTP status {status}") as caught,
    ):
        ask(f"{address}/links", password=TOKEN)
    assert TOKEN not in str(caught.value)


def test_an_address_where_nobody_listens_is_a_sentence() -> None:
    with pytest.raises(UploadError, match="can't be reached"):
        ask("http://127.0.0.1:1/links")


def test_the_place_in_a_handle_tells_nothing_of_the_command() -> None:
    async def main() -> str:
        async with make_client() as http:
            return TemplateSigner(StoreConfig("template", template="sign --key hush"), http).place

    assert run(main()).startswith("template+")
    assert "hush" not in run(main())
