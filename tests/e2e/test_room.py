"""What there is room for in the window's first size."""

from __future__ import annotations

import pytest
from person import Person, run_program
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from objremove_gui.core.tools.registry import TOOLS
from objremove_gui.i18n import LANGUAGES, tr
from objremove_gui.resources import resource
from objremove_gui.settings import Settings
from objremove_gui.ui.layout import DEFAULT_SIZE

WINDOW = QPoint(DEFAULT_SIZE.width(), DEFAULT_SIZE.height())


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_each_tool_is_used_is_told_in_one_line(language: str) -> None:
    Settings.load().put("language", language)

    async def act(person: Person) -> None:
        label = person.find(QLabel, "toolHint")
        assert isinstance(label, QLabel)
        for row in TOOLS:
            person.trigger(row.info.action.removesuffix("Action"))
            person.window.status.layout().activate()
            assert label.text() == tr(row.info.hint), "nothing is cut off"
        person.trigger("pan")
        assert label.text() == ""
        person.trigger("brush")
        person.window.resize(700, 600)
        person.window.status.layout().activate()
        assert label.text().endswith("…")
        assert label.toolTip() == label.accessibleName() == tr(TOOLS[0].info.hint)

    run_program([str(resource("samples/sample.jpg"))], act, WINDOW)


def test_restoring_where_nothing_was_removed_is_told_to_be_of_no_use() -> None:
    async def act(person: Person) -> None:
        person.press("restore")
        person.drag([(600, 600), (700, 600)])
        assert "nothing to bring back" in person.message()

    run_program([str(resource("samples/sample.jpg"))], act)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_options_of_every_tool_fit_into_one_line(language: str) -> None:
    Settings.load().put("language", language)

    async def act(person: Person) -> None:
        options = person.window.options
        for row in TOOLS:
            person.trigger(row.info.action.removesuffix("Action"))
            options.show_growth(33, 44)
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            parts = [
                part for part in options.findChildren(QWidget) if part.isVisible() and part.accessibleName()
            ]
            middles = [part.mapTo(options, part.rect().center()).y() for part in parts]
            assert max(middles) - min(middles) < 6, (language, row.info.id, options.width())

    run_program([str(resource("samples/sample.jpg"))], act, WINDOW)
