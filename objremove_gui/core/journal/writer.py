"""Writes a journal in a thread of its own: each step is on the disk as soon as the drive has taken it."""

from __future__ import annotations

import os
import shutil
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.history import Move
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reasons import reason_of
from objremove_gui.core.journal.compacting import compact
from objremove_gui.core.journal.orders import Beginning, Change, Resumed, TakeIn
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
    Tile,
    Undone,
    framed,
)
from objremove_gui.core.mask_tiles import TILE, pack_tile
from objremove_gui.core.project.known import known_of
from objremove_gui.core.project.lossless import Encode, encode_png
from objremove_gui.core.project.original import Original, file_bytes, original_of, path_text
from objremove_gui.core.project.saving import photo_as_png
from objremove_gui.core.project.schema import PhotoFacts, arrays_of, facts_of, wishes_facts
from objremove_gui.core.removal import Removals
from objremove_gui.core.snapshot import Snapshot
from objremove_gui.errors import OutputError
from objremove_gui.i18n import tr

BUDGET = 256 << 20
# Seconds after which whoever waits looks whether there is still somebody to wait for.
WAIT = 0.2


class Journal:
    """The journal of one document in a folder of its own, which comes to be with the first step.

    ``beginning`` is None for one that is gone on with, as ``resumed`` says. ``on_error`` is called from the journal's
    thread, once, with the error after which nothing is written any more.
    """

    def __init__(
        self,
        folder: Path,
        beginning: Beginning | None,
        on_error: Callable[[OutputError], None],
        *,
        resumed: Resumed | None = None,
        budget: int = BUDGET,
        encode: Encode = encode_png,
    ) -> None:
        self.folder = folder
        self._beginning = beginning
        self._on_error = on_error
        self._budget = budget
        self._encode = encode
        # What a photo that has a file is known by, once that was found out.
        self.original: Original | None = None
        self._limit = budget
        self._has_photo = resumed is not None and resumed.has_photo
        self._goes_on_at = None if resumed is None else resumed.end
        self._file: BinaryIO | None = None
        self._numbers: dict[int, tuple[weakref.ref[NDArray[Any]], int]] = {}
        self._next_number = 1 if resumed is None else resumed.next_number
        # Only as long as the document has them: those of steps that were forgotten leave the memory.
        for number, array in () if resumed is None else resumed.arrays.items():
            self._numbers[id(array)] = weakref.ref(array), number
        self._queue: SimpleQueue[Change | Placed | TakeIn | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def add(self, change: Change) -> None:
        """Have a step written."""
        self._queue.put(change)

    def place(self, project: Path, *, embeds: bool) -> None:
        """Have it written that the document was saved there."""
        self._queue.put(Placed(path_text(project), embeds))

    def take_in(self, photo: Photo, original: Original) -> None:
        """Keep the photo in the folder: its own file is going to be another one. Waits until it is on the disk."""
        wish = TakeIn(photo, original, threading.Event())
        self._queue.put(wish)
        while self._thread.is_alive() and not wish.done.wait(WAIT):
            pass

    def discard(self) -> None:
        """The work is safe or not wanted: the journal goes away."""
        self._queue.put(None)

    @property
    def is_gone(self) -> bool:
        """Whether it was discarded and has gone away."""
        return not self._thread.is_alive()

    def wait(self) -> None:
        """Wait until a discarded journal is gone."""
        self._thread.join()

    # -- in the journal's thread

    def _work(self) -> None:
        ended = failed = False
        while not ended:
            batch = [self._queue.get()]
            while not self._queue.empty():
                batch.append(self._queue.get())
            ended = None in batch
            try:
                if not (ended or failed):
                    self._write([one for one in batch if one is not None])
            except OSError as error:
                failed = True
                self._on_error(not_kept(error))
            finally:
                for one in batch:
                    if isinstance(one, TakeIn):
                        one.done.set()
        if self._file is not None:
            self._file.close()
        self._beginning = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, batch: list[Change | Placed | TakeIn]) -> None:
        file = self._opened()
        if file is None:
            if not any(isinstance(one, Change) for one in batch):
                return
            file = self._begun()
        for one in batch:
            for record in self._records(one):
                file.write(framed(record))
        file.flush()
        os.fsync(file.fileno())
        if file.tell() > self._limit:
            self._compact(file)

    def _opened(self) -> BinaryIO | None:
        """The file, if it is there: by an earlier step, or since it is gone on with."""
        if self._goes_on_at is not None:
            end, self._goes_on_at = self._goes_on_at, None
            self._file = (self.folder / FILE).open("r+b")
            self._file.truncate(end)
            self._file.seek(end)
        return self._file

    def _begun(self) -> BinaryIO:
        """A new file, with what has to be known before the first step."""
        beginning, self._beginning = self._beginning, None
        assert beginning is not None
        self.folder.mkdir(parents=True, exist_ok=True)
        photo = beginning.snapshot.photo
        original = known_of(photo, beginning.stamp) if beginning.original is None else beginning.original
        if original.data is None and original.has_a_place and file_bytes(original) is not None:
            self.original = original
            facts = original.facts(self.folder, embedded=False)
        else:
            facts = self._embedded(photo, original)
        file = (self.folder / FILE).open("w+b")
        self._file = file
        file.write(framed(Opened(SCHEMA, facts, path_text(beginning.project), beginning.embeds)))
        for record in self._base(beginning.snapshot):
            file.write(framed(record))
        return file

    def _embedded(self, photo: Photo, original: Original) -> PhotoFacts:
        """What the photo is known by whose bytes lie in the folder from now on."""
        data = file_bytes(original)
        data = photo_as_png(photo) if data is None else data
        _put(self.folder / ORIGINAL, data)
        self._has_photo = True
        return original_of(photo, data).facts(self.folder, embedded=True)

    def _base(self, snapshot: Snapshot) -> list[Record]:
        blobs, entries = self._entries(snapshot.removals)
        mask = np.zeros((snapshot.photo.size.height, snapshot.photo.size.width), np.uint8)
        mask[snapshot.box.slices] = snapshot.mask
        tiles = []
        for y in range(snapshot.box.y // TILE * TILE, snapshot.box.bottom, TILE):
            for x in range(snapshot.box.x // TILE * TILE, snapshot.box.right, TILE):
                packed = pack_tile(np.ascontiguousarray(mask[y : y + TILE, x : x + TILE]))
                tiles.append(Tile(y // TILE, x // TILE, packed))
        return [*blobs, Base(tiles, entries, wishes_facts(snapshot.wider))]

    def _records(self, change: Change | Placed | TakeIn) -> list[Record]:
        if isinstance(change, Placed):
            return [change]
        if isinstance(change, TakeIn):
            return [] if self._has_photo else [Embedded(self._embedded(change.photo, change.original))]
        match change.move:
            case Move.UNDONE:
                return [Undone()]
            case Move.REDONE:
                return [Redone()]
            case Move.SAVED:
                return [Saved()]
        tiles = [Tile(*key, tile.packed()) for key, tile in (change.tiles or {}).items()]
        wider = None if change.wider is None else wishes_facts(change.wider)
        if change.removals is None:
            return [Done(change.name, tiles, None, change.kept, wider)]
        blobs, entries = self._entries(change.removals)
        return [*blobs, Done(change.name, tiles, entries, change.kept, wider)]

    def _entries(self, removals: Removals) -> tuple[list[Record], list[Entry]]:
        """The removals, and before them those of their arrays that are not in the file yet."""
        blobs: list[Record] = []
        entries = []
        for removal in removals:
            numbers = {name: self._number(array, blobs) for name, array in arrays_of(removal).items()}
            entries.append(Entry(facts_of(removal), numbers))
        return blobs, entries

    def _number(self, array: NDArray[Any], blobs: list[Record]) -> int:
        known = self._numbers.get(id(array))
        if known is not None and known[0]() is array:
            return known[1]
        number = self._next_number
        self._next_number += 1
        self._numbers[id(array)] = weakref.ref(array), number
        blobs.append(Blob(number, array.shape, array.dtype.name, self._encode(array)))
        return number

    def _compact(self, file: BinaryIO) -> None:
        """Write the journal anew without what is not needed any more."""
        file.close()
        path = self.folder / FILE
        used = compact(path)
        self._numbers = {key: known for key, known in self._numbers.items() if known[1] in used}
        self._file = path.open("r+b")
        self._limit = max(self._budget, 2 * self._file.seek(0, 2))


def _put(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def not_kept(error: OSError) -> OutputError:
    """What is told once no journal can be written any more."""
    return OutputError(
        tr(
            "From here on your work is not kept in case the program ends: {reason}. Save the project soon.",
            reason=reason_of(error),
        )
    )
