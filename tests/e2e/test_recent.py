"""What was opened last is offered again."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import LEFT, Person, run_program, until
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from objremove_gui.settings import Settings


@pytest.fixture
def photos(tmp_path: Path, picture) -> list[str]:
    paths = [tmp_path / name for name in ("one.png", "two & more.png")]
    for seed, path in enumerate(paths):
        Image.fromarray(picture(200, 150, seed)).save(path)
    return [str(path) for path in paths]


def menu(person: Person) -> QMenu:
    found = person.find(QMenu, "recentMenu")
    assert isinstance(found, QMenu)
    return found


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


async def leave(person: Person) -> None:
    await until(lambda: menu(person).actions()[0].text().startswith("one.png"))


def test_files_of_earlier_starts_are_in_the_menu_and_on_the_page(photos: list[str]) -> None:
    async def look(person: Person) -> None:
        button = person.find(QToolButton, "recentButton2")
        assert isinstance(button, QToolButton)
        assert button.text() == "one.png"
        QTest.mouseClick(button, LEFT)
        await until(lambda: title(person) == "one.png")
        menu(person).aboutToShow.emit()
        assert menu(person).actions()[0].text().startswith("one.png")
        menu(person).actions()[1].trigger()
        await until(lambda: title(person) == "two & more.png")
        menu(person).actions()[-1].trigger()
        assert not menu(person).isEnabled()

    run_program(photos[:1], leave)
    run_program(photos[1:], lambda person: until(lambda: title(person) == "two & more.png"))
    run_program([], look)


def test_a_missing_one_is_marked_and_leaves_the_list_when_it_is_wanted(photos: list[str]) -> None:
    async def look(person: Person) -> None:
        entry = menu(person).actions()[0]
        await until(lambda: "(missing)" in entry.text())
        assert not person.window.findChildren(QToolButton, "recentButton1")
        entry.trigger()
        await until(lambda: "it is not there" in person.message())
        await until(lambda: not menu(person).isEnabled())

    run_program(photos[:1], leave)
    Path(photos[0]).unlink()
    run_program([], look)


def test_none_are_kept_where_that_is_wanted(photos: list[str], home: Path) -> None:
    async def look(person: Person) -> None:
        assert not menu(person).isEnabled()

    Settings.load().put("recent_files", 0)
    run_program(photos[:1], look)
    assert photos[0] not in "".join(path.read_text() for path in (home / "data").glob("recent*"))
