"""Where the picture lies in the view: zoom, pan, fit. Plain arithmetic in device pixels; no toolkit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from objremove_gui.core.geometry import Rect, Size

MIN_ZOOM = 0.01
MAX_ZOOM = 32.0
FIT_MARGIN = 0.97


@dataclass(frozen=True, slots=True)
class Viewport:
    """``zoom`` is device pixels per image pixel; ``x``, ``y`` the view position of the image's corner."""

    view: Size
    image: Size
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_image(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.x) / self.zoom, (y - self.y) / self.zoom

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        return x * self.zoom + self.x, y * self.zoom + self.y

    def view_box(self, box: Rect, margin: int = 0) -> Rect:
        """The pixels of the view that show ``box`` of the image, plus a margin, cut to the view."""
        zoom, (x, y, width, height) = self.zoom, box
        left = math.floor(x * zoom + self.x) - margin
        top = math.floor(y * zoom + self.y) - margin
        right = math.ceil((x + width) * zoom + self.x) + margin
        bottom = math.ceil((y + height) * zoom + self.y) + margin
        return Rect(left, top, right - left, bottom - top).intersect(Rect(0, 0, *self.view))

    def shown(self) -> Rect:
        """The box of the image that the view shows."""
        x0, y0 = self.to_image(0, 0)
        x1, y1 = self.to_image(self.view.width, self.view.height)
        outer = Rect.of_corners(math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1))
        return outer.intersect(Rect.of_size(self.image))

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole image is seen; never above 1."""
        across = self.view.width / max(1, self.image.width)
        down = self.view.height / max(1, self.image.height)
        return max(MIN_ZOOM / 4, min(1.0, min(across, down) * FIT_MARGIN))

    def fitted(self) -> Viewport:
        """The whole image, in the middle."""
        return replace(self, zoom=self.fit_zoom)._centred()

    def _centred(self) -> Viewport:
        x = (self.view.width - self.image.width * self.zoom) / 2
        y = (self.view.height - self.image.height * self.zoom) / 2
        return replace(self, x=x, y=y)._snapped()

    def _snapped(self) -> Viewport:
        """Whole pixels of offset, so that 100 % shows the photo's own pixels and panning never resamples."""
        return replace(self, x=float(round(self.x)), y=float(round(self.y)))

    def _bounded(self) -> Viewport:
        """Never lose the image: a smaller one than the view stays in the middle, a larger one reaches to its middle."""

        def bound(offset: float, length: float, view: float) -> float:
            if length <= view:
                return (view - length) / 2
            slack = view / 2
            return min(max(offset, view - length - slack), slack)

        x = bound(self.x, self.image.width * self.zoom, self.view.width)
        y = bound(self.y, self.image.height * self.zoom, self.view.height)
        return replace(self, x=x, y=y)._snapped()

    def zoomed(self, zoom: float, x: float, y: float) -> Viewport:
        """Another zoom, with the image point under view position x, y staying where it is."""
        zoom = min(MAX_ZOOM, max(min(MIN_ZOOM, self.fit_zoom), zoom))
        ix, iy = self.to_image(x, y)
        return replace(self, zoom=zoom, x=x - ix * zoom, y=y - iy * zoom)._bounded()

    def panned(self, dx: float, dy: float) -> Viewport:
        return replace(self, x=self.x + dx, y=self.y + dy)._bounded()

    def centred_on(self, ix: float, iy: float, zoom: float | None = None) -> Viewport:
        """The image point in the middle of the view."""
        zoom = self.zoom if zoom is None else zoom
        x, y = self.view.width / 2 - ix * zoom, self.view.height / 2 - iy * zoom
        return replace(self, zoom=zoom, x=x, y=y)._bounded()

    def looking_at(self, box: Rect) -> Viewport:
        """``box`` in the middle with as much around it, as far as the image goes; at most 100 %."""
        zoom = min(self.view.width / (box.width * 2.2), self.view.height / (box.height * 2.2), 1.0)
        zoom = max(zoom, self.fit_zoom)
        return self.centred_on(box.x + box.width / 2, box.y + box.height / 2, zoom)._covering()

    def _covering(self) -> Viewport:
        """No empty space where the image could be."""

        def cover(offset: float, length: float, view: float) -> float:
            return (view - length) / 2 if length <= view else min(max(offset, view - length), 0.0)

        x = cover(self.x, self.image.width * self.zoom, self.view.width)
        y = cover(self.y, self.image.height * self.zoom, self.view.height)
        return replace(self, x=x, y=y)._snapped()

    def over(self, image: Size, view: Size) -> Viewport:
        """The same zoom and, in shares of the image, the same place in the middle, for another image and view."""
        ix, iy = self.to_image(self.view.width / 2, self.view.height / 2)
        there = replace(self, view=view, image=image)
        return there.centred_on(
            ix * image.width / self.image.width, iy * image.height / self.image.height, self.zoom
        )

    def resized(self, view: Size) -> Viewport:
        """Another size of the view; what was in the middle stays there."""
        dx, dy = (view.width - self.view.width) / 2, (view.height - self.view.height) / 2
        return replace(self, view=view, x=self.x + dx, y=self.y + dy)._bounded()
