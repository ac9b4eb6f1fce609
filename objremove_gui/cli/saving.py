"""How the command line says in what way a photo is saved: the same choices as in the window."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.core.imageio.options import SaveOptions
    from objremove_gui.core.imageio.photo import Photo


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that :func:`options_of` reads."""
    from objremove_gui.core.imageio.options import Colours, Keep, Turning

    coding = parser.add_mutually_exclusive_group()
    coding.add_argument(
        "--quality",
        metavar="Q",
        type=int,
        help=tr("JPEG, WebP and AVIF quality, 1 to 100, of the whole picture"),
    )
    coding.add_argument(
        "--lossless",
        action="store_true",
        help=tr("code WebP without loss, and write nothing where the whole picture would lose a little"),
    )
    parser.add_argument("--overwrite", action="store_true", help=tr("replace OUT if it exists"))
    parser.add_argument(
        "--depth", type=int, choices=(8, 16), help=tr("bits a channel; the photo's if left out")
    )
    parser.add_argument(
        "--colours",
        choices=list(Colours),
        default=Colours.KEEP,
        help=tr("keep the profile or convert to sRGB"),
    )
    parser.add_argument("--metadata", choices=list(Keep), default=Keep.ALL, help=tr("which of it goes along"))
    parser.add_argument(
        "--orientation", choices=list(Turning), help=tr("upright, or as the original's pixels are stored")
    )


def options_of(args: argparse.Namespace, settings: Settings, photo: Photo) -> SaveOptions:
    """What the options ask for; raises InputError."""
    from objremove_gui.core.imageio.asking import turning_of
    from objremove_gui.core.imageio.options import Colours, Keep, SaveOptions, Turning

    if args.quality is not None and not 1 <= args.quality <= 100:
        raise InputError(tr("The quality goes from 1 to 100; choose another one."), code="quality")
    # Who names a quality wants the picture coded with it, and who wants it upright wants it turned.
    turns = args.orientation == Turning.UPRIGHT and turning_of(photo) != 1
    return SaveOptions(
        quality=settings.get("jpeg_quality") if args.quality is None else args.quality,
        overwrite=args.overwrite,
        keeps_blocks=args.quality is None and not turns,
        depth=args.depth,
        colours=Colours(args.colours),
        metadata=Keep(args.metadata),
        turning=Turning(args.orientation or Turning.UPRIGHT),
        lossless=True if args.lossless else None if args.quality is None else False,
        only_lossless=args.lossless,
    )
