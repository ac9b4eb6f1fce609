"""Asks with which parameters a removal is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from objremove_gui.api.models import SEEDS
from objremove_gui.i18n import tr
from objremove_gui.ui.dialogs import finished
from objremove_gui.ui.results.variants import Again, growth_of

if TYPE_CHECKING:
    from objremove_gui.core.removal import Removal

MOST_GROWTH = 500
MOST_RESULTS = 8


async def ask_again(parent: QWidget, name: str, removal: Removal) -> Again | None:
    """The parameters; None if the person thought better of it."""
    dialog = QDialog(parent)
    dialog.setObjectName("rerunDialog")
    dialog.setWindowTitle(tr("Run “{name}” again", name=name))
    growth = _field("rerunGrowth", MOST_GROWTH, growth_of(removal), tr("Automatic"))
    growth.setSuffix(tr(" px"))
    seed = _field("rerunSeed", SEEDS.stop - 1, -1, tr("Another one"))
    count = _field("rerunCount", MOST_RESULTS, 1)
    count.setMinimum(1)
    form = QFormLayout()
    form.addRow(tr("&Growth"), growth)
    form.addRow(tr("&Seed"), seed)
    form.addRow(tr("&Results"), count)
    note = QLabel(tr("What comes is added to its versions; those that are there stay."))
    note.setWordWrap(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Run"))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addLayout(form)
    column.addWidget(note)
    column.addWidget(buttons)
    if not await finished(dialog):
        return None
    return Again(_value(growth), _value(seed), count.value())


def _field(name: str, most: int, value: int, special: str = "") -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setRange(-1, most)
    field.setSpecialValueText(special)
    field.setValue(value)
    field.lineEdit().setTextMargins(4, 0, 4, 0)
    return field


def _value(field: QSpinBox) -> int | None:
    return None if field.value() < 0 else field.value()
