"""Scripted edges for tests: the network, the clock, the engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

import httpx
import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Pixels = NDArray[np.uint8]
Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]
KEY = "c215416960a7437b8f3a034104529bcb"


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine; tasks or async generators that it leaves behind are an error."""

    async def checked() -> T:
        result = await coroutine
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, left
        return result

    return asyncio.run(checked())


class ScriptedTransport(httpx.AsyncBaseTransport):
    """Answers requests by a list of steps, in order; the last one holds for all further requests."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, httpx.Response):
            # A response can be read once only, so that every request gets its own copy.
            headers = [(name, value) for name, value in step.headers.raw if name.lower() != b"content-length"]
            return httpx.Response(step.status_code, headers=headers, content=step.content)
        return step(request)


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class InstantWorker:
    """An engine that fills with one colour at once, and remembers what it was given."""

    def __init__(self) -> None:
        self.masks: list[Pixels] = []

    async def ready(self) -> None:
        """It always is."""

    async def fill(
        self, engine_id: str, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]
    ) -> Pixels:
        self.masks.append(mask)
        filled = image.copy()
        filled[mask == 255] = (seed % 256, 20, 30)
        return filled


class HeldWorker(InstantWorker):
    """An engine that waits in ``fill`` until it is let go; tells when it was reached and when it was cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.go = asyncio.Event()

    async def fill(
        self, engine_id: str, image: Pixels, mask: Pixels, *, seed: int, progress: Callable[[float], None]
    ) -> Pixels:
        progress(0.25)
        self.reached.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return await super().fill(engine_id, image, mask, seed=seed, progress=progress)


def envelope(
    code: object = 0,
    data: object = None,
    *,
    status: int = 200,
    message: str = "success",
    headers: dict[str, str] | None = None,
    **more: object,
) -> httpx.Response:
    """An answer of the protocol."""
    body = {
        "code": code,
        "success": code in (0, "0"),
        "message": message,
        "requestId": "trace-1",
        "data": data,
    }
    return httpx.Response(status, json=body | more, headers=headers)


def group(*statuses: str, key: str = KEY, **more: object) -> dict[str, object]:
    """``data`` with one task for every status."""
    tasks: Iterable[dict[str, object]] = (
        {"image": "https://store.test/i", "mask": "https://store.test/m", "status": status, **more}
        for status in statuses
    )
    return {"result_key": key, "task_list": list(tasks)}


def body_of(request: httpx.Request) -> Any:
    """The JSON that a request brought."""
    return json.loads(request.content)


def png(pixels: Pixels) -> bytes:
    """A PNG of R, G, B (h, w, 3) or of a mask (h, w)."""
    import cv2

    done, data = cv2.imencode(".png", pixels if pixels.ndim == 2 else pixels[..., ::-1])
    assert done
    return data.tobytes()


def unpng(data: bytes) -> Pixels:
    """The pixels of a PNG as R, G, B."""
    import cv2

    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    return np.ascontiguousarray(pixels[..., ::-1], dtype=np.uint8)
