"""Which pictures a folder holds: all that lie in it and below, in the order in which a person counts."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Pictures of folders that are taken at once, and entries that are looked at for them: a whole drive is no folder
# of pictures.
MOST_PICTURES = 500
MOST_ENTRIES = 200_000
# Folders in each other; nobody keeps pictures deeper, and each takes a step of the stack.
DEEPEST = 40
DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Listing:
    """``paths`` in their order; ``bare`` are folders without a picture, or that can't be read.

    ``is_cut`` tells that the folders hold more than is listed.
    """

    paths: tuple[Path, ...]
    bare: tuple[Path, ...] = ()
    is_cut: bool = False


def natural_key(name: str) -> tuple[tuple[str | int, ...], str]:
    """Sorts ``img9`` before ``img10``, and both without regard to case."""
    parts = DIGITS.split(name.casefold())
    return tuple(int(part) if at % 2 else part for at, part in enumerate(parts)), name


def listed(paths: Sequence[Path], suffixes: Collection[str], *, most: int = MOST_PICTURES) -> Listing:
    """``paths`` with the pictures of each folder in its place: at most so many, known by their lower-case suffix.

    Files are taken whatever they are, for a person has named them. In folders hidden files are left out, and links to
    other folders are not followed, so that there is an end.
    """
    found: list[Path] = []
    bare: list[Path] = []
    search = _Search(suffixes, most)
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        before = search.found
        found += search.below(path)
        if search.found == before and not search.is_cut:
            bare.append(path)
    return Listing(tuple(dict.fromkeys(found)), tuple(bare), search.is_cut)


class _Search:
    """Looks through folders until there is enough."""

    def __init__(self, suffixes: Collection[str], most: int) -> None:
        self._suffixes = frozenset(suffixes)
        self._most = most
        self._seen = 0
        self.found = 0
        self.is_cut = False

    def below(self, folder: Path, depth: int = 0) -> Iterator[Path]:
        """The pictures of a folder, then those of each folder in it."""
        files, folders = self._entries(folder)
        for name in sorted(files, key=natural_key):
            self.is_cut = self.is_cut or self.found >= self._most
            if self.is_cut:
                return
            self.found += 1
            yield folder / name
        self.is_cut = self.is_cut or self._seen > MOST_ENTRIES
        for name in sorted(folders, key=natural_key):
            self.is_cut = self.is_cut or depth >= DEEPEST
            if self.is_cut:
                return
            yield from self.below(folder / name, depth + 1)

    def _entries(self, folder: Path) -> tuple[list[str], list[str]]:
        """Names of the pictures and of the folders in one; none where it can't be read."""
        files: list[str] = []
        folders: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._seen += 1
                    if self._seen > MOST_ENTRIES:
                        break
                    if entry.name.startswith(".") or _is_junction(entry):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    elif Path(entry.name).suffix.lower() in self._suffixes and os.path.isfile(entry):
                        files.append(entry.name)
        except OSError:
            # What was found until then is there all the same.
            return files, folders
        return files, folders


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows has links to folders that are no symbolic links."""
    return sys.version_info >= (3, 12) and entry.is_junction()
