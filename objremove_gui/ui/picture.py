"""An open picture: its document, where it belongs, how it was looked at; and how one is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.groundwork import Ground
    from objremove_gui.core.history import Edit
    from objremove_gui.core.imageio.coming import Coming
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.core.project.known import Stamp
    from objremove_gui.core.project.original import Original
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.resting import Resting
    from objremove_gui.ui.canvas.scene import Scene
    from objremove_gui.ui.canvas.viewport import Viewport
    from objremove_gui.ui.exporting.commands import Exported


@dataclass(frozen=True, slots=True)
class Home:
    """Where a document belongs: its project file, if it has one, and what its original is known by, once it is known.

    ``embeds`` tells whether the original's bytes go into the project file; ``exported`` how it was exported last.
    ``saved_back`` is the state in which the photo's own file was left when it was saved back, ``stamp`` that of the
    project file when it was opened or saved here, None where that is not known.
    """

    project: Path | None = None
    original: Original | None = None
    embeds: bool = False
    exported: Exported | None = None
    saved_back: tuple[int, int] | None = None
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A document that is ready to be shown; ``notes`` are sentences for people, ``stamp`` is of the photo's file."""

    scene: Scene
    home: Home
    notes: tuple[str, ...]
    stamp: Stamp | None


@dataclass(eq=False)
class Picture:
    """``document`` is None until it is looked at, ``scene`` while its pixels are not in memory.

    ``path`` is the file that it was opened from; a picture without one is known by ``name``. ``view`` is how it was
    looked at, None for all of it. ``takes_cmyk`` tells that a photo in printing colours may become sRGB. As long as
    ``holds`` is not 0 somebody needs its pixels. ``fresh`` is what the last run has put in, and the step that it was,
    until it is kept or discarded.
    """

    path: Path | None
    name: str = ""
    document: Document | None = None
    scene: Scene | None = None
    home: Home = field(default_factory=Home)
    stamp: Stamp | None = None
    resting: Resting | None = None
    view: Viewport | None = None
    holds: int = 0
    takes_cmyk: bool = False
    fresh: tuple[tuple[Removal, ...], Edit] | None = None
    # Held while its pixels come or go.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def title(self) -> str:
        """The name of the project, else of the file."""
        place = self.home.project or self.path
        return self.name if place is None else place.name

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose work: marks or removals that are neither exported nor saved in a project.

        In a project it is a loss, too, where they are taken away again.
        """
        document = self.document
        if document is None or document.history.is_clean:
            return False
        return self.home.project is not None or bool(document.removals) or not document.mask.is_empty

    @property
    def weight(self) -> int:
        """Bytes of its pixels and levels that are in memory."""
        if self.scene is None:
            return 0
        document = self.scene.document
        # Four channels and the mask, each with its levels, which are a third of it; the first level is the photo.
        return int(document.photo.pixels.nbytes + document.size.pixels * (4 / 3 + 4 / 3))


async def whole(document: Document) -> None:
    """Wait until a document's pixels are decoded; threads that wait for them could do nothing else meanwhile.

    Raises what opening the photo raises.
    """
    from objremove_gui.core.imageio.coming import ComingPhoto

    photo = document.photo
    if isinstance(photo, ComingPhoto):
        await asyncio.shield(asyncio.wrap_future(photo.arrival))


def read_picture(
    path: Path,
    original: Path | None,
    max_pixels: int,
    screen: bytes | None,
    takes_cmyk: bool,
    on_rough: Callable[[Arrival], None],
) -> Arrival:
    """A photo or a project, in a thread; ``original`` is where the person found a project's photo.

    ``screen`` is the ICC profile of the screen, None for sRGB; without ``takes_cmyk`` a photo in printing colours
    raises an InputError of the code PRINTING. ``on_rough`` may be given the arrival before, in another thread, when the
    document can be shown and marked, while its pixels are still being decoded. Raises OriginalNeeded where the photo
    must be asked for, else InputError.
    """
    from objremove_gui.core.project.known import stamp_of
    from objremove_gui.core.project.opening import is_project, open_project

    # Before it is read: what is written meanwhile is noticed.
    stamp = stamp_of(path)
    if is_project(path):
        opened = open_project(path, max_pixels=max_pixels, original=original)
        home = Home(path, opened.original, opened.embedded, stamp=stamp)
        return arrived(opened.document, home, opened.notes, screen)
    return _read_photo(path, stamp, max_pixels, screen, takes_cmyk, on_rough)


def _read_photo(
    path: Path,
    stamp: Stamp | None,
    max_pixels: int,
    screen: bytes | None,
    takes_cmyk: bool,
    on_rough: Callable[[Arrival], None],
) -> Arrival:
    """See :func:`read_picture`; ``stamp`` is of before it is read."""
    from objremove_gui.core.document import Document
    from objremove_gui.core.groundwork import Groundwork
    from objremove_gui.core.imageio.reading import open_photo
    from objremove_gui.ui.canvas.scene import Scene

    rough = _Rough(path, screen, stamp, on_rough)
    groundwork = Groundwork(screen, rough.show)
    try:
        photo = open_photo(path, max_pixels=max_pixels, takes_cmyk=takes_cmyk, coming=groundwork.begin)
    except BaseException as error:
        rough.whole.set_exception(error)
        groundwork.wait()
        raise
    rough.whole.set_result(photo)
    ground = groundwork.take(photo.size)
    if rough.arrival is None:
        scene = Scene.prepare(Document(photo, plane=ground.plane), screen, ground)
        return Arrival(scene, Home(), photo.notes, stamp)
    rough.arrival.scene.arrive(photo, is_filled=ground.is_filled)
    return rough.arrival


class _Rough:
    """What is shown of a photo before it is ``whole``."""

    def __init__(
        self, path: Path, screen: bytes | None, stamp: Stamp | None, on_rough: Callable[[Arrival], None]
    ) -> None:
        self.whole: Future[Photo] = Future()
        self.arrival: Arrival | None = None
        self._path, self._screen, self._stamp, self._on_rough = path, screen, stamp, on_rough

    def show(self, coming: Coming, ground: Ground) -> None:
        """There is enough to show it by."""
        from objremove_gui.core.document import Document
        from objremove_gui.core.imageio.coming import ComingPhoto
        from objremove_gui.ui.canvas.scene import Scene

        if coming.early is None:
            return
        photo = ComingPhoto(self._path, coming.size, coming.early.facts, self.whole)
        scene = Scene.prepare(Document(photo, plane=ground.plane), self._screen, ground)
        self.arrival = Arrival(scene, Home(), photo.notes, self._stamp)
        self._on_rough(self.arrival)


def arrived(document: Document, home: Home, notes: tuple[str, ...], screen: bytes | None) -> Arrival:
    """A document with all that showing it needs; costly, so in a thread."""
    from objremove_gui.core.project.known import stamp_of
    from objremove_gui.ui.canvas.scene import Scene

    return Arrival(Scene.prepare(document, screen), home, notes, stamp_of(document.photo.path))
