"""What a picture needs besides its pixels, made while its file is still being decoded: mask and levels."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Thread

from objremove_gui.core.display import to_screen
from objremove_gui.core.geometry import Size
from objremove_gui.core.heap import made_ready
from objremove_gui.core.imageio.growing import Coming, GrowingPixels
from objremove_gui.core.imageio.profiles import of_colours
from objremove_gui.core.mask_plane import MaskPlane
from objremove_gui.core.pyramid import Levels, PicturePyramid, empty_levels
from objremove_gui.core.screen_colours import ScreenColours, colours_of


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """An empty mask, and room for levels. Where ``is_filled`` they show the picture, brought by ``colours`` into those
    of the screen."""

    plane: MaskPlane | None = None
    levels: Levels | None = None
    colours: ScreenColours | None = None
    is_filled: bool = False


NOTHING = Ground()


class Groundwork:
    """One of two cores is free while a file is decoded, and the system hands out memory slowly.

    ``screen`` is the ICC profile of the screen, None for sRGB.
    """

    def __init__(self, screen: bytes | None) -> None:
        self._screen = screen
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
        if coming.growing is None:
            for level in levels:
                made_ready(level)
            return Ground(plane, levels)
        colours = colours_of(of_colours(coming.profile), self._screen)
        fill(levels, coming.growing, colours)
        return Ground(plane, levels, colours, coming.growing.is_whole)

    def take(self, size: Size) -> Ground:
        """What was made, if it was for this size; once."""
        if self._thread is not None:
            self._is_made.wait()
        made, self._made = self._made, NOTHING
        return made if size == self._size else NOTHING


def fill(levels: Levels, growing: GrowingPixels, colours: ScreenColours | None) -> None:
    """Make the levels of what a decoder writes, as it goes on."""
    pixels = growing.pixels
    convert = None if colours is None else colours.convert
    pyramid = PicturePyramid(growing.size, lambda box: to_screen(pixels[box.slices], box), convert, levels)
    for rows in growing.bands():
        pyramid.refresh(rows)
