"""Lasso and polygon: freehand runs, corners, ways to close, steps back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pointing import ALT, CONTROL, NONE, SHIFT, at, click, drag
from scenery import photo

from objremove_gui.core.document import Document
from objremove_gui.core.figures import polygon_spans
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.spans import fill_spans
from objremove_gui.core.tools.base import Mode
from objremove_gui.core.tools.lasso import LassoTool, PolygonTool
from objremove_gui.core.tools.pointer import Button

SIZE = Size(300, 200)
PHOTO = photo(SIZE)
SQUARE = [(50.0, 40.0), (150.0, 40.0), (150.0, 140.0), (50.0, 140.0)]


def inside(points: list[tuple[float, float]]) -> np.ndarray:
    pixels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    fill_spans(pixels, polygon_spans(np.array(points), SIZE), 255)
    return pixels


def full() -> Document:
    document = Document(PHOTO)
    with document.mask_edit("all") as mask:
        mask.replace(Rect.of_size(SIZE), np.full((SIZE.height, SIZE.width), 255, np.uint8))
    return document


def circle(steps: int = 80) -> list[tuple[float, float]]:
    angles = np.linspace(0, 1.9 * math.pi, steps)
    return [(150 + 60 * math.cos(a), 100 + 60 * math.sin(a)) for a in angles]


both = pytest.mark.parametrize("make", [LassoTool, PolygonTool])


def test_a_freehand_drag_closes_when_it_ends():
    tool = LassoTool(Document(PHOTO))
    path = circle()
    drag(tool, path)
    assert np.array_equal(tool.document.mask.pixels, inside(path))
    assert tool.document.history.names == ("Mark with the lasso",)
    assert not tool.is_active


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(-40, 340), st.floats(-40, 240)), min_size=3, max_size=40))
def test_the_inside_of_any_drag_is_exact(path):
    tool = LassoTool(Document(PHOTO))
    tool.press(at(*path[0], scale=0.001))
    kept = [path[0]]
    for x, y in path[1:]:
        tool.move(at(x, y, scale=0.001))
        if math.dist(kept[-1], (x, y)) >= 0.001:
            kept.append((x, y))
    tool.release(at(*path[-1], scale=0.001))
    tool.confirm()
    expected = inside(kept)
    assert np.array_equal(tool.document.mask.pixels, expected)
    assert len(tool.document.history.names) == expected.any()


@both
@pytest.mark.parametrize("close", ["enter", "double click", "first corner"])
def test_clicks_set_corners_and_three_ways_close(make, close):
    tool = make(Document(PHOTO))
    for x, y in SQUARE:
        click(tool, x, y)
        assert tool.is_active
        assert not tool.is_dragging
    assert not tool.document.mask.pixels.any()
    match close:
        case "enter":
            assert tool.confirm()
        case "double click":
            tool.double_click(at(*SQUARE[-1]))
            tool.release(at(*SQUARE[-1]))
        case "first corner":
            tool.hover(at(53, 42))
            assert tool.preview().lines[0].closed
            click(tool, 53, 42)
    assert np.array_equal(tool.document.mask.pixels, inside(SQUARE))
    assert len(tool.document.history.names) == 1
    assert not tool.is_active


def test_how_near_the_first_corner_is_is_measured_on_the_screen():
    for scale, closes in ((1.0, False), (4.0, True)):
        tool = PolygonTool(Document(PHOTO))
        for x, y in [*SQUARE, (70, 50)]:
            event = at(x, y, scale=scale)
            tool.press(event)
            tool.release(event)
        assert tool.is_active is not closes


def test_freehand_runs_and_corners_mix_in_the_lasso():
    tool = LassoTool(Document(PHOTO))
    click(tool, 20, 20)
    run = [(120.0, 20.0), (140.0, 60.0), (120.0, 100.0)]
    drag(tool, run)
    assert tool.is_active
    click(tool, 20, 100)
    tool.confirm()
    assert np.array_equal(tool.document.mask.pixels, inside([(20, 20), *run, (20, 100)]))


@pytest.mark.parametrize("held", [CONTROL, ALT])
def test_a_first_drag_stays_open_for_corners_when_ctrl_or_alt_is_held_at_its_end(held):
    tool = LassoTool(Document(PHOTO))
    run = [(120.0, 20.0), (140.0, 60.0), (120.0, 100.0)]
    drag(tool, run, held=held)
    assert tool.is_active
    click(tool, 20, 60)
    tool.confirm()
    assert np.array_equal(tool.document.mask.pixels, inside([*run, (20, 60)]))


def test_what_counts_as_a_drag_is_measured_on_the_screen():
    for scale, is_drag in ((1.0, True), (5.0, False)):
        tool = LassoTool(Document(PHOTO))
        tool.press(at(100, 100, scale=scale))
        tool.move(at(110, 100, scale=scale))
        tool.move(at(110, 110, scale=scale))
        tool.release(at(100, 110, scale=scale))
        assert tool.document.mask.pixels.any() == is_drag
        assert tool.is_active is not is_drag


def test_alt_let_go_and_pressed_again_keeps_a_subtracting_lasso_open():
    tool = LassoTool(full())
    path = circle()
    tool.press(at(*path[0], ALT))
    for x, y in path[1:-5]:
        tool.move(at(x, y))
    tool.release(at(*path[-5], ALT))
    assert tool.is_active
    assert tool.mode_at(NONE) is Mode.SUBTRACT


def test_a_drag_of_the_polygon_moves_the_corner_being_set():
    tool = PolygonTool(Document(PHOTO))
    drag(tool, [(10, 10), (30, 80), SQUARE[0]])
    assert tool.is_active
    for x, y in SQUARE[1:]:
        click(tool, x, y)
    tool.confirm()
    assert np.array_equal(tool.document.mask.pixels, inside(SQUARE))


@both
def test_shift_sets_a_corner_in_a_multiple_of_45_degrees(make):
    tool = make(Document(PHOTO))
    click(tool, 50, 50)
    tool.hover(at(120, 58, SHIFT))
    assert tool.preview().lines[1].points[1] == pytest.approx((120, 50))
    click(tool, 120, 58, SHIFT)
    click(tool, 122, 110, SHIFT)
    assert tool.preview().handles == (
        pytest.approx((50, 50)),
        pytest.approx((120, 50)),
        pytest.approx((120, 110)),
    )


@both
@pytest.mark.parametrize(
    ("modifiers", "button", "own", "marks"),
    [
        (NONE, Button.PRIMARY, Mode.ADD, True),
        (ALT, Button.PRIMARY, Mode.ADD, False),
        (NONE, Button.SECONDARY, Mode.ADD, False),
        (SHIFT, Button.PRIMARY, Mode.ADD, True),
        (NONE, Button.PRIMARY, Mode.SUBTRACT, False),
        (ALT, Button.PRIMARY, Mode.SUBTRACT, True),
        (SHIFT, Button.PRIMARY, Mode.SUBTRACT, True),
    ],
)
def test_the_first_press_chooses_the_mode(make, modifiers, button, own, marks):
    document = full()
    with document.mask_edit("left") as mask:
        mask.replace(Rect(0, 0, 100, 200), np.zeros((200, 100), np.uint8))
    before = document.mask.pixels.copy()
    tool = make(document)
    tool.set_option("own", own)
    click(tool, *SQUARE[0], modifiers, button=button)
    assert tool.mode_at(NONE) is (Mode.ADD if marks else Mode.SUBTRACT)
    for x, y in SQUARE[1:]:
        click(tool, x, y)
    tool.confirm()
    covered = inside(SQUARE)
    assert np.array_equal(document.mask.pixels, before | covered if marks else before & ~covered)
    word = "lasso" if make is LassoTool else "polygon"
    assert document.history.undo_name == f"{'Mark' if marks else 'Unmark'} with the {word}"


def test_alt_held_from_press_to_release_subtracts_and_closes():
    tool = LassoTool(full())
    path = circle()
    drag(tool, path, pressed=ALT, held=ALT)
    assert np.array_equal(tool.document.mask.pixels, 255 - inside(path))


@both
def test_steps_back_take_corners_one_by_one(make):
    tool = make(Document(PHOTO))
    for x, y in [*SQUARE, (10, 10)]:
        click(tool, x, y)
    assert tool.step_back()
    assert tool.preview().handles == tuple(SQUARE)
    tool.confirm()
    assert np.array_equal(tool.document.mask.pixels, inside(SQUARE))
    click(tool, 5, 5)
    assert tool.step_back()
    assert not tool.is_active
    assert not tool.step_back()


def test_a_step_back_takes_a_freehand_run_as_a_whole():
    tool = LassoTool(Document(PHOTO))
    click(tool, 20, 20)
    drag(tool, circle()[:20])
    assert len(tool.preview().lines[0].points) > 10
    tool.step_back()
    assert list(tool.preview().lines[0].points) == [(20, 20)]


@both
def test_cancel_leaves_no_trace(make):
    tool = make(full())
    before = tool.document.mask.pixels.copy()
    click(tool, *SQUARE[0], ALT)
    click(tool, *SQUARE[1])
    tool.press(at(*SQUARE[2]))
    tool.move(at(*SQUARE[3]))
    tool.cancel()
    tool.release(at(*SQUARE[3]))
    assert tool.preview() is None
    assert not tool.is_active
    assert not tool.confirm()
    assert np.array_equal(tool.document.mask.pixels, before)
    assert tool.document.history.names == ("all",)


@both
def test_what_has_no_inside_stays_open_or_is_no_step(make):
    tool = make(Document(PHOTO))
    click(tool, 10, 10)
    click(tool, 90, 90)
    assert tool.confirm()
    assert tool.is_active
    click(tool, 50, 50)
    tool.confirm()
    assert not tool.is_active
    assert tool.document.history.names == ()


def test_marking_what_is_marked_is_no_step():
    tool = LassoTool(full())
    drag(tool, circle())
    assert tool.document.history.names == ("all",)
