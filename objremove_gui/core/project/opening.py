"""Open a project as far as it can be read, and say what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.imageio.reasons import Unreadable, reason_of, shown_name
from objremove_gui.core.project.archive import SIGNATURE, Entry, entries, read_entry
from objremove_gui.core.project.lossless import Damaged, decode_png, most_bytes
from objremove_gui.core.project.original import Original, find_original, opened_from
from objremove_gui.core.project.saving import MANIFEST, MANIFEST_AGAIN, MASK, ORIGINAL, removal_entry
from objremove_gui.core.project.schema import (
    FORMAT,
    MANIFEST_BYTES,
    SCHEMA,
    SUFFIX,
    Head,
    Manifest,
    RemovalFacts,
    fits,
    names_of,
    patch_name,
    removal_of,
    wishes_of,
)
from objremove_gui.core.removal import Pixels, Removal
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr, trn

# Bytes of all patches together, decoded: more would not have been in memory when they were saved. A small file may not
# come to more than the second, or so many times its own size: no photograph packs as well as that.
MOST_DECODED = 16 << 30
SMALL_DECODED = 1 << 30
MOST_TIMES = 50
MOST_ORIGINAL = 4 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """``notes`` are sentences about what is lost or different; ``embedded`` if the original came with the project."""

    document: Document
    notes: tuple[str, ...]
    original: Original
    embedded: bool


@dataclass
class _Reader:
    """An open project file."""

    file: BinaryIO
    entries: dict[str, Entry]
    left: int

    def picture(self, name: str, shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> Pixels:
        """Raises Damaged, OSError."""
        most = most_bytes(shape, dtype)
        if most > self.left:
            raise Damaged("there is too much of it")
        data = read_entry(self.file, self.entries.get(name), most)
        self.left -= most
        return decode_png(data, shape, dtype)


def is_project(path: Path) -> bool:
    """Whether the file is meant to be a project: by its name, or because it begins as one."""
    if path.suffix.lower() == SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            return file.read(64)[: 30 + len(MANIFEST)].endswith(MANIFEST.encode())
    except (OSError, ValueError):
        return False


def open_project(path: Path, *, max_pixels: int, original: Path | None = None) -> Opened:
    """The document, with what is lost of it in notes; ``original`` is where the person found the photo.

    Raises OriginalNeeded where the photo must be asked for, InputError for what is no project, too new, or too
    damaged to tell anything.
    """
    try:
        if not path.is_file():
            reason = tr("it is a folder") if path.is_dir() else tr("it is not there")
            raise _not_opened(path, reason)
        with path.open("rb") as file:
            most = min(MOST_DECODED, max(SMALL_DECODED, MOST_TIMES * path.stat().st_size))
            reader = _Reader(file, entries(file), most)
            manifest = _manifest(reader, path)
            return _opened(reader, manifest, path, max_pixels, original)
    except OSError as error:
        raise _not_opened(path, reason_of(error)) from error
    except ValueError as error:
        raise _not_opened(path, tr("its name can't be used")) from error
    except MemoryError as error:
        raise _not_opened(path, tr("there is not enough memory for it")) from error


def _not_opened(path: Path, reason: str) -> InputError:
    return InputError(tr("“{name}” could not be opened: {reason}.", name=shown_name(path), reason=reason))


def _manifest(reader: _Reader, path: Path) -> Manifest:
    for name in (MANIFEST, MANIFEST_AGAIN):
        try:
            data = read_entry(reader.file, reader.entries.get(name), MANIFEST_BYTES)
            head = msgspec.json.decode(data, type=Head)
            if head.format == FORMAT and head.schema > SCHEMA:
                raise InputError(
                    tr(
                        "“{name}” was saved by a newer version of ObjRemove; update ObjRemove to open it.",
                        name=shown_name(path),
                    ),
                    code="newer",
                )
            if head.format == FORMAT and head.schema == SCHEMA:
                return msgspec.json.decode(data, type=Manifest)
        except (Damaged, msgspec.DecodeError, RecursionError):
            continue
    reader.file.seek(0)
    if reader.file.read(len(SIGNATURE)) == SIGNATURE and (reader.entries.keys() & {MANIFEST, MANIFEST_AGAIN}):
        raise _not_opened(path, tr("it is damaged where it says what it holds"))
    raise _not_opened(path, tr("it is no project of ObjRemove, or damaged from its beginning on"))


def _opened(reader: _Reader, manifest: Manifest, path: Path, max_pixels: int, given: Path | None) -> Opened:
    photo, original, notes, embedded = _photo(reader, manifest, path, max_pixels, given)
    document = Document(photo)
    lost = [*photo.notes, *notes]
    if not _take_mask(reader, document):
        lost.append(tr("The file is damaged: the marks are lost."))
    else:
        document.put_wishes(wishes_of(manifest.wider, photo.size))
    removals = []
    for index, facts in enumerate(manifest.removals):
        removal, missing = _removal(reader, index, facts, photo)
        if removal is None:
            lost.append(tr("The file is damaged: removal {number} is lost.", number=index + 1))
            continue
        removals.append(removal)
        lost.extend(_told(index, facts, missing))
    document.put_removals(tuple(removals))
    return Opened(document, tuple(lost), original, embedded)


def _photo(
    reader: _Reader, manifest: Manifest, path: Path, max_pixels: int, given: Path | None
) -> tuple[Photo, Original, tuple[str, ...], bool]:
    facts = manifest.photo
    if facts.embedded and given is None:
        try:
            data = read_entry(reader.file, reader.entries.get(ORIGINAL), MOST_ORIGINAL)
            return *opened_from(data, facts, path, max_pixels), (), True
        except Unreadable as error:
            raise _not_opened(path, str(error)) from error
        except Damaged:
            photo, original, notes = find_original(facts, path, None, max_pixels=max_pixels)
            note = tr("The file is damaged: the photo in it is lost; it was taken from its own file.")
            return photo, original, (*notes, note), False
    return *find_original(facts, path, given, max_pixels=max_pixels), False


def _take_mask(reader: _Reader, document: Document) -> bool:
    size, mask = document.size, document.mask
    try:
        pixels = reader.picture(MASK, (size.height, size.width), np.dtype(np.uint8))
    except Damaged:
        return False
    mask.begin()
    mask.replace(Rect.of_size(size), np.where(pixels < 128, np.uint8(0), np.uint8(255)))
    mask.commit()
    return True


def _removal(
    reader: _Reader, index: int, facts: RemovalFacts, photo: Photo
) -> tuple[Removal | None, set[str]]:
    """The removal as far as it is there, and the names of its arrays that are not."""
    if not fits(facts, photo.size):
        return None, set()
    arrays, missing = {}, set()
    for name, shape, dtype in _arrays(facts, photo):
        try:
            arrays[name] = reader.picture(removal_entry(index, name), shape, dtype)
        except Damaged:
            missing.add(name)
    return removal_of(facts, arrays), missing


def _arrays(facts: RemovalFacts, photo: Photo) -> Iterator[tuple[str, tuple[int, ...], np.dtype[np.generic]]]:
    _, _, width, height = facts.box
    patches = {patch_name(index) for index in range(len(facts.versions))}
    for name in names_of(facts):
        if name in patches:
            yield name, (height, width, 3), photo.pixels.dtype
        else:
            yield name, (height, width), np.dtype(np.uint8)


def _told(index: int, facts: RemovalFacts, missing: set[str]) -> Iterator[str]:
    patches = [number for number in range(len(facts.versions)) if patch_name(number) in missing]
    if patches:
        yield trn(
            "The file is damaged: {count} result of removal {number} is lost.",
            "The file is damaged: {count} results of removal {number} are lost.",
            len(patches),
            number=index + 1,
        )
    if missing - {patch_name(number) for number in patches}:
        yield tr(
            "The file is damaged: what was painted back in removal {number} can't be taken away again.",
            number=index + 1,
        )
