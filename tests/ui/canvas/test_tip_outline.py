"""The outline of a tip is the same wherever it is copied to, and as if it had been drawn there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from objremove_gui.ui.canvas.tip_outline import LARGEST, LINES, TipOutline, thickness

SIDE = 500


def painted(draw: object, ratio: float = 1.0) -> np.ndarray:
    image = QImage(round(SIDE * ratio), round(SIDE * ratio), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)  # type: ignore[operator]
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4).astype(int)


def as_lines(painter: QPainter, at: QPointF, radius: float, width: float, *, is_square: bool) -> None:
    for colour, steps in LINES:
        reach = radius + steps * width
        painter.setPen(QPen(colour, width))
        box = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        (painter.drawRect if is_square else painter.drawEllipse)(box)


@pytest.mark.parametrize("is_square", [False, True])
@pytest.mark.parametrize("radius", [1.5, 10.0, 63.5, 180.0, LARGEST + 10.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
def test_a_copied_outline_looks_as_if_drawn(radius: float, is_square: bool, ratio: float) -> None:
    outline = TipOutline()
    for at in (QPointF(250, 240), QPointF(30, 410)):
        copied = painted(lambda p, at=at: outline.draw(p, at, radius, is_square=is_square), ratio)
        lines = painted(
            lambda p, at=at: as_lines(p, at, radius, thickness(ratio) / ratio, is_square=is_square), ratio
        )
        # Qt rounds curves of a few pixels in the painter's units.
        assert np.abs(copied - lines).max() <= (16 if radius < 2 else 3)
        assert radius > LARGEST or np.ptp(copied[..., 0]) > 50


def test_another_size_is_drawn_anew() -> None:
    outline, at = TipOutline(), QPointF(250, 250)
    for radius in (20.0, 50.0, 20.0):
        row = painted(lambda p, radius=radius: outline.draw(p, at, radius, is_square=False))[250, :, 0]
        rim = np.flatnonzero(row != row[0])
        assert rim.min() == pytest.approx(250 - radius, abs=2)
        assert rim.max() == pytest.approx(250 + radius, abs=2)


@pytest.mark.parametrize(("ratio", "wide"), [(1.0, 1), (1.25, 1), (1.5, 1), (1.75, 2), (2.0, 2), (3.0, 3)])
def test_lines_are_as_wide_on_screens_with_more_pixels(ratio: float, wide: int) -> None:
    assert thickness(ratio) == wide
    row = painted(lambda p: TipOutline().draw(p, QPointF(250, 250), 60, is_square=False), ratio)
    middle = row[round(250 * ratio), : round(250 * ratio), 0]
    assert np.count_nonzero(middle > middle[-1] + 50) == pytest.approx(wide, abs=1)
