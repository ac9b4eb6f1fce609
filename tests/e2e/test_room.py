"""What there is room for in the window's first size."""

from __future__ import annotations

import pytest
from person import Person, run_program
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QWidget

from objremove_gui.core.tools.registry import TOOLS
from objremove_gui.i18n import LANGUAGES
from objremove_gui.resources import resource
from objremove_gui.settings import Settings
from objremove_gui.ui.main_window import DEFAULT_SIZE


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

    size = QPoint(DEFAULT_SIZE.width(), DEFAULT_SIZE.height())
    run_program([str(resource("samples/sample.jpg"))], act, size)
