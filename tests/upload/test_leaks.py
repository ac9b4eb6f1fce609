"""After many jobs with random faults and cancels nothing is left in the bucket that nobody knows of."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from fakes import run
from faulty_proxy import Fate, FaultyProxy

from objremove_gui.errors import UploadError
from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Uploaded, Uploader
from objremove_gui.upload.registry import Context, open_uploader

JOBS = 200
AT_ONCE = 4
IMAGE = b"\x89PNG" + bytes(300_000)
MASK = b"\x89PNG" + bytes(2_000)
BAD = (Fate.BUSY, Fate.CUT, Fate.UNHEARD, Fate.DROPPED)


@dataclass
class Books:
    """What the job layer writes down: handles before their transfer, until their deletion is known."""

    handles: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)

    def begun(self, uploaded: Uploaded) -> None:
        self.handles.add(uploaded.handle)


async def job(uploader: Uploader, books: Books, dice: random.Random) -> None:
    """Image and mask together; then, whatever came of the task, both are taken away."""
    mine: list[Uploaded] = []

    def begun(uploaded: Uploaded) -> None:
        mine.append(uploaded)
        books.begun(uploaded)

    try:
        async with asyncio.TaskGroup() as both:
            for data in (IMAGE, MASK):
                both.create_task(uploader.upload(data, content_type="image/png", begun=begun))
        books.outcomes["uploaded"] += 1
    except* UploadError:
        books.outcomes["failed"] += 1
    finally:
        for uploaded in mine:
            try:
                await uploader.delete(Uploaded("", uploaded.handle))
                books.handles.discard(uploaded.handle)
            except UploadError:
                books.outcomes["left for the next start"] += 1


async def cancelled_somewhere(work: asyncio.Task[None], books: Books, dice: random.Random) -> None:
    """Cancel a job after some turns of the loop; the clean-up itself is cancelled now and then, too."""
    for _ in range(dice.randrange(400)):
        await asyncio.sleep(0)
    work.cancel()
    await asyncio.wait([work])
    books.outcomes["cancelled" if work.cancelled() else "ended before the cancel"] += 1


@pytest.mark.parametrize("seed", [1])
def test_two_hundred_jobs_leave_nothing_that_the_next_start_does_not_take_away(s3_path, seed: int) -> None:
    dice, books = random.Random(seed), Books()

    async def main() -> None:
        proxy = FaultyProxy(
            s3_path.config.endpoint, lambda _: dice.choice(BAD) if dice.random() < 0.35 else Fate.PASS
        )
        async with proxy.running() as address, make_client() as http:
            policy = RetryPolicy(tries=3, first=0.01)
            config = replace(s3_path.config, endpoint=address)
            uploader = open_uploader(Context(http, config, policy=policy))
            gate = asyncio.Semaphore(AT_ONCE)

            async def one() -> None:
                async with gate:
                    work = asyncio.ensure_future(job(uploader, books, dice))
                    if dice.random() < 0.4:
                        await cancelled_somewhere(work, books, dice)
                    else:
                        await asyncio.wait([work])
                        await work

            await asyncio.gather(*(one() for _ in range(JOBS)))
            known = {handle.partition("#")[2] for handle in books.handles}
            left = {name.partition("/")[2] for name in s3_path.objects()}
            assert left <= known
            proxy.fate = lambda _: Fate.PASS
            async with make_client() as fresh:
                after = open_uploader(Context(fresh, config))
                for handle in books.handles:
                    await after.delete(Uploaded("", handle))

    run(main())
    assert min(books.outcomes[what] for what in ("uploaded", "failed", "cancelled")) > 5
    assert s3_path.objects() == set()
