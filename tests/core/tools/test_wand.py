"""Magic wand: what is marked is what a slow search by the definition finds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pointing import ALT, at, click, search
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.likeness import Likeness, within
from objremove_gui.core.tools.base import Mode
from objremove_gui.core.tools.pointer import Button
from objremove_gui.core.tools.wand import WandTool

SIZE = Size(700, 620)


def patches(size: Size = SIZE, dtype: type = np.uint8) -> Photo:
    """A picture of coloured patches with grain and slopes between them."""
    random = np.random.default_rng(7)
    y, x = np.mgrid[0 : size.height, 0 : size.width]
    waves = np.stack([np.sin(x / 60 + k) * np.cos(y / (45 + 9 * k)) for k in range(3)], axis=-1)
    pixels = np.clip(128 + 70 * waves + random.normal(0, 4, (*x.shape, 3)), 0, 255).astype(np.uint8)
    pixels[100:400, 80:600] = (190, 60, 40)
    pixels[200:260, 250:300] = (20, 60, 140)
    return Photo(pixels if dtype is np.uint8 else pixels.astype(np.uint16) * 257, PhotoFormat.PNG)


PHOTO = patches()


def wanted(document: Document, x: int, y: int, tolerance: float, *, contiguous: bool) -> np.ndarray:
    """The definition: near in colour, and reached by steps from pixel to pixel."""
    picture = document.read_all()
    near = within(Likeness.to_pixel(picture[y, x]).distances(picture), tolerance) > 0
    if not contiguous:
        return near
    found = np.zeros_like(near)
    waiting = [(x, y)]
    while waiting:
        cx, cy = waiting.pop()
        if 0 <= cx < SIZE.width and 0 <= cy < SIZE.height and near[cy, cx] and not found[cy, cx]:
            found[cy, cx] = True
            waiting += [(cx + 1, cy), (cx - 1, cy), (cx, cy + 1), (cx, cy - 1)]
    return found


@settings(max_examples=12)
@given(st.integers(0, 699), st.integers(0, 619), st.sampled_from([0.0, 4.0, 12.0, 30.0]), st.booleans())
def test_a_click_marks_what_the_definition_says(x, y, tolerance, contiguous):
    tool = WandTool(Document(PHOTO))
    tool.set_option("tolerance", tolerance)
    tool.set_option("contiguous", contiguous)
    click(tool, x + 0.5, y + 0.5)
    assert tool.is_active
    search(tool)
    expected = wanted(tool.document, x, y, tolerance, contiguous=contiguous)
    assert np.array_equal(tool.document.mask.pixels > 0, expected)
    assert expected[y, x]
    assert tool.document.history.names == ("Mark with the wand",)
    assert not tool.is_active


def test_it_looks_at_the_visible_picture():
    document = Document(PHOTO)
    document.add_removals("add", [removal(Rect(150, 150, 200, 200), seed=3)])
    tool = WandTool(document)
    tool.set_option("tolerance", 20)
    click(tool, 100, 120)
    search(tool)
    assert np.array_equal(document.mask.pixels > 0, wanted(document, 100, 120, 20, contiguous=True))
    assert not document.mask.pixels[220:280, 220:280].all()


def test_sixteen_bits_give_the_same_marks():
    masks = []
    for dtype in (np.uint8, np.uint16):
        tool = WandTool(Document(patches(dtype=dtype)))
        click(tool, 100, 120)
        search(tool)
        masks.append(tool.document.mask.pixels)
    assert np.array_equal(*masks)


def test_dragging_sets_the_tolerance_and_is_remembered():
    tool = WandTool(Document(PHOTO))
    tool.press(at(300, 50))
    seen = []
    for distance in (10, 50, 120, 250, 400, 900):
        angle = distance
        tool.move(at(300 + distance * math.cos(angle), 50 + distance * math.sin(angle)))
        seen.append(tool.option("tolerance"))
    assert seen == sorted(seen)
    assert seen[0] < 1
    assert seen[-1] == 100
    tool.move(at(500, 50))
    tool.release(at(500, 50))
    assert tool.option("tolerance") == pytest.approx(100 * 0.5**1.5)
    assert tool.preview().label == "Tolerance 35"
    search(tool)
    marked = (tool.document.mask.pixels > 0).sum()
    assert np.array_equal(
        tool.document.mask.pixels > 0, wanted(tool.document, 300, 50, tool.tolerance, contiguous=True)
    )
    assert marked > 1000


def test_the_same_way_on_the_screen_means_the_same_tolerance_at_every_zoom():
    tolerances = []
    for scale in (0.25, 1.0, 3.0):
        tool = WandTool(Document(PHOTO))
        tool.press(at(300, 50, scale=scale))
        tool.move(at(300 + 100 * scale, 50, scale=scale))
        tolerances.append(tool.option("tolerance"))
    assert tolerances == pytest.approx([tolerances[0]] * 3)


@pytest.mark.parametrize("contiguous", [True, False])
def test_at_full_size_the_preview_is_what_will_be_marked(contiguous):
    tool = WandTool(Document(PHOTO))
    tool.set_option("contiguous", contiguous)
    tool.press(at(100.5, 120.5, scale=1.0))
    tool.move(at(160.5, 120.5))
    preview = tool.preview()
    assert preview.patch.box == Rect.of_size(SIZE)
    shown = preview.patch.coverage
    tool.release(at(160.5, 120.5))
    search(tool)
    assert np.array_equal(tool.document.mask.pixels, shown)


def test_from_afar_the_preview_is_a_small_likeness():
    size = Size(3000, 2000)
    tool = WandTool(Document(patches(size)))
    tool.press(at(302, 301, scale=4.0))
    patch = tool.preview().patch
    assert patch.coverage.size <= 400_000
    assert patch.box.width >= 2900
    tool.release(at(302, 301, scale=4.0))
    found = search(tool)
    step = patch.box.width // patch.coverage.shape[1]
    whole = np.zeros((size.height, size.width), np.uint8)
    whole[found.box.slices] = found.mask
    inside = whole[patch.box.y :: step, patch.box.x :: step][
        : patch.coverage.shape[0], : patch.coverage.shape[1]
    ]
    assert (inside != patch.coverage).mean() < 0.01
    assert patch.coverage[(301 - patch.box.y) // step, (302 - patch.box.x) // step] == 255
    assert ((302 - patch.box.x) % step, (301 - patch.box.y) % step) == (0, 0)


@pytest.mark.parametrize(
    ("modifiers", "button"), [(ALT, Button.PRIMARY), (at(0, 0).modifiers, Button.SECONDARY)]
)
def test_alt_or_the_right_button_unmarks(modifiers, button):
    document = Document(PHOTO)
    with document.mask_edit("all") as mask:
        mask.replace(Rect.of_size(SIZE), np.full((620, 700), 255, np.uint8))
    tool = WandTool(document)
    click(tool, 100, 120, modifiers, button=button)
    assert tool.mode_at(ALT) is Mode.SUBTRACT
    search(tool)
    assert np.array_equal(document.mask.pixels == 0, wanted(document, 100, 120, 12, contiguous=True))
    assert document.history.undo_name == "Unmark with the wand"


def test_cancel_leaves_no_trace_even_when_the_search_comes_back():
    tool = WandTool(Document(PHOTO))
    tool.press(at(100, 120))
    tool.cancel()
    assert tool.preview() is None
    tool.release(at(100, 120))
    assert tool.work is None
    click(tool, 100, 120)
    work = tool.work
    assert tool.step_back()
    tool.finish(work, work.run())
    assert not tool.document.mask.pixels.any()
    assert tool.document.history.names == ()


def test_while_a_search_is_under_way_a_press_starts_nothing():
    tool = WandTool(Document(PHOTO))
    click(tool, 100, 120)
    work = tool.work
    click(tool, 5, 5)
    assert tool.work is work


def test_a_press_beside_the_photo_starts_nothing():
    tool = WandTool(Document(PHOTO))
    for x, y in ((-1, 5), (5, -0.1), (700, 5), (5, 620)):
        tool.press(at(x, y))
        assert not tool.is_active


def test_marking_the_same_again_is_no_step():
    tool = WandTool(Document(photo(SIZE)))
    for _ in range(2):
        click(tool, 100, 120)
        search(tool)
    assert len(tool.document.history.names) == 1
