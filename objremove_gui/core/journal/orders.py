"""What a journal is told: how the document began, each step, and when its photo's file goes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from objremove_gui.core.crop_boxes import Wish
from objremove_gui.core.history import Move
from objremove_gui.core.imageio.photo import Photo
from objremove_gui.core.mask_tiles import TileKey, TileState
from objremove_gui.core.project.known import Stamp
from objremove_gui.core.project.original import Original
from objremove_gui.core.removal import Removals
from objremove_gui.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
    """The document as it was opened: ``original`` where it is known already, its project if it has one.

    ``stamp`` is the photo's file as it was when it was opened, to find out what it is known by.
    """

    snapshot: Snapshot
    original: Original | None = None
    project: Path | None = None
    embeds: bool = False
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Resumed:
    """A journal that is gone on with: where its last whole record ends, and its arrays by number.

    ``has_photo`` tells that the photo lies in its folder.
    """

    end: int
    arrays: Mapping[int, NDArray[Any]]
    next_number: int
    has_photo: bool


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One step as it was seen: ``tiles`` as they were left; ``removals`` and ``wider`` None where nothing changed."""

    move: Move
    name: str = ""
    tiles: Mapping[TileKey, TileState] | None = None
    removals: Removals | None = None
    kept: int = 0
    wider: tuple[Wish, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TakeIn:
    """The photo is to be taken into the folder; ``done`` is set as soon as it is there, or can't be."""

    photo: Photo
    original: Original
    done: threading.Event
