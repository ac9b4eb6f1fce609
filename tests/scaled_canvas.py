"""Run by a test in a process of its own, with QT_SCALE_FACTOR: is what the screen shows what the canvas means?

Writes one line for each thing that is not right.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from desk import LEFT, NO_BUTTON, Desk
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPointingDevice
from PySide6.QtWidgets import QApplication, QWidget

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.ui.canvas.scene import Scene
from objremove_gui.ui.canvas.view import Canvas

PHOTO = Size(1200, 900)
# An odd place, so that at a factor of 1.25 the canvas begins inside a pixel of the screen.
CORNER = QPoint(13, 37)
POINTS = 60
SHARP = (1.0, 2.0, 3.0, 4.7, 8.0, 13.0)
STROKED = (0.37, 1.0, 1.3, 2.0, 5.0, 9.0)

RIMS = [np.array([[300, 300], [700, 320], [680, 600], [310, 580]], np.float32)]


def plain_photo() -> Photo:
    """Every pixel tells where it is."""
    y, x = np.mgrid[0 : PHOTO.height, 0 : PHOTO.width]
    pixels = np.stack([x % 256, y % 256, (x // 256) * 16 + y // 256], axis=-1).astype(np.uint8)
    return Photo(pixels, PhotoFormat.PNG)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def place_of(colour: NDArray[np.uint8]) -> tuple[int, int]:
    red, green, blue = (int(value) for value in colour)
    return blue // 16 * 256 + red, blue % 16 * 256 + green


def on_screen(window: QWidget) -> NDArray[np.uint8]:
    """The pixels of the screen, (h, w, 3) R G B, of the window's upper left part."""
    image = window.screen().grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    height, width = image.height(), image.width()
    return np.array(image.constBits()).reshape(height, width, 4)[..., 2::-1].copy()


def spots(canvas: Canvas, shot: NDArray[np.uint8], seed: int) -> Iterator[tuple[int, int, QPointF]]:
    """Pixels of the screen that show the photo: x, y, and the widget's point in their middle."""
    ratio = canvas.devicePixelRatioF()
    rng = np.random.default_rng(seed)
    left, top = int(CORNER.x() * ratio) + 2, int(CORNER.y() * ratio) + 2
    while True:
        x, y = int(rng.integers(left, shot.shape[1])), int(rng.integers(top, shot.shape[0]))
        point = QPointF((x + 0.5) / ratio, (y + 0.5) / ratio) - QPointF(CORNER)
        ix, iy = canvas.widget_to_image(point)
        # Where pixels of the photo meet, a click may mean either; and the grid hides them.
        room = 0.1 / canvas.viewport.zoom + (0.12 if canvas.viewport.zoom >= 8 else 0)
        sure = all(room < value % 1 < 1 - room for value in (ix, iy))
        if (
            sure
            and 0 <= ix < PHOTO.width
            and 0 <= iy < PHOTO.height
            and canvas.rect().contains(point.toPoint())
        ):
            yield x, y, point


def settle(canvas: Canvas) -> None:
    """Until all of the view is drawn sharply."""
    QApplication.processEvents()
    while canvas.is_refining:
        QApplication.processEvents()


def click(canvas: Canvas, point: QPointF) -> None:
    device = QPointingDevice.primaryPointingDevice()
    for kind, held in ((QEvent.Type.MouseButtonPress, LEFT), (QEvent.Type.MouseButtonRelease, NO_BUTTON)):
        event = QMouseEvent(kind, point, point, point, LEFT, held, Qt.KeyboardModifier.NoModifier, device)
        QApplication.sendEvent(canvas, event)


def check_clicks(window: QWidget, desk: Desk) -> None:
    canvas = desk.canvas
    for zoom in SHARP:
        canvas.use_tool(None, 0, pans=False)
        canvas.set_viewport(canvas.viewport.centred_on(500, 400, zoom))
        settle(canvas)
        shot = on_screen(window)
        desk.take("cells", step=1)
        wanted = spots(canvas, shot, round(10 * zoom))
        for _ in range(POINTS):
            x, y, point = next(wanted)
            click(canvas, point)
            marked = [(int(column), int(row)) for row, column in np.argwhere(desk.mask)]
            seen = place_of(shot[y, x])
            if marked != [seen]:
                say(f"zoom {zoom}: the screen's pixel {x}, {y} shows {seen}, but a click marks {marked}")
            desk.document.history.undo()


def check_trails(window: QWidget, desk: Desk) -> None:
    canvas = desk.canvas
    rng = np.random.default_rng(5)
    if canvas.devicePixelRatioF().is_integer():
        # Between pixels, Qt lets a thin line's pixels depend on where it is cut.
        canvas.show_rims(RIMS)
    for zoom in STROKED:
        canvas.set_viewport(canvas.viewport.centred_on(500, 400, zoom))
        QApplication.processEvents()
        size = 40 / zoom
        for name, options in (("brush", {"diameter": size}), ("eraser", {"diameter": size}), ("ellipse", {})):
            desk.take(name, **options)
            path = [(500 + dx / zoom, 400 + dy / zoom) for dx, dy in rng.integers(-160, 160, (9, 2))]
            desk.move(path[0], NO_BUTTON)
            QApplication.processEvents()
            desk.press(path[0])
            for at in path[1:]:
                desk.move(at)
                QApplication.processEvents()
            desk.release(path[-1])
            desk.move((500, 400), NO_BUTTON, Qt.KeyboardModifier.AltModifier)
            settle(canvas)
            drawn = on_screen(window)
            canvas.render_all()
            canvas.repaint()
            QApplication.processEvents()
            away = np.abs(drawn.astype(int) - on_screen(window)).max(axis=2)
            # What is mixed may differ by its last bit.
            if (away > 1).any():
                rows, columns = np.nonzero(away > 1)
                say(
                    f"zoom {zoom}, {name}: {len(rows)} pixels differ by up to {away.max()} within "
                    f"{columns.min()}, {rows.min()} to {columns.max()}, {rows.max()}"
                )


def main() -> None:
    app = QApplication(sys.argv)
    document = Document(plain_photo())
    scene = Scene.prepare(document)
    scene.connect()
    window = QWidget()
    window.resize(700, 560)
    canvas = Canvas(50, window)
    canvas.setGeometry(CORNER.x(), CORNER.y(), 620, 480)
    window.show()
    app.processEvents()
    canvas.show_scene(scene)
    desk = Desk(canvas, document)
    say(f"factor {canvas.devicePixelRatioF()}")
    check_clicks(window, desk)
    check_trails(window, desk)


if __name__ == "__main__":
    main()
