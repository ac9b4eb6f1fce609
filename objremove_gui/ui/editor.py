"""The open photo and everything done to it by hand; the window shows it and listens."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background
from objremove_gui.ui.canvas.tip_size import stepped_size
from objremove_gui.ui.picture import Home, Picture, whole
from objremove_gui.ui.saving import Saving
from objremove_gui.ui.steps import LARGE, Steps
from objremove_gui.ui.tool_memory import ToolMemory
from objremove_gui.ui.turns import Turns

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.project.kept import KeptPngs
    from objremove_gui.core.tools.base import Tool, Work
    from objremove_gui.ui.canvas.scene import Scene

SIZE_SHARE = 0.15
DIAMETER, CELL = "diameter", "step"


class Editor(QObject):
    """The picture that is shown, with its tools. All methods belong to the window's thread."""

    scene_changed = Signal()
    state_changed = Signal()
    tool_changed = Signal()

    def __init__(self, settings: Settings, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._background = background
        self.picture: Picture | None = None
        self.tool_id = "brush"
        self._tools: dict[str, Tool] = {}
        # What was set for a tool stays for the next photo and the next start.
        self._remembered = ToolMemory(settings, background, self)
        self._searched: Work | None = None
        self._stroke_over = asyncio.Event()
        # Whether the tool is put down because something else has the mask.
        self.rests = False
        # Whether the eraser is in the brush's place because the pen's other end is used.
        self._is_turned = False
        self.turns = Turns(background, self)
        self.steps = Steps(self)
        self.saving = Saving(self, background)
        self.turns.freed.connect(self._stroke_over.set)

    @cached_property
    def encode(self) -> KeptPngs:
        """Encodes results for journals and projects alike, each once."""
        from objremove_gui.core.project.kept import KeptPngs

        return KeptPngs()

    # -- the document

    @property
    def max_pixels(self) -> int:
        """How large a picture may be to be opened."""
        return int(self._settings.get("max_megapixels")) * 1_000_000

    @property
    def document(self) -> Document | None:
        """The shown picture's; None without one."""
        return None if self.picture is None else self.picture.document

    @property
    def scene(self) -> Scene | None:
        """What the canvas shows of it; None without one."""
        return None if self.picture is None else self.picture.scene

    @property
    def home(self) -> Home:
        """Where the document belongs."""
        return Home() if self.picture is None else self.picture.home

    @property
    def title(self) -> str:
        """The name of the picture; ``""`` without one."""
        return "" if self.picture is None else self.picture.title

    @property
    def is_dirty(self) -> bool:
        """Whether closing the picture would lose work."""
        return self.picture is not None and self.picture.is_dirty

    def show(self, picture: Picture | None) -> None:
        """Show another picture, whose pixels are in memory, or none; when it is one's turn."""
        self.end_stroke()
        self.picture = picture
        # Who waits for the picture before need not wait any more.
        self._stroke_over.set()
        self._tools = {}
        if self.document is not None:
            self._make_tools(self.document)
        self.scene_changed.emit()
        self.state_changed.emit()
        self.tool_changed.emit()

    def _make_tools(self, document: Document) -> None:
        from objremove_gui.core.tools.registry import TOOLS

        self._tools = {row.info.id: row.make(document) for row in TOOLS}
        for tool in self._tools.values():
            self._remembered.apply(tool)

    # -- tools

    @property
    def tool(self) -> Tool | None:
        """The tool in force; None while panning, while something else has the mask, or without a photo."""
        return None if self.rests else self._tools.get(self.tool_id)

    def rest(self, rests: bool) -> None:
        """Put the tool down, or take it up again."""
        self.rests = rests
        self.tool_changed.emit()

    def choose_tool(self, tool_id: str) -> None:
        """Another tool is in force, by its id in the table."""
        self._is_turned = False
        self.tool_id = tool_id
        self.tool_changed.emit()

    def swap_tool(self) -> None:
        """From the brush to the eraser, and from all others to the brush."""
        self.choose_tool("eraser" if self.tool_id == "brush" else "brush")

    def turn_pen(self, erases: bool) -> None:
        """Another end of the pen is near: in the brush's place the eraser, with its own size, and back."""
        if erases and self.tool_id == "brush":
            self.choose_tool("eraser")
            self._is_turned = True
        elif not erases and self._is_turned:
            self.choose_tool("brush")

    def set_option(self, key: str, value: Any) -> None:
        """Set an option of the tool in force; it is remembered for this tool."""
        if self.tool is not None and key in self.tool.info.options:
            self.tool.set_option(key, value)
            self._remembered.note(self.tool)
            self.tool_changed.emit()

    @property
    def diameter(self) -> float:
        """Size of the tip in image pixels; 0 for a tool without a tip."""
        tool = self.tool
        return float(tool.option(DIAMETER)) if tool is not None and DIAMETER in tool.info.options else 0.0

    def set_diameter(self, diameter: float) -> None:
        """Another size of the tip, in image pixels."""
        self.set_option(DIAMETER, diameter)

    def step_diameter(self, *, larger: bool) -> None:
        """One step of the size keys: by a share of the size, by one pixel when small; cells by half or twice."""
        tool = self.tool
        if size := self.diameter:
            self.set_diameter(stepped_size(size, 1 if larger else -1, SIZE_SHARE))
        elif tool is not None and CELL in tool.info.options:
            side = float(tool.option(CELL))
            self.set_option(CELL, side * 2 if larger else max(1.0, side // 2))

    def search(self) -> None:
        """Run what the tool has left to be searched, off the window's thread."""
        tool = self.tool
        if tool is not None and tool.work is not None and tool.work is not self._searched:
            self._searched = tool.work
            self._background.start(self._search(tool, tool.work))

    async def _search(self, tool: Tool, work: Work) -> None:
        picture = self.picture
        try:
            with holding(picture):
                if picture is not None and picture.document is not None:
                    await whole(picture.document)
                found = await self._background.run_blocking(work.run)
        except BaseException:
            tool.cancel()
            self.tool_changed.emit()
            raise
        await self.mask_free()
        document = self.document
        if document is not None and tool is self._tools.get(tool.info.id):
            if found.box.size.pixels > LARGE:
                await self.turns.apart(document, partial(tool.finish, work, found))
            else:
                tool.finish(work, found)
        self.tool_changed.emit()
        self.state_changed.emit()

    def keep_options(self) -> None:
        """Keep what was set for the tools until the next start. Raises SettingsError."""
        self._remembered.keep()

    def stroke_ended(self) -> None:
        """A stroke has ended: what waited for it can be put in."""
        tool = self.tool
        if tool is not None:
            # The wand's tolerance, say, is set by the drag.
            self._remembered.note(tool)
        self._stroke_over.set()

    async def mask_free(self, document: Document | None = None) -> None:
        """Wait until no stroke is being drawn and nothing else has the mask, if it is the one of the shown picture."""
        while self._is_taken(document or self.document):
            self._stroke_over.clear()
            await self._stroke_over.wait()

    def _is_taken(self, document: Document | None) -> bool:
        if document is not self.document:
            return False
        return not self.turns.is_free or (document is not None and document.mask.is_recording)

    async def free(self) -> None:
        """Wait until the picture can be left: what is open on its mask is kept, a stroke is drawn to its end."""
        self.turns.when_free(lambda: None)
        while self._is_taken(self.document) or (self.tool is not None and self.tool.is_dragging):
            self._stroke_over.clear()
            await self._stroke_over.wait()

    def end_stroke(self) -> None:
        """Take back what is still being drawn or searched; an open outline stays open."""
        if self.tool is not None and (self.tool.is_dragging or self.tool.work is not None):
            self.tool.cancel()
            self.tool_changed.emit()
            self.stroke_ended()


@contextmanager
def holding(picture: Picture | None) -> Iterator[None]:
    """Inside, the picture's pixels stay in memory."""
    if picture is None:
        yield
        return
    picture.holds += 1
    try:
        yield
    finally:
        picture.holds -= 1
