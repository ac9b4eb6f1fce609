"""A scripted service with a picture store beside it: over real sockets, or as a transport; counts what it is paid for.

It speaks the vendor's protocol and nothing more, and gives signed links to results. Each operation can be given faults.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import ssl
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from fakes import png
from numpy.typing import NDArray

API = "/api/v1/obj-remove/"
STORE = "/store/"
RESULTS = "/results/"
SIGNATURE = "Signature=s1gned"


class Fault(StrEnum):
    """What goes wrong with one request. AFTER: it was worked on, but the answer does not arrive."""

    DROP_BEFORE = "connection dropped before the request is read"
    DROP_AFTER = "connection dropped after the request was taken"
    STALL = "taken, and no answer in time"
    THROTTLE = "refused as one too many (23500004)"
    TOO_MANY = "refused as one too many (HTTP 429, Retry-After)"
    FAULT = "internal fault (23500000)"
    FAULT_AFTER = "taken, then internal fault (HTTP 500 without a body)"
    HTML = "a gateway's HTML page (HTTP 502)"
    HTML_200 = "an HTML page with HTTP 200"
    EMPTY = "an empty body"
    CUT_OFF = "a body that is cut off"
    NO_CREDIT = "no credit left (23500003)"
    UNAUTHORIZED = "wrong AppCode (23500001)"
    BAD_URL = "the picture can't be read (23500006)"
    UNKNOWN_KEY = "the result_key is not known (23500008)"
    STRANGE = "refused with a code that nobody knows (HTTP 500)"
    STRANGE_400 = "refused with a code that nobody knows (HTTP 400)"
    WRONG_SIZE = "a result of another size"
    GARBAGE = "a result that is no picture"
    EXPIRED = "a link that has expired (HTTP 403)"
    FEWER = "an answer with fewer tasks than were sent"
    ENDLESS = "a task that never ends"
    ONE_FAILED = "one task of ten fails"


# Worked on although it goes wrong.
TAKEN = {
    Fault.DROP_AFTER,
    Fault.STALL,
    Fault.FAULT_AFTER,
    Fault.HTML_200,
    Fault.EMPTY,
    Fault.CUT_OFF,
    Fault.FEWER,
    Fault.ENDLESS,
    Fault.ONE_FAILED,
}


@dataclass
class Reply:
    """An answer; ``status`` 0 = the connection is dropped, -1 = there is no answer in time."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Group:
    """A submit that was taken; ``pictures`` tell its tasks apart by what is in them."""

    key: str
    tasks: list[dict[str, Any]]
    pictures: list[str]
    results: list[bytes]
    queries: int = 0


Faults = Callable[[str, int], "Fault | None"]


@dataclass
class Vendor:
    """The state of the service. ``polls`` questions are answered with RUNNING before a task has ended.

    ``faults(operation, number)`` names the fault of the number-th (from 0) put, submit, query, result or delete.
    ``failing`` are positions in a group whose tasks fail; ``endless`` tasks never end. At ``held`` operations requests
    wait until :meth:`go` (by name of the operation). ``seen`` is told each request, where it would wait.
    """

    faults: Faults = lambda operation, number: None
    polls: int = 1
    failing: frozenset[int] = frozenset()
    endless: bool = False
    address: str = "http://vendor.test"
    groups: list[Group] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    nonces: set[str] = field(default_factory=set)
    reached: dict[str, asyncio.Event] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    late: bool = False
    seen: Callable[[str], None] = lambda operation: None
    _names: Any = field(default_factory=itertools.count)

    # -- what a test asks

    def paid(self) -> Counter[str]:
        """How often each picture was submitted and taken."""
        return Counter(picture for group in self.groups for picture in group.pictures)

    def hold(self, operation: str, *, late: bool = False) -> asyncio.Event:
        """From now on requests of this kind wait; the event tells that one has come.

        They wait before they are worked on or, with ``late``, for their answers.
        """
        self.held[operation] = asyncio.Event()
        self.late = late
        self.reached[operation] = asyncio.Event()
        return self.reached[operation]

    def go(self, operation: str) -> None:
        self.held.pop(operation).set()

    # -- answering

    def operation(self, method: str, path: str) -> str:
        if path.startswith(RESULTS):
            return "result"
        if path.startswith((STORE, f"{API}uploads/")):
            return {"PUT": "put", "DELETE": "delete"}.get(method, "read")
        return path.removeprefix(API)

    async def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        operation = self.operation(method, urlsplit(target).path)
        number = self.counts[operation]
        self.counts[operation] += 1
        if not self.late:
            await self._wait(operation)
        fault = self.faults(operation, number)
        reply = None
        if fault is None or fault in TAKEN or fault in (Fault.WRONG_SIZE, Fault.GARBAGE):
            reply = self._work(operation, target, headers, body)
        if self.late:
            await self._wait(operation)
        return reply if fault is None and reply else self._broken(fault, reply)

    async def _wait(self, operation: str) -> None:
        self.seen(operation)
        if operation in self.held:
            self.reached[operation].set()
            await self.held[operation].wait()

    def _work(self, operation: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path = urlsplit(target).path
        name = path.rpartition("/")[2]
        match operation:
            case "put":
                self.files[name] = body
                return Reply(200)
            case "delete":
                return Reply(200 if self.files.pop(name, None) is not None else 404)
            case "read":
                data = self.files.get(name)
                if data is None:
                    return Reply(404)
                if "range" in headers:
                    return Reply(206, data[:1], {"Content-Range": f"bytes 0-0/{len(data)}"})
                return Reply(200, data)
            case "result":
                return Reply(200, self._result(name))
        if headers.get("x-ca-nonce", "") in self.nonces:
            return envelope(23500013, status=400)
        self.nonces.add(headers["x-ca-nonce"])
        data = json.loads(body)["data"] if body else {}
        match operation:
            case "submit":
                return self._submit(data["task_list"])
            case "query":
                return self._query(data["result_key"])
        return envelope(23500002, status=404)

    def _result(self, name: str) -> bytes:
        key, _, position = name.partition("-")
        return next(group for group in self.groups if group.key == key).results[int(position)]

    def _submit(self, tasks: list[dict[str, Any]]) -> Reply:
        pictures, results = [], []
        for task in tasks:
            stored = [
                self.files.get(urlsplit(task[name]).path.rpartition("/")[2]) for name in ("image", "mask")
            ]
            if None in stored:
                return envelope(23500006, status=400)
            image, mask = (pixels_of(data) for data in stored if data is not None)
            digest = hashlib.sha256(image.tobytes() + mask.tobytes() + repr(task.get("seed")).encode())
            pictures.append(digest.hexdigest())
            filled = image.copy()
            filled[mask[..., 0] == 255 if mask.ndim == 3 else mask == 255] = (
                task.get("seed", 0) % 256,
                20,
                30,
            )
            results.append(png(filled))
        key = f"{next(self._names):032x}"
        self.groups.append(Group(key, tasks, pictures, results))
        return envelope(0, {"result_key": key, "task_list": [task | {"status": "WAITING"} for task in tasks]})

    def _query(self, key: str) -> Reply:
        group = next((group for group in self.groups if group.key == key), None)
        if group is None:
            return envelope(23500008, status=400)
        group.queries += 1
        ended = group.queries > self.polls and not self.endless
        shown = []
        for position, task in enumerate(group.tasks):
            status = "RUNNING"
            if ended:
                status = "FAILED" if position in self.failing else "SUCCESS"
            link = f"{self.address}{RESULTS}{key}-{position}?{SIGNATURE}"
            shown.append(task | {"status": status} | ({"results": [link]} if status == "SUCCESS" else {}))
        return envelope(0, {"result_key": key, "task_list": shown})

    def _broken(self, fault: Fault | None, reply: Reply | None) -> Reply:
        body = reply.body if reply else b""
        match fault:
            case Fault.DROP_BEFORE | Fault.DROP_AFTER:
                return Reply(0)
            case Fault.STALL:
                return Reply(-1)
            case Fault.THROTTLE:
                return envelope(23500004, status=403)
            case Fault.TOO_MANY:
                return Reply(429, headers={"Retry-After": "0"})
            case Fault.FAULT:
                return envelope(23500000, status=500)
            case Fault.FAULT_AFTER:
                return Reply(500)
            case Fault.HTML:
                return Reply(502, b"<html><h1>Bad Gateway</h1></html>")
            case Fault.HTML_200:
                return Reply(200, b"<html>hello</html>")
            case Fault.EMPTY:
                return Reply(200)
            case Fault.CUT_OFF:
                return Reply(200, body[: len(body) // 2])
            case Fault.NO_CREDIT:
                return envelope(23500003, status=403)
            case Fault.UNAUTHORIZED:
                return envelope(23500001, status=401)
            case Fault.BAD_URL:
                return envelope(23500006, status=400)
            case Fault.UNKNOWN_KEY:
                return envelope(23500008, status=400)
            case Fault.STRANGE:
                return envelope(77777777, status=500)
            case Fault.STRANGE_400:
                return envelope(77777777, status=400)
            case Fault.WRONG_SIZE:
                return Reply(200, png(np.zeros((10, 10, 3), np.uint8)))
            case Fault.GARBAGE:
                return Reply(200, b"\x89PNG no picture")
            case Fault.EXPIRED:
                return Reply(403, b"<Error>Request has expired</Error>")
            case Fault.FEWER:
                value = json.loads(body)
                value["data"]["task_list"] = value["data"]["task_list"][:-1] or [{"status": "SUCCESS"}] * 2
                return Reply(200, json.dumps(value).encode())
            case Fault.ENDLESS:
                return changed(body, lambda task: {"status": "RUNNING"})
            case Fault.ONE_FAILED:
                return changed(body, lambda task: {"status": "FAILED"}, only=3)
        raise AssertionError(fault)

    # -- on a socket

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        """On a real socket of this loop; gives the address."""
        talks: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._talk(reader, writer))
            talks.add(task)
            task.add_done_callback(talks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self.address
        finally:
            server.close()
            for task in talks.copy():
                task.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    @contextmanager
    def in_thread(self) -> Iterator[None]:
        """On a socket and a loop in a thread of its own, for programs that need this one."""
        started, stop = threading.Event(), asyncio.Event()
        loops: list[asyncio.AbstractEventLoop] = []

        async def live() -> None:
            loops.append(asyncio.get_running_loop())
            async with self.serving():
                started.set()
                await stop.wait()

        thread = threading.Thread(target=asyncio.run, args=(live(),))
        thread.start()
        started.wait()
        try:
            yield
        finally:
            loops[0].call_soon_threadsafe(stop.set)
            thread.join()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        pairs = (line.split(":", 1) for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        reply = await self.answer(method, target, headers, body)
        if reply.status == 0:
            return False
        if reply.status < 0:
            await reader.read()
            return False
        lines = [f"HTTP/1.1 {reply.status} -", f"Content-Length: {len(reply.body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)
        await writer.drain()
        return True


class VendorTransport(httpx.AsyncBaseTransport):
    """The same service without sockets."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = await self.vendor.answer(request.method, str(request.url), headers, body)
        if reply.status == 0:
            raise httpx.ReadError("dropped", request=request)
        if reply.status < 0:
            raise httpx.ReadTimeout("no answer", request=request)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)


def envelope(code: int, data: object = None, *, status: int = 200) -> Reply:
    body = {
        "code": str(code),
        "success": code == 0,
        "message": "" if code else "success",
        "requestId": f"trace-{code}",
        "data": data,
    }
    return Reply(status, json.dumps(body).encode())


def changed(
    body: bytes, change: Callable[[dict[str, Any]], dict[str, Any]], only: int | None = None
) -> Reply:
    """An answer whose tasks (``only`` the one at that place) are others."""
    value = json.loads(body)
    tasks = value["data"]["task_list"]
    value["data"]["task_list"] = [
        change(task) if only in (None, place) else task for place, task in enumerate(tasks)
    ]
    return Reply(200, json.dumps(value).encode())


def pixels_of(data: bytes) -> NDArray[np.uint8]:
    """R, G, B of a PNG, grey or not."""
    import cv2

    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    return np.ascontiguousarray(pixels[..., ::-1], dtype=np.uint8)
