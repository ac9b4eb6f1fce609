"""Palettes, style sheet and tinted icons."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from objremove_gui.ui.icons import Sign
from objremove_gui.ui.palettes import DARK, LIGHT, Colours, palette_of
from objremove_gui.ui.theme import apply_theme, canvas_grey, icon

ENOUGH = 4.5
Role = QPalette.ColorRole


@pytest.fixture(autouse=True)
def dark_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp, "dark")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def painted(pixmap: QPixmap) -> set[str]:
    """The colours of the fully covered pixels."""
    image = pixmap.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_the_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_text_stands_out_from_everything_it_lies_on(colours: Colours) -> None:
    pairs = [
        (text, ground)
        for text in ("text", "muted", "info", "success", "warning", "error")
        for ground in ("window", "base", "raised")
    ]
    pairs += [("text", "hover"), ("on_accent", "accent")]
    faint = {
        (text, ground): round(contrast(getattr(colours, text), getattr(colours, ground)), 2)
        for text, ground in pairs
        if contrast(getattr(colours, text), getattr(colours, ground)) < ENOUGH
    }
    assert faint == {}


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_what_surrounds_the_picture_has_no_tint(colours: Colours) -> None:
    for name in (
        "canvas",
        "window",
        "base",
        "raised",
        "hover",
        "border",
        "text",
        "muted",
        "disabled",
        "knob",
    ):
        colour = QColor(getattr(colours, name))
        assert colour.red() == colour.green() == colour.blue(), name


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_the_canvas_is_grey_by_the_palette_in_force(colours: Colours) -> None:
    assert canvas_grey(palette_of(colours)).name() == colours.canvas


def test_choosing_a_theme_changes_palette_and_style_sheet_once(qapp: QApplication, qtbot: QtBot) -> None:
    theme = apply_theme(qapp, "dark")
    assert qapp.palette().color(Role.Window).name() == DARK.window
    with qtbot.waitSignal(theme.changed):
        assert apply_theme(qapp, "light") is theme
    assert qapp.palette().color(Role.Window).name() == LIGHT.window
    assert qapp.palette().color(QPalette.ColorGroup.Disabled, Role.ButtonText).name() == LIGHT.disabled
    assert LIGHT.window in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()
    with qtbot.assertNotEmitted(theme.changed):
        apply_theme(qapp, "light")


def test_a_system_without_an_opinion_gets_the_dark_theme(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    apply_theme(qapp, "system")
    assert qapp.palette().color(Role.Window).name() == DARK.window


def test_an_icon_takes_the_colour_of_text_and_follows_the_theme(qapp: QApplication) -> None:
    apply_theme(qapp, "dark")
    brush = icon("brush")
    assert painted(brush.pixmap(32)) == {DARK.text}
    assert painted(brush.pixmap(32, QIcon.Mode.Disabled)) == {DARK.disabled}
    assert painted(brush.pixmap(32, QIcon.Mode.Normal, QIcon.State.On)) == {DARK.on_accent}
    apply_theme(qapp, "light")
    assert painted(brush.pixmap(32)) == {LIGHT.text}


def test_a_tinted_icon_keeps_its_meaning_in_both_themes(qapp: QApplication) -> None:
    sign = icon("error", "error")
    apply_theme(qapp, "dark")
    assert painted(sign.pixmap(32)) == {DARK.error}
    apply_theme(qapp, "light")
    assert painted(sign.pixmap(32)) == {LIGHT.error}


def test_an_icon_is_drawn_in_the_pixels_of_a_dense_screen(qapp: QApplication) -> None:
    pixmap = icon("brush").pixmap(QSize(20, 20), 2.0)
    assert pixmap.size() == QSize(40, 40)
    assert pixmap.devicePixelRatio() == 2.0


def test_an_icon_survives_the_loss_of_every_other_reference(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(icon("eraser"))
    copies = [QIcon(button.icon()) for _ in range(3)]
    gc.collect()
    assert all(painted(copy.pixmap(24)) == {DARK.text} for copy in copies)
    assert not button.grab().isNull()


def test_a_sign_is_repainted_in_the_colour_of_the_new_theme(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    sign = Sign("warning", "warning", side=24)
    qtbot.addWidget(sign)
    assert DARK.warning in painted(sign.grab())
    apply_theme(qapp, "light")
    assert LIGHT.warning in painted(sign.grab())


def test_a_missing_icon_is_told_at_once(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        icon("nothing")
