"""A key store that keeps its secrets in a dictionary, instead of the operating system's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
import keyring.backend


class KeyStore(keyring.backend.KeyringBackend):
    """``asked`` remembers which secrets were read."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[str, str] = {}
        self.asked: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        return self.secrets.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[username]


@contextmanager
def key_store_in_use() -> Iterator[KeyStore]:
    """The key store of this process while the block lasts."""
    before, store = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(store)
    try:
        yield store
    finally:
        keyring.set_keyring(before)
