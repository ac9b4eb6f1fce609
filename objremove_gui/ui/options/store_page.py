"""The page of the picture store: the fields of the chosen adapter, and a button that tries it out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from objremove_gui.errors import ObjremoveError, SettingsError
from objremove_gui.i18n import mark, tr
from objremove_gui.settings import Settings
from objremove_gui.ui.options.plain_addresses import PlainAddresses
from objremove_gui.ui.options.settings_fields import Field, Note, in_force
from objremove_gui.upload.config import KEY_PREFIX, NAMES, StoreConfig
from objremove_gui.upload.faults import Action
from objremove_gui.upload.registry import UPLOADERS

ADDRESSES = ("endpoint", "domain", "address", "public_address", "template")
FAILURES = {
    Action.WRITE: mark("Uploading failed. {reason}"),
    Action.READ: mark("Reading failed. {reason}"),
    Action.DELETE: mark("Deleting failed. {reason}"),
}


class StorePage(QObject):
    """Adds to a form what the table of settings can't tell. ``test_wanted`` asks for :meth:`try_out`."""

    test_wanted = Signal()

    def __init__(self, form: QFormLayout, fields: dict[str, Field], settings: Settings) -> None:
        super().__init__(form)
        self._form = form
        self._settings = settings
        self._choice = fields["uploader"]
        self._fields = {name: fields[KEY_PREFIX + name] for name in NAMES}
        # The way to the store is the one to the service.
        self._way = {name: fields[name] for name in ("proxy", "ca_file")}
        self._plain = PlainAddresses(settings)
        self._help = Note("muted", "storeHelp")
        self._button = QPushButton(tr("Test"))
        self._button.setObjectName("storeTestButton")
        self._button.setAccessibleName(tr("Test the picture store"))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.test_wanted)
        self._outcome = Note("muted", "storeTestResult")
        self._failure = Note("error", "storeTestFailure")
        self._foot = QWidget()
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(0, 0, 0, 0)
        # Above the button: that is where a person looks who has scrolled down to press it.
        column.addWidget(self._outcome)
        column.addWidget(self._failure)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        form.insertRow(1, "", self._help)
        form.addRow("", self._foot)
        for field in (self._choice, *self._fields.values(), *self._way.values()):
            field.edited.connect(self._edited)
        self._edited()

    def _edited(self) -> None:
        """Show the fields that the adapter reads; what was found out of others no longer holds."""
        adapter = UPLOADERS[self._choice.value()]
        for name, field in self._fields.items():
            self._form.setRowVisible(field, name in adapter.fields)
        # Nothing can be tried out where the service itself takes the pictures.
        self._form.setRowVisible(self._foot, bool(adapter.fields))
        self._help.setText(tr(adapter.help))
        self._tell("")

    def _tell(self, outcome: str, failure: str = "") -> None:
        self._outcome.setText(outcome)
        self._outcome.setVisible(bool(outcome))
        self._failure.setText(failure)
        self._failure.setVisible(bool(failure))

    async def _config(self) -> StoreConfig:
        """The fields as they stand in the dialog, saved or not."""
        uploader = self._choice.value()
        values: dict[str, Any] = {
            name: await in_force(self._fields[name], self._settings) for name in UPLOADERS[uploader].fields
        }
        return StoreConfig(uploader, **values)

    async def try_out(self) -> None:
        """Upload, read and delete a kilobyte, and tell what came of it."""
        from objremove_gui.backends import try_store

        if not await self.confirm():
            return
        self._button.setEnabled(False)
        self._tell(tr("Uploading, reading and deleting a kilobyte …"))
        try:
            way = {name: await in_force(field, self._settings) for name, field in self._way.items()}
            trial = await try_store(await self._config(), **way)
        except SettingsError as error:
            self._tell("", error.message)
            self._point_at(error)
        else:
            if trial.failed and trial.error:
                self._tell("", tr(FAILURES[trial.failed], reason=_words(trial.error)))
            else:
                self._tell(tr("The store works: a kilobyte was uploaded, read by its link and deleted."))
        finally:
            self._button.setEnabled(True)

    def _point_at(self, error: SettingsError) -> None:
        field = self._fields.get(error.code.removeprefix(KEY_PREFIX))
        if field is not None:
            field.editor.setFocus()

    async def confirm(self) -> bool:
        """Ask about addresses without encryption; False if one is not wanted."""
        names = [name for name in ADDRESSES if name in UPLOADERS[self._choice.value()].fields]
        return await self._plain.confirm(self._button.window(), [self._fields[name] for name in names])


def _words(error: ObjremoveError) -> str:
    return f"{error.message} {error.hint}".rstrip()
