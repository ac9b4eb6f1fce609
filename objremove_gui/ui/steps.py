"""Steps of the shown document, new ones and back and forth: at once, or in another thread where they take long."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removals
    from objremove_gui.ui.editor import Editor
    from objremove_gui.ui.results.changing import Changed

# What takes longer than a frame is done in another thread: operations on more pixels than this, and steps whose effort
# (see :class:`objremove_gui.core.history.Swap`) is more.
LARGE = 1_000_000
LARGE_STEP = 32_000_000


class Steps:
    """Each is taken when its turn comes. All methods belong to the window's thread."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    # -- back and forth

    def undo(self) -> None:
        """Take the last step back."""
        self._editor.turns.when_free(partial(self._step, back=True))

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        self._editor.turns.when_free(partial(self._step, back=False))

    def _step(self, *, back: bool) -> None:
        document = self._editor.document
        if document is not None:
            self._editor.end_stroke()
            history = document.history
            step = history.last if back else history.next
            is_large = step is not None and step.effort > LARGE_STEP
            self._do(document, history.undo if back else history.redo, is_large=is_large)

    def go_to(self, position: int) -> None:
        """Undo or redo until so many steps are in force."""
        self._editor.turns.when_free(partial(self._go_to, position))

    def _go_to(self, position: int) -> None:
        document = self._editor.document
        if document is None:
            return
        self._editor.end_stroke()
        history = document.history
        is_large = history.effort_to(position) > LARGE_STEP

        def jump() -> None:
            history.go_to(position)

        if is_large or position == history.position:
            self._do(document, jump, is_large=is_large)
            return
        # Told once, however many steps lie between.
        with document.told_later():
            jump()

    # -- the mask

    def change_mask(self, operation: Callable[[Document], bool], *, everywhere: bool = False) -> None:
        """Do one of the operations on the mask; ``everywhere`` tells that it changes what is not marked, too."""
        self._editor.turns.when_free(partial(self._change_mask, operation, everywhere))

    def _change_mask(self, operation: Callable[[Document], bool], everywhere: bool) -> None:
        document = self._editor.document
        if document is not None and (everywhere or not document.mask.is_empty):
            self._editor.end_stroke()
            size = document.size if everywhere else document.mask.bounds().size
            self._do(document, partial(operation, document), is_large=size.pixels > LARGE)

    # -- the list of removals

    def change_removals(self, change: Callable[[Removals], Changed | None]) -> None:
        """Put in force what ``change`` makes of the list as it is then; nothing where that is None."""
        self._editor.turns.when_free(partial(self._change_removals, change))

    def _change_removals(self, change: Callable[[Removals], Changed | None]) -> None:
        document = self._editor.document
        changed = None if document is None else change(document.removals)
        if document is not None and changed is not None:
            self._exchange(document, changed.removals, partial(document.change_removals, *changed))

    def reopen_removal(self, index: int) -> None:
        """Take a removal out of the list and put its marks back."""
        self._editor.turns.when_free(partial(self._reopen_removal, index))

    def _reopen_removal(self, index: int) -> None:
        document = self._editor.document
        if document is not None and index < len(document.removals):
            self._editor.end_stroke()
            left = document.removals[:index] + document.removals[index + 1 :]
            name = tr("Edit the mask again")
            self._exchange(document, left, partial(document.reopen_removal, name, index))

    async def put_in(self, document: Document, removals: Removals, work: Callable[[], None]) -> None:
        """Do the ``work`` that puts this list in force, when it is one's turn; a document not shown has no turns."""
        if document is self._editor.document and takes_long(document.removals, removals):
            await self._editor.turns.apart(document, work)
        else:
            work()

    def _exchange(self, document: Document, removals: Removals, work: Callable[[], object]) -> None:
        """Do the ``work`` that puts this list in force."""
        is_large = takes_long(document.removals, removals)
        if is_large:
            self._editor.end_stroke()
        self._do(document, work, is_large=is_large)

    def _do(self, document: Document, work: Callable[[], object], *, is_large: bool) -> None:
        if is_large:
            self._editor.turns.apart(document, work)
        else:
            work()


def takes_long(before: Removals, after: Removals) -> bool:
    """Whether putting another list in force takes longer than a frame."""
    from objremove_gui.core.swaps import exchange_effort

    return exchange_effort(before, after) > LARGE_STEP
