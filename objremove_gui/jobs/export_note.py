"""What every export says of itself: this program, its version, and when."""

from __future__ import annotations

from datetime import UTC, datetime

from objremove_gui import __version__
from objremove_gui.core.imageio.noting import Note


def export_note() -> Note:
    """The note for a file that is written now; the time is UTC, so that it does not tell where."""
    return Note(f"ObjRemove {__version__}", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
