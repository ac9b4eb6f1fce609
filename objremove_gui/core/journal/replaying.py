"""Bring a document back from its journal, with its history."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from objremove_gui.core.document import Document
from objremove_gui.core.history import History
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reasons import Unreadable, reason_of
from objremove_gui.core.journal.orders import Resumed
from objremove_gui.core.journal.records import (
    FILE,
    ORIGINAL,
    SCHEMA,
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
    Step,
    Undone,
    read_records,
)
from objremove_gui.core.mask_patch import MaskPatch
from objremove_gui.core.mask_tiles import PackedTile, TileKey
from objremove_gui.core.project.lossless import Damaged, decode_png
from objremove_gui.core.project.original import Original, find_original, opened_from
from objremove_gui.core.project.schema import removal_of, wishes_of
from objremove_gui.core.removal import Removal, Removals
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """A journal that a program left behind: of which photo, when the last step was written (POSIX time).

    ``unsaved`` counts the steps after the last that was exported or saved in a project. ``versions`` are seed and
    request of every result that ever was in it.
    """

    folder: Path
    name: str
    unsaved: int
    written: float
    versions: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """The document as it was after its last step that was written, and what its journal needs to go on."""

    document: Document
    original: Original
    project: Path | None
    embeds: bool
    notes: tuple[str, ...]
    resumed: Resumed


def look(folder: Path) -> Left | None:
    """What lies in a journal's folder; None where it holds no step that could be brought back."""
    path = folder / FILE
    name, steps, unsaved = "", 0, 0
    versions: set[tuple[int, str]] = set()
    try:
        with path.open("rb") as file:
            for _, record in read_records(file):
                match record:
                    case Opened(schema, photo, project) if schema == SCHEMA:
                        name = Path(project).name or photo.name
                    case Opened():
                        return None
                    case Placed(project):
                        name = Path(project).name
                    case Base(_, entries):
                        versions |= _versions(entries)
                    case Saved():
                        unsaved = 0
                    case Done() | Undone() | Redone():
                        steps, unsaved = steps + 1, unsaved + 1
                        if isinstance(record, Done):
                            versions |= _versions(record.removals or ())
        return Left(folder, name, unsaved, path.stat().st_mtime, frozenset(versions)) if steps else None
    except OSError:
        return None


def is_empty(folder: Path) -> bool:
    """Whether a journal's folder can be taken away: its program ended before the first step was wholly written."""
    try:
        with (folder / FILE).open("rb") as file:
            for _, record in read_records(file):
                is_foreign = isinstance(record, Opened) and record.schema != SCHEMA
                if is_foreign or isinstance(record, Done | Undone | Redone):
                    return False
            return True
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _versions(entries: Sequence[Entry]) -> set[tuple[int, str]]:
    return {(one.seed, one.request_id) for entry in entries for one in entry.facts.versions}


@dataclass
class _Replay:
    """The records as they are read."""

    opened: Opened | None = None
    base: Base | None = None
    steps: list[Step] = field(default_factory=list)
    blobs: dict[int, Blob] = field(default_factory=dict)
    arrays: dict[int, NDArray[Any]] = field(default_factory=dict)
    known: dict[str, Removal] = field(default_factory=dict)
    end: int = 0

    def take(self, end: int, record: Record) -> None:
        self.end = end
        match record:
            case Opened():
                self.opened = record
            case Placed(project, embeds) if self.opened is not None:
                self.opened = Opened(self.opened.schema, self.opened.photo, project, embeds)
            case Embedded(photo) if self.opened is not None:
                self.opened = Opened(self.opened.schema, photo, self.opened.project, self.opened.embeds)
            case Base():
                self.base = record
            case Blob(number):
                self.blobs[number] = record
            case Done() | Undone() | Redone() | Saved():
                self.steps.append(record)

    def array(self, number: int) -> NDArray[Any]:
        """Raises Damaged, KeyError."""
        if number not in self.arrays:
            blob = self.blobs[number]
            self.arrays[number] = decode_png(blob.png, blob.shape, blob.dtype)
        return self.arrays[number]

    def removals(self, entries: Sequence[Entry]) -> Removals:
        """The list; a removal that was in an earlier one is the same again."""
        found = []
        for entry in entries:
            key = repr(entry)
            if key not in self.known:
                arrays = {name: self.array(number) for name, number in entry.arrays.items()}
                removal = removal_of(entry.facts, arrays)
                if removal is None:
                    raise Damaged("a removal is not whole")
                self.known[key] = removal
            found.append(self.known[key])
        return tuple(found)


def restore(folder: Path, *, max_pixels: int, original: Path | None = None) -> Restored:
    """The document of a journal; ``original`` is where the person found the photo.

    Raises OriginalNeeded where the photo must be asked for, InputError where nothing can be brought back.
    """
    replay = _Replay()
    try:
        with (folder / FILE).open("rb") as file:
            for end, record in read_records(file):
                replay.take(end, record)
        opened = replay.opened
        if opened is None or opened.schema != SCHEMA:
            raise _lost(tr("its beginning is damaged"))
        photo, known, notes = _photo(folder, opened, original, max_pixels)
        document = _replayed(photo, replay)
    except OSError as error:
        raise _lost(reason_of(error)) from error
    except Unreadable as error:
        raise _lost(str(error)) from error
    except (Damaged, KeyError, ValueError) as error:
        log.warning("a journal could not be replayed: %s", error)
        raise _lost(tr("it is damaged")) from error
    project = Path(opened.project) if opened.project else None
    next_number = max(replay.blobs, default=0) + 1
    numbers = Resumed(replay.end, replay.arrays, next_number, opened.photo.embedded)
    return Restored(document, known, project, opened.embeds, notes, numbers)


def _lost(reason: str) -> InputError:
    return InputError(tr("The work could not be brought back: {reason}.", reason=reason))


def _photo(
    folder: Path, opened: Opened, given: Path | None, max_pixels: int
) -> tuple[Photo, Original, tuple[str, ...]]:
    if opened.photo.embedded:
        data = (folder / ORIGINAL).read_bytes()
        photo, known = opened_from(data, opened.photo, folder / FILE, max_pixels)
        if known.path is None:
            # It never had a file, or that one is gone: nothing else belongs into this folder.
            place = Path(opened.project).parent / opened.photo.name if opened.project else None
            photo = replace(photo, path=place)
        return photo, known, ()
    return find_original(opened.photo, folder / FILE, given, max_pixels=max_pixels)


def _replayed(photo: Photo, replay: _Replay) -> Document:
    document = Document(photo, history_budget=sys.maxsize)
    history = document.history
    if replay.base is not None:
        tiles = _tiles(replay.base)
        document.mask.check(tiles)
        MaskPatch(tiles).swap(document.mask)
        document.put_removals(replay.removals(replay.base.removals))
        document.put_wishes(wishes_of(replay.base.wider, photo.size))
    # What it was opened as was saved somewhere; whether that is still so, nobody knows.
    history.mark_unsaved()
    for step in replay.steps:
        match step:
            case Done(name, _, entries, kept, wished):
                removals = None if entries is None else replay.removals(entries)
                wider = None if wished is None else wishes_of(wished, photo.size)
                document.repeat(name, _tiles(step), removals, wider)
                # As the program forgot them that wrote it.
                history.keep(kept)
            case Undone():
                history.undo()
            case Redone():
                history.redo()
            case Saved():
                history.mark_clean()
    document.mask.settle(sys.maxsize)
    history.budget = History().budget
    return document


def _tiles(record: Base | Done) -> dict[TileKey, PackedTile]:
    return {(tile.row, tile.column): tile.packed for tile in record.tiles}
