"""Many tasks through one client: what is done leaves nothing in memory."""

from __future__ import annotations

import gc
import tracemalloc

import httpx
from fakes import envelope, group, run

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import TaskRequest
from objremove_gui.api.polling import PollSchedule, wait
from objremove_gui.net.http import make_client

TASK = TaskRequest("https://store.test/i", "https://store.test/m", seed=1)
RESULT = bytes(50_000)


class Instant(httpx.AsyncBaseTransport):
    """Answers everything at once and remembers nothing."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        match request.url.path.rpartition("/")[2]:
            case "submit":
                return envelope(0, group(*["WAITING"] * 10))
            case "query":
                return envelope(0, group(*["SUCCESS"] * 10, results=["https://domain.test/result"]))
            case _:
                return httpx.Response(200, content=RESULT)


async def at_once(seconds: float) -> None:
    return


async def work_off(client: ApiClient, tasks: int) -> int:
    """Bytes in use after so many tasks."""
    for _ in range(tasks // 10):
        taken = await client.submit([TASK] * 10)
        ended = await wait(client, taken.result_key, PollSchedule(0, 0), sleep=at_once)
        for task in ended.tasks:
            assert len(await client.download(task.results[0])) == len(RESULT)
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_memory_is_as_it_was_after_five_hundred_tasks() -> None:
    async def main() -> int:
        async with make_client(transport=Instant()) as http:
            client = ApiClient(http, "https://domain.test", "c0de")
            before = await work_off(client, 50)
            return await work_off(client, 500) - before

    tracemalloc.start()
    try:
        grown = run(main())
    finally:
        tracemalloc.stop()
    # One result would be more.
    assert grown < len(RESULT)
