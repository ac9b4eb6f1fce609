"""Alibaba Cloud OSS: signature V4 in the query, made by the vendor's own library.

Source: the vendor's pages on signature V4 and on custom domains. OSS wants the bucket in the host's name; a domain
that is bound to the bucket stands for both.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.upload.config import KEY_PREFIX, StoreConfig, base_address, needed, printable
from objremove_gui.upload.s3 import CALL_LIFE, folder_of
from objremove_gui.upload.store import Call, Grant, own_key

REGION_IN_HOST = re.compile(r"(?:^|[./])oss-([a-z]+(?:-[a-z0-9]+)+?)(?:-internal)?\.aliyuncs\.com(?::\d+)?$")


class OssSigner:
    """Signs for one bucket. Without an endpoint the region's public one is used, without a region the endpoint's."""

    field = "endpoint"

    def __init__(self, config: StoreConfig) -> None:
        needed(config, "bucket", "access_key", "secret_key")
        printable(config, "bucket", "region", "access_key", "secret_key")
        self._config = config
        self._region = region_of(config)
        self._prefix = folder_of(config)
        self._base = _base(config, self._region)
        self.place = f"oss+{self._base}"

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """A signed PUT, the type of the content included, and a signed GET."""
        key = self._prefix + name
        put = await self._sign("PUT", key, CALL_LIFE, content_type)
        link = await self._sign("GET", key, timedelta(hours=self._config.expiry))
        return Grant(key, link, Call("PUT", put, {"Content-Type": content_type}))

    async def removal(self, key: str) -> Call:
        """A signed DELETE."""
        own_key(key, self._prefix)
        return Call("DELETE", await self._sign("DELETE", key, CALL_LIFE))

    async def _sign(self, method: str, key: str, life: timedelta, content_type: str = "") -> str:
        # The library takes a second to load, so the first signature must not be made on the event loop.
        return await asyncio.to_thread(partial(self._signed, method, key, life, content_type))

    def _signed(self, method: str, key: str, life: timedelta, content_type: str) -> str:
        from alibabacloud_oss_v2.credentials import StaticCredentialsProvider
        from alibabacloud_oss_v2.signer import SignerV4
        from alibabacloud_oss_v2.types import HttpRequest, SigningContext

        config = self._config
        request = HttpRequest(method, f"{self._base}/{quote(key)}")
        if content_type:
            request.headers["Content-Type"] = content_type
        now = datetime.now(UTC)
        context = SigningContext(
            product="oss",
            region=self._region,
            bucket=config.bucket,
            key=key,
            request=request,
            credentials=StaticCredentialsProvider(config.access_key, config.secret_key).get_credentials(),
            signing_time=now,
        )
        context.auth_method_query = True
        context.expiration_time = now + life
        SignerV4().sign(context)
        return str(request.url)


def region_of(config: StoreConfig) -> str:
    """The region's id, as ``cn-hangzhou``; raises SettingsError where neither region nor endpoint tell it."""
    region = config.region.removeprefix("oss-") or "".join(
        REGION_IN_HOST.findall(config.endpoint.rstrip("/"))
    )
    if not region:
        needed(config, "region")
    return region


def _base(config: StoreConfig, region: str) -> str:
    """Scheme and host in front of every key."""
    field = "domain" if config.domain else "endpoint"
    parts = base_address(config, field, default=f"https://oss-{region}.aliyuncs.com")
    if parts.path or parts.username:
        raise SettingsError(
            tr("The address of an OSS bucket is only a host, such as https://oss-cn-hangzhou.aliyuncs.com."),
            code=f"{KEY_PREFIX}{field}",
        )
    host = parts.netloc
    if not config.domain and not host.startswith(f"{config.bucket}."):
        host = f"{config.bucket}.{host}"
    return f"{parts.scheme}://{host}"
