"""Remembers the order of the pictures with their journals, and gives it back to those that a dead program left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from objremove_gui.ui.background import Background
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.shelf import Shelf

log = logging.getLogger(__name__)

KEY = "picture-order"


class RowOrder:
    """``folders`` tells the folder of each open picture's journal, where it has one."""

    def __init__(
        self, shelf: Shelf, background: Background, folders: Callable[[], Mapping[Picture, Path]]
    ) -> None:
        self._shelf = shelf
        self._background = background
        self._folders = folders
        self._written: dict[Path, int] = {}
        shelf.listed.connect(self._look)

    def _places(self) -> dict[Path, int]:
        folders = self._folders()
        return {
            folders[picture]: place
            for place, picture in enumerate(self._shelf.pictures)
            if picture in folders
        }

    def _look(self) -> None:
        if self._places() != self._written:
            self._background.start(self._write(), key=KEY)

    async def _write(self) -> None:
        """Until what is written is what is so."""
        from objremove_gui.core.journal.ordering import write_order

        while (places := self._places()) != self._written:
            self._written = places
            try:
                await self._background.run_blocking(write_order, places)
            except OSError as error:
                log.info("the order of the pictures can't be written: %s", error)

    async def of(self, folders: Sequence[Path]) -> Mapping[Path, int]:
        """The places that pictures had by the folders of their journals; to be asked before they are open again."""
        from objremove_gui.core.journal.ordering import place_of

        def read() -> dict[Path, int]:
            found = ((folder, place_of(folder)) for folder in folders)
            return {folder: place for folder, place in found if place is not None}

        return await self._background.run_blocking(read)

    def restore(self, back: Mapping[Path, Picture], places: Mapping[Path, int]) -> None:
        """Give pictures that are back the order that they had among each other."""
        known = sorted(back.keys() & places.keys(), key=lambda folder: (places[folder], str(folder)))
        self._shelf.arrange([back[folder] for folder in known])
