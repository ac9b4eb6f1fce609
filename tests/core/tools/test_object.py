"""Object: a box or a loop by one drag, a search in another thread, ordinary marks."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from pointing import ALT, NONE, at, drag, search

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.tools.base import Figure, Mode
from objremove_gui.core.tools.object import ObjectTool
from objremove_gui.core.tools.pointer import Button
from objremove_gui.errors import InputError

SIZE = Size(500, 400)
LOOP = [(250 + 130 * math.cos(a), 200 + 120 * math.sin(a)) for a in np.linspace(0, 6.1, 50)]
U_SHAPE = [(130.0, 90.0), (370.0, 90.0), (370.0, 310.0), (130.0, 310.0)]
CORNERS = [(130.0, 90.0), (200.0, 150.0), (370.0, 310.0)]


def thing() -> np.ndarray:
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    cv2.ellipse(mask, (250, 200), (90, 70), 20, 0, 360, 255, -1)
    return mask


def scene() -> Photo:
    random = np.random.default_rng(2)
    rough = random.integers(70, 170, (6, 6, 3), np.uint8)
    ground = cv2.resize(rough, SIZE, interpolation=cv2.INTER_CUBIC)
    ground = cv2.add(ground, random.integers(0, 25, ground.shape, np.uint8))
    ground[thing() > 0] = np.clip(
        np.array([220, 50, 50]) + random.integers(-20, 20, (thing() > 0).sum())[:, None], 0, 255
    )
    return Photo(ground, PhotoFormat.PNG)


PHOTO = scene()


def likeness(found: np.ndarray) -> float:
    return ((found > 0) & (thing() > 0)).sum() / ((found > 0) | (thing() > 0)).sum()


@pytest.mark.parametrize("path", [CORNERS, LOOP, U_SHAPE])
def test_a_drag_around_the_thing_marks_it_as_one_step(path):
    tool = ObjectTool(Document(PHOTO))
    drag(tool, path)
    assert tool.is_active
    assert not tool.is_dragging
    assert not tool.document.mask.pixels.any()
    search(tool)
    assert likeness(tool.document.mask.pixels) > 0.95
    assert tool.document.history.names == ("Mark an object",)
    assert not tool.is_active
    assert tool.preview() is None


def test_the_preview_tells_a_box_from_a_loop():
    tool = ObjectTool(Document(PHOTO))
    tool.press(at(*CORNERS[0]))
    tool.move(at(*CORNERS[-1]))
    assert tool.preview().shape == (Figure.RECTANGLE, Rect(130, 90, 240, 220))
    tool.cancel()
    tool.press(at(*LOOP[0]))
    for x, y in LOOP[1:]:
        tool.move(at(x, y))
    (line,) = tool.preview().lines
    assert line.closed
    assert len(line.points) == len(LOOP)
    tool.release(at(*LOOP[-1]))
    assert "Looking" in tool.preview().label


@pytest.mark.parametrize(("modifiers", "button"), [(ALT, Button.PRIMARY), (NONE, Button.SECONDARY)])
def test_alt_or_the_right_button_subtracts_the_thing(modifiers, button):
    document = Document(PHOTO)
    with document.mask_edit("all") as mask:
        mask.replace(Rect.of_size(SIZE), np.full((400, 500), 255, np.uint8))
    tool = ObjectTool(document)
    drag(tool, CORNERS, modifiers, modifiers, button=button)
    assert tool.mode_at(NONE) is Mode.SUBTRACT
    search(tool)
    assert likeness(255 - document.mask.pixels) > 0.95
    assert document.history.undo_name == "Unmark an object"


@pytest.mark.parametrize("ends", [((130, 90), (370, 310)), ((370, 90), (130, 310)), ((130, 310), (370, 90))])
def test_a_box_may_be_drawn_from_any_corner_by_an_unsteady_hand(ends):
    (x0, y0), (x1, y1) = ends
    tool = ObjectTool(Document(PHOTO))
    tool.press(at(x0, y0))
    for i in range(1, 40):
        tremble = 6 * math.sin(i)
        tool.move(at(x0 + (x1 - x0) * i / 40 + tremble, y0 + (y1 - y0) * i / 40 - tremble))
    tool.move(at(x1, y1))
    assert tool.preview().shape.box == Rect(130, 90, 240, 220)


def test_a_thin_box_is_no_loop():
    tool = ObjectTool(Document(PHOTO))
    tool.press(at(200, 50))
    for i in range(40):
        tool.move(at(200 + 4 * math.sin(i), 50 + 7 * i))
    assert tool.preview().shape is not None


def test_the_search_runs_in_another_thread_while_the_document_changes():
    document = Document(PHOTO)
    tool = ObjectTool(document)
    drag(tool, CORNERS)
    work = tool.work
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work.run)
        with document.mask_edit("meanwhile") as mask:
            mask.replace(Rect(0, 0, 9, 9), np.full((9, 9), 255, np.uint8))
        tool.finish(work, running.result())
    assert document.mask.pixels[:9, :9].all()
    assert document.history.names == ("meanwhile", "Mark an object")


def test_a_cancelled_search_changes_nothing_when_it_comes_back():
    tool = ObjectTool(Document(PHOTO))
    drag(tool, CORNERS)
    work = tool.work
    found = work.run()
    tool.cancel()
    tool.finish(work, found)
    assert not tool.document.mask.pixels.any()
    assert tool.document.history.names == ()
    drag(tool, LOOP)
    tool.finish(work, found)
    assert tool.document.history.names == ()
    assert tool.is_active


def test_a_click_or_an_outline_beside_the_photo_starts_no_search():
    tool = ObjectTool(Document(PHOTO))
    drag(tool, [(50, 50), (51, 51)])
    drag(tool, [(-90, -90), (-20, -10)])
    assert tool.work is None
    assert not tool.is_active
    assert tool.preview() is None


def test_an_outline_around_the_whole_photo_is_refused_with_a_sentence():
    tool = ObjectTool(Document(PHOTO))
    drag(tool, [(-5, -5), (510, 410)])
    with pytest.raises(InputError, match="Nothing stands out"):
        tool.work.run()


def test_a_thing_at_the_edge_of_the_photo_is_found():
    pixels = PHOTO.pixels[:, 250:].copy()
    tool = ObjectTool(Document(Photo(pixels, PhotoFormat.PNG)))
    drag(tool, [(-10, 90), (120, 310)])
    search(tool)
    expected, found = thing()[:, 250:] > 0, tool.document.mask.pixels > 0
    assert (expected & found).sum() / (expected | found).sum() > 0.95
