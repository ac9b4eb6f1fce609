"""Secrets: in the key store of the operating system, never in a file."""

from __future__ import annotations

from contextlib import suppress

from objremove_gui.settings.folders import APP_NAME


def read_secret(key: str) -> str:
    """The secret from the key store of the operating system; ``""`` where there is none."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(APP_NAME, key) or ""
    except KeyringError:
        return ""


def write_secret(key: str, value: str) -> bool:
    """Put a secret into the key store (``""`` takes it away); False where there is no key store that keeps it."""
    import keyring
    from keyring.errors import KeyringError, PasswordDeleteError

    try:
        if value:
            keyring.set_password(APP_NAME, key, value)
        else:
            with suppress(PasswordDeleteError):
                keyring.delete_password(APP_NAME, key)
        return read_secret(key) == value
    except KeyringError:
        return not value
