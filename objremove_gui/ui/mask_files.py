"""Masks from and to files, and to the next picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError
from objremove_gui.i18n import mark, tr
from objremove_gui.ui import dialogs
from objremove_gui.ui.background import Background
from objremove_gui.ui.dialogs import FileType
from objremove_gui.ui.editor import Editor, holding
from objremove_gui.ui.exporting.commands import check_not_original
from objremove_gui.ui.file_commands import FileCommands
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from objremove_gui.core.geometry import Rect, Size
    from objremove_gui.core.removal import Mask8
    from objremove_gui.ui.main_window import MainWindow

# Kinds of mask files, and how many bits a pixel they have.
MASK_KINDS = {
    FileType(mark("PNG, 8 bits a pixel"), (".png",)): 8,
    FileType(mark("PNG, 1 bit a pixel"), (".png",)): 1,
}


class MaskFiles:
    """Coroutines behind the actions that take the mask from somewhere or give it away."""

    def __init__(
        self, window: MainWindow, editor: Editor, shelf: Shelf, files: FileCommands, background: Background
    ) -> None:
        self._window = window
        self._editor = editor
        self._shelf = shelf
        self._files = files
        self._background = background

    async def load(self) -> None:
        """Ask for a file and take the mask from it."""
        picture = self._editor.picture
        path = await dialogs.ask_open_file(self._window, tr("Load a mask"), self._files.folder, dialogs.MASKS)
        if path is not None and picture is not None:
            if picture is not self._editor.picture:
                raise InputError(
                    tr("Another picture was opened meanwhile, so no mask was loaded; go back and try again."),
                    code="picture",
                )
            for note in await self._take(path):
                self._window.messages.say(Kind.INFO, note)

    async def _take(self, path: Path) -> tuple[str, ...]:
        """Take the mask from a picture of the same size; returns sentences about it. Raises InputError."""
        from objremove_gui.core import mask_ops
        from objremove_gui.core.imageio.mask_file import read_mask

        document = self._editor.document
        if document is None:
            return ()
        limit = self._editor.max_pixels
        pixels, notes = await self._background.run_blocking(read_mask, path, document.size, max_pixels=limit)
        if document is not self._editor.document:
            # The person has gone to another picture meanwhile.
            return ()
        self._editor.steps.change_mask(lambda document: mask_ops.load(document, pixels), everywhere=True)
        await self._editor.mask_free()
        return notes

    async def save(self) -> None:
        """Ask for a file and write the whole mask as it is then."""
        picture, document = self._editor.picture, self._editor.document
        if picture is None or document is None:
            return
        source = document.photo.path or self._files.folder / "photo"
        suggested = source.with_name(f"{source.stem}-mask.png")
        kinds = list(MASK_KINDS)
        chosen = await dialogs.ask_save_as(self._window, suggested, kinds, tr("Save the mask"))
        if chosen is not None:
            path, kind = chosen
            self._files.exports.check_shown(picture)
            await self._background.run_blocking(check_not_original, path, document.photo)
            await self._editor.mask_free()
            work = partial(_written, document.size, document.mask.later(), path, MASK_KINDS[kind])
            await self._background.run_blocking(work)
            self._window.messages.say(Kind.SUCCESS, tr("Saved to {path}.", path=path))

    async def copy_to_next(self) -> None:
        """Give the next picture this one's marks, as a step to undo there, and show it."""
        from objremove_gui.core import mask_ops

        source, picture = self._editor.picture, self._shelf.beside(self._editor.picture, 1)
        if source is None or source.document is None or picture is None:
            return
        with holding(source), holding(picture):
            await self._shelf.awake(picture)
            if picture.document is not None:
                mask_ops.check_sizes(source.document, picture.document)
            if not await self._files.show(picture) or picture is not self._editor.picture:
                return
            self._editor.steps.change_mask(partial(mask_ops.copy_to, source.document), everywhere=True)
            await self._editor.mask_free()


def _written(size: Size, take: Callable[[], tuple[Rect, Mask8]], path: Path, bits: int) -> None:
    import numpy as np

    from objremove_gui.core.imageio.mask_file import write_mask

    box, marks = take()
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[box.slices] = marks
    write_mask(mask, path, bits=bits)
