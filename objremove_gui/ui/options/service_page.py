"""The page of the service: a button that finds out whether it takes the AppCode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from objremove_gui.errors import ObjremoveError
from objremove_gui.i18n import tr
from objremove_gui.settings import Settings
from objremove_gui.ui.options.plain_addresses import PlainAddresses
from objremove_gui.ui.options.settings_fields import Field, Note, in_force

if TYPE_CHECKING:
    from objremove_gui.backends import Choice

THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")
NAMES = ("endpoint", "service", "appcode", "proxy", "ca_file")


class ServicePage(QObject):
    """Adds the button to the form of the service. ``test_wanted`` asks for :meth:`try_out`."""

    test_wanted = Signal()

    def __init__(self, form: QFormLayout, fields: dict[str, Field], settings: Settings) -> None:
        super().__init__(form)
        self._settings = settings
        self._plain = PlainAddresses(settings)
        self._fields = {name: fields[name] for name in NAMES}
        self._button = QPushButton(tr("Test connection"))
        self._button.setObjectName("serviceTestButton")
        self._button.setAccessibleName(tr("Test the connection to the service"))
        note = Note(
            "muted",
            "serviceTestNote",
            tr(
                "Asks for a task that does not exist. Nothing is submitted; whether the question is billed "
                "is not documented."
            ),
        )
        self._button.setAccessibleDescription(note.text())
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.test_wanted)
        self._outcome = Note("muted", "serviceTestResult")
        self._failure = Note("error", "serviceTestFailure")
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._outcome)
        column.addWidget(self._failure)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(note)
        form.addRow("", foot)
        for field in self._fields.values():
            # What was found out of other values no longer holds.
            field.edited.connect(lambda: self._tell(""))
        self._tell("")

    def _tell(self, outcome: str, failure: str = "") -> None:
        for label, text in ((self._outcome, outcome), (self._failure, failure)):
            label.setText(text)
            label.setVisible(bool(text))

    async def _choice(self) -> Choice:
        """The fields as they stand in the dialog, saved or not."""
        from objremove_gui.backends import Choice

        values: dict[str, Any] = {
            name: await in_force(field, self._settings) for name, field in self._fields.items()
        }
        return Choice(
            endpoint=values["endpoint"],
            appcode=values["appcode"],
            cloud=values["service"] == "cloud",
            proxy=values["proxy"],
            ca_file=values["ca_file"],
        )

    async def confirm(self) -> bool:
        """Ask about an address without encryption that is not this computer's; False if it is not wanted."""
        field = self._fields["endpoint"]
        return _is_here(field.value()) or await self._plain.confirm(self._button.window(), [field])

    async def try_out(self) -> None:
        """Ask the service, and tell what came of it."""
        from objremove_gui.backends import try_service

        if not await self.confirm():
            return
        self._button.setEnabled(False)
        self._tell(tr("Asking the service …"))
        try:
            await try_service(await self._choice())
        except ObjremoveError as error:
            self._tell("", f"{error.message} {error.hint}".rstrip())
        else:
            self._tell(tr("The service answers and takes the AppCode. Nothing was submitted."))
        finally:
            self._button.setEnabled(True)


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in THIS_COMPUTER
    except ValueError:
        return False
