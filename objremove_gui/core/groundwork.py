"""What a picture needs besides its pixels, made while its file is still being decoded: mask and levels."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

from objremove_gui.core.display import to_screen
from objremove_gui.core.geometry import Size
from objremove_gui.core.heap import made_ready
from objremove_gui.core.imageio.coming import Coming, Early
from objremove_gui.core.imageio.growing import GrowingPixels
from objremove_gui.core.imageio.profiles import of_colours
from objremove_gui.core.mask_plane import MaskPlane
from objremove_gui.core.pyramid import Levels, PicturePyramid, empty_levels, halve, level_sizes
from objremove_gui.core.screen_colours import ScreenColours, colours_of

log = logging.getLogger(__name__)

# The level that a decoder makes by itself, in two thirds of the time that all pixels take: a quarter of the sides.
ROUGH = 2
# Fewer pixels are decoded before anybody could see the difference.
LARGE = 8_000_000
# Seconds in which the picture is shown, before the finer levels are made.
PATIENCE = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """An empty mask, and room for levels. Where ``is_filled`` they show the picture, brought by ``colours`` into those
    of the screen; those finer than level ``finest`` are still to come."""

    plane: MaskPlane | None = None
    levels: Levels | None = None
    colours: ScreenColours | None = None
    is_filled: bool = False
    finest: int = 0


NOTHING = Ground()


class Groundwork:
    """One of two cores is free while a file is decoded, and the system hands out memory slowly.

    ``screen`` is the ICC profile of the screen, None for sRGB. ``on_rough`` is called in another thread as soon as
    there is enough to show a large picture by; as a rule nothing keeps the rest from coming then.
    """

    def __init__(
        self, screen: bytes | None, on_rough: Callable[[Coming, Ground], None] = lambda coming, ground: None
    ) -> None:
        self._screen = screen
        self._on_rough = on_rough
        self._size: Size | None = None
        self._thread: Thread | None = None
        self._made = NOTHING
        self._is_made = Event()

    def begin(self, coming: Coming) -> None:
        """This picture is being decoded; what is told first counts."""
        if self._thread is not None:
            return
        self._size = coming.size
        self._thread = Thread(target=self._make, args=(coming,), name="groundwork")
        self._thread.start()

    def _make(self, coming: Coming) -> None:
        try:
            self._made = self._ground(coming)
        finally:
            self._is_made.set()

    def _ground(self, coming: Coming) -> Ground:
        plane, levels = MaskPlane(coming.size), empty_levels(coming.size)
        early = coming.early
        if early is None:
            for level in levels:
                made_ready(level)
            return Ground(plane, levels)
        colours = colours_of(of_colours(coming.profile), self._screen)
        if coming.size.pixels >= LARGE and fill_roughly(levels, coming.size, early, colours):
            self._on_rough(coming, Ground(plane, levels, colours, True, ROUGH))
            early.growing.wait(PATIENCE)
        fill(levels, early.growing, colours)
        return Ground(plane, levels, colours, early.growing.is_whole)

    def wait(self) -> None:
        """Until all is made that will be."""
        if self._thread is not None:
            self._is_made.wait()

    def take(self, size: Size) -> Ground:
        """What was made, if it was for this size; once."""
        self.wait()
        made, self._made = self._made, NOTHING
        return made if size == self._size else NOTHING


def fill_roughly(levels: Levels, size: Size, early: Early, colours: ScreenColours | None) -> bool:
    """Make level ``ROUGH`` and the smaller ones of a JPEG by a quick decoding of its own; False if that fails."""
    import simplejpeg

    rough, wanted = levels[ROUGH - 1], level_sizes(size)[ROUGH]
    try:
        found = simplejpeg.decode_jpeg(
            early.data, "BGRX", min_height=wanted.height, min_width=wanted.width, min_factor=1, buffer=rough
        )
    except ValueError as error:
        log.info("a JPEG is not shown early: %s", error)
        return False
    if found.shape != rough.shape:
        return False
    if colours is not None:
        colours.convert(rough)
    for index in range(ROUGH, len(levels)):
        halve(levels[index - 1], levels[index])
    return True


def fill(levels: Levels, growing: GrowingPixels, colours: ScreenColours | None) -> None:
    """Make the levels of what a decoder writes, as it goes on."""
    pixels = growing.pixels
    convert = None if colours is None else colours.convert
    pyramid = PicturePyramid(growing.size, lambda box: to_screen(pixels[box.slices], box), convert, levels)
    for rows in growing.bands():
        pyramid.refresh(rows)
