"""Translation of every sentence a person can read, by gettext, without Qt (the command line speaks too).

Source strings are English; catalogues lie in ``resources/translations/<language>/LC_MESSAGES/objremove.mo``.
"""

from __future__ import annotations

import gettext
import locale
import os
from pathlib import Path

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class _Catalogue:
    """The one translation in force; swapped as a whole by :func:`use_language`."""

    language = "en"
    translations: gettext.NullTranslations = gettext.NullTranslations()


def mark(text: str) -> str:
    """Mark ``text`` for extraction where it stands in a table; :func:`tr` translates it when shown."""
    return text


def tr(text: str, **values: object) -> str:
    """``text`` in the language in force, its ``{fields}`` filled from ``values``."""
    translated = _Catalogue.translations.gettext(text) if text else ""
    return translated.format(**values) if values else translated


def trn(one: str, many: str, count: int, **values: object) -> str:
    """The singular or plural form for ``count``, which is also given as the field ``{count}``."""
    return _Catalogue.translations.ngettext(one, many, count).format(count=count, **values)


def language() -> str:
    """The language in force: ``en`` or ``zh_CN``."""
    return _Catalogue.language


def system_language() -> str:
    """The language of the system, as far as we speak it."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    name = name or (locale.getlocale()[0] or "")
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def use_language(name: str, folder: Path) -> None:
    """Speak ``name`` (``""`` = the system's); ``folder`` holds the catalogues. Unknown names mean English."""
    chosen = name or system_language()
    _Catalogue.language = chosen if chosen in LANGUAGES else "en"
    _Catalogue.translations = gettext.translation(
        "objremove", folder, languages=[_Catalogue.language], fallback=True
    )
