"""Names of exported files from a template, as “{name}-removed”."""

from __future__ import annotations

import os
import re
from pathlib import Path

from objremove_gui.errors import InputError
from objremove_gui.i18n import mark, tr

FIELDS = {
    "name": mark("the photo's own name"),
    "n": mark("the first number that is free"),
    "date": mark("today, as 2026-01-31"),
}
_FIELD = re.compile(r"\{([^{}]*)\}")
# No file system takes all of these, nor names that end in a dot or a blank.
_FORBIDDEN = set('/\\:*?"<>|') | {chr(code) for code in range(32)}
MOST = 99_999
# Bytes: file systems end names at 255, in whatever letters, and a suffix and other programs want some.
LONGEST = 200
# Devices on Windows, whatever their suffix; a drive may be read there one day.
_DEVICES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{name}{number}" for name in ("COM", "LPT") for number in range(1, 10)),
}


def check_template(template: str) -> None:
    """Raise InputError, with what is wrong, unless files can be named by it."""
    for field in _FIELD.findall(template):
        if field not in FIELDS:
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise InputError(
                tr("There is no {field} for names; use {known}.", field=f"{{{field}}}", known=known),
                code="name",
            )
    rest = _FIELD.sub("", template)
    wrong = sorted(set(rest) & (_FORBIDDEN | {"{", "}"}))
    if wrong:
        raise InputError(tr("A name can't hold {signs}; leave that out.", signs=" ".join(wrong)), code="name")
    if not template.strip():
        raise InputError(tr("Give the file a name."), code="name")


def named(template: str, source: Path, folder: Path, suffix: str, date: str) -> Path:
    """The file in ``folder`` for the photo ``source``; ``{n}`` is the first number whose file is not there yet.

    Raises InputError for a template that is wrong, or has no free number.
    """
    check_template(template)

    def path(number: int) -> Path:
        values = {"name": source.stem, "n": str(number), "date": date}
        stem = _FIELD.sub(lambda field: values[field[1]], template).strip()
        if len(os.fsencode(stem)) > LONGEST:
            stem = os.fsencode(stem)[:LONGEST].decode(errors="ignore").rstrip()
        stem = stem.rstrip(".")
        if stem.partition(".")[0].strip().upper() in _DEVICES:
            raise InputError(
                tr("No file can be called {name} on Windows; choose another name.", name=stem), code="name"
            )
        return folder / f"{stem or 'photo'}{suffix}"

    if "{n}" not in template:
        return path(1)
    for number in range(1, MOST):
        if not path(number).exists():
            return path(number)
    raise InputError(tr("No number is free for such a name in {folder}.", folder=folder), code="name")
