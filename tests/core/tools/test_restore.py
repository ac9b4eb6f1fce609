"""Restore: the original comes back where it is painted, the result where the opposite is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pointing import ALT, NONE, at, drag
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.stroke import Stroke, Tip
from objremove_gui.core.tools.pointer import Button
from objremove_gui.core.tools.restore import RestoreTool

SIZE = Size(700, 500)
PHOTO = photo(SIZE)
BOXES = (Rect(60, 50, 400, 300), Rect(300, 200, 350, 280), Rect(500, 20, 90, 80))
PATH = [(100.0, 120.0), (380.0, 260.0), (560.0, 300.0)]


def opened(*, off: int | None = None) -> Document:
    document = Document(PHOTO)
    removals = [removal(box, seed=box.x) for box in BOXES]
    if off is not None:
        removals[off] = replace(removals[off], enabled=False)
    document.put_removals(tuple(removals))
    return document


def tool(document: Document, diameter: float = 60) -> RestoreTool:
    return RestoreTool(document, diameter=diameter)


def covered(path: list[tuple[float, float]], diameter: float, tip: Tip = Tip.ROUND) -> np.ndarray:
    document = Document(PHOTO)
    document.mask.begin()
    stroke = Stroke(document.mask, diameter, 255, tip)
    for x, y in path:
        stroke.to(x, y)
    return document.mask.pixels > 0


@pytest.mark.parametrize("tip", list(Tip))
def test_the_original_comes_back_under_the_stroke_and_nowhere_else(tip):
    document = opened()
    before = document.read_all()
    restore = tool(document)
    restore.set_option("tip", tip)
    drag(restore, PATH)
    under = covered(PATH, 60, tip)[..., None]
    assert np.array_equal(document.read_all(), np.where(under, PHOTO.pixels, before))
    assert document.history.names == ("Restore the original",)
    assert not document.mask.pixels.any()


def test_undo_and_redo_give_the_same_pictures_back():
    document = opened()
    pictures = [document.read_all()]
    for path in (PATH, [(400.0, 60.0), (420.0, 400.0)], [(550.0, 50.0)]):
        drag(tool(document), path)
        pictures.append(document.read_all())
    assert len(document.history.names) == 3
    for picture in reversed(pictures[:-1]):
        document.history.undo()
        assert np.array_equal(document.read_all(), picture)
    for picture in pictures[1:]:
        document.history.redo()
        assert np.array_equal(document.read_all(), picture)


def test_after_undo_and_redo_of_all_the_result_can_still_be_brought_back():
    document = Document(PHOTO)
    document.add_removals("Remove", [removal(BOXES[0])])
    before = document.read_all()
    drag(tool(document), PATH)
    for step in (document.history.undo, document.history.redo):
        while step():
            pass
    drag(tool(document, 300), PATH, ALT)
    assert np.array_equal(document.read_all(), before)


@pytest.mark.parametrize(("modifiers", "button"), [(ALT, Button.PRIMARY), (NONE, Button.SECONDARY)])
def test_alt_or_the_right_button_brings_the_result_back(modifiers, button):
    document = opened()
    before = document.read_all()
    drag(tool(document), PATH)
    restored = document.read_all()
    short = PATH[:2]
    drag(tool(document, 30), short, modifiers, button=button)
    under = covered(short, 30)[..., None]
    assert np.array_equal(document.read_all(), np.where(under, before, restored))
    assert document.history.undo_name == "Bring the result back"
    drag(tool(document, 300), PATH, modifiers, button=button)
    assert np.array_equal(document.read_all(), before)


def test_the_picture_changes_while_the_stroke_is_drawn():
    document = opened()
    boxes: list[Rect] = []
    document.picture_changed.connect(boxes.append)
    restore = tool(document)
    restore.press(at(200, 200))
    assert np.array_equal(document.read(Rect(195, 195, 10, 10)), PHOTO.pixels[195:205, 195:205])
    assert boxes
    assert all(box.width <= 62 for box in boxes)
    assert restore.is_dragging
    assert document.history.names == ()


def test_a_cancelled_stroke_leaves_no_trace():
    document = opened()
    before, removals = document.read_all(), document.removals
    restore = tool(document)
    restore.press(at(*PATH[0]))
    restore.move(at(*PATH[1]))
    assert restore.step_back()
    restore.release(at(*PATH[1]))
    assert np.array_equal(document.read_all(), before)
    assert document.removals == removals
    assert document.history.names == ()


@pytest.mark.parametrize("path", [[(20.0, 20.0), (30.0, 20.0)], [(690.0, 10.0)], [(-900.0, 0.0)]])
def test_a_stroke_beside_all_removals_is_no_step(path):
    document = opened()
    removals = document.removals
    drag(tool(document, 20), path)
    assert document.history.names == ()
    assert document.removals == removals


def test_restoring_the_same_place_again_is_no_step():
    document = opened()
    drag(tool(document), PATH)
    removals = document.removals
    drag(tool(document), PATH)
    assert len(document.history.names) == 1
    assert all(now is before for now, before in zip(document.removals, removals, strict=True))


def test_a_removal_that_is_off_stays_as_it_is():
    document = opened(off=1)
    drag(tool(document), PATH)
    assert document.removals[1].whole is None
    assert document.removals[0].whole is not None


def test_removals_taken_before_never_change():
    document = opened()
    first = document.removals
    alphas = [removal.alpha.copy() for removal in first]
    drag(tool(document), PATH)
    second = document.removals
    later = [removal.alpha.copy() for removal in second]
    drag(tool(document, 200), PATH)
    document.history.undo()
    document.history.undo()
    for removals, kept in ((first, alphas), (second, later)):
        assert all(
            np.array_equal(removal.alpha, alpha) for removal, alpha in zip(removals, kept, strict=True)
        )


def test_what_a_stroke_or_an_undo_leaves_can_not_be_written():
    document = opened()
    drag(tool(document), PATH)
    assert not document.removals[0].alpha.flags.writeable
    document.history.undo()
    assert not document.removals[0].alpha.flags.writeable


def test_a_step_costs_a_few_kilobytes_and_shares_the_pixels():
    document = opened()
    document.put_removals(
        tuple(replace(r, alpha=np.where(r.alpha, np.uint8(255), np.uint8(0))) for r in document.removals)
    )
    before = document.removals
    drag(tool(document), PATH)
    assert document.history.cost < 10_000
    assert document.removals[0] is not before[0]
    assert document.removals[0].versions is before[0].versions
    assert document.removals[0].whole is before[0].alpha
    assert document.removals[2] is before[2]


steps = st.lists(
    st.tuples(
        st.sampled_from(["restore", "back", "switch", "undo", "redo", "drop"]),
        st.floats(0, 700),
        st.floats(0, 500),
        st.sampled_from([5.0, 90.0]),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(steps)
def test_any_mixture_of_steps_can_be_walked_back_and_forth(steps):
    document = opened()
    states = {0: document.read_all()}
    for what, x, y, diameter in steps:
        match what:
            case "restore":
                drag(tool(document, diameter), [(x, y), (350, 250)])
            case "back":
                drag(tool(document, diameter), [(x, y), (350, 250)], ALT)
            case "switch" if document.removals:
                first, *others = document.removals
                document.change_removals("switch", (replace(first, enabled=not first.enabled), *others))
            case "undo":
                document.history.undo()
            case "redo":
                document.history.redo()
            case "drop":
                document.change_removals("drop", document.removals[1:])
        states[document.history.position] = document.read_all()
    while document.history.undo():
        assert np.array_equal(document.read_all(), states[document.history.position])
    while document.history.redo():
        if document.history.position in states:
            assert np.array_equal(document.read_all(), states[document.history.position])
