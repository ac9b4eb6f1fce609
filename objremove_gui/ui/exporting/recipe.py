"""All that an export is asked for: kept for repeating it, and in the settings for the next photo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from objremove_gui.core.imageio.formats import BY_FORMAT, FormatInfo, stand_in
from objremove_gui.core.imageio.options import Colours, Keep, SaveOptions, Turning
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.imageio.reasons import reason_of
from objremove_gui.core.imageio.replacing import not_saved
from objremove_gui.core.naming import named
from objremove_gui.errors import InputError
from objremove_gui.settings import Settings

# Kinds besides the formats: whatever the photo is, and OpenRaster with its layers.
AS_PHOTO = ""
LAYERS = "ora"
LAYERS_SUFFIX = ".ora"
# Without a word a WebP that stays one loses nothing.
_LOSSLESS = {"lossless": True, "lossy": False}


@dataclass(frozen=True, slots=True)
class Recipe:
    """``kind`` is a format, ``AS_PHOTO`` or ``LAYERS``; an empty ``folder`` is the photo's own."""

    kind: str
    options: SaveOptions
    template: str
    folder: str = ""

    def info(self, photo: Photo) -> FormatInfo | None:
        """The format that comes out for this photo; None for layers."""
        if self.kind == LAYERS:
            return None
        return stand_in(photo.format) if self.kind == AS_PHOTO else BY_FORMAT[PhotoFormat(self.kind)]

    def target(self, photo: Photo, home: Path, date: str) -> Path:
        """The file that is to be written; ``home`` is the folder of a photo without one. Raises InputError."""
        source = photo.path or home / "photo"
        info = self.info(photo)
        if info is None:
            suffix = LAYERS_SUFFIX
        else:
            # The photo's own spelling, as .jpeg, where its format stays.
            suffix = source.suffix if source.suffix.lower() in info.suffixes else info.suffixes[0]
        folder = Path(self.folder).expanduser() if self.folder else source.parent
        try:
            target = named(self.template, source, folder, suffix, date)
            target.exists()
        except OSError as error:
            # A folder of too many letters, or where nobody may look.
            raise InputError(not_saved(Path(self.folder), reason_of(error)), code="folder") from error
        return target


def remembered(settings: Settings) -> Recipe:
    """What was asked for the last time."""
    get = settings.get
    depth = get("export_depth")
    options = SaveOptions(
        quality=get("jpeg_quality"),
        keeps_blocks=get("export_blocks"),
        depth=int(depth) if depth else None,
        colours=Colours(get("export_colours")),
        metadata=Keep(get("export_metadata")),
        turning=Turning(get("export_turning")),
        lossless=_LOSSLESS.get(get("export_webp")),
    )
    return Recipe(get("export_format"), options, get("export_name"), get("export_folder"))


def remember(settings: Settings, recipe: Recipe) -> None:
    """Keep it for the next photo; raises SettingsError."""
    options = recipe.options
    for key, value in (
        ("export_format", recipe.kind),
        ("export_name", recipe.template),
        ("export_folder", recipe.folder),
        ("export_blocks", options.keeps_blocks),
        ("export_depth", str(options.depth or "")),
        ("export_colours", options.colours.value),
        ("export_metadata", options.metadata.value),
        ("export_turning", options.turning.value),
        ("export_webp", next((name for name, is_so in _LOSSLESS.items() if is_so is options.lossless), "")),
        ("jpeg_quality", options.quality),
    ):
        if settings.get(key) != value:
            settings.put(key, value)
