"""More results for a removal that is there already: other seeds, the same marks, the same crop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.ui.picture import Picture
from objremove_gui.ui.runs import Runs

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal

COUNT = 4


class Variants(Runs):
    """Runs one removal again, below everything that lies above it, and adds what comes to its versions."""

    job = "variants"

    def start(self, index: int, on_error: Callable[[BaseException], None]) -> None:
        """Ask for more versions of the removal at ``index``; a second press while it runs is ignored."""
        picture, document = self._editor.picture, self._editor.document
        if (
            picture is not None
            and document is not None
            and not self.is_running
            and 0 <= index < len(document.removals)
        ):
            self._begin(picture, self._run(picture, document, index), on_error)

    async def _run(self, picture: Picture, document: Document, index: int) -> None:
        await self._service.load()
        from objremove_gui.core.document import Snapshot
        from objremove_gui.jobs.earlier import Repeat
        from objremove_gui.jobs.pipeline import RunOptions

        removal = document.removals[index]
        snapshot = Snapshot(document.photo, document.removals[:index], removal.box, removal.mask)
        options = RunOptions(
            growth=_growth_of(removal),
            kernel_size=removal.kernel_size,
            versions=COUNT,
            repeat=Repeat.ANEW,
        )
        started = time.monotonic()
        result = await self._service.run(document, snapshot, options, self._reporting(picture))
        made = [one for one in result.removals if one.box == removal.box]
        if result.removals and not made:
            raise InputError(
                tr("The variants do not fit this removal any more; edit its mask and remove it again."),
                code="variants",
            )
        if made:
            await self._editor.mask_free(document)
            self._editor.add_versions(document, removal, made[0].versions)
            self.finished.emit(picture, time.monotonic() - started)
        if result.failures:
            raise result.failures[0]


def _growth_of(removal: Removal) -> int:
    """The growth that the ring came from, in photo pixels, at full scale."""
    return max(0, removal.ring - math.ceil(((removal.kernel_size or 1) - 1) / 2))
