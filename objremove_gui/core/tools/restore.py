"""Restore: paints the original back over removed regions."""

from __future__ import annotations

from objremove_gui.core.document import Document
from objremove_gui.core.restoring import RestoreStroke
from objremove_gui.core.tools.base import Cursor, Mode, ToolInfo
from objremove_gui.core.tools.options import OPTION_BY_KEY
from objremove_gui.core.tools.pointer import PointerEvent
from objremove_gui.core.tools.stroking import StrokeTool
from objremove_gui.i18n import mark, tr

RESTORE = ToolInfo(
    "restore",
    mark("Restore"),
    "restore",
    "restoreAction",
    mark("Paint the original back over removed places. Alt or right button: the result again."),
    Cursor.TIP,
    ("diameter", "tip", "pressure", "stabiliser"),
    in_vain=mark("Nothing has been removed here yet, so there is nothing to bring back."),
)


class RestoreTool(StrokeTool):
    """Adding brings the original back, subtracting the results; the mask stays as it is."""

    def __init__(
        self,
        document: Document,
        info: ToolInfo = RESTORE,
        *,
        diameter: float = OPTION_BY_KEY["diameter"].default,
    ) -> None:
        super().__init__(document, info, diameter=diameter)
        self._stroke: RestoreStroke | None = None

    def _begin(self, event: PointerEvent) -> RestoreStroke:
        restores = self._mode is Mode.ADD
        self._stroke = RestoreStroke(self.document, self.diameter, self.tip, restores=restores)
        return self._stroke

    def _end(self, scale: float) -> None:
        if self._stroke is not None:
            self._stroke.commit(self._step_name(self._mode))
        self._stroke = None

    def _step_name(self, mode: Mode) -> str:
        return tr("Restore the original") if mode is Mode.ADD else tr("Bring the result back")

    def _take_back(self) -> None:
        if self._stroke is not None:
            self._stroke.abort()
        self._stroke = None
