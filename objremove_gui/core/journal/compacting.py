"""The shortest journal that comes to the same document, with the same steps to undo and redo."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from objremove_gui.core.journal.records import (
    Base,
    Blob,
    Done,
    Embedded,
    Entry,
    Opened,
    Placed,
    Record,
    Redone,
    Saved,
    Tile,
    Undone,
    framed,
    read_records,
)
from objremove_gui.core.mask_tiles import PackedTile, TileKey
from objremove_gui.core.project.schema import WishFacts


@dataclass
class _State:
    """What the records read so far come to."""

    tiles: dict[TileKey, PackedTile] = field(default_factory=dict)
    removals: list[Entry] = field(default_factory=list)
    wider: tuple[WishFacts, ...] = ()
    steps: list[Done] = field(default_factory=list)
    position: int = 0
    # At which of the positions the work was saved last, None where that can't be reached any more.
    clean: int | None = None
    opened: Opened | None = None

    def take(self, record: Record) -> None:
        match record:
            case Opened():
                self.opened = record
            case Placed(project, embeds) if self.opened is not None:
                self.opened = Opened(self.opened.schema, self.opened.photo, project, embeds)
            case Embedded(photo) if self.opened is not None:
                self.opened = Opened(self.opened.schema, photo, self.opened.project, self.opened.embeds)
            case Base():
                self._settle(record.tiles, record.removals, record.wider)
            case Done():
                self._add(record)
            case Undone():
                self.position -= 1
            case Redone():
                self.position += 1
            case Saved():
                self.clean = self.position

    def _add(self, record: Done) -> None:
        """A new step; what could be redone is forgotten, and the oldest ones."""
        if self.clean is not None and self.clean > self.position:
            self.clean = None
        del self.steps[self.position :]
        self.steps.append(record)
        gone = max(0, len(self.steps) - record.kept)
        for step in self.steps[:gone]:
            self._settle(step.tiles, step.removals, step.wider)
        del self.steps[:gone]
        if self.clean is not None:
            self.clean = self.clean - gone if self.clean >= gone else None
        self.position = len(self.steps)

    def _settle(
        self, tiles: Iterable[Tile], removals: list[Entry] | None, wider: tuple[WishFacts, ...] | None
    ) -> None:
        """Take into the base what can't be undone any more."""
        self.tiles.update({(tile.row, tile.column): tile.packed for tile in tiles})
        if removals is not None:
            self.removals = removals
        if wider is not None:
            self.wider = wider

    def used(self) -> set[int]:
        """Numbers of the arrays that are still needed."""
        lists = [self.removals, *(step.removals or [] for step in self.steps)]
        return {number for entries in lists for entry in entries for number in entry.arrays.values()}

    def records(self) -> Iterable[Record]:
        tiles = [Tile(*key, packed) for key, packed in self.tiles.items()]
        yield Base(tiles, self.removals, self.wider)
        for index, step in enumerate(self.steps):
            if self.clean == index:
                yield Saved()
            yield Done(step.name, step.tiles, step.removals, index + 1, step.wider)
        if self.clean == len(self.steps):
            yield Saved()
        yield from [Undone()] * (len(self.steps) - self.position)


def compact(path: Path) -> set[int]:
    """Put a shorter journal in the place of ``path``; returns the numbers of the arrays in it. Raises OSError."""
    state = _State()
    with path.open("rb") as file:
        for _, record in read_records(file):
            state.take(record)
        used = state.used()
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as shorter:
            if state.opened is not None:
                shorter.write(framed(state.opened))
            for _, record in read_records(file):
                if isinstance(record, Blob) and record.number in used:
                    shorter.write(framed(record))
            for record in state.records():
                shorter.write(framed(record))
            shorter.flush()
            os.fsync(shorter.fileno())
    temporary.replace(path)
    return used
