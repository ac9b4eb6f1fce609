"""Where the icons, translations, samples and styles lie: in the package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def resources_folder() -> Path:
    """``objremove_gui/resources`` (wheel, frozen bundle), else the checkout's top-level ``resources``."""
    here = Path(__file__).resolve().parent
    installed = here / "resources"
    return installed if installed.is_dir() else here.parent / "resources"


def resource(name: str) -> Path:
    """Path of one resource, named as in ``icons/brush.svg``; raises FileNotFoundError if it is not there."""
    path = resources_folder() / name
    if not path.exists():
        raise FileNotFoundError(f"resource {name} is not part of this installation")
    return path
