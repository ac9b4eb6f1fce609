"""What a person does with removals: running them, keeping, changing and discarding what comes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError, ObjremoveError
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.removing import Removing
from objremove_gui.ui.report import Reporter
from objremove_gui.ui.results.changing import without
from objremove_gui.ui.results.variants import Variants
from objremove_gui.ui.views import Views

if TYPE_CHECKING:
    from objremove_gui.ui.exporting.commands import Exports
    from objremove_gui.ui.main_window import MainWindow


class RemovalCommands:
    """``again`` does once more what has failed."""

    def __init__(
        self,
        window: MainWindow,
        editor: Editor,
        removing: Removing,
        variants: Variants,
        views: Views,
        reporter: Reporter,
        again: Callable[[], None],
        exports: Exports,
    ) -> None:
        self._window = window
        self._editor = editor
        self._removing = removing
        self._variants = variants
        self._views = views
        self._reporter = reporter
        self._again = again
        self._exports = exports

    @property
    def handlers(self) -> dict[str, Callable[[], None]]:
        """What actions call."""
        return {
            "removeAction": self.remove,
            "cancelAction": self.cancel,
            "acceptAction": self.accept,
            "discardAction": self.discard,
            "variantsAction": self.more_variants,
            "editRemovalAction": self.edit_removal,
            "deleteRemovalAction": self.delete_removal,
        }

    @property
    def predicates(self) -> dict[str, Callable[[], bool]]:
        """When actions can be triggered."""
        editor, removing = self._editor, self._removing
        return {
            "can_remove": lambda: editor.document is not None and not removing.is_running,
            "job_running": lambda: (
                removing.is_running or self._variants.is_running or self._exports.is_running
            ),
            "can_vary": lambda: self._has_removals() and not self._variants.is_running,
            "has_result": lambda: bool(removing.fresh),
            "can_compare": self._has_removals,
        }

    def remove(self) -> None:
        """Enter: closes what the tool has open, else removes what is marked."""
        self._views.show_canvas()
        if not self._window.canvas.confirm():
            self._removing.start(self._on_failure)

    def _on_failure(self, error: BaseException) -> None:
        if isinstance(error, InputError) and error.code == "empty-mask":
            # No error that stays: the next stroke has seen to it.
            self._window.messages.say(Kind.INFO, error.message)
            return
        self._reporter.report(error, self._again if isinstance(error, ObjremoveError) else None)

    def cancel(self) -> None:
        """One level back: what the tool has begun, else the comparison, else the job, else an export."""
        window = self._window
        if window.pages.currentWidget() is window.compare:
            self._views.show_canvas()
        elif not window.canvas.step_back():
            if not (self._removing.is_running or self._variants.is_running):
                self._exports.stop()
            self._removing.cancel()
            self._variants.cancel()

    def _has_removals(self) -> bool:
        document = self._editor.document
        return document is not None and bool(document.removals)

    def more_variants(self) -> None:
        """Four more results for the selected removal."""
        document = self._editor.document
        if document is not None:
            self._variants.start(self._views.selected() % len(document.removals), self._reporter.report)

    def edit_removal(self) -> None:
        """Take the selected removal back and go on painting its mask."""
        document = self._editor.document
        if document is not None:
            self._views.show_canvas()
            self._editor.steps.reopen_removal(self._views.selected() % len(document.removals))

    def delete_removal(self) -> None:
        """Take the selected removal out of the list."""
        document = self._editor.document
        if document is not None:
            dropped = (document.removals[self._views.selected()],)
            self._editor.steps.change_removals(lambda removals: without(removals, dropped))

    def accept(self) -> None:
        """Keep the fresh results."""
        self._views.show_canvas()
        self._removing.keep()

    def discard(self) -> None:
        """Take the fresh results back."""
        self._views.show_canvas()
        self._removing.discard()
