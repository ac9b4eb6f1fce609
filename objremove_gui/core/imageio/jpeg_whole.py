"""A JPEG whose blocks are all taken out and coded again, as they are but for the changed ones."""

from __future__ import annotations

from typing import Protocol

from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.jpeg_coefficients import Blocks, Coded, Library
from objremove_gui.core.imageio.jpeg_cuts import Cuts, cuts_of


class Apart(Protocol):
    """A file whose blocks can be changed; every method raises NoCoefficients, OSError."""

    coded: Coded

    def blocks(self, plane: int, box: Rect) -> Blocks:
        """Blocks of a plane in one of the changed boxes, (rows, columns, 8, 8); ``box`` in blocks."""

    def put(self, plane: int, box: Rect, blocks: Blocks) -> None:
        """Put other blocks in the place of those of ``box``."""

    def written(self) -> list[bytes]:
        """A file with the blocks as they are now, without metadata, in pieces."""

    def matches(self, data: bytes) -> bool:
        """Whether a file coded alike holds what is held now, and nothing else."""

    def cuts(self, data: bytes) -> Cuts | None:
        """Where a file that :meth:`matches` can be cut, if it can."""


class Whole:
    """For files of every kind."""

    def __init__(self, library: Library, data: bytes) -> None:
        self._library = library
        self.coded = library.read("original", data)

    def blocks(self, plane: int, box: Rect) -> Blocks:
        return self._library.blocks(self.coded, plane, box)

    def put(self, plane: int, box: Rect, blocks: Blocks) -> None:
        self._library.put(self.coded, plane, box, blocks)

    def written(self) -> list[bytes]:
        return [self._library.written(self.coded)]

    def matches(self, data: bytes) -> bool:
        return self._library.matches(self.coded, data)

    def cuts(self, data: bytes) -> Cuts | None:
        return cuts_of(data)
