"""A scene in a plain widget: which one, which part of it, and what follows when it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from objremove_gui.core.geometry import Rect
from objremove_gui.ui.canvas.refined_view import RefinedView
from objremove_gui.ui.canvas.stretching import AT_ONCE
from objremove_gui.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.buffers import Overlay
    from objremove_gui.ui.canvas.scene import Scene

# So many tiles of the mask are written before anything else can happen.
TILES_AT_ONCE = 64


class SceneView(RefinedView):
    """Shows the picture and the mask of a scene at any zoom."""

    view_changed = Signal()

    def __init__(self, background: int, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
        self._is_fitted = True
        self._shows_mask = True
        self._ends: list[Callable[[], None]] = []

    # -- the scene

    def show_scene(
        self, scene: Scene | None, viewport: Viewport | None = None, overlay: Overlay | None = None
    ) -> None:
        """Show another scene, or nothing; fitted, or as ``viewport`` says, with its mask in this look."""
        for end in self._ends:
            end()
        self._ends = []
        self.scene = scene
        self._shows_original = False
        if scene is not None:
            from objremove_gui.ui.canvas.buffers import ViewBuffers

            self._buffers = self._buffers or ViewBuffers(self.background)
            self._buffers.shows_mask = self._shows_mask
            self._ends = [
                scene.mask_changed.connect(self._on_mask_changed),
                scene.picture_changed.connect(self._on_picture_changed),
            ]
            self.viewport = viewport or Viewport(self.device_size(), scene.size).fitted()
            self._is_fitted = viewport is None
        else:
            # The buffers stay for the next scene.
            self._image = None
        self._fit_buffers()
        if overlay is not None and self._buffers is not None and overlay != self._buffers.overlay:
            self._buffers.set_overlay(overlay)
        self.render_all()

    def render_all(self) -> None:
        """Draw the whole view anew when it is painted: a new size, say, seldom comes alone."""
        self._is_all_due = True
        self._old, self._stale = None, []
        self.update()
        self.view_changed.emit()

    def _on_mask_changed(self, box: Rect) -> None:
        if self.scene is None or self._buffers is None or box.is_empty:
            return
        viewport = self.viewport
        # Mixed pixels show their neighbours, and a pixel of the rim is one because of its neighbour.
        margin = (0 if viewport.zoom == 1.0 else 2) + self._buffers.overlay.outlined
        shown = viewport.view_box(box, margin)
        if not shown.is_empty:
            if self._stale:
                # What lies below the marks may not be drawn yet.
                self._draw_due()
                self._render(shown)
            else:
                # Drawn when it is painted: of a fast hand many moves come between two pictures on the screen.
                self._due.add(shown, only_adds=self.scene.document.mask.only_adds)
            self.repaint_device(shown)
        self._settle_soon()

    def _settle_soon(self) -> None:
        """What undo has brought back is in the mask before it is looked for, and after it is seen."""
        if self.scene is not None and not self.scene.document.mask.is_settled:
            self._settling.start()

    def _settle(self) -> None:
        if self.scene is not None:
            self.scene.document.mask.settle(TILES_AT_ONCE)
        self._settle_soon()

    def _on_picture_changed(self, box: Rect) -> None:
        if self.scene is None or self._buffers is None or box.is_empty:
            return
        if self._is_all_due:
            return
        # A level's pixel takes in up to 2**level pixels of the photo beyond the box.
        shown = self.viewport.view_box(box, 4).intersect(Rect.of_size(self._buffers.size))
        if self._is_costly and shown.size.pixels > self._strip:
            # As it was until it is drawn.
            self._stale.append(shown)
            self._refining.start()
            return
        self._buffers.render_picture(self.viewport, self._shown_levels, shown)
        self.repaint_device(self._buffers.render_mask(self.viewport, self.scene.masks, shown))

    # -- the view

    @property
    def is_fitted(self) -> bool:
        """Whether the whole photo is shown, and stays so in a larger window."""
        return self._is_fitted

    def set_viewport(self, viewport: Viewport, *, fitted: bool = False) -> None:
        """Look at another part or at another zoom: something is seen at once, and sharply as soon as it can be."""
        before = self.viewport
        if viewport == before and fitted == self._is_fitted:
            return
        if not self._is_all_due:
            self._draw_due()
        self.viewport = viewport
        self._is_fitted = fitted
        dx, dy = viewport.x - before.x, viewport.y - before.y
        if self._is_all_due or self._buffers is None or self._buffers.size != viewport.view:
            self.render_all()
            return
        is_moved = viewport.zoom == before.zoom and dx.is_integer() and dy.is_integer()
        if is_moved and abs(dx) < viewport.view.width and abs(dy) < viewport.view.height:
            self._scroll(int(dx), int(dy))
        elif viewport.view.pixels > AT_ONCE or self._is_costly:
            self._stretch(before)
        else:
            self.render_all()
            return
        self.update()
        self.view_changed.emit()

    def fit(self) -> None:
        self.set_viewport(self.viewport.fitted(), fitted=True)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """``zoom`` in device pixels per image pixel, around a widget point or the middle."""
        place = self.to_device(at or QPointF(self.width() / 2, self.height() / 2))
        self.set_viewport(self.viewport.zoomed(zoom, *place))

    def pan_by(self, delta: QPointF) -> None:
        ratio = self.devicePixelRatioF()
        self.set_viewport(self.viewport.panned(delta.x() * ratio, delta.y() * ratio))

    def show_original(self, shown: bool) -> None:
        """The photo as it was opened, without overlay, or the picture as it is."""
        if shown != self._shows_original:
            self._shows_original = shown
            self._set_mask_shown()

    def show_mask(self, shown: bool) -> None:
        """The overlay, or the bare picture."""
        if shown != self._shows_mask:
            self._shows_mask = shown
            self._set_mask_shown()

    def _set_mask_shown(self) -> None:
        if self._buffers is not None:
            self._buffers.shows_mask = self._shows_mask and not self._shows_original
            self.render_all()

    def set_overlay(self, overlay: Overlay) -> None:
        """Another look of the mask."""
        if self._buffers is not None and overlay != self._buffers.overlay:
            self._buffers.set_overlay(overlay)
            self.render_all()

    def set_background(self, grey: int) -> None:
        """The neutral grey 0..255 around the picture."""
        self.background = grey
        if self._buffers is not None:
            self._buffers.background = grey
        self.render_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.scene is None:
            return
        resized = self.viewport.resized(self.device_size())
        self.viewport = resized.fitted() if self._is_fitted else resized
        self._fit_buffers()
        self.render_all()

    @property
    def shows_marks(self) -> bool:
        """Whether the overlay is seen, and not the bare picture or the original."""
        return self._shows_mask and not self._shows_original
