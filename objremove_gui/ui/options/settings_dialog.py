"""The settings dialog, made from the table of settings."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.settings import (
    GROUPS,
    SETTINGS,
    Kind,
    Setting,
    Settings,
)
from objremove_gui.ui.dialog_foot import lay_out_over
from objremove_gui.ui.options.service_page import ServicePage
from objremove_gui.ui.options.settings_fields import FIELDS, Field
from objremove_gui.ui.options.store_page import StorePage

LABEL_WIDTH = 120
Standard = QDialogButtonBox.StandardButton


class SettingsDialog(QDialog):
    """A page for each group. It only edits: ``wants_saving`` asks to store, true to close as well if that went well."""

    wants_saving = Signal(bool)

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle(tr("Settings"))
        self._settings = settings
        self._is_well = True
        self.fields: dict[str, Field] = {row.key: FIELDS[row.kind](row) for row in SETTINGS if row.group}
        self._pages = QListWidget()
        self._pages.setObjectName("settingsPages")
        self._pages.setAccessibleName(tr("Pages"))
        self._pages.setProperty("look", "pages")
        self._pages.setFixedWidth(144)
        self._stack = QStackedWidget()
        forms: dict[str, QFormLayout] = {}
        for group, title in GROUPS:
            item = QListWidgetItem(tr(title), self._pages)
            item.setSizeHint(QSize(0, 30))
            forms[group] = self._add_page(group)
        self.store = StorePage(forms["store"], self.fields, settings)
        self.service = ServicePage(forms["service"], self.fields, settings)
        self._pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._pages.setCurrentRow(0)
        self._buttons = self._button_box()
        self._lay_out()
        for field in self.fields.values():
            self._load(field)
            field.edited.connect(self._offer_apply)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._pages)
        middle.addWidget(self._stack, 1)
        lay_out_over(self, middle, self._buttons)
        self.resize(680, 560)

    def _add_page(self, group: str) -> QFormLayout:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(24, 20, 16, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(16)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for row in (row for row in SETTINGS if row.group == group):
            field = self.fields[row.key]
            label = QLabel(tr(row.label))
            label.setBuddy(field.editor)
            label.setFixedWidth(LABEL_WIDTH)
            label.setWordWrap(True)
            form.addRow(label, field)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        # The margin at the right has room for the other one.
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(page)
        self._stack.addWidget(area)
        return form

    def _button_box(self) -> QDialogButtonBox:
        box = QDialogButtonBox(Standard.Ok | Standard.Cancel | Standard.Apply | Standard.RestoreDefaults)
        for which, name, title in (
            (Standard.Ok, "okButton", tr("OK")),
            (Standard.Cancel, "cancelButton", tr("Cancel")),
            (Standard.Apply, "applyButton", tr("Apply")),
            (Standard.RestoreDefaults, "restoreDefaultsButton", tr("Restore defaults")),
        ):
            box.button(which).setObjectName(name)
            box.button(which).setText(title)
        box.accepted.connect(lambda: self.wants_saving.emit(True))
        box.rejected.connect(self.reject)
        self._apply: QPushButton = box.button(Standard.Apply)
        self._apply.setEnabled(False)
        self._apply.clicked.connect(lambda: self.wants_saving.emit(False))
        box.button(Standard.RestoreDefaults).clicked.connect(self._restore_defaults)
        return box

    def _load(self, field: Field) -> None:
        row = field.setting
        if row.kind is Kind.SECRET:
            field.show_value(False)
            return
        try:
            field.show_value(self._settings.get(row.key))
        except SettingsError as error:  # only the environment can be wrong here
            field.show_error(error.message)

    def _restore_defaults(self) -> None:
        """Show the defaults; they hold once they are applied. Secrets stay."""
        for field in self.fields.values():
            if field.setting.kind is not Kind.SECRET and not field.overridden:
                field.show_value(field.setting.default)

    def _offer_apply(self) -> None:
        self._apply.setEnabled(True)

    async def look_up_secrets(self) -> None:
        """Find out which secrets are stored; the key store may take its time or ask the person first."""
        for row in _secrets():
            field = self.fields[row.key]
            if not field.overridden:
                stored = bool(await asyncio.to_thread(self._settings.get, row.key))
                if field.value() is None:
                    field.show_value(stored)

    async def save(self) -> tuple[bool, bool]:
        """Store what differs. Tells whether something was changed, and whether all went well."""
        if not (await self.service.confirm() and await self.store.confirm()):
            return False, False
        self._buttons.setEnabled(False)
        changed, self._is_well = False, True
        try:
            for field in self.fields.values():
                try:
                    changed |= await self._save(field)
                except SettingsError as error:
                    self._point_at(field, error)
                    return changed, False
        finally:
            self._buttons.setEnabled(True)
        self._apply.setEnabled(False)
        return changed, self._is_well

    async def _save(self, field: Field) -> bool:
        row, value = field.setting, field.value()
        if field.overridden:
            return False
        if row.kind is Kind.SECRET:
            if value is None:
                return False
            lasts = await asyncio.to_thread(self._settings.put_secret, row.key, value)
            field.show_value(bool(value))
            self._settings.tell(row.key)
            if not lasts:
                self._point_at(field, _only_in_memory(row))
            return True
        if value == self._settings.get(row.key):
            return False
        self._settings.put(row.key, value)
        return True

    def _point_at(self, field: Field, error: SettingsError) -> None:
        self._is_well = False
        self._pages.setCurrentRow([group for group, _ in GROUPS].index(field.setting.group))
        field.show_error(error.message)
        field.editor.setFocus()


def _only_in_memory(row: Setting) -> SettingsError:
    return SettingsError(
        tr(
            "This computer has no key store, so this is kept until the program ends. To keep it for longer set the "
            "environment variable {name}.",
            name=row.environment,
        ),
        code=row.key,
    )


def _secrets() -> list[Setting]:
    return [row for row in SETTINGS if row.kind is Kind.SECRET]


async def edit_settings(parent: QWidget, settings: Settings) -> bool:
    """Let the person change the settings; tells whether anything was stored. Ends when the dialog is closed."""
    dialog = SettingsDialog(parent, settings)
    # True: store and close; False: store; None: closed.
    wishes: asyncio.Queue[bool | None] = asyncio.Queue()
    dialog.wants_saving.connect(wishes.put_nowait)
    dialog.finished.connect(lambda _code: wishes.put_nowait(None))
    dialog.open()
    # The key store and a picture store may take their time; the dialog goes on meanwhile.
    asides: set[asyncio.Future[None]] = {asyncio.ensure_future(dialog.look_up_secrets())}
    for page in (dialog.store, dialog.service):
        page.test_wanted.connect(lambda page=page: asides.add(asyncio.ensure_future(page.try_out())))
    changed = False
    try:
        while (close := await wishes.get()) is not None:
            stored, well = await dialog.save()
            changed |= stored
            if close and well:
                dialog.accept()
        return changed
    finally:
        dialog.close()
        for aside in asides:
            aside.cancel()
        await asyncio.wait(asides)
        dialog.deleteLater()
        for aside in asides:
            if not aside.cancelled():
                aside.result()
