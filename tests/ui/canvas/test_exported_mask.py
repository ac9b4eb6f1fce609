"""What is painted with the mouse at any zoom is what the saved mask holds, for photos of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from scenery import differing_off_the_rim, photo

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.mask_file import read_mask, write_mask
from objremove_gui.ui.canvas.scene import Scene
from objremove_gui.ui.canvas.viewport import MAX_ZOOM, MIN_ZOOM

SIZES = [
    Size(1, 1),
    Size(1, 20_000),
    Size(20_000, 1),
    Size(20_000, 37),
    Size(3, 2),
    Size(31, 999),
    Size(640, 480),
    Size(997, 1009),
]
# Parts of the canvas, from its upper left corner.
part = st.floats(0.02, 0.98)
path = st.lists(st.tuples(part, part), min_size=1, max_size=5)
zoom = st.floats(np.log(MIN_ZOOM), np.log(MAX_ZOOM)).map(lambda value: float(np.exp(value)))


def put_on(desk: Desk, size: Size) -> Scene:
    """Another photo on the canvas."""
    desk.document = Document(photo(size))
    scene = Scene.prepare(desk.document)
    scene.connect()
    desk.canvas.show_scene(scene)
    return scene


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width} x {size.height}")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=path, zoom=zoom, diameter=st.floats(1, 900), bits=st.sampled_from([1, 8]))
def test_a_painted_mask_is_saved_and_loaded_pixel_for_pixel(
    desk: Desk,
    tmp_path: Path,
    size: Size,
    path: list[tuple[float, float]],
    zoom: float,
    diameter: float,
    bits: int,
) -> None:
    scene = put_on(desk, size)
    canvas = desk.canvas
    canvas.zoom_to(zoom)
    tool = desk.take("brush", diameter=diameter)
    places = [QPointF(x * canvas.width(), y * canvas.height()) for x, y in path]
    desk.drag(*(canvas.widget_to_image(place) for place in places))
    saved = tmp_path / "mask.png"
    write_mask(desk.mask, saved, bits=bits)
    loaded, notes = read_mask(saved, size, max_pixels=size.pixels)
    assert bool(notes) is not bool(desk.mask.any()), "a note tells of nothing marked, and of nothing else"
    assert np.array_equal(loaded, desk.mask)
    assert loaded.shape == (size.height, size.width)
    assert np.isin(loaded, (0, 255)).all()
    drawn = loaded == 255
    seen = [canvas.widget_to_image(place) for place in places]
    radius = float(tool.option("diameter")) / 2
    # The widget's places come back with the last bits of a float lost.
    assert differing_off_the_rim(drawn, seen, radius) == 0
    canvas.show_scene(None)
    scene.close()
