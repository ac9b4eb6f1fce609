"""The editors of the settings dialog: one class for each kind of setting, all with the same face."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.i18n import tr
from objremove_gui.settings import Kind, Setting, Settings
from objremove_gui.ui.options.colour_box import ColourBox
from objremove_gui.ui.options.entry import step_by_buttons

EDITOR_WIDTH = 260
FIELD_WIDTH = 360
DECIMALS = 2


class Note(QLabel):
    """A text as wide as a field, in as many lines as it needs."""

    def __init__(self, look: str, name: str, text: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setProperty("look", look)
        self.setWordWrap(True)
        self.setFixedWidth(FIELD_WIDTH)

    def heightForWidth(self, width: int) -> int:
        """In a wide window a layout asks for more width than the text gets."""
        return super().heightForWidth(min(width, FIELD_WIDTH))


class Field(QWidget):
    """A setting's editor with its note, and a line for what is wrong with it.

    One that an environment variable decides is shown as it is and can't be edited.
    """

    edited = Signal()

    def __init__(self, setting: Setting, editor: QWidget) -> None:
        super().__init__()
        self.setting = setting
        self.editor = editor
        self.overridden = bool(setting.environment) and setting.environment in os.environ
        note = (
            tr("Set by the environment variable {name}.", name=setting.environment)
            if self.overridden
            else tr(setting.note)
        )
        editor.setObjectName(f"setting_{setting.key}")
        editor.setAccessibleName(tr(setting.label))
        editor.setAccessibleDescription(note)
        self.setEnabled(not self.overridden)
        self.setFixedWidth(FIELD_WIDTH)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(editor)
        self._row.addStretch(1)
        self._wrong = Note("error", f"setting_{setting.key}_error")
        self._wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._row)
        if note:
            column.addWidget(Note("muted", f"setting_{setting.key}_note", note))
        column.addWidget(self._wrong)
        self.edited.connect(lambda: self.show_error(""))

    def value(self) -> Any:
        """What the editor shows, as the setting's kind."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Put ``value`` into the editor."""
        raise NotImplementedError

    def show_error(self, text: str) -> None:
        """Say what is wrong, or with ``""`` that it is right again."""
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))


async def in_force(field: Field, settings: Settings) -> Any:
    """What a field says, saved or not; a secret that was not typed anew comes from the key store."""
    value = None if field.overridden else field.value()
    return await asyncio.to_thread(settings.get, field.setting.key) if value is None else value


class BoolField(Field):
    def __init__(self, setting: Setting) -> None:
        self._box = QCheckBox()
        super().__init__(setting, self._box)
        self._box.toggled.connect(self.edited)

    def value(self) -> bool:
        return self._box.isChecked()

    def show_value(self, value: bool) -> None:
        self._box.setChecked(value)


class ChoiceField(Field):
    def __init__(self, setting: Setting) -> None:
        self._box = QComboBox()
        self._box.setFixedWidth(EDITOR_WIDTH)
        for choice, title in setting.choices:
            self._box.addItem(tr(title), choice)
        super().__init__(setting, self._box)
        self._box.currentIndexChanged.connect(self.edited)

    def value(self) -> str:
        return str(self._box.currentData())

    def show_value(self, value: str) -> None:
        self._box.setCurrentIndex(self._box.findData(value))


def _fit(box: QSpinBox | QDoubleSpinBox, setting: Setting) -> None:
    """Give a number the range and the words of its setting."""
    step_by_buttons(box)
    box.setRange(setting.minimum, setting.maximum)
    box.setSuffix(tr(setting.suffix))
    box.setSpecialValueText(tr(setting.special))
    box.setMinimumWidth(EDITOR_WIDTH // 2)


class IntegerField(Field):
    def __init__(self, setting: Setting) -> None:
        self._box = QSpinBox()
        _fit(self._box, setting)
        super().__init__(setting, self._box)
        self._box.valueChanged.connect(self.edited)

    def value(self) -> int:
        return self._box.value()

    def show_value(self, value: int) -> None:
        self._box.setValue(value)


class NumberField(Field):
    def __init__(self, setting: Setting) -> None:
        self._box = QDoubleSpinBox()
        self._box.setDecimals(DECIMALS)
        _fit(self._box, setting)
        super().__init__(setting, self._box)
        self._box.valueChanged.connect(self.edited)

    def value(self) -> float:
        return round(self._box.value(), DECIMALS)

    def show_value(self, value: float) -> None:
        self._box.setValue(value)


class TextField(Field):
    def __init__(self, setting: Setting) -> None:
        self._line = QLineEdit()
        self._line.setFixedWidth(EDITOR_WIDTH)
        super().__init__(setting, self._line)
        self._line.textEdited.connect(self.edited)

    def value(self) -> str:
        return self._line.text().strip()

    def show_value(self, value: str) -> None:
        self._line.setText(value)


class SecretField(Field):
    """A secret: never shown, only replaced by what is typed, or forgotten.

    ``value()`` is None as long as the stored one stays, ``""`` where it is to go.
    """

    def __init__(self, setting: Setting) -> None:
        self._line = QLineEdit()
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setFixedWidth(EDITOR_WIDTH)
        self._forgotten = False
        super().__init__(setting, self._line)
        self._forget = QPushButton(tr("Forget"))
        self._forget.setObjectName(f"setting_{setting.key}_forget")
        self._forget.setAccessibleName(tr("Forget: {name}", name=tr(setting.label)))
        self._forget.setAutoDefault(False)
        self._forget.setEnabled(False)
        self._forget.clicked.connect(self._drop)
        self._row.insertWidget(1, self._forget)
        self._line.textEdited.connect(self.edited)

    def value(self) -> str | None:
        typed = self._line.text().strip()
        if typed:
            return typed
        return "" if self._forgotten else None

    def show_value(self, value: bool) -> None:
        """Of a secret only whether there is one."""
        self._line.clear()
        self._forgotten = False
        self._forget.setEnabled(value)
        self._line.setPlaceholderText(tr("Stored; type to replace it") if value else tr("None stored"))

    def _drop(self) -> None:
        self._line.clear()
        self._forgotten = True
        self._forget.setEnabled(False)
        self._line.setPlaceholderText(tr("Will be forgotten"))
        self.edited.emit()


class ColourField(Field):
    def __init__(self, setting: Setting) -> None:
        self._box = ColourBox()
        self._box.setFixedWidth(EDITOR_WIDTH)
        super().__init__(setting, self._box)
        self._box.chosen.connect(self.edited)

    def value(self) -> str:
        return self._box.colour

    def show_value(self, value: str) -> None:
        self._box.show_colour(value)


FIELDS: dict[
    Kind, type[BoolField | ChoiceField | IntegerField | NumberField | TextField | SecretField | ColourField]
] = {
    Kind.BOOL: BoolField,
    Kind.CHOICE: ChoiceField,
    Kind.INTEGER: IntegerField,
    Kind.NUMBER: NumberField,
    Kind.TEXT: TextField,
    Kind.SECRET: SecretField,
    Kind.COLOUR: ColourField,
}
