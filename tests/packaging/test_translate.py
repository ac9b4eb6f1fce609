"""Translation mechanics: what is extracted, what counts as a fault."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

import pytest
import translate

HEADER = """\
msgid ""
msgstr ""
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"""
SOURCE = '''\
"""A module."""
A = mark("Brush")
B = tr("The file {name} "
       "is cut off.", name=path)
C = trn("{count} object", "{count} objects", count)
D = print("not for people")
'''


def catalog_of(po: str, folder: Path) -> translate.Catalog:
    package = folder / "package"
    package.mkdir()
    (package / "module.py").write_text(SOURCE, "utf-8")
    return translate.updated(HEADER + po, "zh_CN", translate.extracted(package))


def test_marked_strings_are_extracted_and_others_are_not(tmp_path: Path) -> None:
    text = translate.po_text(catalog_of("", tmp_path))
    assert text.count("msgid ") == 4
    assert 'msgid "Brush"' in text
    assert 'msgid "The file {name} is cut off."' in text
    assert 'msgid_plural "{count} objects"' in text


def test_a_run_without_news_changes_nothing(tmp_path: Path) -> None:
    first = translate.po_text(catalog_of("", tmp_path))
    again = translate.updated(first, "zh_CN", translate.extracted(tmp_path / "package"))
    assert translate.po_text(again) == first


def test_what_the_source_no_longer_says_goes_away(tmp_path: Path) -> None:
    assert "橡皮" not in translate.po_text(catalog_of('\nmsgid "Eraser"\nmsgstr "橡皮"\n', tmp_path))


def test_a_complete_catalogue_has_no_faults_and_speaks(tmp_path: Path) -> None:
    catalog = catalog_of(
        '\nmsgid "Brush"\nmsgstr "画笔"\n'
        '\nmsgid "The file {name} is cut off."\nmsgstr "文件 {name} 不完整。"\n'
        '\nmsgid "{count} object"\nmsgid_plural "{count} objects"\nmsgstr[0] "{count} 个物体"\n',
        tmp_path,
    )
    assert list(translate.faults(catalog)) == []
    spoken = gettext.GNUTranslations(BytesIO(translate.mo_bytes(translate.po_text(catalog), "zh_CN")))
    assert spoken.gettext("Brush") == "画笔"
    assert spoken.ngettext("{count} object", "{count} objects", 7) == "{count} 个物体"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Brush"\nmsgstr ""', "not translated: 'Brush'"),
        ('#, fuzzy\nmsgid "Brush"\nmsgstr "画"', "only guessed (fuzzy): 'Brush'"),
        (
            'msgid "The file {name} is cut off."\nmsgstr "文件 {nmae} 不完整。"',
            "other {fields} than the original: 'The file {name} is cut off.'",
        ),
    ],
)
def test_each_fault_is_named(tmp_path: Path, entry: str, fault: str) -> None:
    assert fault in list(translate.faults(catalog_of(f"\n{entry}\n", tmp_path)))
