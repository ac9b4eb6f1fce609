"""A service of every test's own, and raw requests to it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import pytest
from fakes import InstantWorker, png
from numpy.typing import NDArray

from objremove_gui.net.http import make_client
from objremove_gui.service.app import Service, create_service

BASE = "https://domain.test"
PREFIX = f"{BASE}/api/v1/obj-remove"
APPCODE = "c0de"


@dataclass
class Site:
    """A running service and plain HTTP to it."""

    service: Service
    http: httpx.AsyncClient
    nonces: Any = field(default_factory=itertools.count)

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"APPCODE {APPCODE}", "X-Ca-Nonce": str(next(self.nonces))} | more

    async def post(self, operation: str, body: object, **headers: str) -> httpx.Response:
        return await self.http.post(f"{PREFIX}/{operation}", json=body, headers=self.headers(**headers))

    async def put(self, data: bytes, name: str = "") -> str:
        """Upload, and the URL of it."""
        url = f"{PREFIX}/uploads/{name or format(next(self.nonces), '032x')}"
        answer = await self.http.put(url, content=data, headers=self.headers())
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["url"])

    async def task(
        self, image: NDArray[np.uint8] | None = None, mask: NDArray[np.uint8] | None = None, **fields: object
    ) -> dict[str, object]:
        """One task with its pictures uploaded."""
        image = np.full((400, 420, 3), 9, np.uint8) if image is None else image
        mask = np.zeros(image.shape[:2], np.uint8) if mask is None else mask
        return {"image": await self.put(png(image)), "mask": await self.put(png(mask)), **fields}

    async def submit(self, *tasks: dict[str, object], **headers: str) -> httpx.Response:
        return await self.post("submit", {"data": {"task_list": list(tasks)}}, **headers)

    async def ended(self, key: str) -> list[dict[str, Any]]:
        """The tasks of a key when all have ended."""
        while True:
            tasks = (await self.query(key)).json()["data"]["task_list"]
            if all(task["status"] in ("SUCCESS", "FAILED") for task in tasks):
                return list(tasks)
            # Requests within the process need not give way to anything else.
            await asyncio.sleep(0)

    async def query(self, key: str, **headers: str) -> httpx.Response:
        return await self.post("query", {"data": {"result_key": key}}, **headers)


@pytest.fixture
def site() -> Any:
    """Opens a site: ``async with site(worker, **settings) as at``."""

    @asynccontextmanager
    async def open_site(*workers: Any, **settings: Any) -> AsyncIterator[Site]:
        settings = {"appcodes": [APPCODE], "base_url": BASE} | settings
        service = create_service(*(workers or (InstantWorker(),)), **settings)
        transport = httpx.ASGITransport(service.app, raise_app_exceptions=False)
        async with make_client(transport=transport) as http:
            yield Site(service, http)
        await service.aclose()

    return open_site
