"""What is imported in a thread, before it is needed: an import must not hold up a paint or a stroke."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

# What the first photo and the first stroke need.
PAINTING = (
    "objremove_gui.core.imageio.reading",
    "objremove_gui.core.journal.ordering",
    "objremove_gui.core.project.kept",
    "objremove_gui.core.project.opening",
    "objremove_gui.core.reach",
    "objremove_gui.core.tools.registry",
    "objremove_gui.ui.canvas.buffers",
    "objremove_gui.ui.canvas.scene",
    # What an error that nobody foresaw needs, too: there may be no memory left to load it then.
    "objremove_gui.ui.details",
)
# How the engine's process is started here.
SPAWN = "win32" if sys.platform == "win32" else "posix"
# What a removal needs, from the press to the result, and what is left of earlier ones.
JOBS = (
    "httpx",
    "multiprocessing.connection",
    f"multiprocessing.popen_spawn_{SPAWN}",
    "objremove_gui.backends",
    "objremove_gui.engine.worker",
    "objremove_gui.jobs.delivering",
    "objremove_gui.jobs.earlier",
    "objremove_gui.jobs.opening",
    "objremove_gui.jobs.pipeline",
    "objremove_gui.jobs.resuming",
    "objremove_gui.net.http",
    "objremove_gui.service.app",
)


def load(names: tuple[str, ...]) -> None:
    """Import the modules of these names."""
    for name in names:
        import_module(name)
    # Modules stay: looking through them for garbage again and again would hold up the window for 50 ms each time.
    gc.freeze()
