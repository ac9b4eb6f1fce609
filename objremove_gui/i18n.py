"""Translation of every sentence a person can read, by gettext, without Qt (the command line speaks too).

Source strings are English; catalogues lie in ``resources/translations/<language>/LC_MESSAGES/objremove.mo``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class _Catalogue:
    """The one translation in force, None = the source's English; swapped as a whole by :func:`use_language`."""

    language = "en"
    translations: NullTranslations | None = None


def mark(text: str) -> str:
    """Mark ``text`` for extraction where it stands in a table; :func:`tr` translates it when shown."""
    return text


def tr(text: str, **values: object) -> str:
    """``text`` in the language in force, its ``{fields}`` filled from ``values``."""
    catalogue = _Catalogue.translations
    translated = catalogue.gettext(text) if catalogue and text else text
    return translated.format(**values) if values else translated


def trn(one: str, many: str, count: int, **values: object) -> str:
    """The singular or plural form for ``count``, which is also given as the field ``{count}``."""
    catalogue = _Catalogue.translations
    form = catalogue.ngettext(one, many, count) if catalogue else (one if count == 1 else many)
    return form.format(count=count, **values)


def language() -> str:
    """The language in force: ``en`` or ``zh_CN``."""
    return _Catalogue.language


def system_language() -> str:
    """The language of the system, as far as we speak it."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        import locale

        name = locale.getlocale()[0] or ""
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def use_language(name: str, folder: Path) -> None:
    """Speak ``name`` (``""`` = the system's); ``folder`` holds the catalogues. Unknown names mean English."""
    chosen = name or system_language()
    _Catalogue.language = chosen if chosen in LANGUAGES else "en"
    if _Catalogue.language == "en":
        _Catalogue.translations = None
        return
    import gettext

    _Catalogue.translations = gettext.translation(
        "objremove", folder, languages=[_Catalogue.language], fallback=True
    )
