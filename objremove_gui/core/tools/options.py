"""The table of what can be set for the tools; the option bar and the remembered values are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from objremove_gui.core.stroke import Tip
from objremove_gui.core.tools.base import Mode
from objremove_gui.i18n import mark


class OptionKind(StrEnum):
    """How an option is edited."""

    SWITCH = "switch"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class ToolOption:
    """One row; ``label``, ``note`` and the choices' titles are translated when shown.

    A tool has an attribute of the same name as ``key``.
    """

    key: str
    label: str
    kind: OptionKind
    default: Any
    note: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    suffix: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    def fitted(self, value: Any) -> Any:
        """``value`` as the option's kind and inside its range; ValueError for no such choice."""
        match self.kind:
            case OptionKind.SWITCH:
                return bool(value)
            case OptionKind.NUMBER:
                return min(self.maximum, max(self.minimum, float(value)))
            case OptionKind.CHOICE:
                return type(self.default)(value)


OPTIONS: tuple[ToolOption, ...] = (
    ToolOption(
        "diameter",
        mark("Size"),
        OptionKind.NUMBER,
        60.0,
        mark("Diameter of the tip, in pixels of the photo"),
        1.0,
        2000.0,
        mark(" px"),
    ),
    ToolOption(
        "tip",
        mark("Tip"),
        OptionKind.CHOICE,
        Tip.ROUND,
        choices=((Tip.ROUND, mark("Round")), (Tip.SQUARE, mark("Square"))),
    ),
    ToolOption("pressure", mark("Pressure"), OptionKind.SWITCH, True, mark("A pen's pressure sets the size")),
    ToolOption(
        "stabiliser",
        mark("Stabiliser"),
        OptionKind.NUMBER,
        0.0,
        mark("The stroke follows the pointer as on a string, which takes the tremble out of it"),
        0.0,
        100.0,
        mark(" %"),
    ),
    ToolOption(
        "fills_loops",
        mark("Fill loops"),
        OptionKind.SWITCH,
        False,
        mark("A stroke that closes a loop takes what it encloses, too"),
    ),
    ToolOption(
        "own",
        mark("Mode"),
        OptionKind.CHOICE,
        Mode.ADD,
        mark("Shift adds and Alt or the right button does the opposite, whatever is chosen here"),
        choices=((Mode.ADD, mark("Mark")), (Mode.SUBTRACT, mark("Unmark"))),
    ),
    ToolOption(
        "tolerance",
        mark("Tolerance"),
        OptionKind.NUMBER,
        12.0,
        mark("How far a colour may differ: 2 is just visible, 100 is black against white"),
        0.0,
        100.0,
    ),
    ToolOption(
        "contiguous",
        mark("Contiguous"),
        OptionKind.SWITCH,
        True,
        mark("Only what hangs together with the place that was clicked"),
    ),
    ToolOption(
        "step", mark("Cell"), OptionKind.NUMBER, 64.0, mark("Side of a cell"), 1.0, 1024.0, mark(" px")
    ),
)

OPTION_BY_KEY = {option.key: option for option in OPTIONS}
