"""The installed program, ended with SIGKILL in the middle of a paid job and started again.

``python tests/killing.py 50`` does it so many times at random moments and prints what was counted.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from fakes import png
from vendor import Vendor

from objremove_gui.core.geometry import Rect

PROGRAM = Path(sys.executable).with_name("objremove")
# Height and width of the photo, and what is to be removed: large enough that every stage takes its time.
SIZE = (1900, 2600)
BOX = Rect(900, 700, 600, 500)
PATIENCE = 120.0


@dataclass
class Home:
    """The folders and settings of one installation, and a photo with its mask."""

    folder: Path
    vendor: Vendor
    size: tuple[int, int] = SIZE
    box: Rect = BOX
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        config = self.folder / "config"
        config.mkdir()
        settings = {
            "service": "cloud",
            "endpoint": self.vendor.address,
            "uploader": "webdav",
            "store_address": f"{self.vendor.address}/store",
            "store_user": "studio",
        }
        (config / "settings.json").write_text(json.dumps(settings))
        names = {"OBJREMOVE_CONFIG_DIR": str(config), "OBJREMOVE_DATA_DIR": str(self.folder / "data")}
        secrets = {"OBJREMOVE_APPCODE": "s3cr3tc0de", "OBJREMOVE_STORE_PASSWORD": "0therS3cret"}
        keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "OBJREMOVE_LANG": "en"}
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **names,
            **secrets,
            **keyring,
        }
        height, width = self.size
        y, x = np.mgrid[0:height, 0:width]
        photo = np.stack([x * 255 // width, y * 255 // height, (x + y) % 256], axis=-1).astype(np.uint8)
        mask = np.zeros(self.size, np.uint8)
        mask[self.box.slices] = 255
        (self.folder / "photo.png").write_bytes(png(photo))
        (self.folder / "mask.png").write_bytes(png(mask))

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            PROGRAM,
            *arguments,
            env=self.environment,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *arguments: str) -> tuple[int, str, str]:
        """Status, output and errors of one call of the program."""
        process = await self.start(*arguments)
        async with asyncio.timeout(PATIENCE):
            out, errors = await process.communicate()
        return process.returncode or 0, out.decode(), errors.decode()

    def remove(self) -> tuple[str, ...]:
        return ("remove", "photo.png", "--mask", "mask.png", "-o", "out.png", "--yes")

    async def jobs(self) -> list[dict[str, object]]:
        _, out, _ = await self.run("jobs", "list", "--json")
        return list(json.loads(out)["jobs"])


@dataclass
class Killed:
    """What came of one kill: the ``moment``, the state after the restart, and how often the service was paid."""

    moment: str
    state: str
    paid: int
    answered: bool
    delivered: bool
    uploads_left: int


async def told(process: asyncio.subprocess.Process, word: str) -> None:
    """Wait until the program says that it has come to a stage."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while line := await process.stderr.readline():
            if word in line.decode():
                return
    raise AssertionError(f"the program ended before it said {word!r}")


async def reached(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE):
        await event.wait()


Moment = Callable[[Vendor, asyncio.subprocess.Process, random.Random], Awaitable[None]]


async def in_encode(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    await told(process, "Preparing")
    await asyncio.sleep(chance.uniform(0, 0.1))


async def in_upload(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    await reached(vendor.hold("put", late=chance.random() < 0.5))
    await asyncio.sleep(chance.uniform(0, 0.05))


async def in_sending(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    await reached(vendor.hold("submit", late=chance.random() < 0.5))
    await asyncio.sleep(chance.uniform(0, 0.05))


async def in_polling(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    vendor.polls = 1000
    await reached(vendor.hold("query"))
    vendor.go("query")
    await asyncio.sleep(chance.uniform(0, 1.5))


async def in_download(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    await reached(vendor.hold("result", late=chance.random() < 0.5))
    await asyncio.sleep(chance.uniform(0, 0.05))


async def in_compose(vendor: Vendor, process: asyncio.subprocess.Process, chance: random.Random) -> None:
    await told(process, "Blending")
    await asyncio.sleep(chance.uniform(0, 0.1))


MOMENTS: dict[str, Moment] = {
    "encode": in_encode,
    "upload": in_upload,
    "sending": in_sending,
    "polling": in_polling,
    "download": in_download,
    "compose": in_compose,
}


async def kill_at(moment: str, folder: Path, seed: int) -> Killed:
    """Start a removal, kill the program at a moment, start it again, and look."""
    vendor = Vendor()
    async with vendor.serving():
        home = Home(folder, vendor)
        process = await home.start(*home.remove())
        await MOMENTS[moment](vendor, process, random.Random(seed))
        assert process.returncode is None, "the program ended by itself"
        process.kill()
        await process.communicate()
        for operation in list(vendor.held):
            vendor.go(operation)
        vendor.polls = 1
        return await looked_at(home, moment)


async def looked_at(home: Home, moment: str) -> Killed:
    """What the next start makes of it: take up what was left, then ask for the same removal again."""
    vendor = home.vendor
    await home.run("jobs", "resume")
    (job,) = await home.jobs() or [{"state": "none", "result_key": ""}]
    state = str(job["state"])
    before = len(vendor.groups)
    status, _, errors = await home.run(*home.remove())
    answered = bool(job["result_key"])
    delivered = status == 0 and (home.folder / "out.png").exists() and len(vendor.groups) == before
    match state:
        case "finished":
            assert delivered, errors
        case "unknown":
            assert status == 1, errors
            assert "not known" in errors
            assert len(vendor.groups) == before
        case _:
            # Nothing had been sent, so it was sent now, once.
            assert state in ("none", "failed"), state
            assert (status, len(vendor.groups)) == (0, 1), errors
    assert list((home.folder).glob("**/*.tmp")) == []
    left = 0 if state == "unknown" else len(vendor.files)
    return Killed(moment, state, max(vendor.paid().values(), default=0), answered, delivered, left)


async def kills(count: int) -> list[Killed]:
    """Kills at all moments in turn."""
    names = list(MOMENTS)
    found = []
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            found.append(await kill_at(names[number % len(names)], Path(folder), number))
    return found


def main() -> None:
    found = asyncio.run(kills(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
    print(f"{'killed in':<10} {'kills':>5}  {'the next start found':<44} most paid for one picture")
    for moment in MOMENTS:
        mine = [one for one in found if one.moment == moment]
        states = ", ".join(f"{state} {count}×" for state, count in Counter(one.state for one in mine).items())
        print(f"{moment:<10} {len(mine):>5}  {states:<44} {max((one.paid for one in mine), default=0)}")
    answered = [one for one in found if one.answered]
    delivered = sum(one.delivered for one in answered)
    print(
        f"{len(found)} kills; delivered where the answer had been read: {delivered} of {len(answered)}; "
        f"sent twice: {sum(one.paid > 1 for one in found)}; "
        f"uploads left behind: {sum(one.uploads_left for one in found)}"
    )


if __name__ == "__main__":
    main()
