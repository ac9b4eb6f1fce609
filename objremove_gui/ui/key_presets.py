"""Keys as people know them from other programs: what differs from the program's own, by preset and action."""

from __future__ import annotations

from collections.abc import Mapping

Keys = tuple[str, ...]

_PHOTOSHOP: Mapping[str, Keys] = {
    "exportAsAction": ("Ctrl+Alt+Shift+W", "Ctrl+Shift+S", "Ctrl+Shift+E"),
    "undoAction": ("Ctrl+Z", "Ctrl+Alt+Z"),
    "redoAction": ("Ctrl+Shift+Z",),
    "settingsAction": ("Ctrl+K",),
    "acceptAction": ("Ctrl+Alt+K",),
    "objectAction": ("Shift+W",),
    "restoreAction": ("Y",),
    "panAction": ("H",),
    "hideMaskAction": ("\\",),
    "invertAction": ("Ctrl+Shift+I", "Ctrl+I"),
    "removeAction": ("Return", "Ctrl+Return", "Enter", "Shift+F5"),
    "fullScreenAction": ("F", "F11"),
    "shortcutsAction": ("Ctrl+Alt+Shift+K", "F1"),
}

_GIMP: Mapping[str, Keys] = {
    "redoAction": ("Ctrl+Y", "Ctrl+Shift+Z"),
    "brushAction": ("P", "B"),
    "eraserAction": ("Shift+E",),
    "lassoAction": ("F", "L"),
    "polygonAction": ("Shift+F", "Shift+L"),
    "rectangleAction": ("R",),
    "ellipseAction": ("E",),
    "wandAction": ("U", "W"),
    "objectAction": ("I", "O"),
    "restoreAction": ("H",),
    "panAction": ("M",),
    "hideMaskAction": ("Shift+Q",),
    "clearMaskAction": ("Ctrl+Shift+A", "Ctrl+D"),
    "invertAction": ("Ctrl+I", "Ctrl+Shift+I"),
    "fitAction": ("Ctrl+Shift+J", "2", "Ctrl+0"),
    "actualSizeAction": ("1", "Ctrl+1"),
    "zoomInAction": ("+", "=", "Ctrl++", "Ctrl+="),
    "zoomOutAction": ("-", "Ctrl+-"),
}

_IOPAINT: Mapping[str, Keys] = {
    "openAction": ("Ctrl+O", "F"),
    "settingsAction": ("S", "Ctrl+,"),
    "objectAction": ("I", "O"),
    "removeAction": ("Shift+R", "Return", "Enter"),
    "holdOriginalAction": ("Tab", "V"),
    "hideMaskAction": ("Q",),
    "shortcutsAction": ("H", "F1"),
}

PRESETS: Mapping[str, Mapping[str, Keys]] = {
    "objremove": {},
    "photoshop": _PHOTOSHOP,
    "gimp": _GIMP,
    "iopaint": _IOPAINT,
}
