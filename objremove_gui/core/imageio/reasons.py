"""Why a file could not be read or written, in words that fit into a sentence."""

from __future__ import annotations

import errno
from pathlib import Path

from objremove_gui.i18n import mark, tr

LONGEST_NAME = 80

_REASONS = {
    errno.ENOENT: mark("it is not there"),
    errno.ENOTDIR: mark("it is not there"),
    errno.EACCES: mark("you have no permission"),
    errno.EPERM: mark("you have no permission"),
    errno.EROFS: mark("the drive can only be read"),
    errno.ENOSPC: mark("the disk is full; free some space or choose another folder"),
    errno.EDQUOT: mark("your share of the disk is used up; free some space or choose another folder"),
    errno.EFBIG: mark("the file grows larger than this drive takes; choose another drive"),
    errno.ENAMETOOLONG: mark("its name is too long"),
    errno.EILSEQ: mark("its name has characters that this drive does not take"),
    errno.EINVAL: mark("its name has characters that this drive does not take"),
    errno.EISDIR: mark("it is a folder"),
    errno.ELOOP: mark("it is a link that leads nowhere"),
    errno.EIO: mark("the drive reports a fault"),
    errno.EMFILE: mark("too many files are open; close some programs"),
    errno.ENFILE: mark("too many files are open; close some programs"),
    errno.ETXTBSY: mark("another program is using it"),
    errno.EBUSY: mark("another program is using it"),
}
_SHARING_VIOLATION = 32


class Unreadable(Exception):
    """A picture can't be used; the text is the reason, translated, without the file's name."""


class PrintingColours(Unreadable):
    """The picture is in CMYK, and whoever opens it wants to be asked first."""


def shown_name(path: Path) -> str:
    """The file's name on one line, short enough for a sentence."""
    name = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path.name or str(path)
    )
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 20]}…{name[-19:]}"


def reason_of(error: OSError) -> str:
    """The words for an error of the operating system."""
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return tr("another program is using it")
    known = _REASONS.get(error.errno or 0)
    return tr(known) if known else (error.strerror or type(error).__name__)
