"""Settings of removals and files, and what was chosen for the last export."""

from __future__ import annotations

from typing import Any

from objremove_gui.i18n import mark
from objremove_gui.settings.kinds import Kind, Setting


def _export(name: str, kind: Kind, default: Any, *choices: str) -> Setting:
    """What was chosen in the export dialog the last time."""
    return Setting(
        f"export_{name}", "", mark("Export"), kind, default, choices=tuple((one, one) for one in choices)
    )


WORK: tuple[Setting, ...] = (
    Setting(
        "growth",
        "removal",
        mark("Growth"),
        Kind.INTEGER,
        -1,
        mark("How far the removed area reaches beyond the brush, so that no rim of the object stays."),
        minimum=-1,
        maximum=100,
        suffix=mark(" px"),
        special=mark("Automatic"),
    ),
    Setting(
        "feather",
        "removal",
        mark("Feather"),
        Kind.INTEGER,
        -1,
        mark("Over how much of the growth the result fades into the photo."),
        minimum=-1,
        maximum=100,
        suffix=mark(" px"),
        special=mark("Automatic"),
    ),
    Setting(
        "run_on_stroke",
        "removal",
        mark("Remove after each stroke"),
        Kind.BOOL,
        False,
        mark("Only where the removal runs on this computer; what may be billed never begins by itself."),
    ),
    Setting(
        "max_megapixels",
        "files",
        mark("Largest picture"),
        Kind.INTEGER,
        200,
        mark("Larger pictures are refused before they are read into memory."),
        minimum=1,
        maximum=2000,
        suffix=mark(" megapixels"),
    ),
    Setting(
        "jpeg_quality",
        "files",
        mark("JPEG and WebP quality"),
        Kind.INTEGER,
        95,
        minimum=1,
        maximum=100,
    ),
    _export("format", Kind.CHOICE, "", "", "jpeg", "png", "tiff", "webp", "avif", "bmp", "ora"),
    _export("name", Kind.TEXT, "{name}-removed"),
    _export("folder", Kind.TEXT, ""),
    _export("blocks", Kind.BOOL, True),
    _export("webp", Kind.CHOICE, "", "", "lossless", "lossy"),
    _export("depth", Kind.CHOICE, "", "", "8", "16"),
    _export("colours", Kind.CHOICE, "keep", "keep", "srgb"),
    _export("metadata", Kind.CHOICE, "all", "all", "no-gps", "profile"),
    _export("turning", Kind.CHOICE, "upright", "upright", "stored"),
)
