"""The table of tools is complete, consistent, and every tool in it works the same way."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from pointing import NONE, at, drag
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.tools.base import Cursor, Mode
from objremove_gui.core.tools.options import OPTION_BY_KEY, OPTIONS, OptionKind
from objremove_gui.core.tools.registry import TOOL_BY_ID, TOOLS, ToolRow
from objremove_gui.resources import resources_folder

SIZE = Size(200, 160)
every_tool = pytest.mark.parametrize("row", TOOLS, ids=lambda row: row.info.id)


def opened() -> Document:
    """A dark picture with a bright thing in the middle, and a removal beside it."""
    pixels = (photo(SIZE).pixels // 6).astype(np.uint8)
    pixels[50:110, 60:120] += 180
    document = Document(Photo(pixels, PhotoFormat.PNG))
    document.put_removals((removal(Rect(0, 20, 58, 120)),))
    return document


def test_ids_titles_and_actions_are_told_apart():
    for field in ("id", "title", "action", "hint", "icon"):
        names = Counter(getattr(row.info, field) for row in TOOLS)
        assert max(names.values()) == 1, names
    assert list(TOOL_BY_ID) == [
        "brush", "eraser", "lasso", "polygon", "rectangle", "ellipse", "wand", "object", "restore", "cells",
    ]  # fmt: skip


@every_tool
def test_the_icon_is_there(row: ToolRow):
    assert (resources_folder() / "icons" / f"{row.info.icon}.svg").is_file()


@every_tool
def test_each_option_can_be_read_set_and_is_kept_in_its_range(row: ToolRow):
    tool = row.make(opened())
    for key in row.info.options:
        option = OPTION_BY_KEY[key]
        if key != "own":
            assert tool.option(key) == option.default
        match option.kind:
            case OptionKind.NUMBER:
                for value in (option.minimum - 1, option.maximum + 1, (option.minimum + option.maximum) / 2):
                    tool.set_option(key, value)
                    assert tool.option(key) == min(option.maximum, max(option.minimum, value))
            case OptionKind.SWITCH:
                for value in (False, True):
                    tool.set_option(key, value)
                    assert tool.option(key) is value
            case OptionKind.CHOICE:
                for value, _ in option.choices:
                    tool.set_option(key, str(value))
                    assert tool.option(key) is value
    with pytest.raises(KeyError):
        tool.set_option("info", None)
    with pytest.raises(KeyError):
        tool.option("document")


def test_every_option_belongs_to_a_tool_and_has_a_default_in_its_range():
    used = {key for row in TOOLS for key in row.info.options}
    assert used == set(OPTION_BY_KEY)
    for option in OPTIONS:
        assert option.fitted(option.default) == option.default


@every_tool
def test_a_tool_with_a_tip_shows_it_as_the_pointer(row: ToolRow):
    assert (row.info.cursor is Cursor.TIP) == ("diameter" in row.info.options)


@every_tool
def test_a_drag_changes_the_document_as_one_named_step_that_undo_takes_back(row: ToolRow):
    document = opened()
    if row.info.id == "eraser":
        with document.mask_edit("all") as mask:
            mask.replace(Rect.of_size(SIZE), np.full((160, 200), 255, np.uint8))
    mask, picture, steps = document.mask.pixels.copy(), document.read_all(), len(document.history.names)
    tool = row.make(document)
    path = [(30.0, 30.0), (150.0, 40.0), (140.0, 130.0), (40.0, 120.0)]
    if row.info.id == "polygon":
        for x, y in path:
            tool.press(at(x, y))
            tool.release(at(x, y))
        assert tool.confirm()
    else:
        drag(tool, path)
    if tool.work is not None:
        tool.finish(tool.work, tool.work.run())
    assert not tool.is_active
    assert len(document.history.names) == steps + 1
    assert document.history.undo_name
    assert not np.array_equal(document.mask.pixels, mask) or not np.array_equal(document.read_all(), picture)
    document.history.undo()
    assert np.array_equal(document.mask.pixels, mask)
    assert np.array_equal(document.read_all(), picture)


@every_tool
def test_a_tool_at_rest_takes_every_call_without_a_change(row: ToolRow):
    document = opened()
    tool = row.make(document)
    assert not tool.is_active
    assert not tool.is_dragging
    assert tool.work is None
    tool.move(at(50, 50))
    tool.release(at(50, 50))
    tool.hover(at(60, 60))
    tool.cancel()
    assert not tool.confirm()
    assert not tool.step_back()
    assert tool.mode_at(NONE) is (Mode.SUBTRACT if row.info.id == "eraser" else Mode.ADD)
    assert document.history.names == ()
    assert not document.mask.is_recording


@every_tool
@pytest.mark.parametrize("way", ["cancel", "step back"])
def test_what_is_cancelled_in_mid_drag_leaves_no_trace(row: ToolRow, way: str):
    document = opened()
    picture = document.read_all()
    tool = row.make(document)
    tool.press(at(30, 30))
    tool.move(at(90, 35))
    assert tool.is_active
    assert tool.is_dragging
    tool.preview()
    if way == "cancel":
        tool.cancel()
    else:
        assert tool.step_back()
    assert not tool.is_active
    assert not tool.is_dragging
    assert not document.mask.is_recording
    assert not document.mask.pixels.any()
    assert np.array_equal(document.read_all(), picture)
    assert document.history.names == ()
    drag(tool, [(30, 30), (90, 35)])
