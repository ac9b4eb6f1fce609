"""The list of removals."""

from __future__ import annotations

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
