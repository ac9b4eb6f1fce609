"""The list of removals."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.results.removals import RemovalsList


def test_thumbnails_come_one_after_the_other_the_uppermost_first(qtbot: QtBot) -> None:
    document = Document(photo(Size(400, 300)))
    document.put_removals(tuple(removal(Rect(10 + 90 * i, 20, 80, 80), seed=i) for i in range(4)))
    rows = RemovalsList()
    qtbot.addWidget(rows)
    plain = rows._plain.cacheKey()

    def missing() -> list[int]:
        return [row for row in range(rows.count()) if rows.item(row).icon().cacheKey() == plain]

    rows.show_document(document, None)
    assert missing() == [1, 2, 3]
    qtbot.waitUntil(lambda: not missing())
    document.put_removals(document.removals[:2])
    rows.show_document(document, None)
    assert not missing()


def test_a_name_out_of_a_project_is_no_mark_up_in_a_tool_tip(qtbot: QtBot) -> None:
    document = Document(photo(Size(400, 300)))
    named = replace(removal(Rect(10, 20, 80, 80)), name="<img src='/etc/x.png'>")
    document.put_removals((named, replace(named, name="Lamp")))
    rows = RemovalsList()
    qtbot.addWidget(rows)
    rows.show_document(document, None)
    assert rows.item(0).toolTip().startswith("Lamp\n")
    assert "<img" not in rows.item(1).toolTip()
    assert "&lt;img src='/etc/x.png'&gt;" in rows.item(1).toolTip()
