"""The open photo and everything done to it by hand; the window shows it and listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.background import Background

if TYPE_CHECKING:
    from objremove_gui.core.document import Document
    from objremove_gui.core.removal import Removal
    from objremove_gui.core.tools.brush import BrushTool
    from objremove_gui.ui.canvas.scene import Scene

DEFAULT_DIAMETER = 60.0
SIZE_STEP = 1.15


class Editor(QObject):
    """One document with its scene and tools. All methods belong to the window's thread."""

    scene_changed = Signal()
    state_changed = Signal()
    tool_changed = Signal()

    def __init__(self, settings: Settings, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._background = background
        self.document: Document | None = None
        self.scene: Scene | None = None
        self.tool_id = "brush"
        self.diameters = {"brush": DEFAULT_DIAMETER, "eraser": DEFAULT_DIAMETER}
        self._tools: dict[str, BrushTool] = {}

    # -- the document

    @property
    def max_pixels(self) -> int:
        return int(self._settings.get("max_megapixels")) * 1_000_000

    async def open(self, path: Path) -> tuple[str, ...]:
        """Open a photo in place of the one before; returns sentences about it. Raises InputError, nothing changes."""
        scene = await self._background.run_blocking(_prepared, path, self.max_pixels)
        self._show(scene)
        return scene.document.photo.notes

    def close(self) -> None:
        self._show(None)

    def _show(self, scene: Scene | None) -> None:
        if self.scene is not None:
            self.scene.close()
        self.scene = scene
        self.document = None if scene is None else scene.document
        self._tools = {}
        if scene is not None:
            scene.connect()
            scene.document.history.changed = self.state_changed.emit
            self._make_tools(scene.document)
        self.scene_changed.emit()
        self.state_changed.emit()
        self.tool_changed.emit()

    def _make_tools(self, document: Document) -> None:
        from objremove_gui.core.tools.brush import BRUSH, ERASER, BrushTool

        for info, marks in ((BRUSH, True), (ERASER, False)):
            self._tools[info.id] = BrushTool(document, info, diameter=self.diameters[info.id], marks=marks)

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose work: marks or removals that are not exported."""
        document = self.document
        if document is None or document.history.is_clean:
            return False
        return bool(document.removals) or not document.mask.is_empty

    # -- tools

    @property
    def tool(self) -> BrushTool | None:
        """The tool in force; None while panning or without a photo."""
        return self._tools.get(self.tool_id)

    def choose_tool(self, tool_id: str) -> None:
        self.tool_id = tool_id
        self.tool_changed.emit()

    def swap_tool(self) -> None:
        self.choose_tool("eraser" if self.tool_id == "brush" else "brush")

    @property
    def diameter(self) -> float:
        """Size of the tip in image pixels."""
        return self.diameters.get(self.tool_id, self.diameters["brush"])

    def set_diameter(self, diameter: float) -> None:
        from objremove_gui.core.tools.brush import MAX_DIAMETER, MIN_DIAMETER

        tool_id = self.tool_id if self.tool_id in self.diameters else "brush"
        self.diameters[tool_id] = min(MAX_DIAMETER, max(MIN_DIAMETER, diameter))
        tool = self._tools.get(tool_id)
        if tool is not None:
            tool.set_diameter(self.diameters[tool_id])
        self.tool_changed.emit()

    def step_diameter(self, *, larger: bool) -> None:
        """One step of the size keys: by a share of the size, by one pixel when small."""
        size = self.diameter
        step = max(1.0, size * (SIZE_STEP - 1))
        self.set_diameter(round(size + step if larger else size - step))

    # -- the mask and the removals

    def undo(self) -> None:
        if self.document is not None:
            self.end_stroke()
            self.document.history.undo()

    def redo(self) -> None:
        if self.document is not None:
            self.end_stroke()
            self.document.history.redo()

    def end_stroke(self) -> None:
        """Take a stroke back that is still being drawn."""
        if self.tool is not None and self.tool.is_active:
            self.tool.cancel()

    def clear_mask(self) -> None:
        self._edit_mask(tr("Clear the mask"), lambda pixels: pixels.fill(0), only_marked=True)

    def invert_mask(self) -> None:
        self._edit_mask(tr("Invert the mask"), _invert, only_marked=False)

    def _edit_mask(self, name: str, change: Callable[..., None], *, only_marked: bool) -> None:
        from objremove_gui.core.geometry import Rect

        document = self.document
        if document is None:
            return
        self.end_stroke()
        box = document.mask.bounds() if only_marked else Rect.of_size(document.size)
        if box.is_empty:
            return
        with document.mask_edit(name) as mask:
            mask.touch(box)
            change(mask.pixels[box.slices])
            mask.changed.emit(box)

    async def load_mask(self, path: Path) -> tuple[str, ...]:
        """Take the mask from a picture of the same size; returns sentences about it. Raises InputError."""
        from objremove_gui.core.geometry import Rect
        from objremove_gui.core.imageio.mask_file import read_mask

        document = self.document
        if document is None:
            return ()
        limit = self.max_pixels
        pixels, notes = await self._background.run_blocking(read_mask, path, document.size, max_pixels=limit)
        self.end_stroke()
        with document.mask_edit(tr("Load a mask")) as mask:
            mask.replace(Rect.of_size(document.size), pixels)
        return notes

    async def save_mask(self, path: Path) -> None:
        """Save the mask as PNG. Raises OutputError."""
        from objremove_gui.core.imageio.mask_file import write_mask

        if self.document is not None:
            copy = self.document.mask.pixels.copy()
            await self._background.run_blocking(write_mask, copy, path)

    def switch_removal(self, index: int, is_on: bool) -> None:
        """Show a removal's result or the original below it."""
        from dataclasses import replace

        document = self.document
        if document is None or not 0 <= index < len(document.removals):
            return
        changed = list(document.removals)
        changed[index] = replace(changed[index], enabled=is_on)
        name = tr("Switch a removal on") if is_on else tr("Switch a removal off")
        document.change_removals(name, tuple(changed))

    def drop_removals(self, dropped: tuple[Removal, ...]) -> None:
        """Take removals out of the list."""
        if self.document is not None:
            gone = {id(removal) for removal in dropped}
            left = tuple(removal for removal in self.document.removals if id(removal) not in gone)
            self.document.change_removals(tr("Discard the result"), left)

    # -- export

    async def export(self, path: Path, *, overwrite: bool) -> None:
        """Write the visible picture at the photo's resolution. Raises OutputError; the work stays as it is."""
        document = self.document
        if document is None:
            return
        snapshot = document.snapshot()
        position = document.history.position
        quality = int(self._settings.get("jpeg_quality"))
        await self._background.run_blocking(_written, snapshot, path, quality, overwrite)
        if document.history.position == position:
            document.history.mark_clean()


def _prepared(path: Path, max_pixels: int) -> Scene:
    from objremove_gui.core.document import Document
    from objremove_gui.core.imageio.reading import open_photo
    from objremove_gui.ui.canvas.scene import Scene

    return Scene.prepare(Document(open_photo(path, max_pixels=max_pixels)))


def _invert(pixels: object) -> None:
    import cv2

    cv2.bitwise_not(pixels, dst=pixels)  # type: ignore[call-overload]


def _written(snapshot: object, path: Path, quality: int, overwrite: bool) -> None:
    from objremove_gui.core.document import Snapshot
    from objremove_gui.core.geometry import Rect
    from objremove_gui.core.imageio.writing import SaveOptions, save_photo

    assert isinstance(snapshot, Snapshot)
    pixels = snapshot.read(Rect.of_size(snapshot.photo.size))
    save_photo(snapshot.photo, pixels, path, SaveOptions(quality=quality, overwrite=overwrite))
