"""Uploads to S3: 64 pictures of 10 MB through the program's adapter, beside obstore's own parallel upload.

The adapter reads a byte of every picture back. The server is told to make no MD5 of it: it would read the whole file
for that, which a store that knows its ETags does not do.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

import obstore
from measuring import Measurement, seconds, typical, undisturbed
from obstore.store import S3Store

sys.path.append(str(Path(__file__).resolve().parents[1]))

from store_servers import ACCESS_KEY, BUCKET, SECRET_KEY, files_in, serving_s3

from objremove_gui.net.http import make_client
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.registry import Context, open_uploader
from objremove_gui.upload.store import TRANSFERS

PICTURES = 64
SIZE = 10_000_000
ROUNDS = 5


async def by_adapter(address: str, picture: bytes) -> None:
    """Signed, sent by httpx, each link read once."""
    config = StoreConfig("s3", endpoint=address, bucket=BUCKET, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    async with make_client() as http:
        uploader = open_uploader(Context(http, config))
        await asyncio.gather(*(uploader.upload(picture, content_type="image/png") for _ in range(PICTURES)))


async def by_library(address: str, picture: bytes) -> None:
    """As many at once, each in one PUT."""
    store = S3Store(
        BUCKET,
        endpoint=address,
        region="us-east-1",
        access_key_id=ACCESS_KEY,
        secret_access_key=SECRET_KEY,
        client_options={"allow_http": True},
    )
    gate = asyncio.Semaphore(TRANSFERS)

    async def put() -> None:
        async with gate:
            name = f"plain/{secrets.token_hex(16)}.png"
            await obstore.put_async(store, name, picture, use_multipart=False)

    await asyncio.gather(*(put() for _ in range(PICTURES)))


def run() -> list[Measurement]:
    """The median of rounds that take turns."""
    picture = secrets.token_bytes(SIZE)
    ours: list[float] = []
    theirs: list[float] = []
    with (
        tempfile.TemporaryDirectory() as name,
        serving_s3(Path(name), more=("--etag-hash", "none")) as address,
        undisturbed(),
    ):
        for _ in range(ROUNDS):
            for work, times in ((by_library, theirs), (by_adapter, ours)):
                times.append(seconds(lambda work=work: asyncio.run(work(address, picture))))
                assert len(files_in(Path(name))) == PICTURES
                for path in files_in(Path(name)):
                    (Path(name) / path).unlink()
    label = f"{PICTURES} × {SIZE // 1_000_000} MB to S3"
    return [Measurement(label, typical(ours), "obstore alone", typical(theirs))]
