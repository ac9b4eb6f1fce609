"""What every test gets: no display, a home, key store and network settings of its own, English."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from numpy.typing import NDArray

# Before anything imports Qt or keyring.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

from objremove_gui.i18n import use_language
from objremove_gui.resources import resources_folder

# How long an example takes says something about the machine, not about the code.
hypothesis.settings.register_profile("objremove", deadline=None)
hypothesis.settings.load_profile("objremove")

Picture = Callable[..., NDArray[np.uint8]]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder; nothing of the person who runs the tests is read or written."""
    for name in os.environ:
        if name.startswith(("OBJREMOVE_", "XDG_", "DBUS_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("OBJREMOVE_CONFIG_DIR", str(folder / "config"))
    monkeypatch.setenv("OBJREMOVE_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("OBJREMOVE_LANG", "en")
    use_language("en", resources_folder() / "translations")
    return folder


@pytest.fixture(scope="session")
def picture() -> Picture:
    """Makes test photos: ``picture(width, height, seed)`` is an uint8 array (height, width, 3).

    A slope of colour with fine grain on it, so that every place looks different and nothing is flat.
    """

    def make(width: int = 640, height: int = 480, seed: int = 0) -> NDArray[np.uint8]:
        y, x = np.mgrid[0:height, 0:width]
        slope = np.stack([x / width, y / height, (x + y) / (width + height)], axis=-1)
        grain = np.random.default_rng(seed).integers(-12, 13, (height, width, 3))
        return np.clip(40 + 170 * slope + grain, 0, 255).astype(np.uint8)

    return make
