"""How a photo is saved: what is asked for, by the window and by the command line alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from objremove_gui.core.imageio.noting import Note
from objremove_gui.i18n import mark


class Keep(StrEnum):
    """Which metadata goes along."""

    ALL = "all"
    NO_GPS = "no-gps"
    PROFILE = "profile"


class Colours(StrEnum):
    """Whether the photo's colours stay in the space of its profile."""

    KEEP = "keep"
    SRGB = "srgb"


class Turning(StrEnum):
    """How pixels lie in the file: upright, or as in the original with the same word on how to turn them."""

    UPRIGHT = "upright"
    STORED = "stored"


KEEP_TITLES = {
    Keep.ALL: mark("Keep all"),
    Keep.NO_GPS: mark("All but the GPS position"),
    Keep.PROFILE: mark("None but the colour profile"),
}
TURNING_TITLES = {Turning.UPRIGHT: mark("Upright"), Turning.STORED: mark("As stored in the original")}


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """``quality`` 1 to 100 of formats that lose some; an existing file is replaced only with ``overwrite``.

    With ``keeps_blocks`` a JPEG that stays one keeps all that it was coded to, but where pixels have changed; it then
    lies as stored. ``depth`` 8 or 16 bits a channel, as far as the format goes, None = the photo's. ``lossless``
    matters to WebP; None = where the photo is a WebP, too, as no part of one can be taken over. With ``only_lossless``
    nothing is written where the whole picture would lose a little. With a ``note`` the file says by what and when it
    was edited, unless all metadata is left out.
    """

    quality: int = 95
    overwrite: bool = False
    keeps_blocks: bool = True
    depth: int | None = None
    colours: Colours = Colours.KEEP
    metadata: Keep = Keep.ALL
    turning: Turning = Turning.UPRIGHT
    lossless: bool | None = None
    only_lossless: bool = False
    note: Note | None = None
