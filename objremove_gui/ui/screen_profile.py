"""The colours of the window.

sRGB is asked for: a system that knows the screens' profiles then brings the window's colours to those by itself.
Where the window got another space all the same, photos are converted to that.
"""

from __future__ import annotations

from PySide6.QtGui import QColorSpace, QGuiApplication, QSurfaceFormat


def ask_for_srgb() -> None:
    """Let the windows that are made from now on be of sRGB, where the system goes by such things."""
    wanted = QSurfaceFormat.defaultFormat()
    wanted.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    QSurfaceFormat.setDefaultFormat(wanted)


def window_profile() -> bytes | None:
    """The ICC profile of the space that the program's windows have; None for sRGB and where none is known."""
    for window in QGuiApplication.topLevelWindows():
        space = window.format().colorSpace()
        if space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
            return bytes(space.iccProfile().data())
    return None
