"""The ways in which masks are usually painted with Qt, each as small as it can be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene, QGraphicsView, QWidget

COLOUR = QColor(255, 40, 60, 128)


def read(photo: Path) -> QImage:
    QImageReader.setAllocationLimit(0)
    return QImage(str(photo)).convertToFormat(QImage.Format.Format_RGB32)


def overlay_for(image: QImage) -> QImage:
    overlay = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    overlay.fill(0)
    return overlay


def pen(diameter: float) -> QPen:
    return QPen(COLOUR, diameter, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class Scribble(QWidget):
    """As in Qt's scribble example: an overlay as large as the photo, a line drawn on it, its box updated.

    For undo the overlay is copied when a stroke begins.
    """

    is_quick = True

    def __init__(self, photo: QImage) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._photo, self._overlay = photo, overlay_for(photo)
        self._steps: list[QImage] = []
        self.diameter, self.zoom = 20, 1.0
        self._last = QPointF()

    @property
    def target(self) -> QWidget:
        return self

    def look(self, zoom: float) -> None:
        self.zoom = zoom
        self.update()

    def _corner(self) -> QPointF:
        wide, high = self._photo.width() * self.zoom, self._photo.height() * self.zoom
        return QPointF(round((self.width() - wide) / 2), round((self.height() - high) / 2))

    def _draw_to(self, at: QPointF) -> None:
        place = (at - self._corner()) / self.zoom
        painter = QPainter(self._overlay)
        # So that the stroke doesn't grow denser where it crosses itself.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setPen(pen(self.diameter))
        painter.drawLine(self._last, place)
        painter.end()
        margin = self.diameter / 2 + 2
        box = QRectF(self._last, place).normalized().adjusted(-margin, -margin, margin, margin)
        self._last = place
        shown = QRectF(box.topLeft() * self.zoom + self._corner(), box.size() * self.zoom)
        self.update(shown.toAlignedRect().adjusted(-1, -1, 1, 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._steps = [self._overlay.copy()]
        self._last = (event.position() - self._corner()) / self.zoom
        self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._draw_to(event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.translate(self._corner())
        painter.scale(self.zoom, self.zoom)
        corner = self._corner()
        box = QRectF(event.rect())
        part = QRectF((box.topLeft() - corner) / self.zoom, box.size() / self.zoom)
        painter.drawImage(part, self._photo, part)
        painter.drawImage(part, self._overlay, part)


class _Scene(QGraphicsView):
    """The photo as an item of a scene."""

    def __init__(self, photo: QImage) -> None:
        super().__init__()
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._photo = photo
        self.setScene(QGraphicsScene(self))
        self.scene().addPixmap(QPixmap.fromImage(photo))
        self.diameter = 20

    @property
    def target(self) -> QWidget:
        return self.viewport()

    def look(self, zoom: float) -> None:
        self.resetTransform()
        self.scale(zoom, zoom)
        self.centerOn(self.scene().sceneRect().center())


class GrowingPath(_Scene):
    """The stroke is a path to which every move adds a line."""

    is_quick = True

    def __init__(self, photo: QImage) -> None:
        super().__init__(photo)
        self._path = QPainterPath()
        self._item = QGraphicsPathItem()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._path = QPainterPath(self.mapToScene(event.position().toPoint()))
        self.scene().removeItem(self._item) if self._item.scene() else None
        self._item = self.scene().addPath(self._path, pen(self.diameter))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._path.lineTo(self.mapToScene(event.position().toPoint()))
            self._item.setPath(self._path)


class RebuiltOverlay(_Scene):
    """The mask is an image as large as the photo, made into the overlay's pixmap at every move."""

    is_quick = False

    def __init__(self, photo: QImage) -> None:
        super().__init__(photo)
        self._mask = overlay_for(photo)
        self._item = self.scene().addPixmap(QPixmap.fromImage(self._mask))
        self._last = QPointF()

    def _draw_to(self, at: QPointF) -> None:
        place = self.mapToScene(at.toPoint())
        painter = QPainter(self._mask)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setPen(pen(self.diameter))
        painter.drawLine(self._last, place)
        painter.end()
        self._last = place
        self._item.setPixmap(QPixmap.fromImage(self._mask))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = self.mapToScene(event.position().toPoint())
        self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self._draw_to(event.position())


PEERS = {"scribble": Scribble, "path": GrowingPath, "rebuilt": RebuiltOverlay}
