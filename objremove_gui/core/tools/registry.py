"""The table of tools: toolbox, shortcuts, help and the tools themselves are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from objremove_gui.core.document import Document
from objremove_gui.core.tools.base import Figure, Tool, ToolInfo
from objremove_gui.core.tools.brush import BRUSH, ERASER, BrushTool
from objremove_gui.core.tools.cells import CELLS, CellTool
from objremove_gui.core.tools.lasso import LASSO, POLYGON, LassoTool, PolygonTool
from objremove_gui.core.tools.object import OBJECT, ObjectTool
from objremove_gui.core.tools.restore import RESTORE, RestoreTool
from objremove_gui.core.tools.shapes import ELLIPSE, RECTANGLE, ShapeTool
from objremove_gui.core.tools.wand import WAND, WandTool


@dataclass(frozen=True, slots=True)
class ToolRow:
    """What is told about a tool, and how it is made for a document."""

    info: ToolInfo
    make: Callable[[Document], Tool]


TOOLS: tuple[ToolRow, ...] = (
    ToolRow(BRUSH, lambda document: BrushTool(document, BRUSH, marks=True)),
    ToolRow(ERASER, lambda document: BrushTool(document, ERASER, marks=False)),
    ToolRow(LASSO, LassoTool),
    ToolRow(POLYGON, PolygonTool),
    ToolRow(RECTANGLE, lambda document: ShapeTool(document, RECTANGLE, Figure.RECTANGLE)),
    ToolRow(ELLIPSE, lambda document: ShapeTool(document, ELLIPSE, Figure.ELLIPSE)),
    ToolRow(WAND, WandTool),
    ToolRow(OBJECT, ObjectTool),
    ToolRow(RESTORE, RestoreTool),
    ToolRow(CELLS, CellTool),
)

TOOL_BY_ID = {row.info.id: row for row in TOOLS}
