"""A command or an address of the user's own that hands out presigned URLs as JSON."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from objremove_gui.errors import TransferError, UploadError
from objremove_gui.i18n import tr
from objremove_gui.net.exchange import exchange
from objremove_gui.net.guard import check_url
from objremove_gui.net.retry import Repeat, RetryPolicy
from objremove_gui.upload.config import StoreConfig, base_address, needed, printable
from objremove_gui.upload.program import run_program
from objremove_gui.upload.store import Call, Grant

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
MAX_ANSWER = 100_000
LONGEST_KEY = 1000
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
HEADER_VALUE = re.compile(r"[\x20-\x7e]*")
# They frame the request itself.
OUR_HEADERS = frozenset({"content-length", "transfer-encoding", "host", "connection"})


class _Target(msgspec.Struct):
    """Where to send something; the method is the one asked for."""

    url: str
    headers: dict[str, str] = msgspec.field(default_factory=dict)


class _Granted(msgspec.Struct):
    """The answer to ``upload``; without a ``name`` it is the one that was sent."""

    put: _Target | str
    get: str
    name: str = ""


class _Removal(msgspec.Struct):
    """The answer to ``delete``; without ``delete`` nothing is left to do."""

    delete: _Target | str | None = None


class TemplateSigner:
    """Asks for every object: ``{"action": "upload"|"delete", "name": …}`` goes to the command's standard input, or
    in a POST to the address (with the password as a bearer token), and JSON comes back.
    """

    field = "template"

    def __init__(
        self, config: StoreConfig, http: httpx.AsyncClient, *, policy: RetryPolicy | None = None
    ) -> None:
        needed(config, "template")
        self._source = config.template
        self._is_address = is_address(self._source)
        if self._is_address:
            base_address(config, "template")
            printable(config, "password")
        self._token = config.password
        self._expiry = config.expiry * 3600
        self._http = http
        self._policy = policy or RetryPolicy()
        # The command or address may itself hold a secret.
        self.place = f"template+{hashlib.sha256(self._source.encode()).hexdigest()[:16]}"

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """Ask for a PUT and a GET; raises UploadError."""
        question = {
            "action": "upload",
            "name": name,
            "content_type": content_type,
            "size": size,
            "expires": self._expiry,
        }
        answer = _read(await self._ask(question), _Granted)
        key = answer.name or name
        put = _call("PUT", answer.put)
        if not any(header.lower() == "content-type" for header in put.headers):
            put = Call("PUT", put.url, {**put.headers, "Content-Type": content_type})
        if len(key) > LONGEST_KEY or not key.isprintable():
            raise unusable()
        return Grant(key, _checked(answer.get), put)

    async def removal(self, key: str) -> Call | None:
        """Ask for a DELETE; None where the other side has deleted the object itself. Raises UploadError."""
        answer = _read(await self._ask({"action": "delete", "name": key}), _Removal)
        return None if answer.delete is None else _call("DELETE", answer.delete)

    async def _ask(self, question: dict[str, object]) -> bytes:
        body = msgspec.json.encode(question)
        if not self._is_address:
            return await run_program(self._source, body)

        def make() -> httpx.Request:
            headers = {"Content-Type": "application/json"}
            if self._token:
                headers["Authorization"] = f"Bearer {self._token}"
            return self._http.build_request("POST", self._source, content=body, headers=headers)

        try:
            answer = await exchange(
                self._http, make, repeat=Repeat.SAFE, policy=self._policy, max_bytes=MAX_ANSWER
            )
        except TransferError as error:
            raise UploadError(error.message, code=error.code) from error
        if answer.status != 200:
            raise UploadError(
                tr(
                    "The address that hands out upload links answered with HTTP status {status}; check it and "
                    "its token in the settings.",
                    status=answer.status,
                ),
                code=f"http-{answer.status}",
            )
        return answer.body


def is_address(source: str) -> bool:
    """Whether ``source`` is asked over HTTP; anything else is a command."""
    return source.lower().startswith(("http://", "https://"))


def _read(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Without the cause: it may quote a signed URL.
        raise unusable() from None


def _call(method: str, target: _Target | str) -> Call:
    if isinstance(target, str):
        return Call(method, _checked(target))
    for name, value in target.headers.items():
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise unusable()
    headers = {name: value for name, value in target.headers.items() if name.lower() not in OUR_HEADERS}
    return Call(method, _checked(target.url), headers)


def _checked(url: str) -> str:
    try:
        check_url(url)
    except ValueError:
        raise unusable() from None
    return url


def unusable() -> UploadError:
    """The error for an answer that is not what was asked for."""
    error = UploadError(
        tr("The upload links can't be used: JSON with “put” and “get” was expected."),
        hint=tr("The help page about picture stores shows what a command or an address has to answer."),
        code="template",
    )
    error.retryable = False
    return error
