"""Every option of every tool, set in its field above the picture, changes what the same gesture does."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from desk import pen
from person import LEFT, NO_BUTTON, NO_KEYS, Person, run_program, until
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox, QComboBox, QLineEdit, QWidget

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.tools.registry import TOOLS

# In a photo of 1,200 x 800; a larger one is drawn on at as many times these.
SMALL = Size(1200, 800)
# The wand's patch, and one like it farther off.
PATCH, TWIN = (200, 200, 320, 280), (600, 200, 720, 280)
ZIGZAG = [(200, 400), (320, 520), (440, 400), (560, 520), (200, 400)]
SHAPE = [(220, 420), (400, 500)]
MARKED, AROUND_PATCH = [(190, 220), (280, 540)], [(180, 180), (340, 300)]
PLACE = [(300, 240), (300.2, 240)]
# What is typed into the fields of numbers.
TYPED = {"diameter": "90", "stabiliser": "100", "tolerance": "60", "step": "100"}


def patches(path: Path, times: int) -> Path:
    """Two patches alike on a ground that differs little from them, and a spot to be removed."""
    pixels = np.full((SMALL.height * times, SMALL.width * times, 3), 90, np.uint8)
    for box in (PATCH, TWIN):
        left, top, right, bottom = (times * value for value in box)
        pixels[top:bottom, left:right] = 130
    pixels[505 * times : 535 * times, 305 * times : 335 * times] = 20
    Image.fromarray(pixels).save(path, compress_level=1)
    return path


class Hand:
    """Draws on a photo that is so many times as large."""

    def __init__(self, person: Person, times: int) -> None:
        self.person = person
        self._times = times

    def places(self, path: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * self._times, y * self._times) for x, y in path]

    def drag(self, path: list[tuple[float, float]]) -> None:
        self.person.drag(self.places(path))


def document_of(person: Person) -> Document:
    assert person.canvas.scene is not None
    return person.canvas.scene.document


def seen(person: Person) -> tuple[int, int]:
    """The marks, and the picture where something is done."""
    document = document_of(person)
    return zlib.crc32(document.mask.pixels), zlib.crc32(
        np.ascontiguousarray(document.read(Rect.of_size(document.size)))
    )


def light_stroke(hand: Hand) -> None:
    """A pen that is pressed lightly goes along the zigzag."""
    canvas = hand.person.canvas
    kinds = [
        QEvent.Type.TabletPress,
        *[QEvent.Type.TabletMove] * (len(ZIGZAG) - 2),
        QEvent.Type.TabletRelease,
    ]
    for kind, place in zip(kinds, hand.places(ZIGZAG), strict=True):
        at = canvas.image_to_widget(*place)
        button = NO_BUTTON if kind == QEvent.Type.TabletMove else LEFT
        held = NO_BUTTON if kind == QEvent.Type.TabletRelease else LEFT
        around = QPointF(canvas.mapToGlobal(at.toPoint()))
        event = QTabletEvent(kind, pen(), at, around, 0.3, 0, 0, 0, 0, 0, NO_KEYS, button, held)
        QApplication.sendEvent(canvas, event)


async def gesture(hand: Hand, tool: str) -> tuple[int, int]:
    """What the tool's own gesture comes to; taken back again."""
    person = hand.person
    document, before = document_of(person), document_of(person).history.position
    match tool:
        case "brush" | "eraser" | "restore":
            light_stroke(hand)
        case "polygon":
            for corner in ZIGZAG:
                hand.drag([corner, corner])
        case "wand":
            hand.drag(PLACE)
        case "object":
            hand.drag(AROUND_PATCH)
        case _:
            hand.drag(ZIGZAG if tool == "lasso" else SHAPE)
    used, painting = person.canvas.tool, person.canvas.input
    await until(lambda: used is not None and not used.is_active and not painting.is_waiting, tool)
    outcome = seen(person)
    if document.history.position > before:
        person.trigger("undo")
    await until(lambda: document.history.position == before and not person.canvas.input.is_waiting, "undone")
    return outcome


async def set_field(person: Person, key: str) -> None:
    """Another value, entered as a person does."""
    name = "brushSize" if key == "diameter" else f"{key}Option"

    def fields() -> list[QWidget]:
        return [field for field in person.window.options.findChildren(QWidget, name) if field.isVisible()]

    # Those of the tool before go a moment later.
    await until(lambda: len(fields()) == 1, f"one field for {key}")
    match field := fields()[0]:
        case QCheckBox():
            QTest.mouseClick(field, LEFT, pos=QPoint(8, field.height() // 2))
        case QComboBox():
            field.setFocus()
            QTest.keyClick(field, Qt.Key.Key_Up if field.currentIndex() else Qt.Key.Key_Down)
        case QAbstractSpinBox():
            editor = field.findChild(QLineEdit)
            assert editor is not None
            editor.setFocus()
            editor.selectAll()
            QTest.keyClicks(editor, TYPED[key])
            QTest.keyClick(editor, Qt.Key.Key_Return)
        case _:
            raise AssertionError(f"{key} has no field")


async def marks_and_a_removal(hand: Hand) -> None:
    """Something for each tool to take away, and a removal below the zigzag."""
    person = hand.person
    person.press("brush")
    person.set_size(40)
    hand.drag([(310, 510), (330, 530)])
    person.press("remove")
    await until(lambda: document_of(person).removals and not person.can("cancel"), "the removal")
    person.press("rectangle")
    hand.drag(MARKED)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.long)])
def test_every_option_of_every_tool_changes_what_it_does(times: int, tmp_path: Path) -> None:
    async def act(person: Person) -> None:
        hand = Hand(person, times)
        await marks_and_a_removal(hand)
        for row in TOOLS:
            person.trigger(row.info.action.removesuffix("Action"))
            await until(lambda row=row: person.canvas.tool and person.canvas.tool.info.id == row.info.id)
            tool = person.canvas.tool
            assert tool is not None
            options = {key: tool.option(key) for key in row.info.options}
            plain = await gesture(hand, row.info.id)
            for key, value in options.items():
                await set_field(person, key)
                assert tool.option(key) != value, (row.info.id, key)
                assert await gesture(hand, row.info.id) != plain, (row.info.id, key)
                person.window.options.option_changed.emit(key, value)
            assert await gesture(hand, row.info.id) == plain, row.info.id

    run_program([str(patches(tmp_path / "patches.png", times))], act, QPoint(1400, 900))
