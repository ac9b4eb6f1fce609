"""``objremove serve``: the service in a process of its own, on a real socket."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from fakes import png, run, unpng

from objremove_gui.api.models import TaskRequest, TaskStatus
from objremove_gui.api.polling import EMBEDDED, wait
from objremove_gui.backends import open_backend
from objremove_gui.cli.serve import APPCODES_VARIABLE, is_loopback, read_appcodes
from objremove_gui.errors import SettingsError, Unauthorized


def is_alive(pid: str) -> bool:
    """Whether a process still runs a program; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "objremove_gui.cli", "serve", *arguments]


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and the address that it tells on its first line."""
    with subprocess.Popen(
        command("--port", "0", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), process.communicate()[1]
            yield process, line.removeprefix("listening on ").strip()
        finally:
            process.kill()


def refused(*arguments: str, **environment: str) -> str:
    """What the command says on stderr before it ends with 2."""
    ran = subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return ran.stderr


async def remove(address: str, appcode: str = "") -> None:
    """Two tasks through the server at an address."""
    backend = await open_backend(address, appcode)
    try:
        image, mask = np.full((400, 400, 3), 120, np.uint8), np.zeros((400, 400), np.uint8)
        mask[50:60, 50:60] = 255
        stored = await backend.uploader.upload(png(image), content_type="image/png")
        marks = await backend.uploader.upload(png(mask), content_type="image/png")
        task = TaskRequest(stored.url, marks.url)
        handed_in = await backend.client.submit([task, task])
        ended = await wait(backend.client, handed_in.result_key, EMBEDDED)
        assert [task.status for task in ended.tasks] == [TaskStatus.SUCCESS] * 2
        assert np.array_equal(unpng(await backend.client.download(ended.tasks[1].results[0])), image)
    finally:
        await backend.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_serves_other_programs_until_interrupted(workers: str) -> None:
    with serving("--workers", workers) as (process, address):
        run(remove(address))
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    assert process.returncode == 130
    assert (out, errors) == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGTERM")
def test_it_ends_well_when_told_to_and_leaves_no_process() -> None:
    with serving() as (process, address):
        run(remove(address))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        pids = children.read_text().split() if children.exists() else []
        process.send_signal(signal.SIGTERM)
        assert process.communicate() == ("", "")
        assert process.returncode == 0
    assert not [pid for pid in pids if is_alive(pid)]


def test_appcodes_come_from_the_environment_and_a_file(tmp_path: Path) -> None:
    file = tmp_path / "codes"
    file.write_text("# studio\nfr0mfile  # Ann\n\n")
    with serving("--appcode-file", str(file), **{APPCODES_VARIABLE: "fr0menv, 0ther"}) as (process, address):
        for appcode in ("fr0mfile", "fr0menv", "0ther"):
            run(remove(address, appcode))
        with pytest.raises(Unauthorized):
            run(remove(address, "wr0ng"))
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
    assert "fr0m" not in out + errors


def test_other_computers_need_an_appcode() -> None:
    assert "--appcode-file" in refused("--host", "0.0.0.0")
    assert "--appcode-file" in refused("--host", "0.0.0.0", **{APPCODES_VARIABLE: " , "})


def test_a_file_that_cannot_be_read_or_holds_nothing_is_a_sentence(tmp_path: Path) -> None:
    assert "missing.txt" in refused("--appcode-file", str(tmp_path / "missing.txt"))
    empty = tmp_path / "empty.txt"
    empty.write_text("# nobody\n")
    assert "no AppCode" in refused("--appcode-file", str(empty))


def test_a_port_that_is_taken_or_none_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refused("--port", port)
    assert "70000 is none" in refused("--port", "70000")
    assert "--workers" in refused("--workers", "0")


def test_a_missing_web_server_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ImportError")
    assert "objremove[serve]" in refused(PYTHONPATH=str(tmp_path))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_loopback_addresses_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "studio.test", ""])
def test_all_others_count_as_open(host: str) -> None:
    assert not is_loopback(host)


def test_no_appcode_anywhere_is_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(APPCODES_VARIABLE, raising=False)
    assert read_appcodes(None) == []


def test_an_unreadable_text_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "codes"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="codes"):
        read_appcodes(file)
