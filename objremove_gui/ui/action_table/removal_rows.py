"""Rows of the menus Removal and View: what comes of removals, and how it is looked at."""

from __future__ import annotations

from objremove_gui.i18n import mark
from objremove_gui.ui.action_table.row import Action

REMOVAL: tuple[Action, ...] = (
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

VIEW: tuple[Action, ...] = (
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
