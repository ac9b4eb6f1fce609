"""The obj-remove API from the other side: an ASGI app with uploads, a queue of tasks and results by URL."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from objremove_gui.api import wire
from objremove_gui.api.codes import Code
from objremove_gui.api.models import API_PREFIX, Capabilities, TaskStatus
from objremove_gui.engine.registry import ENGINES
from objremove_gui.service.bodies import read_body, read_json
from objremove_gui.service.gate import Gate
from objremove_gui.service.inputs import Inputs
from objremove_gui.service.pictures import MAX_FILE, read_pair
from objremove_gui.service.replies import HANDLERS, Refusal, file, reply
from objremove_gui.service.requests import Order, read_orders, read_result_key
from objremove_gui.service.store import Store, StoreFull
from objremove_gui.service.tasks import BUSY_WAIT, Group, Queue, Task, Worker
from objremove_gui.upload.embedded import UPLOADS_PATH

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

RESULTS_PATH = f"{API_PREFIX}/results"
# Seconds that uploads and results are kept, and bytes that each may take.
LIFE = 3600.0
BUDGET = 512_000_000
NAME_LENGTHS = range(16, 65)


class Service:
    """The service: ``app`` is the ASGI app. Its owner calls :meth:`aclose`; the workers belong to the caller.

    ``base_url`` stands at the start of the URLs it gives; ``""`` = the address that each request came to.
    """

    def __init__(self, workers: Sequence[Worker], gate: Gate, base_url: str, denied: Collection[str]) -> None:
        self._gate = gate
        self._base_url = base_url.rstrip("/")
        self._denied = frozenset(denied)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="service")
        self._uploads = Store(life=LIFE, budget=BUDGET)
        self._results = Store(life=LIFE, budget=BUDGET)
        self._inputs = Inputs({UPLOADS_PATH: self._uploads, RESULTS_PATH: self._results})
        self._queue = Queue(workers, self._pool, self._keep)
        self.app = Starlette(
            routes=[
                Route(f"{API_PREFIX}/submit", self._submit, methods=["POST"]),
                Route(f"{API_PREFIX}/query", self._query, methods=["POST"]),
                Route(f"{API_PREFIX}/cancel", self._cancel, methods=["POST"]),
                Route(f"{API_PREFIX}/capabilities", self._capabilities, methods=["GET"]),
                Route(f"{UPLOADS_PATH}/{{name}}", self._upload, methods=["PUT"]),
                Route(f"{UPLOADS_PATH}/{{name}}", self._delete, methods=["DELETE"]),
                Route(f"{UPLOADS_PATH}/{{name}}", self._read_upload, methods=["GET"]),
                Route(f"{RESULTS_PATH}/{{name}}", self._read_result, methods=["GET"]),
            ],
            exception_handlers=HANDLERS,
        )

    async def aclose(self) -> None:
        """Stop all tasks and forget all pictures."""
        await self._queue.aclose()
        await self._inputs.aclose()
        self._uploads.clear()
        self._results.clear()
        self._pool.shutdown(wait=False)

    # -- the protocol

    async def _submit(self, request: Request) -> Response:
        owner = self._gate.enter(request, nonce=True)
        orders = read_orders(await read_json(request))
        base = self._base(request)
        tasks = [await self._accept(order, base, f"task {number}") for number, order in enumerate(orders, 1)]
        group = Group(owner, tasks)
        self._queue.check_room(group)
        self._gate.spend(owner, len(tasks))
        self._queue.add(group)
        return reply(Code.SUCCESS, self._shown(group, base))

    async def _accept(self, order: Order, base: str, where: str) -> Task:
        """Fetch and check the pictures of a task; raises Refusal."""
        image = await self._inputs.read(order.image, base, f"{where}: the image")
        mask = await self._inputs.read(order.mask, base, f"{where}: the mask")
        if self._denied and hashlib.sha256(image).hexdigest() in self._denied:
            raise Refusal(Code.CONTENT)
        check = partial(read_pair, image, mask, where)
        await asyncio.get_running_loop().run_in_executor(self._pool, check)
        return Task(order, image, mask)

    async def _query(self, request: Request) -> Response:
        owner = self._gate.enter(request, nonce=True)
        group = self._queue.find(read_result_key(await read_json(request)), owner)
        data = self._shown(group, self._base(request))
        if all(task.status is TaskStatus.FAILED for task in group.tasks):
            return reply(Code.JOB_FAILED, data, group.tasks[0].message)
        return reply(Code.SUCCESS, data)

    # -- what we add to it

    async def _cancel(self, request: Request) -> Response:
        owner = self._gate.enter(request, nonce=True)
        group = self._queue.find(read_result_key(await read_json(request)), owner)
        await self._queue.cancel(group)
        return reply(Code.SUCCESS, self._shown(group, self._base(request)))

    async def _capabilities(self, request: Request) -> Response:
        self._gate.enter(request, nonce=False)
        announced = Capabilities(uploads=True, progress=True, cancel=True, engines=tuple(ENGINES))
        return reply(Code.SUCCESS, wire.capabilities_to_wire(announced))

    async def _upload(self, request: Request) -> Response:
        self._gate.enter(request, nonce=False)
        name = request.path_params["name"]
        if len(name) not in NAME_LENGTHS or not (name.isascii() and name.isalnum()):
            raise Refusal(Code.FIELD_ILLEGAL, "the name of an upload is 16 to 64 letters and digits")
        data = await read_body(request, MAX_FILE, Refusal(Code.BAD_PICTURE, "the file has too many bytes"))
        kind = request.headers.get("Content-Type", "")
        try:
            self._uploads.put(name, data, kind if kind.startswith("image/") else "application/octet-stream")
        except StoreFull as error:
            raise Refusal(Code.THROTTLED, "the store is full", wait=BUSY_WAIT) from error
        return reply(Code.SUCCESS, {"url": f"{self._base(request)}{UPLOADS_PATH}/{name}"})

    async def _delete(self, request: Request) -> Response:
        self._gate.enter(request, nonce=False)
        if not self._uploads.remove(request.path_params["name"]):
            raise HTTPException(404)
        return reply(Code.SUCCESS, None)

    async def _read_upload(self, request: Request) -> Response:
        return file(self._uploads.get(request.path_params["name"]))

    async def _read_result(self, request: Request) -> Response:
        return file(self._results.get(request.path_params["name"]))

    # -- helpers

    def _base(self, request: Request) -> str:
        return self._base_url or str(request.base_url).rstrip("/")

    def _keep(self, png: bytes) -> str:
        name = f"{secrets.token_hex(16)}.png"
        self._results.put(name, png, "image/png", drop_oldest=True)
        return name

    def _shown(self, group: Group, base: str) -> dict[str, object]:
        """A group as it stands in an answer."""
        return {"result_key": group.key, "task_list": [self._shown_task(task, base) for task in group.tasks]}

    def _shown_task(self, task: Task, base: str) -> dict[str, object]:
        shown: dict[str, object] = {
            "image": task.order.image,
            "mask": task.order.mask,
            "seed": task.order.seed,
            "kernel_size": task.order.kernel_size,
            "status": task.status,
            "progress": round(task.progress, 4),
        }
        if task.status is TaskStatus.SUCCESS:
            shown["results"] = [f"{base}{RESULTS_PATH}/{task.result}"]
        if task.message:
            shown["message"] = task.message
        return shown


def create_service(
    *workers: Worker,
    appcodes: Collection[str] = (),
    base_url: str = "",
    credits_left: Mapping[str, int] | None = None,
    denied: Collection[str] = (),
) -> Service:
    """A service that does one task at a time on each of ``workers``, which stay the caller's.

    ``appcodes`` may use it, everybody when there are none. ``base_url`` stands at the start of the URLs it
    gives; without one they start with the address that the request came to. ``credits_left`` limits how many
    tasks an AppCode may still submit. ``denied`` holds SHA-256 sums (hex) of picture files that are refused.
    """
    return Service(workers, Gate(appcodes, credits_left or {}), base_url, denied)
