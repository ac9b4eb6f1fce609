"""Two pictures of one view, or one and their difference: buffers of the view's size, drawn where something is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.rolling import Rolled, exposed
from objremove_gui.ui.canvas.stretching import OldView, at_once, rough_in, sharp_of_move
from objremove_gui.ui.canvas.viewport import Viewport
from objremove_gui.ui.pictures import image_over
from objremove_gui.ui.results.refining import PAIR_AT_ONCE, PAIR_STRIP, Refining

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from objremove_gui.ui.canvas.sampling import Levels

# Differences are shown this many times as large, on black.
AMPLIFIED = 8


class Pair:
    """``repaint`` is told of boxes of the view that are drawn sharply after they were seen otherwise."""

    def __init__(self, background: int, repaint: Callable[[Rect], None], parent: QObject) -> None:
        self.background = background
        self._repaint = repaint
        self._levels: tuple[Levels, Levels] | None = None
        self._shows_difference = False
        self._viewport = Viewport(Size(1, 1), Size(1, 1))
        self._buffers: list[NDArray[np.uint8]] = []
        self._images: list[QImage] = []
        self._rolled = Rolled(Size(1, 1))
        # Take the buffers' place while these are still shown, stretched.
        self._spare: list[NDArray[np.uint8]] = []
        self._refining = Refining(self._refine, parent)

    @property
    def is_empty(self) -> bool:
        return not self._images

    @property
    def size(self) -> Size:
        """Of the view, in device pixels."""
        return self._rolled.size

    @property
    def is_refining(self) -> bool:
        """Whether some of the view is still to be drawn sharply."""
        return self._refining.is_under_way

    def resize(self, size: Size) -> None:
        """New buffers; everything must be drawn."""
        import numpy as np

        self.clear()
        self._buffers = [np.empty((size.height, size.width, 4), np.uint8) for _ in range(2)]
        self._images = [image_over(buffer) for buffer in self._buffers]
        self._rolled = Rolled(size)

    def clear(self) -> None:
        """Show nothing, and hold nothing of a photo."""
        self._refining.stop()
        self._levels = None
        self._buffers, self._images, self._spare = [], [], []

    def show(self, levels: tuple[Levels, Levels], viewport: Viewport, *, difference: bool) -> None:
        """Draw both pictures anew; with ``difference`` theirs takes the place of the second."""
        self._levels, self._shows_difference, self._viewport = levels, difference, viewport
        self._refining.stop()
        self._rolled = Rolled(viewport.view)
        self._render(Rect.of_size(viewport.view))

    def look(self, viewport: Viewport) -> None:
        """Look at another part, or at another zoom, in a view of the same size."""
        before, self._viewport = self._viewport, viewport
        view, dx, dy = viewport.view, viewport.x - before.x, viewport.y - before.y
        is_moved = viewport.zoom == before.zoom and dx.is_integer() and dy.is_integer()
        if is_moved and abs(dx) < view.width and abs(dy) < view.height:
            self._scroll(int(dx), int(dy))
        elif view.pixels > PAIR_AT_ONCE:
            self._refining.begin(view, lambda: self._kept(before))
        else:
            self._refining.stop()
            self._rolled = Rolled(view)
            self._render(Rect.of_size(view))

    def _scroll(self, dx: int, dy: int) -> None:
        """Move what is there, and draw what was not seen before, or as much of it as there is time for."""
        self._rolled = self._rolled.scrolled(dx, dy)
        self._refining.scroll(self.size, dx, dy)
        now, later = at_once(exposed(self.size, dx, dy), sharp_of_move(self.size, PAIR_AT_ONCE, PAIR_STRIP))
        for box in now:
            self._render(box)
        if later:
            if not self._refining.is_stretched:
                for image, small in zip(self._images, self._small_pictures(), strict=True):
                    rough_in(image, self._rolled, image_over(small), self._viewport, later, self._grey)
            self._refining.add(later)

    def _kept(self, before: Viewport) -> list[OldView]:
        """What is shown, with the whole photo, small, beside it; other buffers come into its place."""
        import numpy as np

        small = self._small_pictures()
        shown, images, rolled = self._buffers, self._images, self._rolled
        self._buffers = self._spare or [np.empty_like(buffer) for buffer in shown]
        self._images = [image_over(buffer) for buffer in self._buffers]
        self._spare, self._rolled = shown, Rolled(before.view)
        return [
            OldView(image, rolled, before, image_over(photo), (buffer, photo))
            for image, buffer, photo in zip(images, shown, small, strict=True)
        ]

    def _small_pictures(self) -> list[NDArray[np.uint8]]:
        """Both pictures whole, as small as they are kept."""
        assert self._levels is not None
        sizes = self._levels[0].sizes
        whole = Rect.of_size(sizes[-1])
        small = [levels.region(len(sizes) - 1, whole).copy() for levels in self._levels]
        self._compare(*small)
        return small

    @property
    def _grey(self) -> int:
        """What lies around the picture: nothing, where differences are shown."""
        return 0 if self._shows_difference else self.background

    def _refine(self, box: Rect) -> None:
        self._render(box)
        self._repaint(box)

    def _render(self, box: Rect) -> None:
        """Draw a box of both pictures anew."""
        assert self._levels is not None
        from objremove_gui.ui.canvas.sampling import draw_levels

        for part, place in self._rolled.pieces(box):
            before, after = (buffer[place.slices] for buffer in self._buffers)
            for target, levels in zip((before, after), self._levels, strict=True):
                draw_levels(target, self._viewport, levels, part, self.background)
            self._compare(before, after)

    def _compare(self, before: NDArray[np.uint8], after: NDArray[np.uint8]) -> None:
        if self._shows_difference:
            import cv2

            cv2.absdiff(before, after, dst=after)
            cv2.convertScaleAbs(after, dst=after, alpha=AMPLIFIED)

    def draw(self, painter: QPainter, picture: int, box: Rect) -> None:
        """Draw a box of one of the two pictures (0, 1), stretched where it is not ready."""
        if box.is_empty:
            return
        if not self._refining.is_stale(box):
            for part, place in self._rolled.pieces(box):
                painter.drawImage(QPoint(part.x, part.y), self._images[picture], QRect(*place))
        self._refining.draw(painter, picture, self._viewport, box, self._grey)
