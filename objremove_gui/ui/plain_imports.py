"""Takes back what the bridge between Python and Qt adds to every import that comes after it."""

from __future__ import annotations

import builtins


def import_plainly() -> None:
    """Import as Python does, once the bridge is there.

    It would read the source of each module, and keep it, to see whether Qt's names may be written in another way
    there (``from __feature__ import snake_case``). Nothing here asks for that, and it comes to a twelfth of what is
    done between the first picture and the first key.
    """
    by_python = getattr(builtins, "__orig_import__", None)
    if by_python is not None:
        builtins.__import__ = by_python
