"""What is wrong with what a command is to write, told before anything is done that may cost something."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError, OutputError
from objremove_gui.i18n import tr

if TYPE_CHECKING:
    from objremove_gui.core.imageio.options import SaveOptions
    from objremove_gui.core.imageio.photo import Photo


def check_outputs(args: argparse.Namespace) -> None:
    """Raise InputError where there is no such folder, or something would be written over what is there."""
    if args.project is not None and os.path.realpath(args.project) == os.path.realpath(args.output):
        raise InputError(
            tr("The picture and the project can't have the same name; choose another one."), code="name"
        )
    from objremove_gui.core.imageio.replacing import check_unprotected

    for path in (args.output, args.project):
        if path is None:
            continue
        if not path.parent.is_dir():
            raise InputError(
                tr("There is no folder {folder}; choose another one.", folder=path.parent), code="folder"
            )
        if path.is_dir():
            raise InputError(tr("{name} is a folder; name a file in it.", name=path), code="folder")
        if not path.exists():
            continue
        if args.image.exists() and path.samefile(args.image):
            raise InputError(
                tr("{name} is the original, which is never changed; choose another name.", name=path),
                code="original",
            )
        if not args.overwrite:
            raise InputError(
                tr("{name} exists already; choose another name or add --overwrite.", name=path), code="exists"
            )
        try:
            check_unprotected(path)
        except OutputError as error:
            raise InputError(error.message, code="protected") from None


def check_format(photo: Photo, path: Path) -> None:
    """Raise InputError for a kind of file that can't be written, before anything is done that may cost something."""
    from objremove_gui.core.imageio.writing import target_format

    try:
        target_format(photo, path)
    except OutputError as error:
        raise InputError(error.message, code="format") from None


def check_loss(photo: Photo, path: Path, options: SaveOptions) -> None:
    """Raise InputError where nothing shall be lost and something would be, before that costs something."""
    from objremove_gui.core.imageio.writing import loses_some, target_format

    info = target_format(photo, path)
    if options.only_lossless and loses_some(photo, info, options):
        text = tr(
            "“{name}” would lose a little everywhere as {format}; choose PNG or TIFF, or leave out --lossless.",
            name=path.name,
            format=info.title,
        )
        raise InputError(text, code="lossless")
