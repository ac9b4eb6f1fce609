"""``objremove self-test``: the installed program checks itself, part by part."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import language, mark, tr, trn, use_language
from objremove_gui.resources import resource, resources_folder

if TYPE_CHECKING:
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.core.removal import Pixels
    from objremove_gui.jobs.pipeline import RunResult

# The boulder in front on the sample photo: x, y, width, height.
BOULDER = (1548, 1350, 120, 116)
MAX_PIXELS = 20_000_000


class CheckFailed(Exception):
    """A part of the program is missing or does something wrong; the text says which."""


@dataclass
class _Bench:
    """What one check leaves for the next."""

    folder: Path
    photo: Photo | None = None
    pixels: Pixels | None = None

    def opened(self) -> Photo:
        """The sample photo."""
        if self.photo is None:
            raise CheckFailed(tr("an earlier check failed"))
        return self.photo

    def removed(self) -> Pixels:
        """The sample photo without the boulder."""
        if self.pixels is None:
            raise CheckFailed(tr("an earlier check failed"))
        return self.pixels


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    text = tr("check that this installation works")
    subparsers.add_parser("self-test", help=text, description=text)


def run(args: argparse.Namespace) -> int:
    """Print a line for each check and one for all; 0 if all passed, else 1."""
    with TemporaryDirectory(prefix="objremove-") as folder:
        bench = _Bench(Path(folder))
        passed = [_passes(tr(title), check, bench) for title, check in CHECKS]
    if all(passed):
        print(tr("All {count} checks passed.", count=len(passed)))
        return 0
    failed = passed.count(False)
    print(trn("{count} check failed; install again.", "{count} checks failed; install again.", failed))
    return 1


def _passes(title: str, check: Callable[[_Bench], str], bench: _Bench) -> bool:
    try:
        detail = check(bench)
    except (ObjremoveError, CheckFailed, OSError, ImportError, ElementTree.ParseError) as error:
        print(tr("{title}: FAILED ({reason})", title=title, reason=str(error) or type(error).__name__))
        return False
    print(tr("{title}: passed ({detail})", title=title, detail=detail), flush=True)
    return True


def _icon(bench: _Bench) -> str:
    name = "icons/objremove.svg"
    root = ElementTree.parse(resource(name)).getroot()
    if not root.tag.endswith("svg"):
        raise CheckFailed(tr("{name} is no drawing", name=name))
    return name


def _translation(bench: _Bench) -> str:
    before, folder = language(), resources_folder() / "translations"
    try:
        use_language("en", folder)
        original = tr("Language")
        use_language("zh_CN", folder)
        translated = tr("Language")
    finally:
        use_language(before, folder)
    if translated == original:
        raise CheckFailed(tr("the Chinese catalogue says nothing"))
    return f"{original} = {translated}"


def _picture(bench: _Bench) -> str:
    from objremove_gui.core.imageio.reading import open_photo

    photo = open_photo(resource("samples/sample.jpg"), max_pixels=MAX_PIXELS)
    bench.photo = photo
    return f"{photo.size.width} × {photo.size.height}"


def _removal(bench: _Bench) -> str:
    import numpy as np

    from objremove_gui.core.compositing import composed
    from objremove_gui.core.geometry import Rect

    photo = bench.opened()
    result = asyncio.run(_run_removal(photo))
    if result.failures:
        raise result.failures[0]
    pixels = composed(photo.pixels, result.removals, Rect.of_size(photo.size))
    changed = (pixels != photo.pixels).any(axis=2)
    inside = Rect(*BOULDER).pad(max(removal.ring for removal in result.removals))
    outside = changed.copy()
    outside[inside.slices] = False
    if not changed.any() or outside.any():
        raise CheckFailed(tr("the removal changed the wrong pixels"))
    bench.pixels = pixels
    return tr("{count} pixels", count=int(np.count_nonzero(changed)))


async def _run_removal(photo: Photo) -> RunResult:
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    from objremove_gui.backends import open_backend
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.snapshot import Snapshot
    from objremove_gui.jobs.ledger.database import Ledger
    from objremove_gui.jobs.pipeline import RunOptions, run_removal

    box = Rect(*BOULDER)
    mask = np.full((box.height, box.width), 255, np.uint8)
    backend = await open_backend("", "")
    ledger = await Ledger.open(None)
    try:
        with ThreadPoolExecutor(2, "removal") as pool:
            snapshot = Snapshot(photo, (), box, mask)
            return await run_removal(
                snapshot, RunOptions(seed=1), backend, pool, lambda progress: None, ledger
            )
    finally:
        await backend.close()
        await ledger.aclose()


def _writing(bench: _Bench) -> str:
    from objremove_gui.core.imageio.writing import SaveOptions, save_photo

    output = bench.folder / "out.png"
    save_photo(bench.opened(), bench.removed(), output, SaveOptions())
    return tr("{size} kilobytes", size=output.stat().st_size // 1000)


def _reading_back(bench: _Bench) -> str:
    import numpy as np

    from objremove_gui.core.imageio.reading import open_photo

    photo = open_photo(bench.folder / "out.png", max_pixels=MAX_PIXELS)
    written = bench.removed()
    if not np.array_equal(photo.pixels, written):
        raise CheckFailed(tr("the file holds other pixels than were written"))
    return tr("the same pixels")


CHECKS: tuple[tuple[str, Callable[[_Bench], str]], ...] = (
    (mark("Icon"), _icon),
    (mark("Translation"), _translation),
    (mark("Picture"), _picture),
    (mark("Removal"), _removal),
    (mark("Writing"), _writing),
    (mark("Reading back"), _reading_back),
)
