"""Keep the catalogues in step with the source: extract, update, compile; ``--check`` only tells what is out of step.

Catalogues lie in ``resources/translations/<language>/LC_MESSAGES``: ``objremove.po`` is for people, ``objremove.mo``
is what the program reads. Dates and line numbers are left out, so that a run without news changes no file.
"""

from __future__ import annotations

import argparse
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parent.parent
KEYWORDS = {"tr": None, "trn": (1, 2), "mark": None}
LANGUAGES = ("zh_CN",)
LEFT_OUT = (
    "Generated-By",
    "Language-Team",
    "Last-Translator",
    "PO-Revision-Date",
    "POT-Creation-Date",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)


def extracted(package: Path) -> Catalog:
    """All strings that ``package`` marks for translation."""
    catalog = Catalog(project="ObjRemove", charset="utf-8")
    found = extract_from_dir(package, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for file, line, message, comments, context in found:
        place = f"{package.name}/{Path(file).as_posix()}"
        catalog.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return catalog


def updated(text: str, language: str, source: Catalog) -> Catalog:
    """The catalogue of ``text`` (a .po file) with the strings of ``source``, no more and no less."""
    catalog = read_po(BytesIO(text.encode()), locale=language)
    catalog.update(source, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def po_text(catalog: Catalog) -> str:
    """The .po file."""
    out = BytesIO()
    write_po(out, catalog, width=100, sort_by_file=True, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in LEFT_OUT)))


def mo_bytes(text: str, language: str) -> bytes:
    """The .mo file of a .po file."""
    out = BytesIO()
    catalog = read_po(BytesIO(text.encode()), locale=language)
    # Without dates of its own a catalogue would get the time of day, and be another file every minute.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(out, catalog)
    return out.getvalue()


def fields(text: str) -> set[str]:
    """The names in ``{...}``."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(catalog: Catalog) -> Iterator[str]:
    """What is wrong with the translations, one line each."""
    for message in catalog:
        if message.id:
            yield from (f"{fault}: {message.id!r}" for fault in _faults(message))


def _faults(message: Message) -> Iterator[str]:
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    if not all(texts):
        yield "not translated"
        return
    if message.fuzzy:
        yield "only guessed (fuzzy)"
    # The singular may do without the count.
    if any(fields(text) != fields(sources[-1]) for text in texts):
        yield "other {fields} than the original"


def main(arguments: list[str]) -> int:
    """Update the catalogues, or check them; 1 if a check finds something."""
    parser = argparse.ArgumentParser(prog="translate.py", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if something is out of step"
    )
    check = parser.parse_args(arguments).check
    source = extracted(CHECKOUT / "objremove_gui")
    found = 0
    for language in LANGUAGES:
        folder = CHECKOUT / "resources" / "translations" / language / "LC_MESSAGES"
        po, mo = folder / "objremove.po", folder / "objremove.mo"
        catalog = updated(po.read_text("utf-8"), language, source)
        text = po_text(catalog)
        compiled = mo_bytes(text, language)
        lines = list(faults(catalog))
        if not check:
            po.write_text(text, "utf-8", newline="\n")
            mo.write_bytes(compiled)
        else:
            if po.read_text("utf-8") != text:
                lines.append(f"{po.name} is out of step with the source; run packaging/translate.py")
            if not mo.exists() or mo.read_bytes() != compiled:
                lines.append(f"{mo.name} is out of step with {po.name}; run packaging/translate.py")
        print(f"{language}: {len(catalog)} strings, {len(lines)} to be seen to")
        print("".join(f"  {line}\n" for line in lines), end="")
        found += len(lines)
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
