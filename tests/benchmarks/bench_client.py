"""The client: CPU time of 500 tasks against an instant server, beside the same requests by plain httpx."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
from measuring import Measurement, typical, undisturbed

sys.path.append(str(Path(__file__).resolve().parents[1]))

from objremove_gui.api.client import ApiClient
from objremove_gui.api.models import TaskRequest
from objremove_gui.api.polling import PollSchedule, wait
from objremove_gui.net.http import make_client

TASKS = 500
IN_SUBMIT = 10
ROUNDS = 7
RESULT = bytes(20_000)
# Each submit is asked for twice: it runs at first.
QUERIES = 2
CALLS = "/api/v1/obj-remove/"


def group(status: str, address: str) -> bytes:
    task = {"image": "http://store.test/i", "mask": "http://store.test/m", "seed": 1, "kernel_size": 3}
    results = {"results": [f"{address}/result"]} if status == "SUCCESS" else {}
    tasks = [task | {"status": status} | results] * IN_SUBMIT
    body = {"code": "0", "success": True, "message": "success", "severity": "info", "requestId": "trace"}
    return json.dumps(body | {"data": {"result_key": "c21541", "task_list": tasks}}).encode()


async def serve() -> None:
    """Answers at once: a submit with WAITING, every second query with SUCCESS."""
    answers: dict[str, list[bytes]] = {}
    queries = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal queries
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ", 2)[1].decode()
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                ),
                0,
            )
            await reader.readexactly(length)
            kind = path.rpartition("/")[2]
            if kind == "query":
                queries += 1
            body = answers[kind][queries % QUERIES if kind == "query" else 0]
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    answers["submit"] = [group("WAITING", address)]
    answers["query"] = [group("SUCCESS", address), group("RUNNING", address)]
    answers["result"] = [RESULT]
    print(address, flush=True)
    await server.serve_forever()


async def at_once(seconds: float) -> None:
    return


async def by_client(address: str) -> None:
    """Submits, waits and fetches as the program does."""
    task = TaskRequest("http://store.test/i", "http://store.test/m", seed=1, kernel_size=3)
    async with make_client() as http:
        client = ApiClient(http, address, "c0de")
        for _ in range(TASKS // IN_SUBMIT):
            taken = await client.submit([task] * IN_SUBMIT)
            ended = await wait(client, taken.result_key, PollSchedule(0, 0), sleep=at_once)
            for one in ended.tasks:
                assert await client.download(one.results[0]) == RESULT


async def by_httpx(address: str) -> None:
    """The same requests, and nothing else."""
    task = {"image": "http://store.test/i", "mask": "http://store.test/m", "seed": 1, "kernel_size": 3}
    headers = {"Authorization": "APPCODE c0de", "X-Ca-Nonce": "nonce"}
    async with httpx.AsyncClient() as http:
        for _ in range(TASKS // IN_SUBMIT):
            body = {"data": {"task_list": [task] * IN_SUBMIT}}
            taken = (await http.post(f"{address}{CALLS}submit", json=body, headers=headers)).json()
            key = {"data": {"result_key": taken["data"]["result_key"]}}
            for _ in range(QUERIES):
                ended = (await http.post(f"{address}{CALLS}query", json=key, headers=headers)).json()
            for one in ended["data"]["task_list"]:
                assert (await http.get(one["results"][0])).content == RESULT


def cpu_seconds(work: Callable[[str], Awaitable[None]], address: str) -> float:
    start = time.process_time()
    asyncio.run(work(address))  # type: ignore[arg-type]
    return time.process_time() - start


def run() -> list[Measurement]:
    """The median of rounds that take turns."""
    server = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = server.stdout.readline().strip()
        ours: list[float] = []
        plain: list[float] = []
        with undisturbed():
            for _ in range(ROUNDS):
                ours.append(cpu_seconds(by_client, address))
                plain.append(cpu_seconds(by_httpx, address))
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    return [Measurement(f"{TASKS} tasks, CPU", typical(ours), "plain httpx, CPU", typical(plain))]


if __name__ == "__main__":
    asyncio.run(serve())
