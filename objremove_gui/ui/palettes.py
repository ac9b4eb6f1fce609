"""The colours of the two themes: neutral greys, so that nothing beside a photo tints how it is seen."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole
Group = QPalette.ColorGroup


class Colours(NamedTuple):
    """One theme, as ``#rrggbb``. Text, muted text and the four kinds of message reach 4.5 : 1 on ``window``."""

    canvas: str
    window: str
    base: str
    raised: str
    hover: str
    border: str
    text: str
    muted: str
    disabled: str
    accent: str
    on_accent: str
    knob: str
    info: str
    success: str
    warning: str
    error: str


DARK = Colours(
    canvas="#1f1f1f",
    window="#2e2e2e",
    base="#242424",
    raised="#3b3b3b",
    hover="#464646",
    border="#4a4a4a",
    text="#dedede",
    muted="#a6a6a6",
    disabled="#707070",
    accent="#3f74a8",
    on_accent="#ffffff",
    knob="#bdbdbd",
    info="#7fb2e0",
    success="#77c293",
    warning="#dcb45c",
    error="#f08a80",
)
LIGHT = Colours(
    canvas="#b9b9b9",
    window="#ededed",
    base="#fbfbfb",
    raised="#f7f7f7",
    hover="#dcdcdc",
    border="#bfbfbf",
    text="#1d1d1d",
    muted="#595959",
    disabled="#9c9c9c",
    accent="#2f689f",
    on_accent="#ffffff",
    knob="#5c5c5c",
    info="#255f96",
    success="#1d6e3e",
    warning="#7d5200",
    error="#ae2a21",
)


def colours_of(palette: QPalette) -> Colours:
    """The theme that ``palette`` was made from."""
    return DARK if palette.color(Role.Window).lightness() < 128 else LIGHT


def canvas_grey(palette: QPalette) -> QColor:
    """The grey around the picture."""
    return QColor(colours_of(palette).canvas)


def palette_of(colours: Colours) -> QPalette:
    """The whole palette of a theme, all three groups."""
    window, raised = QColor(colours.window), QColor(colours.raised)
    palette = QPalette(raised, window)
    for role, name in {
        Role.WindowText: colours.text,
        Role.Base: colours.base,
        Role.AlternateBase: colours.window,
        Role.Text: colours.text,
        Role.ButtonText: colours.text,
        Role.BrightText: colours.on_accent,
        Role.ToolTipBase: colours.raised,
        Role.ToolTipText: colours.text,
        Role.PlaceholderText: colours.muted,
        Role.Highlight: colours.accent,
        Role.HighlightedText: colours.on_accent,
        Role.Accent: colours.accent,
        Role.Link: colours.info,
        Role.LinkVisited: colours.info,
        Role.Mid: colours.border,
    }.items():
        palette.setColor(role, QColor(name))
    faint = QColor(colours.disabled)
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText, Role.PlaceholderText):
        palette.setColor(Group.Disabled, role, faint)
    for role in (Role.Highlight, Role.Accent):
        palette.setColor(Group.Disabled, role, QColor(colours.border))
    return palette
