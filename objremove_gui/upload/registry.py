"""The table of upload adapters: adding one is a file and a row here (and its name in the settings)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import mark, tr
from objremove_gui.net.retry import RetryPolicy
from objremove_gui.upload.base import Uploader
from objremove_gui.upload.config import StoreConfig
from objremove_gui.upload.embedded import EmbeddedUploader
from objremove_gui.upload.folder import FolderStore
from objremove_gui.upload.http_store import HttpStore, Signer
from objremove_gui.upload.oss import OssSigner
from objremove_gui.upload.s3 import S3Signer
from objremove_gui.upload.store import StoreUploader
from objremove_gui.upload.template import TemplateSigner
from objremove_gui.upload.webdav import WebDavSigner

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Context:
    """What an adapter may use: the client, the store's fields, and the service for which pictures are stored."""

    http: httpx.AsyncClient
    store: StoreConfig = field(default_factory=StoreConfig)
    endpoint: str = ""
    appcode: str = field(default="", repr=False)
    policy: RetryPolicy = field(default_factory=RetryPolicy)


@dataclass(frozen=True, slots=True)
class Adapter:
    """One row: the fields of :class:`StoreConfig` that it reads, a text for people, and how to make it."""

    fields: tuple[str, ...]
    help: str
    make: Callable[[Context], Uploader]


def _over_http(sign: Callable[[Context], Signer]) -> Callable[[Context], Uploader]:
    def make(context: Context) -> Uploader:
        store = HttpStore(context.http, sign(context), policy=context.policy)
        return StoreUploader(store, context.http, policy=context.policy)

    return make


def _folder(context: Context) -> Uploader:
    return StoreUploader(FolderStore(context.store), context.http, policy=context.policy)


def _embedded(context: Context) -> Uploader:
    return EmbeddedUploader(context.http, context.endpoint, context.appcode, policy=context.policy)


_KEYS = ("access_key", "secret_key")

UPLOADERS: dict[str, Adapter] = {
    "embedded": Adapter(
        (),
        mark(
            "Pictures go to the service itself. An ObjRemove server takes them, the vendor's cloud does not."
        ),
        _embedded,
    ),
    "oss": Adapter(
        ("region", "bucket", "endpoint", "domain", *_KEYS, "prefix", "expiry", "format"),
        mark(
            "A private bucket of Alibaba Cloud OSS. Accounts opened since March 2025 need a domain of their own "
            "for buckets in mainland China."
        ),
        _over_http(lambda context: OssSigner(context.store)),
    ),
    "s3": Adapter(
        ("endpoint", "region", "bucket", "style", *_KEYS, "prefix", "expiry", "format"),
        mark(
            "A private bucket of Amazon S3, Cloudflare R2, Tencent COS, MinIO or any store that speaks like S3."
        ),
        _over_http(lambda context: S3Signer(context.store)),
    ),
    "webdav": Adapter(
        ("address", "user", "password", "public_address", "read_signature", "format"),
        mark("A WebDAV folder or a web server that takes PUT, whose files can be read without a password."),
        _over_http(lambda context: WebDavSigner(context.store)),
    ),
    "template": Adapter(
        ("template", "password", "expiry", "format"),
        mark("A command or an address of your own that answers with presigned links as JSON."),
        _over_http(lambda context: TemplateSigner(context.store, context.http, policy=context.policy)),
    ),
    "folder": Adapter(
        ("folder", "public_address", "format"),
        mark("A folder that a web server of yours serves."),
        _folder,
    ),
}


def adapter_of(name: str) -> Adapter:
    """The row of an adapter; raises SettingsError for a name that is none."""
    if name not in UPLOADERS:
        raise SettingsError(
            tr(
                "There is no picture store “{name}”; choose one of {names}.",
                name=name,
                names=", ".join(UPLOADERS),
            ),
            code="uploader",
        )
    return UPLOADERS[name]


def open_uploader(context: Context) -> Uploader:
    """The adapter that ``context.store`` names; raises SettingsError for fields that can't be used."""
    return adapter_of(context.store.uploader).make(context)
