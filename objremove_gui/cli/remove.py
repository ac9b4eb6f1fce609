"""``objremove remove``: the window's chain without the window."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from objremove_gui.cli import saving
from objremove_gui.cli.checking import check_format, check_loss, check_outputs
from objremove_gui.cli.service import add_options, approval, chosen
from objremove_gui.errors import InputError, ObjremoveError
from objremove_gui.i18n import tr, trn
from objremove_gui.settings import Settings

if TYPE_CHECKING:
    from objremove_gui.backends import Choice
    from objremove_gui.core.imageio.options import SaveOptions
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.core.proof import Proof
    from objremove_gui.core.removal import Mask8, Removal
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.jobs.ledger.database import Ledger
    from objremove_gui.jobs.options import RunOptions, RunResult
    from objremove_gui.jobs.pipeline import RemovalRun

log = logging.getLogger(__name__)


def add_parser(subparsers: Any) -> None:
    """Declare the command's options."""
    parser = subparsers.add_parser(
        "remove", help=tr("remove what a mask marks"), description=tr("Remove what MASK marks from IMAGE.")
    )
    parser.add_argument("image", metavar="IMAGE", type=Path)
    parser.add_argument("--mask", metavar="MASK", type=Path, required=True)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, required=True)
    parser.add_argument("--project", metavar="FILE", type=Path, help=tr("also save a project to go on with"))
    add_options(parser)
    parser.add_argument("--seed", metavar="N", type=int)
    parser.add_argument("--kernel-size", metavar="K", type=int, help=tr("odd, 1 to 59"))
    parser.add_argument("--growth", metavar="PX", type=int, help=tr("growth of the mask in pixels"))
    parser.add_argument(
        "--feather",
        metavar="PX",
        type=int,
        help=tr("pixels over which the result fades out inside the growth"),
    )
    saving.add_options(parser)
    parser.add_argument("--json", action="store_true", help=tr("print one JSON object"))


@dataclass
class _Outcome:
    """What the JSON object tells."""

    seconds: float = 0.0
    backend: str = ""
    seed: int | None = None
    removals: list[dict[str, object]] = field(default_factory=list)
    proof: dict[str, object] | None = None
    parts: dict[str, float] = field(default_factory=dict)


class _Clock:
    """Measures the parts of a run, for ``-v``."""

    def __init__(self, parts: dict[str, float]) -> None:
        self._parts = parts
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._parts[name] = now - self._last
        self._last = now


def run(args: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    started = time.perf_counter()
    outcome = _Outcome()
    try:
        asyncio.run(_remove(args, Settings.load(), outcome))
    except ObjremoveError as error:
        if not args.json:
            raise
        _print_json(args, outcome, error)
        return error.exit_status
    outcome.seconds = time.perf_counter() - started
    if args.json:
        _print_json(args, outcome, None)
    for name, seconds in outcome.parts.items():
        log.info("%s: %.2f s", name, seconds)
    log.info("all: %.2f s", outcome.seconds)
    return 0


async def _remove(args: argparse.Namespace, settings: Settings, outcome: _Outcome) -> None:
    from objremove_gui.core.compositing import edited
    from objremove_gui.core.imageio.writing import save_photo
    from objremove_gui.core.proof import prove
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.jobs.export_note import export_note
    from objremove_gui.jobs.ledger.keeping import settle
    from objremove_gui.jobs.opening import open_ledger

    check_outputs(args)
    clock = _Clock(outcome.parts)
    photo, mask, asked_for = _read(args, settings)
    clock.lap("decode")
    choice = chosen(args, settings)
    ledger = await open_ledger(choice.endpoint)
    try:
        result = await _run(args, settings, outcome, choice, ledger, Snapshot.of(photo, mask))
        clock.lap("removal")
        outcome.parts["  of it waiting for the service"] = result.engine_seconds
        if result.failures:
            raise result.failures[0]
        asked_for = replace(asked_for, note=export_note())
        saved = save_photo(photo, edited(photo.pixels, result.removals), args.output, asked_for)
        if args.project:
            _save_project(photo, result.removals, args.project)
        # Only now nothing can be lost any more.
        await ledger.write(settle, result.tasks)
        clock.lap("encode")
    finally:
        await ledger.aclose()
    _tell_proof(outcome, prove(photo, result.removals, saved, args.output, asked_for))
    clock.lap("verify")
    outcome.seed = result.removals[0].version.seed
    outcome.removals = [
        {"box": list(removal.box), "ring": removal.ring, "versions": len(removal.versions)}
        for removal in result.removals
    ]


def _read(args: argparse.Namespace, settings: Settings) -> tuple[Photo, Mask8, SaveOptions]:
    """The photo, its mask and how it is to be saved; tells what will not be as it was. Raises InputError."""
    from objremove_gui.core.imageio.mask_file import read_mask
    from objremove_gui.core.imageio.reading import open_photo
    from objremove_gui.core.imageio.writing import save_notes, target_format

    limit = settings.get("max_megapixels") * 1_000_000
    photo = open_photo(args.image, max_pixels=limit)
    check_format(photo, args.output)
    mask, notes = read_mask(args.mask, photo.size, max_pixels=limit)
    if not mask.any():
        text = tr(
            "“{name}” marks nothing: all of it is black; make white what is to go.", name=args.mask.name
        )
        raise InputError(text, code="empty-mask")
    asked_for = saving.options_of(args, settings, photo)
    check_loss(photo, args.output, asked_for)
    lost = save_notes(photo, target_format(photo, args.output), asked_for)
    for note in (*photo.notes, *notes, *lost):
        print(note, file=sys.stderr)
    return photo, mask, asked_for


async def _run(
    args: argparse.Namespace,
    settings: Settings,
    outcome: _Outcome,
    choice: Choice,
    ledger: Ledger,
    snapshot: Snapshot,
) -> RunResult:
    """Remove what the snapshot marks, by the chosen backend."""
    from objremove_gui.backends import open_choice
    from objremove_gui.jobs.desk import Desk
    from objremove_gui.jobs.pipeline import RemovalRun

    backend = await open_choice(choice)
    outcome.backend = backend.title
    try:
        with ThreadPoolExecutor(2, "removal") as pool:
            desk = Desk(backend, ledger, pool, settings.get("monthly_cap"))
            agree = approval(args, settings, ledger)
            return await _told(
                RemovalRun(snapshot, _run_options(args, settings), desk, _Progress().show, agree)
            )
    finally:
        await backend.close()


def _run_options(args: argparse.Namespace, settings: Settings) -> RunOptions:
    from objremove_gui.jobs.options import RunOptions

    growth = settings.get("growth") if args.growth is None else args.growth
    feather = settings.get("feather") if args.feather is None else args.feather
    return RunOptions(
        None if growth < 0 else growth,
        args.kernel_size,
        args.seed,
        feather=None if feather < 0 else feather,
    )


def _tell_proof(outcome: _Outcome, proof: Proof) -> None:
    """Tell what has changed."""
    from objremove_gui.cli.verify import as_json
    from objremove_gui.core.proof import sentence

    outcome.proof = {"way": proof.saved.way.value, "holds": proof.holds, **as_json(proof.verdict)}
    for note in (*proof.saved.notes, sentence(proof)):
        print(note, file=sys.stderr)


def _save_project(photo: Photo, removals: tuple[Removal, ...], path: Path) -> None:
    from objremove_gui.core.document import Document
    from objremove_gui.core.project.saving import save_project

    document = Document(photo)
    document.put_removals(removals)
    save_project(document.snapshot(), path, embed_original=False)


async def _told(run: RemovalRun) -> RunResult:
    """Run it; a cancel tells what may be billed all the same."""
    try:
        result = await run.run()
    except asyncio.CancelledError:
        if run.billed:
            text = trn(
                "Stopped. {count} task may be billed all the same; “objremove jobs” fetches its result.",
                "Stopped. Up to {count} tasks may be billed all the same; “objremove jobs” fetches their results.",
                run.billed,
            )
            print(text, file=sys.stderr)
        raise
    if result.answered:
        print(tr("Answered from what was removed before; nothing was billed for it."), file=sys.stderr)
    return result


class _Progress:
    """A bar on a terminal, plain lines otherwise; both on stderr."""

    def __init__(self) -> None:
        self._stage = ""

    def show(self, progress: Any) -> None:
        from objremove_gui.jobs.progress import STAGE_TITLES

        title = tr(STAGE_TITLES[progress.stage])
        percent = "" if progress.fraction is None else f" {progress.fraction:4.0%}"
        if sys.stderr.isatty():
            print(f"\r\x1b[K{title}{percent}", end="", file=sys.stderr, flush=True)
        elif title != self._stage:
            print(title, file=sys.stderr)
        self._stage = title


def _print_json(args: argparse.Namespace, outcome: _Outcome, error: ObjremoveError | None) -> None:
    print(
        json.dumps(
            {
                "ok": error is None,
                "output": None if error else str(args.output),
                "seconds": round(outcome.seconds, 3),
                "backend": outcome.backend,
                "seed": outcome.seed,
                "removals": outcome.removals,
                "proof": outcome.proof,
                "error": error
                and {
                    "code": error.code,
                    "message": error.message,
                    "hint": error.hint,
                    "request_id": error.request_id,
                },
            },
            ensure_ascii=False,
        )
    )
