"""What a person does with the list of removals, and what the list tells of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.message_bar import Kind, Offer
from objremove_gui.ui.results.changing import switched, with_values, with_version
from objremove_gui.ui.results.fading import Fading, opacity_step
from objremove_gui.ui.results.note import outdated_text

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal
    from objremove_gui.ui.main_window import MainWindow
    from objremove_gui.ui.results.panel import ResultsPanel
    from objremove_gui.ui.results.variants import Variants

OUTDATED = "outdated"


class ResultsDesk(QObject):
    """Between the results panel and the document."""

    selection_changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        editor: Editor,
        variants: Variants,
        background: Background,
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._editor = editor
        self._variants = variants
        self._background = background
        self._report = report
        self._fading = Fading(editor, self)
        # Of which list it is known what is out of date.
        self._known: tuple[Removal, ...] | None = None
        self._panel: ResultsPanel | None = None

    @property
    def handlers(self) -> dict[str, Callable[[], None]]:
        """What actions call."""
        return {
            "renameRemovalAction": self.rename_selected,
            "discardVersionAction": self.discard_version,
            "rerunAction": self.rerun_asking,
        }

    @property
    def predicates(self) -> dict[str, Callable[[], bool]]:
        """When actions can be triggered."""
        return {"has_versions": self._has_versions}

    def follow(self, panel: ResultsPanel) -> None:
        """The panel is there: hear what is done in it."""
        self._panel = panel
        self._show_price("price")
        self._settings.on_change.append(self._show_price)
        panel.removals.switched.connect(self.switch)
        panel.removals.renamed.connect(self.rename)
        panel.removals.selected.connect(self.selection_changed)
        panel.selected.versions.chosen.connect(self.choose_version)
        panel.selected.opacity.moved.connect(self._fade)
        panel.selected.opacity.settled.connect(self._settle)
        panel.selected.opacity.given_up.connect(self._fading.give_up)
        panel.note.rerun_wanted.connect(self.rerun)
        self._fading.ended.connect(lambda: panel.refresh())
        self._editor.state_changed.connect(self._look_below)
        self._look_below()

    def _show_price(self, setting: str) -> None:
        if setting == "price" and self._panel is not None:
            self._panel.selected.price = float(self._settings.get("price"))
            self._panel.refresh()

    # -- one removal

    def _selected(self) -> tuple[Document, int] | None:
        document = self._editor.document
        index = None if self._panel is None else self._panel.removals.current_index()
        if document is None or index is None or index >= len(document.removals):
            return None
        return document, index

    def _has_versions(self) -> bool:
        found = self._selected()
        return found is not None and len(found[0].removals[found[1]].versions) > 1

    def _change(self, step: str, index: int, **values: Any) -> None:
        """One undo step, when its turn comes."""
        self._editor.steps.change_removals(lambda removals: with_values(removals, index, step, **values))

    def switch(self, index: int, is_on: bool) -> None:
        """Show a removal's result or the original below it."""
        self._editor.steps.change_removals(lambda removals: switched(removals, index, is_on))

    def choose_version(self, version: int) -> None:
        """Show another result of the selected removal."""
        found = self._selected()
        if found is not None:
            index = found[1]
            self._editor.steps.change_removals(lambda removals: with_version(removals, index, version))

    def rename(self, index: int, name: str) -> None:
        """Give a removal a name; ``""`` is the usual one again."""
        self._change(tr("Rename a removal"), index, name=name)

    def rename_selected(self) -> None:
        """Let the name be typed in its place in the list."""
        panel = self._panel
        if panel is not None:
            dock = panel.parentWidget()
            assert dock is not None
            dock.show()
            panel.removals.rename_current()

    def discard_version(self) -> None:
        """Take the version that is shown away; the one before it is shown."""
        found = self._selected()
        if found is None or not self._has_versions():
            return
        document, index = found
        removal = document.removals[index]
        left = removal.versions[: removal.chosen] + removal.versions[removal.chosen + 1 :]
        self._change(
            tr("Discard version {number}", number=removal.chosen + 1),
            index,
            versions=left,
            chosen=max(0, removal.chosen - 1),
        )

    # -- opacity

    def _fade(self, opacity: int) -> None:
        found = self._selected()
        if found is not None:
            self._fading.show(*found, opacity)

    def _settle(self, opacity: int) -> None:
        if self._fading.is_open:
            self._fading.keep(opacity)
            return
        found = self._selected()
        if found is not None and found[0].removals[found[1]].opacity != opacity:
            self._change(opacity_step(opacity), found[1], opacity=opacity)

    # -- running again

    def rerun(self, index: int) -> None:
        """The same marks and parameters once more, over what lies below now."""
        document = self._editor.document
        if document is None or not 0 <= index < len(document.removals):
            return
        from objremove_gui.ui.results.variants import Again, growth_of

        removal = document.removals[index]
        again = Again(growth_of(removal), removal.version.seed, 1)
        self._variants.start(index, self._report, again)

    def rerun_asking(self) -> None:
        """Ask for other parameters first."""
        found = self._selected()
        if found is not None:
            self._background.start(self._rerun_asking(*found), key="dialog")

    async def _rerun_asking(self, document: Document, index: int) -> None:
        from objremove_gui.core.removal import title_of
        from objremove_gui.ui.results.rerun_dialog import ask_again

        removal = document.removals[index]
        again = await ask_again(self._window, title_of(removal, index), removal)
        if again is None or document is not self._editor.document:
            return
        there = next((at for at, one in enumerate(document.removals) if one.mask is removal.mask), None)
        if there is not None:
            self._variants.start(there, self._report, again)

    # -- what lies below

    def _look_below(self) -> None:
        """Find out, beside the window, which results were made on top of something that has changed."""
        document = self._editor.document
        removals = () if document is None else document.removals
        if removals is self._known or self._panel is None:
            return
        self._known = removals
        if document is None or all(one.version.below is None for one in removals):
            self._background.cancel(OUTDATED)
            self._panel.show_outdated(frozenset())
        else:
            self._background.start(self._compare_below(document), key=OUTDATED, replace=True)

    async def _compare_below(self, document: Document) -> None:
        from objremove_gui.core.ageing import outdated

        removals = document.removals
        found = await self._background.run_blocking(outdated, document.photo, removals)
        panel = self._panel
        if panel is None or document.removals is not removals:
            return
        panel.show_outdated(found)
        if found and not panel.isVisible():
            index = min(found)
            again = Offer(tr("Run it again"), partial(self.rerun, index), "runAgainOffer")
            text = outdated_text(removals[index], index)
            self._window.messages.say(Kind.WARNING, text, "", again)
