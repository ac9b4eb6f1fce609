"""What is looked at, and how: the canvas or the comparison, zoom, panels, full screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor

from objremove_gui.settings import Settings
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.results.comparing import Comparing

if TYPE_CHECKING:
    from objremove_gui.ui.main_window import MainWindow

ZOOM_STEP = 1.25


class Views:
    """What the actions of the menu View do."""

    def __init__(self, window: MainWindow, settings: Settings, editor: Editor) -> None:
        self._window = window
        self._settings = settings
        self._editor = editor
        self.comparing = Comparing(window, editor)

    @property
    def handlers(self) -> dict[str, Callable[[], None]]:
        """What actions call."""
        window = self._window
        return {
            "compareAction": self.toggle_compare,
            "compareModeAction": self.next_way_to_compare,
            "nextRegionAction": partial(self.walk, 1),
            "previousRegionAction": partial(self.walk, -1),
            "zoomInAction": partial(self.zoom_by, ZOOM_STEP),
            "zoomOutAction": partial(self.zoom_by, 1 / ZOOM_STEP),
            "fitAction": self.fit,
            "actualSizeAction": partial(self.zoom_to, 1.0),
            "toggleZoomAction": self.toggle_zoom,
            "holdOriginalAction": partial(self._switch, "holdOriginalAction", self.show_original),
            "hideMaskAction": partial(
                self._switch, "hideMaskAction", lambda hidden: window.canvas.show_mask(not hidden)
            ),
            "showReachAction": partial(
                self._switch, "showReachAction", partial(self._settings.put, "overlay_ring")
            ),
            "showCropsAction": partial(
                self._switch, "showCropsAction", partial(self._settings.put, "overlay_crops")
            ),
            "fullScreenAction": self.toggle_full_screen,
            "historyAction": partial(self._switch, "historyAction", window.show_history),
            "resultsAction": partial(self._switch, "resultsAction", window.show_results),
            "picturesAction": partial(
                self._switch, "picturesAction", partial(self._settings.put, "show_pictures")
            ),
        }

    def selected(self) -> int:
        """Index of the selected removal, the newest where none is."""
        index = self._window.results.removals.current_index()
        return -1 if index is None else index

    def show_canvas(self) -> None:
        """Back from the comparison."""
        window = self._window
        if window.pages.currentWidget() is window.compare:
            window.pages.setCurrentWidget(window.canvas)
            window.compare.show_scene(None)
            self.comparing.close()
            window.canvas.setFocus()
            window.canvas.view_changed.emit()
        window.actions_by_id["compareAction"].setChecked(False)

    def show_original(self, shown: bool) -> None:
        """The photo as it was opened, in the canvas and in the comparison."""
        self._window.canvas.show_original(shown)
        self._window.compare.show_original(shown)

    def show_result(self) -> None:
        """The picture as it is, also where the original was asked for."""
        self._window.actions_by_id["holdOriginalAction"].setChecked(False)
        self.show_original(False)

    def toggle_compare(self) -> None:
        """Open the comparison with the selected removal, or close it."""
        window = self._window
        if window.pages.currentWidget() is window.compare:
            self.show_canvas()
        else:
            self.compare(self.selected())

    def compare(self, index: int) -> None:
        """Before and after, looking at one removal."""
        document, scene, window = self._editor.document, self._editor.scene, self._window
        if document is None or scene is None or not document.removals:
            return
        window.messages.clear_passing()
        window.pages.setCurrentWidget(window.compare)
        window.compare.show_scene(scene, document.removals[index].box)
        self.comparing.open(document.removals[index])
        window.compare.setFocus()
        window.actions_by_id["compareAction"].setChecked(True)

    def next_way_to_compare(self) -> None:
        """Divider, side by side, in turns, difference; opens the comparison where it is closed."""
        window = self._window
        if window.pages.currentWidget() is window.compare:
            window.compare.next_way()
        else:
            self.compare(self.selected())

    def walk(self, step: int) -> None:
        """Go to the next or the previous removal at 100 %."""
        document, view = self._editor.document, self._view()
        if document is None or not document.removals:
            return
        index = (self.selected() + step) % len(document.removals)
        self._window.results.removals.select(index)
        box = document.removals[index].box
        centre = (box.x + box.width / 2, box.y + box.height / 2)
        view.set_viewport(view.viewport.centred_on(*centre, 1.0))

    def _view(self) -> Any:
        window = self._window
        return window.compare if window.pages.currentWidget() is window.compare else window.canvas

    def zoom_by(self, factor: float) -> None:
        """Zoom in the middle of what is looked at."""
        self.zoom_to(self._view().viewport.zoom * factor)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom with what lies at ``at`` (widget pixels) staying there: by itself what the arrow keys move, if any."""
        view, canvas = self._view(), self._window.canvas
        cursor = canvas.keyboard_cursor if view is canvas else None
        view.zoom_to(zoom, cursor or at)
        if cursor is not None:
            canvas.show_keyboard_cursor()

    def fit(self) -> None:
        """Show the whole photo."""
        self._view().fit()

    def toggle_zoom(self) -> None:
        """From the whole photo to its own pixels at the pointer, and back."""
        view = self._view()
        if view.viewport.zoom == 1.0:
            view.fit()
        else:
            point = view.mapFromGlobal(QCursor.pos())
            self.zoom_to(1.0, QPointF(point) if view.rect().contains(point) else None)

    def _switch(self, action: str, change: Callable[[bool], None]) -> None:
        """A menu entry that is switched on and off."""
        change(self._window.actions_by_id[action].isChecked())

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or no longer."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
