"""Rows of the menus File, Edit and Help: what becomes of pictures, and the program itself."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.action_table.row import Action

FILE: tuple[Action, ...] = (
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

EDIT: tuple[Action, ...] = (
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

HELP: tuple[Action, ...] = (
    Action("shortcutsAction", mark("&Shortcuts"), "shortcuts", ("F1", "?"), "help", "help",
           mark("All keys and gestures")),
    Action("aboutAction", mark("&About ObjRemove"), "", (), "help", "about", mark("Version and licences")),
)  # fmt: skip
