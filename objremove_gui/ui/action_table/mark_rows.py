"""Rows of the menus Tool and Mask: how it is marked what should go."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.action_table.row import Action

TOOL: tuple[Action, ...] = (
    Action(
        "brushAction", mark("&Brush"), "brush", ("B",), "tool", "tools",
        mark("Paint over what should go"), "", True, "tool",
    ),
    Action(
        "eraserAction", mark("&Eraser"), "eraser", ("E",), "tool", "tools",
        mark("Take paint away from what should stay"), "", True, "tool",
    ),
    Action(
        "lassoAction", mark("&Lasso"), "lasso", ("L",), "tool", "tools",
        mark("Draw around what should go, or click corner by corner"), "", True, "tool",
    ),
    Action(
        "polygonAction", mark("P&olygon"), "polygon", ("Shift+L",), "tool", "tools",
        mark("Click corner by corner around what should go"), "", True, "tool",
    ),
    Action(
        "rectangleAction", mark("&Rectangle"), "rectangle", ("M",), "tool", "tools",
        mark("Mark a rectangle"), "", True, "tool",
    ),
    Action(
        "ellipseAction", mark("Ell&ipse"), "ellipse", ("Shift+M",), "tool", "tools",
        mark("Mark an ellipse"), "", True, "tool",
    ),
    Action(
        "wandAction", mark("&Magic wand"), "wand", ("W",), "tool", "tools",
        mark("Press on a colour and drag to take in more of its like"), "", True, "tool",
    ),
    Action(
        "objectAction", mark("Ob&ject"), "object", ("O",), "tool", "tools",
        mark("Drag a box or scribble around a thing, and it is found"), "", True, "tool",
    ),
    Action(
        "restoreAction", mark("Res&tore"), "restore", ("R",), "tool", "tools",
        mark("Paint the original back over what was removed"), "", True, "tool",
    ),
    Action(
        "cellsAction", mark("&Keyboard cells"), "cells", ("K",), "tool", "tools",
        mark("Mark without a pointer: arrow keys and Space"), "", True, "tool",
    ),
    Action("panAction", mark("&Pan"), "pan", ("P",), "tool", "tools", mark("Move the photo"), "", True, "tool"),
    Action(
        "swapToolAction", mark("S&wap brush and eraser"), "", ("X",), "tool", "change",
        mark("From the brush to the eraser and back"),
    ),
    Action("brushLargerAction", mark("&Larger tip"), "", ("]", "."), "tool", "size", mark("Make the tip larger")),
    Action("brushSmallerAction", mark("S&maller tip"), "", ("[", ","), "tool", "size", mark("Make the tip smaller")),
)  # fmt: skip

MASK: tuple[Action, ...] = (
    Action("growAction", mark("&Grow by 1 px"), "grow", ("G",), "mask", "size",
           mark("Make the marks one pixel larger"), "has_mask"),
    Action("shrinkAction", mark("&Shrink by 1 px"), "shrink", ("Shift+G",), "mask", "size",
           mark("Make the marks one pixel smaller"), "has_mask"),
    Action("growMoreAction", mark("Grow by 10 px"), "", ("Ctrl+G",), "mask", "size",
           mark("Make the marks ten pixels larger"), "has_mask"),
    Action("shrinkMoreAction", mark("Shrink by 10 px"), "", ("Ctrl+Shift+G",), "mask", "size",
           mark("Make the marks ten pixels smaller"), "has_mask"),
    Action("resizeMaskAction", mark("Grow or sh&rink…"), "", (), "mask", "size",
           mark("Make the marks larger or smaller, by an amount that is seen at once"), "has_mask"),
    Action("fillHolesAction", mark("Fill &holes"), "", (), "mask", "shape",
           mark("Mark what is wholly enclosed by marks"), "has_mask"),
    Action("removeSpecksAction", mark("Remove s&pecks…"), "", (), "mask", "shape",
           mark("Take away marks that are smaller than so many pixels"), "has_mask"),
    Action("smoothAction", mark("S&mooth…"), "", (), "mask", "shape",
           mark("Round the rims of the marks"), "has_mask"),
    Action(
        "clearMaskAction", mark("&Clear"), "clear", ("Ctrl+D",), "mask", "change",
        mark("Take away everything painted"), "has_mask",
    ),
    Action(
        "invertAction", mark("&Invert"), "invert", ("Ctrl+I",), "mask", "change",
        mark("Mark what is not marked, and the other way round"), "has_photo",
    ),
    Action(
        "loadMaskAction", mark("&Load…"), "load-mask", (), "mask", "file",
        mark("Take the mask from a picture of the same size"), "has_photo",
    ),
    Action(
        "saveMaskAction", mark("Sa&ve…"), "save-mask", (), "mask", "file",
        mark("Save the mask as a black and white picture"), "has_mask",
    ),
    Action(
        "copyMaskAction", mark("C&opy to the next picture"), "copy", (), "mask", "file",
        mark("Mark the same places in the next picture, which has the same size, and show it"), "has_mask_and_next",
    ),
)  # fmt: skip
