"""The table of everything a person can trigger; menus, tool bars, shortcuts and the shortcut sheet come from it."""

from __future__ import annotations

from typing import NamedTuple

from objremove_gui.i18n import mark


class Action(NamedTuple):
    """One row. ``text`` and ``hint`` are translated when shown.

    ``shortcuts`` are Qt's portable names, the first is the one that is told. ``group`` separates within a menu.
    ``enabled`` names the predicate that decides whether it can be triggered, empty = always. Of the actions with
    the same ``radio`` exactly one is checked. A ``held`` one lasts as long as its key is held down; from the menu it
    is switched on and off.
    """

    id: str
    text: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    menu: str = ""
    group: str = ""
    hint: str = ""
    enabled: str = ""
    checkable: bool = False
    radio: str = ""
    held: bool = False


MENUS: tuple[tuple[str, str], ...] = (
    ("file", mark("&File")),
    ("edit", mark("&Edit")),
    ("tool", mark("&Tool")),
    ("mask", mark("&Mask")),
    ("removal", mark("&Removal")),
    ("view", mark("&View")),
    ("help", mark("&Help")),
)

_FILE = (
    Action("openAction", mark("&Open…"), "open", ("Ctrl+O",), "file", "file", mark("Open a photo")),
    Action(
        "saveProjectAction", mark("&Save project"), "save", ("Ctrl+S",), "file", "file",
        mark("Save the marks, the removals and where the photo is, to go on later"), "has_photo",
    ),
    Action(
        "saveProjectAsAction", mark("Save project &as…"), "", (), "file", "file",
        mark("Save the project under another name"), "has_photo",
    ),
    Action(
        "exportAction", mark("&Export"), "export", ("Ctrl+E",), "file", "file",
        mark("Save the finished photo as a new file; from the second time on in the same way again"), "has_photo",
    ),
    Action(
        "exportAsAction", mark("Expor&t as…"), "", ("Ctrl+Shift+E", "Ctrl+Shift+S"), "file", "file",
        mark("Choose format, quality, metadata and name, and save the finished photo"), "has_photo",
    ),
    Action(
        "saveBackAction", mark("Save &back"), "", (), "file", "file",
        mark("Write the picture over the opened file itself, for the program that handed it over"), "can_save_back",
    ),
    Action(
        "nextPictureAction", mark("&Next picture"), "chevron-right", ("PgDown",), "file", "pictures",
        mark("Show the next of the open pictures"), "has_next",
    ),
    Action(
        "previousPictureAction", mark("&Previous picture"), "chevron-left", ("PgUp",), "file", "pictures",
        mark("Show the open picture before this one"), "has_previous",
    ),
    Action(
        "movePictureBackAction", mark("Move picture to the &left"), "", ("Ctrl+Shift+PgUp",), "file", "pictures",
        mark("Change places with the picture before it in the strip"), "has_previous",
    ),
    Action(
        "movePictureOnAction", mark("Move picture to the &right"), "", ("Ctrl+Shift+PgDown",), "file", "pictures",
        mark("Change places with the picture after it in the strip"), "has_next",
    ),
    Action("closeAction", mark("&Close"), "", ("Ctrl+W",), "file", "close", mark("Close the photo"), "has_photo"),
    Action(
        "closeOthersAction", mark("Close ot&hers"), "", ("Ctrl+Alt+W",), "file", "close",
        mark("Close all open pictures but this one"), "has_others",
    ),
    Action(
        "closeAllAction", mark("Close a&ll"), "", ("Ctrl+Shift+W",), "file", "close",
        mark("Close all open pictures"), "has_pictures",
    ),
    Action("quitAction", mark("&Quit"), "", ("Ctrl+Q",), "file", "end", mark("End the program")),
)  # fmt: skip

_EDIT = (
    Action(
        "undoAction", mark("&Undo"), "undo", ("Ctrl+Z",), "edit", "history", mark("Take the last step back"), "can_undo"
    ),
    Action(
        "redoAction", mark("&Redo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "edit", "history",
        mark("Do the step again that was taken back"), "can_redo",
    ),
    Action(
        "copyResultAction", mark("&Copy the result"), "copy", ("Ctrl+C",), "edit", "clipboard",
        mark("Put the picture as it is now on the clipboard"), "has_photo",
    ),
    Action(
        "pasteAction", mark("&Paste a picture"), "", ("Ctrl+V",), "edit", "clipboard",
        mark("Open the picture that is on the clipboard"),
    ),
    Action("settingsAction", mark("&Settings…"), "settings", ("Ctrl+,",), "edit", "settings", mark("Change settings")),
)  # fmt: skip

_TOOL = (
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

_MASK = (
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

_REMOVAL = (
    Action(
        "removeAction", mark("&Remove"), "remove", ("Return", "Ctrl+Return", "Enter"), "removal", "run",
        mark("Remove what is painted over"), "can_remove",
    ),
    Action(
        "cancelAction", mark("&Cancel"), "cancel", ("Esc",), "removal", "run", mark("Stop the removal or the export"),
        "job_running"
    ),
    Action(
        "acceptAction", mark("&Keep the result"), "accept", ("Ctrl+K",), "removal", "result",
        mark("Keep the result and go on painting"), "has_result",
    ),
    Action(
        "variantsAction", mark("4 more &variants"), "retry", ("Ctrl+R",), "removal", "versions",
        mark("Four more results for the selected removal"), "can_vary",
    ),
    Action(
        "rerunAction", mark("R&un with other parameters…"), "settings", ("Ctrl+Shift+R",), "removal", "versions",
        mark("More versions of the selected removal, with another growth or seed"), "can_vary",
    ),
    Action(
        "discardVersionAction", mark("Discard this &version"), "cancel", ("Shift+Del",), "removal", "versions",
        mark("Take the version that is shown away from the selected removal"), "has_versions",
    ),
    Action(
        "renameRemovalAction", mark("Re&name the removal"), "", ("F2",), "removal", "versions",
        mark("Type another name for the selected removal"), "can_compare",
    ),
    Action(
        "editRemovalAction", mark("&Edit its mask again"), "brush", ("Ctrl+M",), "removal", "versions",
        mark("Take the selected removal back and go on painting its mask"), "can_compare",
    ),
    Action(
        "deleteRemovalAction", mark("De&lete the removal"), "clear", ("Del",), "removal", "versions",
        mark("Take the selected removal out of the list"), "can_compare",
    ),
    Action(
        "discardAction", mark("&Discard the result"), "discard", ("Ctrl+Backspace",), "removal", "result",
        mark("Go back to the photo as it was before, with the paint"), "has_result",
    ),
)  # fmt: skip

_VIEW = (
    Action(
        "compareAction", mark("&Compare"), "compare", ("C",), "view", "compare",
        mark("Before and after, with a line to drag between them"), "can_compare", True,
    ),
    Action(
        "compareModeAction", mark("&Next way to compare"), "", ("Shift+C",), "view", "compare",
        mark("Divider, side by side, in turns, difference"), "can_compare",
    ),
    Action(
        "nextRegionAction", mark("Next re&gion"), "chevron-right", ("N",), "view", "compare",
        mark("Go to the next removal at 100 %"), "can_compare",
    ),
    Action(
        "previousRegionAction", mark("Pre&vious region"), "chevron-left", ("Shift+N",), "view", "compare",
        mark("Go to the removal before at 100 %"), "can_compare",
    ),
    Action("zoomInAction", mark("Zoom &in"), "zoom-in", ("Ctrl++", "Ctrl+="), "view", "zoom",
           mark("Show the photo larger"), "has_photo"),
    Action("zoomOutAction", mark("Zoom &out"), "zoom-out", ("Ctrl+-",), "view", "zoom",
           mark("Show the photo smaller"), "has_photo"),
    Action("fitAction", mark("&Fit"), "fit", ("Ctrl+0",), "view", "zoom", mark("Show the whole photo"), "has_photo"),
    Action("actualSizeAction", mark("&100 %"), "actual-size", ("Ctrl+1",), "view", "zoom",
           mark("One pixel of the photo for one of the screen"), "has_photo"),
    Action("toggleZoomAction", mark("Fit or &100 %"), "", ("Z",), "view", "zoom",
           mark("From the whole photo to its own pixels at the pointer, and back"), "has_photo"),
    Action("holdOriginalAction", mark("Show the &original"), "show", ("V",), "view", "compare",
           mark("The photo as it was, as long as the key is held"), "has_photo", True, held=True),
    Action("hideMaskAction", mark("&Hide the mask"), "hide", ("H",), "view", "compare",
           mark("The bare picture, as long as the key is held"), "has_photo", True, held=True),
    Action("resultsAction", mark("Res&ults"), "layers", (), "view", "window",
           mark("The list of removals"), "has_photo", True),
    Action("picturesAction", mark("&Picture strip"), "images", (), "view", "window",
           mark("Small pictures of all that is open, where that is more than one"), "", True),
    Action("jobsAction", mark("&Jobs"), "list", ("Ctrl+J",), "view", "window",
           mark("What was submitted, what came of it, what it may cost"), "", True),
    Action("historyAction", mark("H&istory"), "undo", ("Ctrl+H",), "view", "window",
           mark("All steps in one list, to go to any of them"), "has_photo", True),
    Action("showReachAction", mark("Show the &reach"), "", (), "view", "compare",
           mark("A dashed line around all that the removal may change"), "", True),
    Action("showCropsAction", mark("Show the cro&ps"), "", ("Ctrl+Shift+C",), "view", "compare",
           mark("A frame around each part that is sent, with its scale; drag it to send more around"), "", True),
    Action("fullScreenAction", mark("F&ull screen"), "", ("F11",), "view", "window",
           mark("Use the whole screen"), "", True),
)  # fmt: skip

_HELP = (
    Action("shortcutsAction", mark("&Shortcuts"), "shortcuts", ("F1", "?"), "help", "help",
           mark("All keys and gestures")),
    Action("aboutAction", mark("&About ObjRemove"), "", (), "help", "about", mark("Version and licences")),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (*_FILE, *_EDIT, *_TOOL, *_MASK, *_REMOVAL, *_VIEW, *_HELP)

# "" is a separator, "|" pushes the rest to the end.
TOOLBOX: tuple[str, ...] = (
    "brushAction", "eraserAction", "",
    "lassoAction", "polygonAction", "rectangleAction", "ellipseAction", "",
    "wandAction", "objectAction", "restoreAction", "",
    "cellsAction", "panAction",
)  # fmt: skip
MAIN_BAR: tuple[str, ...] = (
    "openAction", "exportAction", "",
    "undoAction", "redoAction", "",
    "clearMaskAction", "",
    "zoomOutAction", "fitAction", "actualSizeAction", "zoomInAction", "|",
    "compareAction", "discardAction", "acceptAction", "",
    "cancelAction", "removeAction",
)  # fmt: skip
