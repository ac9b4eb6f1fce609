"""Which store pictures go to, and its fields, as the settings have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.net.guard import check_url
from objremove_gui.settings import BY_KEY

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from objremove_gui.settings import Settings

KEY_PREFIX = "store_"


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """The adapter's name and the fields of all adapters; each reads its own. ``expiry`` is in hours."""

    uploader: str = "embedded"
    endpoint: str = ""
    region: str = ""
    bucket: str = ""
    style: str = "path"
    domain: str = ""
    prefix: str = "objremove"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    address: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    public_address: str = ""
    read_signature: str = field(default="", repr=False)
    template: str = field(default="", repr=False)
    folder: str = ""
    format: str = "png"
    expiry: int = 24


NAMES = tuple(one.name for one in fields(StoreConfig) if one.name != "uploader")


def read_store(settings: Settings, uploader: str, names: Iterable[str]) -> StoreConfig:
    """The fields ``names`` as the settings have them; secrets come from the key store, which may take its time."""
    values: dict[str, Any] = {name: settings.get(KEY_PREFIX + name) for name in names}
    return StoreConfig(uploader, **values)


def label(name: str) -> str:
    """What the settings call a field of :class:`StoreConfig`."""
    return tr(BY_KEY[KEY_PREFIX + name].label)


def needed(config: StoreConfig, *names: str) -> None:
    """Raise SettingsError for the first of the fields that is empty."""
    for name in names:
        if not getattr(config, name):
            raise SettingsError(
                tr("The picture store needs “{field}”; enter it in the settings.", field=label(name)),
                code=KEY_PREFIX + name,
            )


def base_address(config: StoreConfig, name: str, *, default: str = "") -> SplitResult:
    """The address in field ``name``, without a slash at its end; raises SettingsError unless it is one."""
    text = (getattr(config, name) or default).rstrip("/")
    if text and "://" not in text:
        text = f"https://{text}"
    try:
        parts = check_url(text)
    except ValueError:
        parts = None
    if parts is None or parts.query or parts.fragment:
        # Without the reason and the cause: both may show a password that stands in the address.
        raise SettingsError(
            tr(
                "“{field}” of the picture store must be an address such as https://domain.", field=label(name)
            ),
            code=KEY_PREFIX + name,
        )
    return parts


def printable(config: StoreConfig, *names: str) -> None:
    """Raise SettingsError for a field with a space or a character that no key or token has."""
    for name in names:
        if not all("!" <= character <= "~" for character in getattr(config, name)):
            raise SettingsError(
                tr(
                    "“{field}” of the picture store holds a space or a character that can't be part of it; "
                    "copy it again.",
                    field=label(name),
                ),
                code=KEY_PREFIX + name,
            )
