"""One site for each adapter: a real server, the fields to reach it, and a look into what it holds."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import pytest
from fakes import InstantWorker
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from store_servers import (
    ACCESS_KEY,
    BUCKET,
    PASSWORD,
    REGION,
    SECRET_KEY,
    TOKEN,
    USER,
    LocalNames,
    OssDouble,
    bearer_app,
    command_line,
    files_in,
    folder_app,
    serving,
    serving_s3,
    serving_webdav,
)

from objremove_gui.net.http import make_client
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.service.app import create_service
from objremove_gui.upload.base import Uploader
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.registry import Context, open_uploader

KEYS = {"bucket": BUCKET, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
APPCODE = "hush-c0de"


async def at_once(seconds: float) -> None:
    """No pause between tries."""
    await asyncio.sleep(0)


def plain(kind: type[httpx.AsyncHTTPTransport] = httpx.AsyncHTTPTransport) -> httpx.AsyncBaseTransport:
    """The network without certificates: reading them takes longer than most tests."""
    return kind(verify=False)


@dataclass(frozen=True)
class Site:
    """A store that is ready: ``objects`` tells what lies in it."""

    config: StoreConfig
    objects: Callable[[], set[str]]
    transport: Callable[[], httpx.AsyncBaseTransport] = plain
    endpoint: str = ""
    policy: RetryPolicy = field(default_factory=lambda: RetryPolicy(sleep=at_once))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Uploader, httpx.AsyncClient]]:
        """A fresh uploader, as after a start of the program."""
        async with make_client(transport=self.transport()) as http:
            yield open_uploader(Context(http, self.config, self.endpoint, APPCODE, self.policy)), http


def in_folder(folder: Path) -> Callable[[], set[str]]:
    return lambda: files_in(folder)


@pytest.fixture(scope="session")
def s3_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("s3")
    with serving_s3(folder) as address:
        yield Site(StoreConfig("s3", endpoint=address, **KEYS), in_folder(folder))


@pytest.fixture(scope="session")
def s3_virtual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("s3-virtual")
    with serving_s3(folder, virtual=True) as address:
        endpoint = address.replace("127.0.0.1", "localhost")
        config = StoreConfig("s3", endpoint=endpoint, style="virtual", prefix="a folder/去除", **KEYS)
        yield Site(config, in_folder(folder), partial(plain, LocalNames))


@pytest.fixture(scope="session")
def oss_double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OssDouble, str]]:
    double = OssDouble(tmp_path_factory.mktemp("oss"))
    with serving(double.app) as address:
        yield double, address


@pytest.fixture(scope="session")
def oss(oss_double: tuple[OssDouble, str]) -> Site:
    double, address = oss_double
    endpoint = address.replace("127.0.0.1", "localhost")
    config = StoreConfig("oss", endpoint=endpoint, region=REGION, **KEYS)
    return Site(config, in_folder(double.folder), partial(plain, LocalNames))


@pytest.fixture(scope="session")
def oss_domain(oss_double: tuple[OssDouble, str]) -> Site:
    double, address = oss_double
    double.domains.add(address.removeprefix("http://"))
    config = StoreConfig("oss", domain=address, region=f"oss-{REGION}", prefix="a folder/去除", **KEYS)
    return Site(config, in_folder(double.folder))


@pytest.fixture(scope="session")
def webdav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Written to with a password, read from a web server without one."""
    folder = tmp_path_factory.mktemp("webdav")
    with serving_webdav(folder) as address, serving(folder_app(folder)) as public:
        config = StoreConfig(
            "webdav", address=f"{address}/", user=USER, password=PASSWORD, public_address=f"{public}/files/"
        )
        yield Site(config, in_folder(folder))


@pytest.fixture(scope="session")
def http_put(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A bearer token to write with, a signature to read with."""
    folder = tmp_path_factory.mktemp("put")
    with serving(bearer_app(folder)) as address:
        config = StoreConfig("webdav", address=f"{address}/dav", password=TOKEN, read_signature="?sig=read")
        yield Site(config, in_folder(folder))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("folder # 1")
    with serving(folder_app(folder)) as address:
        yield Site(
            StoreConfig("folder", folder=str(folder), public_address=f"{address}/files"), in_folder(folder)
        )


SIGNER = """
    import hashlib, hmac, json, sys, time
    from urllib.parse import quote

    def signed(method, endpoint, bucket, key, access_key, secret_key, life):
        # Signature version 4 of S3 in the query, by the vendor's document.
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{now[:8]}/us-east-1/s3/aws4_request"
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", f"{access_key}/{scope}"),
            ("X-Amz-Date", now),
            ("X-Amz-Expires", str(life)),
            ("X-Amz-SignedHeaders", "host"),
        ])
        path, host = f"/{bucket}/{quote(key)}", endpoint.partition("://")[2]
        request = f"{method}\\n{path}\\n{query}\\nhost:{host}\\n\\nhost\\nUNSIGNED-PAYLOAD"
        digest = hashlib.sha256(request.encode()).hexdigest()
        secret = ("AWS4" + secret_key).encode()
        for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\\n{now}\\n{scope}\\n{digest}"):
            secret = hmac.digest(secret, part.encode(), "sha256")
        return f"{endpoint}{path}?{query}&X-Amz-Signature={secret.hex()}"

    def answer(question, endpoint, bucket, access_key, secret_key):
        def sign(method, key, life):
            return signed(method, endpoint, bucket, key, access_key, secret_key, life)

        key = question["name"]
        if question["action"] == "delete":
            return {"delete": sign("DELETE", key, 300)}
        key, life = "by template/" + key, question["expires"]
        put = {"url": sign("PUT", key, life), "headers": {"X-Studio": "7"}}
        return {"name": key, "put": put, "get": sign("GET", key, life)}

    if __name__ == "__main__":
        print(json.dumps(answer(json.load(sys.stdin), *sys.argv[1:])))
"""


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program of the user's that hands out links."""
    path = tmp_path_factory.mktemp("signer") / "hand_out.py"
    path.write_text(textwrap.dedent(SIGNER), "utf-8")
    return path


@pytest.fixture(scope="session")
def template_command(s3_path: Site, signer: Path) -> Site:
    arguments = [
        sys.executable,
        "-I",
        "-S",
        str(signer),
        s3_path.config.endpoint,
        BUCKET,
        ACCESS_KEY,
        SECRET_KEY,
    ]
    return Site(StoreConfig("template", template=command_line(*arguments)), s3_path.objects)


@pytest.fixture(scope="session")
def template_address(s3_path: Site, signer: Path) -> Iterator[Site]:
    names: dict[str, Callable[..., object]] = {}
    exec(signer.read_text("utf-8"), names)

    async def links(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response(status_code=401)
        arguments = (s3_path.config.endpoint, BUCKET, ACCESS_KEY, SECRET_KEY)
        return JSONResponse(names["answer"](await request.json(), *arguments))

    with serving(Starlette(routes=[Route("/links", links, methods=["POST"])])) as address:
        config = StoreConfig("template", template=f"{address}/links", password=TOKEN)
        yield Site(config, s3_path.objects)


@pytest.fixture(scope="session")
def embedded() -> Iterator[Site]:
    service = create_service(InstantWorker(), appcodes=[APPCODE])
    with serving(service.app) as address:
        yield Site(StoreConfig(), lambda: set(service._uploads._blobs), endpoint=address)


SITES = (
    "s3_path",
    "s3_virtual",
    "oss",
    "oss_domain",
    "webdav",
    "http_put",
    "folder",
    "template_command",
    "template_address",
    "embedded",
)


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Site:
    """Every adapter in turn."""
    chosen: Site = request.getfixturevalue(request.param)
    assert chosen.objects() == set(), "an earlier test left something behind"
    return chosen
