"""Every row of the code table, as the service answers it."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import numpy as np
import pytest
from fakes import InstantWorker, png, run
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.api.codes import TABLE, Code
from objremove_gui.errors import EngineError
from objremove_gui.net.http import make_client
from objremove_gui.service import app, tasks
from objremove_gui.service.app import create_service

BASE = "https://domain.test"
PREFIX = f"{BASE}/api/v1/obj-remove"


def told(answer: httpx.Response) -> tuple[int, int]:
    """HTTP status and code, after a look at the frame."""
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert body.keys() == {"code", "success", "message", "severity", "requestId", "data"}
    code = Code(body["code"])
    assert body["success"] is (code is Code.SUCCESS)
    assert body["message"].startswith(TABLE[code].message.rstrip("."))
    assert len(body["requestId"]) == 32
    return answer.status_code, int(code)


class Broken(InstantWorker):
    """An engine with a fault that nobody foresaw."""

    async def fill(self, *values: Any, **named: Any) -> Any:
        raise ZeroDivisionError("secret detail")


class Refusing(InstantWorker):
    """An engine that gives up."""

    async def fill(self, *values: Any, **named: Any) -> Any:
        raise EngineError("There is nothing to fill it from.")


def test_0_for_a_submit_and_a_query(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.submit(await at.task())
            assert told(answer) == (200, 0)
            assert told(await at.query(answer.json()["data"]["result_key"])) == (200, 0)

    run(main())


def test_23500000_for_a_fault_that_nobody_foresaw(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*values: object) -> None:
        raise ZeroDivisionError("secret detail")

    async def main() -> None:
        async with site() as at:
            monkeypatch.setattr(app, "read_orders", break_down)
            answer = await at.submit()
            assert told(answer) == (500, 23500000)
            assert "secret" not in answer.text

    run(main())


@pytest.mark.parametrize(
    "header",
    ["", "APPCODE", "APPCODE ", "APPCODE wrong", "Bearer c0de", "c0de", "appcode c0de", "APPCODE c0de2"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "submit"),
        ("POST", "query"),
        ("POST", "cancel"),
        ("GET", "capabilities"),
        ("PUT", "uploads/" + 16 * "a"),
    ],
)
def test_23500001_without_a_known_appcode(site: Any, header: str, method: str, path: str) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.http.request(
                method, f"{PREFIX}/{path}", json={}, headers={"Authorization": header, "X-Ca-Nonce": "1"}
            )
            assert told(answer) == (401, 23500001)

    run(main())


def test_no_appcode_is_asked_for_where_none_was_set(site: Any) -> None:
    async def main() -> None:
        async with site(appcodes=[]) as at:
            answer = await at.http.get(f"{PREFIX}/capabilities")
            assert told(answer) == (200, 0)

    run(main())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/resubmit"),
        ("GET", "/submit"),
        ("GET", ""),
        ("POST", "/query/x"),
        ("DELETE", "/capabilities"),
    ],
)
def test_23500002_for_another_operation(site: Any, method: str, path: str) -> None:
    async def main() -> None:
        async with site() as at:
            assert told(await at.http.request(method, f"{PREFIX}{path}")) == (404, 23500002)
            assert told(await at.http.get(f"{BASE}/")) == (404, 23500002)

    run(main())


def test_23500003_when_the_credit_is_used_up(site: Any) -> None:
    async def main() -> None:
        async with site(credits_left={"c0de": 2}) as at:
            task = await at.task()
            assert told(await at.submit(task, task, task)) == (403, 23500003)
            assert told(await at.submit(task, task)) == (200, 0)
            assert told(await at.submit(task)) == (403, 23500003)

    run(main())


def test_23500004_when_the_queue_is_full_and_nothing_is_paid_for_it(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with site(credits_left={"c0de": 2}) as at:
            monkeypatch.setattr(tasks, "MOST_WAITING", 1)
            task = await at.task()
            answer = await at.submit(task, task)
            assert told(answer) == (403, 23500004)
            assert int(answer.headers["Retry-After"]) > 0
            monkeypatch.setattr(tasks, "MOST_WAITING", 2)
            assert told(await at.submit(task, task)) == (200, 0)

    run(main())


def test_23500004_when_there_is_no_room_for_an_upload(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        monkeypatch.setattr(app, "BUDGET", 100)
        async with site() as at:
            answer = await at.http.put(
                f"{PREFIX}/uploads/{'a' * 16}", content=b"x" * 101, headers=at.headers()
            )
            assert told(answer) == (403, 23500004)

    run(main())


def test_23500005_for_a_picture_that_is_not_wanted(site: Any) -> None:
    async def main() -> None:
        image = np.full((400, 400, 3), 66, np.uint8)
        async with site(denied=[hashlib.sha256(png(image)).hexdigest()]) as at:
            assert told(await at.submit(await at.task(image))) == (403, 23500005)
            assert told(await at.submit(await at.task())) == (200, 0)

    run(main())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host.test/a.png",
        "file:///etc/passwd",
        "nonsense",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/nobody-listens.png",
        f"{PREFIX}/uploads/{'f' * 32}",
        f"{PREFIX}/results/gone.png",
    ],
)
@pytest.mark.parametrize("field", ["image", "mask"])
def test_23500006_for_a_url_that_cannot_be_read(site: Any, url: str, field: str) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.submit(await at.task() | {field: url})
            assert told(answer) == (400, 23500006)
            assert f"task 1: the {field}" in answer.json()["message"]

    run(main())


GREY = np.zeros((400, 400), np.uint8)
RGB = np.zeros((400, 400, 3), np.uint8)


@pytest.mark.parametrize(
    ("image", "mask", "why"),
    [
        (b"no picture", png(GREY), "no picture"),
        (png(RGB), b"", "no picture"),
        (png(RGB)[:-40], png(GREY), "cut off"),
        (png(RGB[:399]), png(GREY[:399]), "400 to 4096"),
        (png(np.zeros((4097, 400, 3), np.uint8)), png(np.zeros((4097, 400), np.uint8)), "400 to 4096"),
        (png(RGB), png(np.zeros((400, 401), np.uint8)), "401 × 400"),
        (png(RGB), png(np.full((400, 400), 128, np.uint8)), "0 (keep) and 255 (remove)"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='500' height='500'/>", png(GREY), "no picture"),
    ],
)
def test_23500007_for_a_picture_outside_the_limits(site: Any, image: bytes, mask: bytes, why: str) -> None:
    async def main() -> None:
        async with site() as at:
            task = {"image": await at.put(image), "mask": await at.put(mask)}
            answer = await at.submit(await at.task(), task)
            assert told(answer) == (400, 23500007)
            assert why in answer.json()["message"]
            assert "task 2" in answer.json()["message"]

    run(main())


def test_23500007_for_a_picture_of_too_many_pixels_before_it_is_decoded(site: Any) -> None:
    # A PNG whose header promises 60000 x 60000 pixels.
    import struct
    import zlib

    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))

    async def main() -> None:
        async with site() as at:
            task = await at.task() | {"image": await at.put(bomb + b"\0\0\0\0IDAT\x35\xaf\x06\x1e")}
            assert told(await at.submit(task)) == (400, 23500007)

    run(main())


@pytest.mark.parametrize("declared", [True, False])
def test_23500007_for_an_upload_of_too_many_bytes(
    site: Any, monkeypatch: pytest.MonkeyPatch, declared: bool
) -> None:
    async def pieces() -> Any:
        for _ in range(20):
            yield b"x" * 10

    async def main() -> None:
        monkeypatch.setattr(app, "MAX_FILE", 100)
        async with site() as at:
            url = f"{PREFIX}/uploads/{'a' * 16}"
            content = b"x" * 200 if declared else pieces()
            answer = await at.http.put(url, content=content, headers=at.headers())
            assert told(answer) == (400, 23500007)
            assert (await at.http.get(url)).status_code == 404

    run(main())


def test_23500008_for_an_unknown_key_and_for_another_ones(site: Any) -> None:
    async def main() -> None:
        async with site(appcodes=["c0de", "0ther"]) as at:
            assert told(await at.query("unknown")) == (400, 23500008)
            key = (await at.submit(await at.task())).json()["data"]["result_key"]
            theirs = {"Authorization": "APPCODE 0ther"}
            assert told(await at.query(key, **theirs)) == (400, 23500008)
            assert told(await at.post("cancel", {"data": {"result_key": key}}, **theirs)) == (400, 23500008)
            assert told(await at.query(key)) == (200, 0)

    run(main())


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("submit", {}),
        ("submit", {"data": None}),
        ("submit", {"data": {}}),
        ("submit", {"data": {"task_list": None}}),
        ("submit", {"data": {"task_list": []}}),
        ("submit", {"data": {"task_list": [{"image": "https://s.test/i"}]}}),
        ("submit", {"data": {"task_list": [{"image": "", "mask": "https://s.test/m"}]}}),
        ("query", {}),
        ("query", {"data": {}}),
        ("query", {"data": {"result_key": ""}}),
        ("cancel", {"data": {"result_key": None}}),
    ],
)
def test_23500009_for_a_field_that_is_missing(site: Any, operation: str, body: object) -> None:
    async def main() -> None:
        async with site() as at:
            assert told(await at.post(operation, body)) == (400, 23500009)

    run(main())


def test_23500009_without_a_nonce(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.post("query", {"data": {"result_key": "x"}}, **{"X-Ca-Nonce": ""})
            assert told(answer) == (400, 23500009)
            assert "X-Ca-Nonce" in answer.json()["message"]

    run(main())


@pytest.mark.parametrize("worker", [Broken, Refusing])
def test_23500011_only_when_all_tasks_failed(site: Any, worker: type[InstantWorker]) -> None:
    async def main() -> None:
        async with site(worker()) as at:
            key = (await at.submit(await at.task(), await at.task())).json()["data"]["result_key"]
            listed = await at.ended(key)
            answer = await at.query(key)
            assert told(answer) == (500, 23500011)
            assert [task["status"] for task in listed] == ["FAILED", "FAILED"]
            assert all(task["message"] for task in listed)
            assert "secret" not in answer.text

    run(main())


@pytest.mark.parametrize("operation", ["submit", "query", "cancel"])
@pytest.mark.parametrize("body", [b"", b"  \n"])
def test_23500012_without_a_body(site: Any, operation: str, body: bytes) -> None:
    async def main() -> None:
        async with site() as at:
            headers = at.headers(**{"Content-Type": "application/json"})
            answer = await at.http.post(f"{PREFIX}/{operation}", content=body, headers=headers)
            assert told(answer) == (400, 23500012)

    run(main())


@pytest.mark.parametrize(
    "fields",
    [
        {"seed": -1},
        {"seed": 2**31},
        {"seed": 1.5},
        {"seed": "7"},
        {"seed": True},
        {"kernel_size": 0},
        {"kernel_size": 2},
        {"kernel_size": 61},
        {"kernel_size": "3"},
        {"kernel_size": 3.0},
        {"engine": "magic"},
        {"engine": ["patchmatch"]},
        {"image": 7},
        {"mask": ["https://s.test/m"]},
    ],
)
def test_23500013_for_a_value_that_a_field_may_not_have(site: Any, fields: dict[str, object]) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.submit(await at.task() | fields)
            assert told(answer) == (400, 23500013)
            assert next(iter(fields)) in answer.json()["message"]

    run(main())


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'"text"',
        b'{"data": []}',
        b'{"data": {"task_list": {}}}',
        b'{"data": {"task_list": [1]}}',
        b'{"data": {"task_list": [' + b",".join([b"{}"] * 11) + b"]}}",
        b"[" * 5000,
    ],
)
def test_23500013_for_a_body_that_is_something_else(site: Any, body: bytes) -> None:
    async def main() -> None:
        async with site() as at:
            headers = at.headers(**{"Content-Type": "application/json"})
            answer = await at.http.post(f"{PREFIX}/submit", content=body, headers=headers)
            assert told(answer) == (400, 23500013)

    run(main())


def test_23500013_for_a_body_of_another_type_or_without_end(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            for kind, content in (("text/plain", b"{}"), ("", b"{}"), ("application/json", b" " * 1_000_001)):
                headers = at.headers(**{"Content-Type": kind})
                answer = await at.http.post(f"{PREFIX}/submit", content=content, headers=headers)
                assert told(answer) == (400, 23500013)

    run(main())


def test_23500013_for_a_nonce_that_was_used_before(site: Any) -> None:
    async def main() -> None:
        async with site() as at:
            again = {"X-Ca-Nonce": "the same"}
            assert told(await at.query("x", **again)) == (400, 23500008)
            assert told(await at.query("x", **again)) == (400, 23500013)

    run(main())


@pytest.mark.parametrize("name", ["short", "a" * 65, "a-b-c-d-e-f-g-h-i", "ä" * 16, "%2e%2e" * 4])
def test_23500013_for_a_name_that_an_upload_may_not_have(site: Any, name: str) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.http.put(f"{PREFIX}/uploads/{name}", content=b"x", headers=at.headers())
            assert told(answer) == (400, 23500013)

    run(main())


@pytest.mark.parametrize("path", ["obj-add/submit", "other/query", "obj-remove2/submit", "x"])
def test_23500014_for_another_service(site: Any, path: str) -> None:
    async def main() -> None:
        async with site() as at:
            answer = await at.http.post(f"{BASE}/api/v1/{path}", json={}, headers=at.headers())
            assert told(answer) == (400, 23500014)

    run(main())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
hostile = st.fixed_dictionaries(
    {
        "data": st.fixed_dictionaries(
            {}, optional={"task_list": st.lists(json_values), "result_key": json_values}
        )
    }
)


@given(body=hostile | json_values, operation=st.sampled_from(["submit", "query", "cancel"]))
def test_any_json_is_refused_with_a_code(body: object, operation: str) -> None:
    async def main() -> None:
        service = create_service(InstantWorker())
        async with make_client(transport=httpx.ASGITransport(service.app)) as http:
            answer = await http.post(f"{PREFIX}/{operation}", json=body, headers={"X-Ca-Nonce": "1"})
            assert told(answer)[0] == 400
        await service.aclose()

    run(main())
