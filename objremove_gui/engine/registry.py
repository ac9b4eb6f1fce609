"""The engines there are. A new one is a file and a line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from objremove_gui.errors import EngineError
from objremove_gui.i18n import mark

if TYPE_CHECKING:
    from objremove_gui.engine.base import Engine


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """What people read, and where the class is: imported when first used, in the worker process."""

    title: str
    module: str
    name: str


ENGINES: dict[str, EngineEntry] = {
    "patchmatch": EngineEntry("PatchMatch", "objremove_gui.engine.patchmatch", "PyPatchMatch"),
}
DEFAULT_ENGINE = "patchmatch"


def load_engine(engine_id: str) -> Engine:
    """A new engine; raises EngineError for an unknown id or a library that can't be loaded."""
    entry = ENGINES.get(engine_id)
    if entry is None:
        raise EngineError(mark("There is no such engine; choose another one."), code="engine")
    try:
        engine: Engine = getattr(import_module(entry.module), entry.name)()
    except ImportError as error:
        raise EngineError(
            mark("The engine is not part of this installation; install ObjRemove again."), code="engine"
        ) from error
    return engine
