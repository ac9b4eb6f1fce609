"""Settings of how the window looks and what it remembers of itself."""

from __future__ import annotations

from objremove_gui.i18n import LANGUAGES, mark
from objremove_gui.settings.kinds import Kind, Setting

LOOK: tuple[Setting, ...] = (
    Setting(
        "language",
        "general",
        mark("Language"),
        Kind.CHOICE,
        "",
        mark("Takes effect at the next start."),
        choices=(("", mark("As the system")), *LANGUAGES.items()),
        environment="OBJREMOVE_LANG",
    ),
    Setting(
        "theme",
        "general",
        mark("Theme"),
        Kind.CHOICE,
        "system",
        choices=(
            ("system", mark("As the system")),
            ("dark", mark("Dark")),
            ("light", mark("Light")),
        ),
    ),
    Setting(
        "overlay_colour",
        "overlay",
        mark("Colour"),
        Kind.COLOUR,
        "",
        mark("How marks are shown. Automatic takes the colour that stands out most from the photo."),
    ),
    Setting(
        "overlay_opacity",
        "overlay",
        mark("Opacity"),
        Kind.INTEGER,
        50,
        mark("How strongly the marks cover the photo."),
        maximum=100,
        suffix=mark(" %"),
    ),
    Setting(
        "overlay_pattern",
        "overlay",
        mark("Pattern"),
        Kind.CHOICE,
        "plain",
        mark("Stripes can be told from the photo whatever colours one sees."),
        choices=(("plain", mark("Plain")), ("stripes", mark("Stripes"))),
    ),
    Setting(
        "overlay_outline",
        "overlay",
        mark("Outline"),
        Kind.BOOL,
        False,
        mark("A line along the rim of the marks."),
    ),
    Setting(
        "overlay_ring",
        "overlay",
        mark("Reach"),
        Kind.BOOL,
        True,
        mark("A dashed line around all that the removal may change."),
    ),
    Setting(
        "keep_view",
        "general",
        mark("Keep zoom and position"),
        Kind.BOOL,
        False,
        mark("The next picture is shown as the one before; otherwise each one as it was left."),
    ),
    Setting(
        "notify",
        "general",
        mark("Tell when a long removal is done"),
        Kind.BOOL,
        True,
        mark("On the desktop, while another window is in front."),
    ),
    Setting(
        "recent_files",
        "general",
        mark("Recent files"),
        Kind.INTEGER,
        12,
        mark("How many are offered again in the menu and at the start."),
        maximum=50,
        special=mark("None"),
    ),
    Setting("show_pictures", "", mark("Picture strip"), Kind.BOOL, True),
    Setting(
        "overlay_crops",
        "overlay",
        mark("Crops"),
        Kind.BOOL,
        False,
        mark("A frame around each part of the photo that is sent, with its scale."),
    ),
    Setting(
        "shortcut_preset",
        "",
        mark("Preset"),
        Kind.CHOICE,
        "objremove",
        choices=(
            ("objremove", "ObjRemove"),
            ("photoshop", "Photoshop"),
            ("gimp", "GIMP / Krita"),
            ("iopaint", "IOPaint"),
        ),
    ),
    # Keys by action, of those actions alone that differ from the preset.
    Setting("shortcuts", "", mark("Shortcuts"), Kind.KEYS, {}),
    # What was set for the tools, as ``brush.diameter``.
    Setting("tool_options", "", mark("Tool options"), Kind.OPTIONS, {}),
)
