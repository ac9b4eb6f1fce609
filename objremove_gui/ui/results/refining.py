"""What two pictures of a view showed before a step of the zoom, stretched, until each is drawn anew strip by strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPainter

from objremove_gui.core.geometry import Rect, Size
from objremove_gui.ui.canvas.stretching import AT_ONCE, STRIP, OldView
from objremove_gui.ui.canvas.viewport import Viewport

# Both pictures are drawn, so that each has half the room.
PAIR_AT_ONCE, PAIR_STRIP = AT_ONCE // 2, STRIP // 2


class Refining:
    """The boxes of a view that are still to be drawn; ``render`` draws one of them in both pictures."""

    def __init__(self, render: Callable[[Rect], None], parent: QObject) -> None:
        self._render = render
        self._old: Sequence[OldView] = ()
        self._stale: list[Rect] = []
        self._timer = QTimer(parent, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_stretched(self) -> bool:
        """Whether some of the view is shown as it was at another zoom."""
        return bool(self._old)

    @property
    def is_under_way(self) -> bool:
        """Whether some of the view is still shown stretched."""
        return bool(self._stale)

    def begin(self, view: Size, keep: Callable[[], Sequence[OldView]]) -> None:
        """All of the view is to be drawn anew; ``keep`` gives what it shows, if that is sharp."""
        if not self._old:
            self._old = keep()
        self._stale = [Rect.of_size(view)]
        self._timer.start()

    def add(self, boxes: Sequence[Rect]) -> None:
        """These boxes of the view are to be drawn anew; until then what is in the buffers is shown of them."""
        self._stale += boxes
        self._timer.start()

    def stop(self) -> None:
        """All of the view has been drawn."""
        self._old, self._stale = (), []
        self._timer.stop()

    def scroll(self, view: Size, dx: int, dy: int) -> None:
        """All that is seen has moved by dx, dy."""
        everything = Rect.of_size(view)
        moved = [box.shift(dx, dy).intersect(everything) for box in self._stale]
        self._stale = [box for box in moved if not box.is_empty]

    def is_stale(self, box: Rect) -> bool:
        """Whether nothing of ``box`` is in the buffers."""
        return bool(self._old) and any(stale.holds(box) for stale in self._stale)

    def draw(self, painter: QPainter, picture: int, viewport: Viewport, box: Rect, background: int) -> None:
        """Draw what of ``box`` is not in the buffers, in one of the two pictures."""
        for stale in self._stale:
            shared = stale.intersect(box)
            if self._old and not shared.is_empty:
                self._old[picture].draw(painter, viewport, shared, background)

    def _go_on(self) -> None:
        if not self._stale:
            self.stop()
            return
        first = self._stale.pop(0)
        rows = min(first.height, max(1, PAIR_STRIP // first.width))
        if rows < first.height:
            self._stale.insert(0, Rect(first.x, first.y + rows, first.width, first.height - rows))
        self._render(Rect(first.x, first.y, first.width, rows))
        self._timer.start()
