"""What a person does with the open pictures: going from one to another, moving and closing them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from objremove_gui.ui.background import Background
from objremove_gui.ui.closing import Closing
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.mask_files import MaskFiles
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.document import Document

SHOW = "show"
# One after the other, with all that opens pictures.
OPEN = "open"


class PictureCommands:
    """``refresh`` is called when something else can be done, since the person has arrived."""

    def __init__(
        self,
        background: Background,
        editor: Editor,
        shelf: Shelf,
        files: FileCommands,
        masks: MaskFiles,
        closing: Closing,
        refresh: Callable[[], None],
    ) -> None:
        self._background = background
        self._editor = editor
        self._shelf = shelf
        self._files = files
        self._masks = masks
        self._closing = closing
        self._refresh = refresh
        # Where the person is going: it may take its time to be read, and the next step goes on from there.
        self._wanted: Picture | None = None

    @property
    def handlers(self) -> dict[str, Callable[[], None]]:
        """What actions call."""
        return {
            "nextPictureAction": partial(self.step, 1),
            "previousPictureAction": partial(self.step, -1),
            "movePictureBackAction": partial(self._move_shown, -1),
            "movePictureOnAction": partial(self._move_shown, 1),
            "closeAction": self._close_shown,
            "closeOthersAction": self._close_others_of_shown,
            "closeAllAction": self.close_all,
            "copyMaskAction": lambda: self._start(self._masks.copy_to_next(), SHOW),
        }

    @property
    def predicates(self) -> dict[str, Callable[[], bool]]:
        """When actions can be triggered."""
        return {
            "has_next": lambda: self._beside(1) is not None,
            "has_previous": lambda: self._beside(-1) is not None,
            "has_others": lambda: self._editor.picture is not None and len(self._shelf.pictures) > 1,
            "has_pictures": lambda: bool(self._shelf.pictures),
            "has_mask_and_next": self._has_mask_and_next,
        }

    def _has_mask_and_next(self) -> bool:
        document: Document | None = self._editor.document
        if document is None or self._beside(1) is None:
            return False
        return not self._editor.turns.is_free or not document.mask.is_empty

    def _start(self, work: Coroutine[Any, Any, Any], key: str = OPEN) -> None:
        # What is asked for while something is being opened is done after it.
        self._background.start(work, key=key, waits=key == OPEN)

    # -- going

    def _beside(self, step: int) -> Picture | None:
        return self._shelf.beside(self._wanted or self._editor.picture, step)

    def step(self, step: int) -> None:
        """Show the next (1) or the previous (-1) picture."""
        other = self._beside(step)
        if other is not None:
            self.go_to(other)

    def go_to(self, picture: Picture) -> None:
        """Show one of the open pictures; who goes on before it is there does not wait for it. Closed ones stay so."""
        if picture in self._shelf.pictures:
            self._wanted = picture
            self._background.start(self._go_to(picture), key=SHOW, replace=True)

    async def _go_to(self, picture: Picture) -> None:
        try:
            await self._files.show(picture)
        finally:
            if self._wanted is picture:
                self._wanted = None
                self._refresh()

    # -- the order

    def _move_shown(self, step: int) -> None:
        picture = self._wanted or self._editor.picture
        if picture is not None and self._shelf.beside(picture, step) is not None:
            self._shelf.move(picture, self._shelf.pictures.index(picture) + step)

    # -- closing

    def close(self, picture: Picture) -> None:
        """Close one of the open pictures."""
        self._start(self._closing.close(picture))

    def _close_shown(self) -> None:
        if self._editor.picture is not None:
            self.close(self._editor.picture)

    def close_others(self, picture: Picture) -> None:
        """Close all open pictures but one, which is shown."""
        self._start(self._closing.close_others(picture))

    def _close_others_of_shown(self) -> None:
        if self._editor.picture is not None:
            self.close_others(self._editor.picture)

    def close_all(self) -> None:
        """Close all open pictures."""
        self._start(self._closing.close_all())
