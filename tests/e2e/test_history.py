"""The history panel in the program: any state, with one click, and remembered where it was left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget


def photo_in(home: Path, picture, width: int = 400, height: int = 300) -> Path:
    photo = home / "photo.png"
    Image.fromarray(picture(width, height)).save(photo)
    return photo


def dock(person: Person) -> QDockWidget:
    found = person.find(QDockWidget, "historyDock")
    assert isinstance(found, QDockWidget)
    return found


def test_a_click_goes_to_any_state_and_the_rest_stays_until_something_new_is_done(
    home: Path, picture
) -> None:
    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        mask, history = scene.document.mask, scene.document.history
        states = [mask.pixels.copy()]
        for y in (50, 120, 190):
            person.drag([(100, y), (200, y)])
            states.append(mask.pixels.copy())
        person.trigger("invert")
        await until(lambda: history.position == 4)
        assert dock(person).isHidden()
        person.trigger("history")
        panel = person.window.history
        for position in (1, 3, 0, 2):
            spot = panel.visualRect(panel.model().index(position, 0)).center()
            QTest.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=spot)
            await until(lambda: history.position == position)  # noqa: B023
            assert np.array_equal(mask.pixels, states[position])
            assert panel.model().rowCount() == 5
        person.drag([(100, 250), (200, 250)])
        assert panel.model().rowCount() == 4

    run_program([str(photo_in(home, picture))], act)


def test_large_steps_are_gone_through_beside_the_window(
    home: Path, picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("objremove_gui.ui.steps.LARGE_STEP", 100_000)

    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        history = scene.document.history
        for count in (1, 2, 3):
            person.trigger("invert")
            await until(lambda: history.position == count)  # noqa: B023
        # It goes on in a thread: the window is told only when it comes to it again.
        told: list[object] = []
        scene.document.mask.changed.connect(told.append)
        person.window.history.chosen.emit(0)
        assert not told
        await until(lambda: history.position == 0)
        assert not scene.document.mask.pixels.any()
        person.window.history.chosen.emit(1)
        await until(lambda: history.position == 1)
        assert scene.document.mask.pixels.all()

    run_program([str(photo_in(home, picture, 2400, 1800))], act)


def test_enter_in_the_list_goes_to_a_step_and_starts_no_removal(home: Path, picture) -> None:
    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        person.drag([(100, 50), (200, 50)])
        person.trigger("history")
        panel = person.window.history
        person.window.activateWindow()
        await until(panel.hasFocus)
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Return):
            QTest.keyClick(panel, key)
        assert scene.document.history.position == 0
        assert not person.can("cancel")

    run_program([str(photo_in(home, picture))], act)


def test_it_is_there_again_where_it_was_left_open(home: Path, picture) -> None:
    async def show(person: Person) -> None:
        person.trigger("history")
        assert dock(person).isVisible()

    async def hide(person: Person) -> None:
        assert dock(person).isVisible()
        person.trigger("history")
        assert not dock(person).isVisible()

    async def look(person: Person) -> None:
        assert not dock(person).isVisible()

    photo = str(photo_in(home, picture))
    for act in (show, hide, look):
        run_program([photo], act)


def test_undo_takes_a_corner_back_before_what_was_done_earlier(home: Path, picture) -> None:
    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        mask, history = scene.document.mask, scene.document.history
        person.drag([(40, 250), (120, 250)])
        person.trigger("polygon")
        for corner in ((50, 50), (250, 50), (250, 150), (390, 290)):
            person.drag([corner])
        person.trigger("undo")
        assert history.position == 1
        person.trigger("remove")
        assert history.position == 2
        assert mask.pixels[80, 220] == 255
        assert not mask.pixels[200, 300]
        person.trigger("undo")
        assert history.position == 1
        assert mask.pixels[250, 80] == 255

    run_program([str(photo_in(home, picture))], act)


def test_steps_farther_back_are_laid_aside_and_undone_as_they_were(home: Path, picture) -> None:
    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        mask, history = scene.document.mask, scene.document.history
        person.set_size(40)
        states, cost = [mask.pixels.copy()], 0
        for x in (500, 520, 540, 560):
            person.drag([(x, 100), (x + 300, 500), (x, 700)])
            states.append(mask.pixels.copy())
            cost = max(cost, history.cost)
        await until(lambda: history.cost < 0.7 * cost)
        for state in reversed(states[:-1]):
            position = history.position
            person.trigger("undo")
            await until(lambda: history.position < position)  # noqa: B023
            assert np.array_equal(mask.pixels, state)

    run_program([str(photo_in(home, picture, 1000, 800))], act)
