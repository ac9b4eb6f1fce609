"""S3 and every store that speaks like it: signature V4 in the query, made by obstore."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.upload.config import KEY_PREFIX, StoreConfig, base_address, needed, printable
from objremove_gui.upload.store import Call, Grant, own_key

if TYPE_CHECKING:
    from obstore import HTTP_METHOD
    from obstore.store import S3Credential, S3Store

DEFAULT_REGION = "us-east-1"
# How long a signed PUT or DELETE holds; both are sent at once, tries included.
CALL_LIFE = timedelta(hours=1)


class S3Signer:
    """Signs for one bucket; ``style`` is ``path`` (host/bucket/key) or ``virtual`` (bucket.host/key)."""

    field = "endpoint"

    def __init__(self, config: StoreConfig) -> None:
        needed(config, "bucket", "access_key", "secret_key")
        printable(config, "bucket", "region", "access_key", "secret_key")
        region = config.region or DEFAULT_REGION
        parts = base_address(config, "endpoint", default=f"https://s3.{region}.amazonaws.com")
        if parts.path or parts.username:
            raise SettingsError(
                tr("The endpoint of the picture store is only a host, such as https://s3.example.org."),
                code=f"{KEY_PREFIX}endpoint",
            )
        self._virtual = config.style == "virtual"
        host = parts.netloc
        if self._virtual and not host.startswith(f"{config.bucket}."):
            host = f"{config.bucket}.{host}"
        self._endpoint = f"{parts.scheme}://{host}"
        self._config = config
        self._region = region
        self._prefix = folder_of(config)
        self._store: S3Store | None = None
        self.place = f"s3+{self._endpoint}" + ("" if self._virtual else f"/{config.bucket}")

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """A signed PUT and GET; the type of the content goes along unsigned."""
        key = self._prefix + name
        put = await self._sign("PUT", key, CALL_LIFE)
        link = await self._sign("GET", key, timedelta(hours=self._config.expiry))
        return Grant(key, link, Call("PUT", put, {"Content-Type": content_type}))

    async def removal(self, key: str) -> Call:
        """A signed DELETE."""
        own_key(key, self._prefix)
        return Call("DELETE", await self._sign("DELETE", key, CALL_LIFE))

    async def _sign(self, method: HTTP_METHOD, key: str, life: timedelta) -> str:
        import obstore

        if self._store is None:
            self._store = self._open()
        url = await obstore.sign_async(self._store, method, key, life)
        assert urlsplit(url).netloc == urlsplit(self._endpoint).netloc
        return url

    def _open(self) -> S3Store:
        """Everything is said outright: the library would fill gaps from AWS variables of the environment."""
        from obstore.store import S3Store

        config = self._config
        return S3Store(
            config.bucket,
            region=self._region,
            endpoint=self._endpoint,
            aws_endpoint_url_s3=self._endpoint,
            virtual_hosted_style_request=self._virtual,
            s3_express=False,
            request_payer=False,
            skip_signature=False,
            client_options={"allow_http": True},
            credential_provider=self._credential,
        )

    def _credential(self) -> S3Credential:
        return {
            "access_key_id": self._config.access_key,
            "secret_access_key": self._config.secret_key,
            "expires_at": None,
        }


def folder_of(config: StoreConfig) -> str:
    """The folder in the bucket, ending in a slash, or ``""``; raises SettingsError for a name that is none."""
    folder = config.prefix.strip("/")
    parts = folder.split("/")
    if folder and (any(part in ("", ".", "..") for part in parts) or not folder.isprintable()):
        raise SettingsError(
            tr("The folder in the bucket can't have this name; choose another one."),
            code=f"{KEY_PREFIX}prefix",
        )
    return f"{folder}/" if folder else ""
