"""Keeps the strip of open pictures in step with the shelf, and makes its small pictures one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.icons import icon
from objremove_gui.ui.layout import BELOW, docked
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.screen_profile import window_profile
from objremove_gui.ui.shelf import Shelf
from objremove_gui.ui.strip.commands import PictureCommands
from objremove_gui.ui.strip.panel import HEIGHT, WIDTH, Entry, PictureStrip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QDockWidget

    from objremove_gui.core.removal import Removals
    from objremove_gui.ui.canvas.scene import Scene
    from objremove_gui.ui.main_window import MainWindow

KEY = "thumbnails"
SIGN = 28


class StripBoard(QObject):
    """The strip is made when there is a second picture, and hidden where there is only one."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        background: Background,
        editor: Editor,
        shelf: Shelf,
        commands: PictureCommands,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._background = background
        self._editor = editor
        self._shelf = shelf
        self._commands = commands
        self._dock: QDockWidget | None = None
        self._strip: PictureStrip | None = None
        self._waiting = _sign("image")
        # The small pictures, and of which removals those of documents were made.
        self._icons: dict[Picture, QIcon] = {}
        self._made_of: dict[Picture, Removals] = {}
        shelf.listed.connect(self.refresh)
        shelf.left.connect(self._forget)
        settings.on_change.append(self._on_setting)
        self.refresh()

    def _on_setting(self, key: str) -> None:
        if key == "show_pictures":
            self.refresh()

    def _forget(self, picture: Picture) -> None:
        self._icons.pop(picture, None)
        self._made_of.pop(picture, None)

    # -- what is shown

    def refresh(self) -> None:
        """Show the pictures that are open."""
        pictures, shown = self._shelf.pictures, self._editor.picture
        wanted = bool(self._settings.get("show_pictures"))
        self._window.actions_by_id["picturesAction"].setChecked(wanted)
        # One that is not shown is one that could not be: there must be a way to it.
        is_left = shown is None and any(one.document is not None for one in pictures)
        is_seen = wanted and (len(pictures) > 1 or is_left)
        if is_seen:
            self._fill(self._made(), pictures, shown)
        if self._dock is not None:
            self._dock.setVisible(is_seen)

    def _fill(self, strip: PictureStrip, pictures: list[Picture], shown: Picture | None) -> None:
        entries = [
            Entry(one.title, "" if one.path is None else str(one.path), one.is_dirty) for one in pictures
        ]
        strip.show_entries(entries, pictures.index(shown) if shown in pictures else -1)
        for index, picture in enumerate(pictures):
            self._draw(picture)
            strip.set_icon(index, self._icons.get(picture, self._waiting))
        if self._next_to_read() is not None:
            self._background.start(self._read(), key=KEY)

    def _made(self) -> PictureStrip:
        if self._strip is not None:
            return self._strip
        window = self._window
        strip = self._strip = PictureStrip()
        strip.chosen.connect(self._choose)
        strip.clicked_on.connect(window.canvas.setFocus)
        strip.moved.connect(lambda row, place: self._shelf.move(self._shelf.pictures[row], place))
        strip.close_wanted.connect(lambda row: self._commands.close(self._shelf.pictures[row]))
        strip.close_others_wanted.connect(lambda row: self._commands.close_others(self._shelf.pictures[row]))
        strip.close_all_wanted.connect(self._commands.close_all)
        self._dock = docked(window, strip, tr("Pictures"), "picturesDock", BELOW, closes=False)
        return strip

    def _choose(self, row: int) -> None:
        picture = self._shelf.pictures[row]
        if picture is not self._editor.picture:
            self._commands.go_to(picture)

    # -- small pictures

    def _draw(self, picture: Picture) -> None:
        """The small picture of a document that is in memory, made anew when its removals have changed."""
        document, scene = picture.document, picture.scene
        if document is None or scene is None or self._made_of.get(picture) is document.removals:
            return
        self._made_of[picture] = document.removals
        self._icons[picture] = _icon_of(_shrunk(scene))

    def _next_to_read(self) -> Picture | None:
        """The next that is not read yet and has no small picture."""
        return next(
            (one for one in self._shelf.pictures if one.document is None and one not in self._icons), None
        )

    async def _read(self) -> None:
        limit, screen = self._editor.max_pixels, window_profile()
        while (picture := self._next_to_read()) is not None:
            made = self._waiting
            try:
                if picture.path is not None:
                    pixels = await self._background.run_blocking(_small, picture.path, limit, screen)
                    made = made if pixels is None else _icon_of(pixels)
            except InputError:
                made = _sign("warning", "warning")
            if picture in self._shelf.pictures:
                shown = self._icons.setdefault(picture, made)
                index = self._shelf.pictures.index(picture)
                if self._strip is not None and index < self._strip.count():
                    self._strip.set_icon(index, shown)


def _sign(name: str, tint: str = "") -> QIcon:
    """In place of a small picture, and smaller still."""
    return QIcon(_framed(icon(name, tint).pixmap(SIGN, SIGN)))


def _framed(small: QPixmap) -> QPixmap:
    """In the middle of a place that is as large for all, so that their names are on one line."""
    place = QPixmap(WIDTH, HEIGHT)
    place.fill(Qt.GlobalColor.transparent)
    size = small.deviceIndependentSize()
    with QPainter(place) as painter:
        painter.drawPixmap(QPointF((WIDTH - size.width()) / 2, (HEIGHT - size.height()) / 2), small)
    return place


def _small(path: Path, max_pixels: int, screen: bytes | None) -> NDArray[np.uint8] | None:
    """None for a project, which shows more than its photo."""
    from objremove_gui.core.imageio.small import small_picture
    from objremove_gui.core.project.opening import is_project

    if is_project(path):
        return None
    return small_picture(path, WIDTH, max_pixels=max_pixels, screen=screen)


def _shrunk(scene: Scene) -> NDArray[np.uint8]:
    """The visible picture, from its smallest level."""
    import cv2
    import numpy as np

    from objremove_gui.core.geometry import Rect

    level = len(scene.picture.sizes) - 1
    size = scene.picture.sizes[level]
    pixels = scene.picture.region(level, Rect.of_size(size))
    scale = min(WIDTH / size.width, HEIGHT / size.height, 1.0)
    target = (max(1, round(size.width * scale)), max(1, round(size.height * scale)))
    return np.asarray(cv2.resize(pixels, target, interpolation=cv2.INTER_AREA), np.uint8)


def _icon_of(pixels: NDArray[np.uint8]) -> QIcon:
    """Not tinted where it is selected: it is to be looked at."""
    import numpy as np

    from objremove_gui.ui.pictures import image_over

    pixmap = _framed(QPixmap.fromImage(image_over(np.ascontiguousarray(pixels)).copy()))
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
