"""The engines there are. A new one is a file, a function and a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.errors import EngineError
from objremove_gui.i18n import mark

if TYPE_CHECKING:
    from objremove_gui.engine.base import Engine


def _patchmatch() -> Engine:
    from objremove_gui.engine.patchmatch import PyPatchMatch

    return PyPatchMatch()


# Each is imported when first used, in the worker process. The imports are written out, so that the tool that
# builds the installers sees them.
ENGINES: dict[str, Callable[[], Engine]] = {
    "patchmatch": _patchmatch,
}
DEFAULT_ENGINE = "patchmatch"


def load_engine(engine_id: str) -> Engine:
    """A new engine; raises EngineError for an unknown id or a library that can't be loaded."""
    load = ENGINES.get(engine_id)
    if load is None:
        raise EngineError(mark("There is no such engine; choose another one."), code="engine")
    try:
        return load()
    except ImportError as error:
        raise EngineError(
            mark("The engine is not part of this installation; install ObjRemove again."), code="engine"
        ) from error
