"""The client against a scripted transport and against the real service: the same tests twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import pytest
from fakes import KEY, HeldWorker, ScriptedTransport, body_of, envelope, group, png, run, unpng

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import TaskRequest, TaskStatus
from objremove_gui.api.polling import EMBEDDED, wait
from objremove_gui.errors import LinkExpired, ResultUnknown, Unauthorized
from objremove_gui.net.http import make_client
from objremove_gui.service.app import create_service
from objremove_gui.upload.embedded import EmbeddedUploader

APPCODE = "d1f0c2a3"
BASE = "https://domain.test"


@dataclass
class World:
    """A service of either kind: ``open_client`` talks to it, ``finish`` lets the engine end its work."""

    open_client: Callable[[str], ApiClient]
    requests: list[httpx.Request]
    task: TaskRequest
    finish: Callable[[], Coroutine[Any, Any, None]]
    started: Callable[[], Coroutine[Any, Any, None]]


class Vendor:
    """A transport's script that behaves as the vendor's document says."""

    def __init__(self) -> None:
        self.count = 0
        self.status = "RUNNING"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "results" in request.url.path:
            return httpx.Response(200, content=png(np.full((400, 400, 3), 7, np.uint8)))
        if request.headers.get("Authorization") != f"APPCODE {APPCODE}":
            return envelope("23500001", status=401, message="Authorization required")
        operation = request.url.path.rpartition("/")[2]
        if operation == "capabilities":
            return httpx.Response(404, text="<html>no such page</html>")
        data = body_of(request)["data"]
        if operation == "submit":
            self.count = len(data["task_list"])
            return envelope("0", group(*["WAITING"] * self.count))
        if data["result_key"] != KEY:
            return envelope(23500008, status=400, message="No records found")
        results = [f"{BASE}/results/1.png"] if self.status == "SUCCESS" else None
        return envelope(0, group(*[self.status] * self.count, results=results))


@asynccontextmanager
async def scripted() -> AsyncIterator[World]:
    vendor = Vendor()
    transport = ScriptedTransport(vendor)

    async def finish() -> None:
        vendor.status = "SUCCESS"

    async def started() -> None:
        return

    async with make_client(transport=transport) as http:
        yield World(
            lambda appcode: ApiClient(http, BASE, appcode),
            transport.requests,
            TaskRequest("https://store.test/i", "https://store.test/m", seed=7),
            finish,
            started,
        )


@asynccontextmanager
async def real() -> AsyncIterator[World]:
    worker = HeldWorker()
    service = create_service(worker, appcodes=[APPCODE], base_url=BASE)
    requests: list[httpx.Request] = []

    async def note(request: httpx.Request) -> None:
        requests.append(request)

    async def finish() -> None:
        worker.go.set()

    async def started() -> None:
        await worker.reached.wait()

    transport = httpx.ASGITransport(service.app, raise_app_exceptions=False)
    async with make_client(transport=transport) as http:
        http.event_hooks["request"].append(note)
        uploader = EmbeddedUploader(http, BASE, APPCODE)
        image = await uploader.upload(png(np.full((400, 400, 3), 7, np.uint8)), content_type="image/png")
        mask = await uploader.upload(png(np.zeros((400, 400), np.uint8)), content_type="image/png")
        requests.clear()
        task = TaskRequest(image.url, mask.url, seed=7)
        yield World(lambda appcode: ApiClient(http, BASE, appcode), requests, task, finish, started)
        await service.aclose()


WORLDS = pytest.mark.parametrize("world", [scripted, real])
Open = Callable[[], Any]


@WORLDS
def test_submitted_tasks_come_back_in_their_order_with_a_key(world: Open) -> None:
    async def main() -> None:
        async with world() as at:
            handed_in = await at.open_client(APPCODE).submit([at.task] * 3)
            assert len(handed_in.tasks) == 3
            assert handed_in.result_key
            assert handed_in.request_id
            assert not handed_in.ended

    run(main())


@WORLDS
def test_a_task_goes_on_until_it_has_a_result_that_can_be_fetched(world: Open) -> None:
    async def main() -> None:
        async with world() as at:
            client = at.open_client(APPCODE)
            key = (await client.submit([at.task])).result_key
            await at.started()
            assert (await client.query(key)).tasks[0].status is TaskStatus.RUNNING
            await at.finish()
            asked = await wait(client, key, EMBEDDED)
            assert asked.tasks[0].status is TaskStatus.SUCCESS
            assert asked.result_key == key
            assert unpng(await client.download(asked.tasks[0].results[0])).shape == (400, 400, 3)

    run(main())


@WORLDS
def test_an_unknown_key_and_a_wrong_appcode_are_told_apart(world: Open) -> None:
    async def main() -> None:
        async with world() as at:
            with pytest.raises(ResultUnknown) as unknown:
                await at.open_client(APPCODE).query("no-such-key")
            assert unknown.value.request_id
            for appcode in ("wr0ng", ""):
                with pytest.raises(Unauthorized) as wrong:
                    await at.open_client(appcode).query("no-such-key")
                assert "wr0ng" not in str(wrong.value)

    run(main())


@WORLDS
def test_every_request_has_the_appcode_and_a_nonce_of_its_own(world: Open) -> None:
    async def main() -> None:
        async with world() as at:
            client = at.open_client(APPCODE)
            key = (await client.submit([at.task])).result_key
            await client.query(key)
            await client.query(key)
            assert {request.headers["Authorization"] for request in at.requests} == {f"APPCODE {APPCODE}"}
            assert {request.headers["Content-Type"] for request in at.requests} == {"application/json"}
            assert len({request.headers["X-Ca-Nonce"] for request in at.requests}) == 3
            assert [request.url.path for request in at.requests] == [
                "/api/v1/obj-remove/submit",
                "/api/v1/obj-remove/query",
                "/api/v1/obj-remove/query",
            ]

    run(main())


@WORLDS
def test_the_appcode_does_not_go_along_to_where_a_result_lies(world: Open) -> None:
    async def main() -> None:
        async with world() as at:
            client = at.open_client(APPCODE)
            key = (await client.submit([at.task])).result_key
            await at.finish()
            asked = await wait(client, key, EMBEDDED)
            await client.download(asked.tasks[0].results[0])
            assert "Authorization" not in at.requests[-1].headers

    run(main())


def test_only_our_own_service_announces_something() -> None:
    async def main() -> None:
        async with scripted() as vendor, real() as ours:
            assert await vendor.open_client(APPCODE).capabilities() is None
            announced = await ours.open_client(APPCODE).capabilities()
            assert announced is not None
            assert (announced.uploads, announced.progress, announced.cancel) == (True, True, True)
            assert announced.engines == ("patchmatch",)
            assert (announced.min_side, announced.max_side) == (400, 4096)

    run(main())


def test_a_cancelled_task_has_failed_and_its_engine_was_stopped() -> None:
    async def main() -> None:
        async with real() as at:
            client = at.open_client(APPCODE)
            key = (await client.submit([at.task, at.task])).result_key
            await at.started()
            await client.cancel(key)
            asked = await client.query(key)
            assert [task.status for task in asked.tasks] == [TaskStatus.FAILED] * 2
            assert [task.message for task in asked.tasks] == ["cancelled"] * 2
            await client.cancel(key)
            await client.cancel("no-such-key")

    run(main())


def test_the_link_of_a_result_that_is_gone_says_so() -> None:
    async def main() -> None:
        async with real() as at:
            with pytest.raises(LinkExpired):
                await at.open_client(APPCODE).download(f"{BASE}/api/v1/obj-remove/results/gone.png")

    run(main())
