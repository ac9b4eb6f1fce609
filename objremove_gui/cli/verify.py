"""``objremove verify``: proof that nothing but what was removed has changed."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.core.removal import Mask8
    from objremove_gui.core.verify import Difference, Verdict


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's options."""
    parser = subparsers.add_parser(
        "verify",
        help=tr("compare an edited photo with its original"),
        description=tr(
            "Tells what differs between ORIGINAL and EDITED, inside and outside what was removed."
        ),
    )
    parser.add_argument("original", metavar="ORIGINAL", type=Path)
    parser.add_argument("edited", metavar="EDITED", type=Path)
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--mask", metavar="MASK", type=Path, help=tr("what was to be removed"))
    told.add_argument(
        "--project", metavar="FILE", type=Path, help=tr("the project that tells what was removed and how far")
    )
    parser.add_argument(
        "--ring", metavar="N", type=int, default=0, help=tr("pixels around the mask that may differ")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


def run(args: argparse.Namespace) -> int:
    """Print what differs; 0 when nothing does outside the rings (or no mask was given), else 1."""
    from objremove_gui.core.imageio.mask_file import read_mask
    from objremove_gui.core.imageio.reading import open_photo
    from objremove_gui.core.verify import compare, compare_area

    if args.ring < 0:
        raise InputError(tr("The ring can't be negative; give its width in pixels."))
    limit = Settings.load().get("max_megapixels") * 1_000_000
    original = open_photo(args.original, max_pixels=limit)
    edited = open_photo(args.edited, max_pixels=limit)
    for photo in (original, edited):
        for note in photo.notes:
            print(f"{photo.path}: {note}", file=sys.stderr)
    mask = read_mask(args.mask, original.size, max_pixels=limit)[0] if args.mask else None
    if args.project:
        verdict = compare_area(original, edited, _area(args.project, args.original, limit))
    else:
        verdict = compare(original, edited, mask, args.ring)
    has_mask = mask is not None or bool(args.project)
    if args.json:
        print(json.dumps(as_json(verdict), ensure_ascii=False))
    else:
        _print(verdict, has_mask=has_mask)
    if not has_mask:
        return 0 if verdict.same_size else 1
    return 0 if verdict.proven else 1


def _area(project: Path, original: Path, limit: int) -> Mask8:
    """Where the project's removals may have changed the photo; what is lost of it would hide something."""
    from objremove_gui.core.project.opening import open_project
    from objremove_gui.core.verify import area_of

    opened = open_project(project, max_pixels=limit, original=original)
    for note in opened.notes:
        print(note, file=sys.stderr)
    return area_of(opened.document.removals, opened.document.size)


def _print(verdict: Verdict, *, has_mask: bool) -> None:
    if not verdict.same_size:
        first, second = (
            f"{size.width} × {size.height}, {depth} bit"
            for size, depth in zip(verdict.size, verdict.depth, strict=True)
        )
        print(tr("The photos are not alike: {first} and {second}.", first=first, second=second))
        return
    if has_mask:
        print(tr("Inside the rings: {difference}.", difference=_told(verdict.inside)))
        print(tr("Outside the rings: {difference}.", difference=_told(verdict.outside)))
    else:
        print(tr("In the whole photo: {difference}.", difference=_told(verdict.outside)))
    if verdict.blocks is not None:
        print(
            tr(
                "JPEG blocks: {inside} differ inside the rings, {outside} outside ({values} coefficients), of {total}.",
                inside=verdict.blocks.inside,
                outside=verdict.blocks.outside,
                values=verdict.blocks.outside_values,
                total=verdict.blocks.total,
            )
        )
    names = ", ".join(name.upper() for name in verdict.metadata)
    print(
        tr("Metadata that differs: {names}.", names=names) if names else tr("Metadata and profile are equal.")
    )


def _told(difference: Difference) -> str:
    if not difference.count:
        return tr("no pixel differs")
    box = difference.box
    place = f"{box.x}, {box.y}, {box.width} × {box.height}"
    return trn(
        "{count} pixel differs ({place})", "{count} pixels differ ({place})", difference.count, place=place
    )


def as_json(verdict: Verdict) -> dict[str, object]:
    """The verdict as it is printed."""

    def of(difference: Difference) -> dict[str, object]:
        return {"pixels": difference.count, "box": list(difference.box) if difference.count else None}

    return {
        "ok": verdict.proven,
        "size": [list(size) for size in verdict.size],
        "depth": list(verdict.depth),
        "inside": of(verdict.inside),
        "outside": of(verdict.outside),
        "jpeg_blocks": None if verdict.blocks is None else asdict(verdict.blocks),
        "metadata_differs": list(verdict.metadata),
    }
