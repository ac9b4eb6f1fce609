"""Tools keep what was set for them: by a drag, by the other end of the pen, for the next photo."""

from __future__ import annotations

import json

import pytest
from desk import pen
from person import LEFT, NO_BUTTON, NO_KEYS, Person, run_program, until
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QSpinBox

from objremove_gui.resources import resource
from objremove_gui.settings import config_folder

SAMPLE, OTHER = resource("samples/sample.jpg"), resource("samples/sunset.jpg")
Kind = QEvent.Type
Pointer = QPointingDevice.PointerType


def touch(person: Person, kind: QEvent.Type, at: tuple[float, float], end: Pointer) -> None:
    """What a pen tells that is over an image point."""
    local = person.canvas.image_to_widget(*at)
    button = NO_BUTTON if kind == Kind.TabletMove else LEFT
    held = LEFT if kind == Kind.TabletPress else NO_BUTTON
    around = QPointF(person.canvas.mapToGlobal(local.toPoint()))
    event = QTabletEvent(kind, pen(end), local, around, 1.0, 0, 0, 0, 0, 0, NO_KEYS, button, held)
    QApplication.sendEvent(person.canvas, event)


def tool(person: Person) -> tuple[str, float]:
    assert person.canvas.tool is not None
    return person.canvas.tool.info.id, person.canvas.tip_diameter


def test_the_other_end_of_the_pen_is_the_eraser_with_its_own_size() -> None:
    async def act(person: Person) -> None:
        person.press("eraser")
        person.set_size(30)
        person.press("brush")
        person.set_size(200)
        for kind in (Kind.TabletMove, Kind.TabletPress, Kind.TabletRelease):
            touch(person, kind, (900, 700), Pointer.Pen)
        mask = person.canvas.scene.document.mask.pixels  # type: ignore[union-attr]
        marked = int((mask > 0).sum())
        touch(person, Kind.TabletMove, (900, 700), Pointer.Eraser)
        assert tool(person) == ("eraser", 30)
        touch(person, Kind.TabletPress, (900, 700), Pointer.Eraser)
        touch(person, Kind.TabletRelease, (900, 700), Pointer.Eraser)
        assert 650 < marked - int((mask > 0).sum()) < 750, "a disc of 30 pixels is gone"
        touch(person, Kind.TabletMove, (950, 700), Pointer.Pen)
        assert tool(person) == ("brush", 200)

    run_program([str(SAMPLE)], act)


def test_a_tool_that_was_chosen_while_the_pen_was_turned_stays() -> None:
    async def act(person: Person) -> None:
        touch(person, Kind.TabletMove, (900, 700), Pointer.Eraser)
        person.press("lasso")
        touch(person, Kind.TabletMove, (900, 700), Pointer.Pen)
        assert tool(person)[0] == "lasso"

    run_program([str(SAMPLE)], act)


def test_the_tolerance_of_a_drag_stays_for_the_next_photo() -> None:
    async def act(person: Person) -> None:
        person.press("wand")
        before = person.canvas.tool.option("tolerance")  # type: ignore[union-attr]
        person.drag([(1600, 300), (1750, 300), (1900, 300)])
        await until(lambda: person.can("undo"), "the wand has marked")
        dragged = person.canvas.tool.option("tolerance")  # type: ignore[union-attr]
        assert dragged != before
        shown = person.canvas.scene
        person.window.dropped.emit([str(OTHER)])
        await until(lambda: person.canvas.scene not in (shown, None) and person.canvas.tool is not None)
        assert person.canvas.tool.option("tolerance") == dragged  # type: ignore[union-attr]

    run_program([str(SAMPLE)], act)


def test_the_field_tells_the_tolerance_while_it_is_dragged_and_esc_brings_it_back() -> None:
    async def act(person: Person) -> None:
        person.press("wand")
        field = person.find(QSpinBox, "toleranceOption")
        assert isinstance(field, QSpinBox)
        before = field.value()
        for kind, x, button in ((Kind.MouseButtonPress, 1600, LEFT), (Kind.MouseMove, 1900, NO_BUTTON)):
            person.mouse(kind, person.canvas.image_to_widget(x, 300), button, LEFT)
        dragged = person.canvas.tool.option("tolerance")  # type: ignore[union-attr]
        assert field.value() == round(dragged) != before
        person.canvas.setFocus()
        person.key(Qt.Key.Key_Escape)
        assert person.canvas.tool.option("tolerance") == field.value() == before  # type: ignore[union-attr]
        end = person.canvas.image_to_widget(1900, 300)
        person.mouse(Kind.MouseButtonRelease, end, LEFT, NO_BUTTON)
        assert not person.can("undo")

    run_program([str(SAMPLE)], act)


def test_sizes_and_tips_are_there_again_at_the_next_start() -> None:
    async def first(person: Person) -> None:
        person.press("eraser")
        person.set_size(31)
        person.press("brush")
        person.set_size(212)
        person.press("lasso")
        person.window.options.option_changed.emit("own", "subtract")
        person.press("wand")
        person.window.options.option_changed.emit("contiguous", False)

    async def second(person: Person) -> None:
        assert tool(person) == ("brush", 212)
        person.press("eraser")
        assert tool(person) == ("eraser", 31)
        person.press("lasso")
        assert person.canvas.tool is not None
        assert person.canvas.tool.option("own") == "add", "marks are what it is for"
        person.press("wand")
        assert person.canvas.tool.option("contiguous") is False

    run_program([str(SAMPLE)], first)
    run_program([str(SAMPLE)], second)


def test_what_is_set_is_stored_soon_so_that_a_kill_keeps_it() -> None:
    path = config_folder() / "settings.json"

    def stored() -> dict[str, object]:
        found = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return dict(found.get("tool_options", {}))

    async def act(person: Person) -> None:
        person.press("eraser")
        person.set_size(31)
        await until(lambda: stored().get("eraser.diameter") == 31, "the size is in the file")
        person.set_size(45)
        person.window.options.option_changed.emit("tip", "square")
        await until(lambda: stored().get("eraser.tip") == "square", "the tip is in the file")
        assert stored()["eraser.diameter"] == 45

    run_program([str(SAMPLE)], act)


def test_the_keys_for_the_tips_size_change_the_cells() -> None:
    async def act(person: Person) -> None:
        person.trigger("cells")
        cells = person.canvas.tool
        assert cells is not None
        for action, side in (("brushLarger", 128), ("brushSmaller", 64), ("brushSmaller", 32)):
            person.trigger(action)
            assert cells.option("step") == side
        for _ in range(8):
            person.trigger("brushSmaller")
        assert cells.option("step") == 1

    run_program([str(SAMPLE)], act)


@pytest.mark.parametrize(
    "stored",
    [
        {"brush.diameter": "wide", "brush.tip": "triangular", "brush.pressure": 1, "other": 4, "eraser.diameter": 1e9},
        {"brush.diameter": [60], "brush": {}, "brush.tip": None},
        ["brush"],
        7,
    ],
)  # fmt: skip
def test_a_settings_file_with_nonsense_leaves_the_tools_as_they_are(stored: object) -> None:
    path = config_folder() / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"tool_options": stored}), "utf-8")

    async def act(person: Person) -> None:
        assert tool(person) == ("brush", 60)

    run_program([str(SAMPLE)], act)
