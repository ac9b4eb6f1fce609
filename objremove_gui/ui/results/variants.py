"""More results for a removal that is there already: other seeds, or another growth, of the same marks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from objremove_gui.i18n import trn
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.runs import Runs

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal, Removals
    from objremove_gui.core.snapshot import Snapshot

COUNT = 4


@dataclass(frozen=True, slots=True)
class Again:
    """With which parameters: ``growth`` in photo pixels, None = automatic; ``seed`` of the first, None = any."""

    growth: int | None
    seed: int | None
    count: int


class Variants(Runs):
    """Runs one removal again, below everything that lies above it, and adds what comes to its versions."""

    job = "variants"

    def start(
        self, index: int, on_error: Callable[[BaseException], None], again: Again | None = None
    ) -> None:
        """Ask for more versions of the removal at ``index``; a second press while it runs is ignored.

        Without ``again`` four, with the parameters that it has.
        """
        picture, document = self._editor.picture, self._editor.document
        if (
            picture is not None
            and document is not None
            and not self.is_running
            and 0 <= index < len(document.removals)
        ):
            wanted = again or Again(growth_of(document.removals[index]), None, COUNT)
            self._begin(picture, self._run(picture, document, index, wanted), on_error)

    async def _run(self, picture: Picture, document: Document, index: int, again: Again) -> None:
        await self._service.load()
        from objremove_gui.core.reframing import covers
        from objremove_gui.core.snapshot import Snapshot
        from objremove_gui.jobs.earlier import Repeat
        from objremove_gui.jobs.pipeline import RunOptions

        removal = document.removals[index]
        snapshot = Snapshot(document.photo, document.removals[:index], removal.box, removal.mask)
        options = RunOptions(
            growth=again.growth,
            feather=removal.feather,
            kernel_size=removal.kernel_size,
            seed=again.seed,
            versions=again.count,
            repeat=Repeat.ANEW if again.seed is None else Repeat.USE,
        )
        started = time.monotonic()
        result = await self._service.run(document, snapshot, options, self._reporting(picture))
        if await self._background.run_blocking(covers, removal, result.removals):
            await self._put_in(document, removal, result.removals, snapshot)
            self.finished.emit(picture, time.monotonic() - started)
        if result.failures:
            raise result.failures[0]

    async def _put_in(self, document: Document, removal: Removal, made: Removals, snapshot: Snapshot) -> None:
        """Add what came to the versions of the removal as it is by now; nothing where it is gone."""
        from objremove_gui.core.reframing import with_results

        while (place := _place_of(removal, document.removals)) is not None:
            before = document.removals[place]
            grown = await self._background.run_blocking(with_results, before, made, snapshot)
            await self._editor.mask_free(document)
            if document.removals[place : place + 1] == (before,):
                changed = list(document.removals)
                changed[place] = grown
                name = trn(
                    "Add a version", "Add {count} versions", len(grown.versions) - len(before.versions)
                )
                put = partial(document.change_removals, name, tuple(changed))
                await self._editor.steps.put_in(document, tuple(changed), put)
                return


def _place_of(removal: Removal, removals: Removals) -> int | None:
    return next((place for place, one in enumerate(removals) if one.mask is removal.mask), None)


def growth_of(removal: Removal) -> int:
    """The growth that the ring came from, in photo pixels, at full scale."""
    return max(0, removal.ring - math.ceil(((removal.kernel_size or 1) - 1) / 2))
