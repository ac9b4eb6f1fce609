"""What the comparison shows: the original, the picture as it is, or any version of the selected removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from objremove_gui.i18n import tr
from objremove_gui.ui.editor import Editor

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal
    from objremove_gui.ui.canvas.scene import Scene
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.results.compare_bar import CompareBar, State
    from objremove_gui.ui.results.pair_view import Side

ORIGINAL, NOW = "original", "now"


class Comparing(QObject):
    """Between the bar, the view and the list of removals; open as long as the comparison is seen."""

    def __init__(self, window: MainWindow, editor: Editor) -> None:
        super().__init__(window)
        self._window = window
        self._editor = editor
        self._bar: CompareBar | None = None
        self._removal: Removal | None = None
        # What is shown, by what decides it.
        self._shown: tuple[object, ...] = ()
        editor.state_changed.connect(self.refresh)

    def open(self, removal: Removal) -> None:
        """The comparison has been opened with the original and the picture as it is."""
        window = self._window
        if self._bar is None:
            self._bar = window.compare_bar
            self._bar.chosen.connect(self._choose)
            self._bar.way_chosen.connect(window.compare.set_way)
            self._bar.entry_ended.connect(window.compare.setFocus)
            window.compare.way_changed.connect(lambda: self._show_way())
        self._removal = removal
        self._shown = ()
        self._bar.offer(self._states(), ORIGINAL, NOW)
        self._show_way()
        self._bar.show()
        window.options.hide()

    def close(self) -> None:
        """The comparison has been closed."""
        self._removal = None
        if self._bar is not None:
            self._bar.hide()
            self._window.options.show()

    def select(self, removal: Removal) -> None:
        """Another removal is looked at: its versions are offered."""
        if self._removal is not None:
            self._removal = removal
            self.refresh()

    def refresh(self) -> None:
        """The document has changed: offer what is there now, with what was chosen as far as it is."""
        document = self._editor.document
        if self._removal is None or self._bar is None or document is None:
            return
        mask = self._removal.mask
        self._removal = next((one for one in document.removals if one.mask is mask), self._removal)
        states = self._states()
        there = {state.id for state in states}
        left, right = self._bar.sides
        shown = left if left in there else ORIGINAL, right if right in there else NOW
        titles = {state.id: state.title for state in states}
        self._bar.offer(states, *shown)
        self._show(*shown, titles)

    def _choose(self, left: str, right: str) -> None:
        self._show(left, right, {state.id: state.title for state in self._states()})

    def _show(self, left: str, right: str, titles: dict[str, str]) -> None:
        scene = self._editor.scene
        shown = scene, left, right, titles, None if self._removal is None else self._removal.mask
        if scene is not None and not _same(shown, self._shown):
            self._shown = shown
            self._window.compare.show_sides(
                self._side(scene, left, titles[left]), self._side(scene, right, titles[right])
            )

    def _side(self, scene: Scene, state: str, title: str) -> Side:
        from objremove_gui.ui.results.pair_view import Side

        match state:
            case "original":
                return Side(scene.original, title)
            case "now":
                return Side(scene.picture, title)
        assert self._removal is not None
        return Side(scene.version(self._removal, int(state)), title)

    def _states(self) -> list[State]:
        from objremove_gui.core.removal import title_of
        from objremove_gui.ui.results.compare_bar import State

        states = [State(ORIGINAL, tr("Original")), State(NOW, tr("Now"))]
        document, removal = self._editor.document, self._removal
        if document is None or removal is None or len(removal.versions) < 2:
            return states
        place = next((at for at, one in enumerate(document.removals) if one is removal), None)
        if place is not None:
            name = title_of(removal, place)
            for number in range(len(removal.versions)):
                title = tr("{name}, version {number}", name=name, number=number + 1)
                states.append(State(str(number), title))
        return states

    def _show_way(self) -> None:
        if self._bar is not None:
            self._bar.show_way(self._window.compare.way)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Titles by what they say, the rest (arrays, too) by what it is."""
    return len(one) == len(other) and all(
        a == b if isinstance(a, dict | str) else a is b for a, b in zip(one, other, strict=True)
    )
