"""The scene's levels keep in step with the document, and the original stays in sight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from core.imageio.profiles_made import ADOBE_RGB, DISPLAY_P3
from hypothesis import given, settings
from hypothesis import strategies as st
from scenery import photo, removal

from objremove_gui.core.display import to_screen
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.pyramid import PicturePyramid
from objremove_gui.core.screen_colours import ScreenColours
from objremove_gui.core.stroke import Stroke
from objremove_gui.ui.canvas.scene import Scene

SIZE = Size(1503, 1009)
side = st.integers(1, 600)
boxes = st.builds(Rect, st.integers(0, 900), st.integers(0, 400), side, side)


def levels_of(pixels: np.ndarray, colours: ScreenColours | None = None) -> PicturePyramid:
    convert = None if colours is None else colours.convert
    levels = PicturePyramid(SIZE, lambda box: to_screen(pixels[box.slices], box), convert)
    levels.build()
    return levels


@settings(max_examples=20)
@given(
    st.lists(boxes, min_size=1, max_size=3),
    st.lists(st.sampled_from(["undo", "redo", "switch"]), max_size=4),
    st.sampled_from([b"", ADOBE_RGB]),
)
def test_levels_of_picture_and_original_are_as_if_built_anew(at, steps, profile):
    document = Document(replace(photo(SIZE), metadata={"icc": profile}))
    scene = Scene.prepare(document)
    scene.connect()
    for seed, box in enumerate(at):
        document.add_removals("remove", [removal(box, seed=seed)])
    for step in steps:
        match step:
            case "undo":
                document.history.undo()
            case "redo":
                document.history.redo()
            case _ if document.removals:
                first, *rest = document.removals
                document.change_removals("switch", (replace(first, enabled=not first.enabled), *rest))
    assert (scene.colours is None) is (profile == b"")
    picture, original = (
        levels_of(pixels, scene.colours) for pixels in (document.read_all(), document.photo.pixels)
    )
    # Each level twice, and a part of it: what is kept from the look before must be right too.
    for index in (0, 1, 2, 2, 1):
        level = picture.sizes[index]
        for box in (Rect.of_size(level), Rect(level.width // 3, 5, level.width // 2, level.height // 2)):
            assert np.array_equal(scene.picture.region(index, box), picture.region(index, box))
            assert np.array_equal(scene.original.region(index, box), original.region(index, box))


def test_what_the_view_is_moved_over_is_shown_in_the_same_colours():
    document = Document(replace(photo(SIZE), metadata={"icc": DISPLAY_P3}))
    scene = Scene.prepare(document)
    scene.connect()
    shown = levels_of(document.photo.pixels, scene.colours).region(0, Rect.of_size(SIZE)).copy()
    steps = [(0, 0), (9, 0), (9, 31), (0, 20), (700, 500), (690, 507), (690, 507)]
    for levels in (scene.picture, scene.original):
        for x, y in steps:
            box = Rect(x, y, 640, 480)
            assert np.array_equal(levels.region(0, box), shown[box.slices])
    # What has been looked at and then changes is seen changed.
    at = Rect(800, 600, 90, 77)
    document.add_removals("remove", [removal(at)])
    assert np.array_equal(scene.original.region(0, at), shown[at.slices])
    assert not np.array_equal(scene.picture.region(0, at), shown[at.slices])


@pytest.mark.parametrize(("channels", "dtype"), [(4, np.uint8), (3, np.uint16), (4, np.uint16)])
def test_deep_and_transparent_photos_are_shown_too(channels, dtype):
    document = Document(photo(SIZE, channels, dtype))
    scene = Scene.prepare(document)
    scene.connect()
    document.add_removals("remove", [removal(Rect(301, 203, 90, 77), dtype)])
    picture = levels_of(document.read_all())
    for index, level in enumerate(picture.sizes):
        box = Rect.of_size(level)
        assert np.array_equal(scene.picture.region(index, box), picture.region(index, box))


def test_the_masks_levels_follow_strokes_and_undo_until_the_scene_is_closed():
    document = Document(photo(SIZE))
    scene = Scene.prepare(document)
    scene.connect()
    told: list[Rect] = []
    scene.mask_changed.connect(told.append)
    assert not scene.masks.region(1, Rect.of_size(scene.masks.sizes[1])).any()
    document.mask.begin()
    Stroke(document.mask, 100, 255).to(700, 500)
    assert scene.masks.region(1, Rect.of_size(scene.masks.sizes[1])).any()
    document.commit_mask("stroke")
    document.history.undo()
    assert not scene.masks.region(1, Rect.of_size(scene.masks.sizes[1])).any()
    assert len(told) == 2
    scene.close()
    document.history.redo()
    assert len(told) == 2


@pytest.mark.parametrize("profile", [b"", ADOBE_RGB])
def test_any_version_of_a_removal_can_be_looked_at_beside_the_picture(profile):
    document = Document(replace(photo(SIZE), metadata={"icc": profile}))
    scene = Scene.prepare(document)
    scene.connect()
    lower, upper = removal(Rect(100, 120, 500, 400)), removal(Rect(400, 300, 500, 400), seed=3)
    other = removal(upper.box, seed=9).version
    upper = replace(upper, versions=(*upper.versions, other))
    document.add_removals("remove", [lower, upper])
    levels = scene.version(upper, 1)

    def check(*removals):
        there = document.put_removals(removals)
        pixels = levels_of(document.read_all(), scene.colours)
        document.put_removals(there)
        for index in (0, 1, 2, 2, 1):
            box = Rect.of_size(pixels.sizes[index])
            assert np.array_equal(levels.region(index, box)[..., :3], pixels.region(index, box)[..., :3])

    chosen = replace(upper, chosen=1)
    check(lower, chosen)
    # Also where it is switched off, and when what lies below it has changed.
    document.put_removals((replace(lower, opacity=30), replace(upper, enabled=False)))
    check(replace(lower, opacity=30), chosen)
    # It is gone: the picture as it is.
    document.put_removals((lower,))
    check(lower)
