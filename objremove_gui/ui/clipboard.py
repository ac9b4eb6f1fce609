"""The finished picture to the clipboard, and pictures from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QStringListModel
from PySide6.QtGui import QColorSpace, QGuiApplication, QImage

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.ui.background import Background
from objremove_gui.ui.editor import Editor
from objremove_gui.ui.message_bar import Kind
from objremove_gui.ui.picture import Arrival, Home, arrived, whole
from objremove_gui.ui.screen_profile import window_profile
from objremove_gui.ui.shelf import Shelf

if TYPE_CHECKING:
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.ui.file_commands import FileCommands
    from objremove_gui.ui.main_window import MainWindow

PNG = "image/png"
# Files as they are, whose depth and colours an image of the toolkit would lose; the best first.
WHOLE = (PNG, "image/tiff", "image/jpeg")


class Clipboard:
    """Coroutines behind the actions; the pixels are worked on in threads."""

    def __init__(
        self, window: MainWindow, background: Background, editor: Editor, shelf: Shelf, files: FileCommands
    ) -> None:
        self._window = window
        self._background = background
        self._editor = editor
        self._shelf = shelf
        self._files = files
        self._pasted = 0

    async def copy(self) -> None:
        """Put the visible picture on the clipboard."""
        document = self._editor.document
        if document is None:
            return
        with self._files.busy(tr("Copying the picture")):
            take = document.snapshot_later()
            await whole(document)
            image, png = await self._background.run_blocking(_image, take)
        mime = _mime()
        mime.setImageData(image)
        # Made already: who wants it from the clipboard need not wait for the window to do so.
        mime.setData(PNG, png)
        QGuiApplication.clipboard().setMimeData(mime)
        self._window.messages.say(Kind.SUCCESS, tr("The picture is on the clipboard."))

    async def paste(self) -> None:
        """Open what is on the clipboard: files, or a picture as a new one without a name. Raises InputError."""
        mime = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            await self._files.open_all(paths)
            return
        limit = self._editor.max_pixels
        data = next((bytes(mime.data(name).data()) for name in WHOLE if mime.hasFormat(name)), b"")
        image = QImage() if data else QGuiApplication.clipboard().image()
        if not data and image.isNull():
            raise InputError(
                tr("There is no picture on the clipboard; copy one in another program first."),
                code="clipboard",
            )
        self._pasted += 1
        name = tr("Untitled {number}", number=self._pasted)
        with self._files.busy(tr("Opening {name}", name=name)):
            arrival = await self._background.run_blocking(_arrival, data, image, limit, window_profile())
        await self._files.show(self._shelf.take(arrival, name))


def _mime() -> QMimeData:
    """Empty, and of the toolkit's own making.

    One made here would ask for Python when it is deleted, which some platforms do at the very end, when Python is
    gone: the program crashed after all was done.
    """
    model = QStringListModel([""])
    mime = model.mimeData([model.index(0)])
    mime.clear()
    return mime


def _image(take: Callable[[], Snapshot]) -> tuple[QImage, QByteArray]:
    from objremove_gui.core.imageio.clipping import handed_out

    colours, png = handed_out(take())
    height, width, channels = colours.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    # Copied, since the array goes away with this function.
    image = QImage(colours.data, width, height, colours.strides[0], kind).copy()
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    # As Qt has its bytes: to copy so many would hold the window up.
    return image, QByteArray(png)


def _arrival(data: bytes, image: QImage, max_pixels: int, screen: bytes | None) -> Arrival:
    from objremove_gui.core.document import Document
    from objremove_gui.core.imageio.clipping import taken_in

    photo = taken_in(data, max_pixels) if data else _photo(image, max_pixels)
    return arrived(Document(photo), Home(), photo.notes, screen)


def _photo(image: QImage, max_pixels: int) -> Photo:
    import numpy as np

    from objremove_gui.core.geometry import Size
    from objremove_gui.core.imageio.clipping import check_pasted, photo_of

    check_pasted(Size(image.width(), image.height()), max_pixels)
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if image.colorSpace().isValid() and image.colorSpace() != srgb:
        image.convertToColorSpace(srgb)
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return photo_of(rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4).copy())
