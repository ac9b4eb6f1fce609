"""WebDAV and any web server that takes a PUT: a name and a password, or a token, and an address to read at."""

from __future__ import annotations

import base64
from urllib.parse import urlunsplit

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.upload.config import KEY_PREFIX, StoreConfig, base_address, needed, printable
from objremove_gui.upload.store import Call, Grant, own_key


class WebDavSigner:
    """Writes below ``address`` and reads below ``public_address``.

    With a user the password goes along as RFC 7617 has it (basic), without one as a bearer token (RFC 6750). What
    is read needs neither; a ``read_signature`` is added to the link as its query.
    """

    field = "address"

    def __init__(self, config: StoreConfig) -> None:
        needed(config, "address")
        self._base = urlunsplit(base_address(config, "address"))
        self._public = public_base(config, default=self._base)
        self._query = config.read_signature.removeprefix("?")
        self._headers = _login(config)
        self.place = f"webdav+{self._base}"
        printable(config, "read_signature")
        if base_address(config, "address").username:
            raise SettingsError(
                tr(
                    "The address of the picture store holds a name or a password; enter them in their own fields."
                ),
                code=f"{KEY_PREFIX}address",
            )

    async def grant(self, name: str, content_type: str, size: int) -> Grant:
        """A PUT with the credentials, and a link without."""
        link = f"{self._public}/{name}" + (f"?{self._query}" if self._query else "")
        put = Call("PUT", f"{self._base}/{name}", {**self._headers, "Content-Type": content_type})
        return Grant(name, link, put)

    async def removal(self, key: str) -> Call:
        """A DELETE with the credentials."""
        return Call("DELETE", f"{self._base}/{own_key(key)}", self._headers)


def _login(config: StoreConfig) -> dict[str, str]:
    if config.user:
        pair = base64.b64encode(f"{config.user}:{config.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if config.password:
        printable(config, "password")
        return {"Authorization": f"Bearer {config.password}"}
    return {}


def public_base(config: StoreConfig, *, default: str = "") -> str:
    """The address that links begin with; raises SettingsError."""
    return urlunsplit(base_address(config, "public_address", default=default))
