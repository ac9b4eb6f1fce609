"""The dialog of all keys and gestures: to look them up, to change them, to take another program's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.errors import SettingsError
from objremove_gui.i18n import tr
from objremove_gui.settings import BY_KEY, Settings
from objremove_gui.ui.actions import ACTIONS, plain_title
from objremove_gui.ui.dialogs import finished
from objremove_gui.ui.keymap import RESERVED, Keymap, keys_in_force, portable, shown
from objremove_gui.ui.options.shortcut_editor import ShortcutEditor
from objremove_gui.ui.options.shortcuts import Gesture, ShortcutList

INTO_LIST = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
TITLES = {row.id: row.text for row in ACTIONS}


class Notice(QWidget):
    """A sentence with one thing that can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shortcutNotice")
        self._text = QLabel()
        self._text.setObjectName("shortcutNoticeText")
        self._text.setProperty("look", "warning")
        self._text.setWordWrap(True)
        self._button = QPushButton()
        self._button.setObjectName("noticeButton")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._do)
        self._action: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, title: str = "", action: Callable[[], None] | None = None) -> None:
        self._text.setText(text)
        self._button.setText(title)
        self._button.setVisible(action is not None)
        self._action = action
        self.setVisible(bool(text))

    def _do(self) -> None:
        action = self._action
        self.say("")
        if action is not None:
            action()


class ShortcutsDialog(QDialog):
    """Changes hold at once and are stored at once."""

    def __init__(self, parent: QWidget, settings: Settings, gestures: Sequence[Gesture] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(tr("Shortcuts"))
        self._settings = settings
        self._keymap = Keymap(settings)
        self._action = ""
        self._search = self._search_field()
        self._presets = self._preset_box()
        self.list = ShortcutList(gestures)
        self._editor = ShortcutEditor()
        self._notice = Notice()
        self._lay_out()
        self._search.textChanged.connect(self.list.narrow)
        self._search.installEventFilter(self)
        self.list.action_chosen.connect(self._edit)
        self._editor.added.connect(self._add)
        self._editor.dropped.connect(lambda key: self._change(partial(self._keymap.drop, self._action, key)))
        self._editor.reset.connect(self._reset)
        self._editor.given_up.connect(self.list.setFocus)
        self._refresh()

    @property
    def notice(self) -> str:
        """What is said about the last key or preset; ``""`` where all is well."""
        return self._notice.text

    def _search_field(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("shortcutSearch")
        search.setAccessibleName(tr("Search"))
        search.setPlaceholderText(tr("Search an action or a key"))
        search.setClearButtonEnabled(True)
        return search

    def _preset_box(self) -> QComboBox:
        row, box = BY_KEY["shortcut_preset"], QComboBox()
        box.setObjectName("presetBox")
        box.setAccessibleName(tr(row.label))
        box.setToolTip(tr("Keys as in another program"))
        for name, title in row.choices:
            box.addItem(tr(title), name)
        box.activated.connect(lambda index: self._choose_preset(str(box.itemData(index))))
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._search, 1)
        top.addWidget(QLabel(tr("Preset")))
        top.addWidget(self._presets)
        buttons = QDialogButtonBox()
        self._restore = buttons.addButton(tr("Restore the preset"), QDialogButtonBox.ButtonRole.ResetRole)
        self._restore.setObjectName("restoreKeysButton")
        self._restore.setAutoDefault(False)
        self._restore.clicked.connect(lambda: self._choose_preset(self._keymap.preset))
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("closeButton")
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(top)
        for part in (self.list, self._editor, self._notice, buttons):
            column.addWidget(part, 1 if part is self.list else 0)
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(760, 640)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down in the search goes on in what it has found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in INTO_LIST:
            self.list.enter()
            return True
        return super().eventFilter(watched, event)

    # -- what is shown

    def _refresh(self) -> None:
        keys = self._keymap.in_force()
        plain = keys_in_force(self._keymap.preset, {})
        changed = {action for action, held in keys.items() if held != plain[action]}
        self.list.show_keys(keys, changed)
        self._restore.setEnabled(bool(changed))
        with QSignalBlocker(self._presets):
            self._presets.setCurrentIndex(self._presets.findData(self._keymap.preset))
        held = keys.get(self._action, ())
        title = plain_title(tr(TITLES[self._action])) if self._action else ""
        self._editor.show_action(title, held, changed=self._action in changed)

    def _edit(self, action: str) -> None:
        self._action = action
        self._notice.say("")
        self._refresh()

    # -- what is changed

    def _add(self, key: str) -> None:
        """Give the key to the action in hand, or say why not."""
        owner, told = self._keymap.owner(key), shown(key)
        if portable(key) in RESERVED:
            self._notice.say(tr("“{key}” is needed on the canvas; press another key.", key=told))
        elif owner == self._action:
            self._notice.say(tr("“{key}” is one of its keys already.", key=told))
        elif owner:
            self._warn(key, owner)
        else:
            self._change(partial(self._keymap.add, self._action, key))

    def _warn(self, key: str, owner: str) -> None:
        """Say whose key it is, and offer to take it."""
        title = plain_title(tr(TITLES[owner]))
        told = tr("“{key}” belongs to “{action}”.", key=shown(key), action=title)
        self._notice.say(told, tr("Use it here"), partial(self._take, key))

    def _take(self, key: str) -> None:
        self._change(partial(self._keymap.add, self._action, key))
        # The button that had the focus is gone.
        self._editor.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reset(self) -> None:
        """Give the action in hand its keys back, as far as they are free; who has one now keeps it unless told."""
        self._change(partial(self._keymap.reset, self._action))
        wanted = keys_in_force(self._keymap.preset, {})[self._action]
        taken = [key for key in wanted if self._keymap.owner(key) not in ("", self._action)]
        if taken and not self._notice.text:
            self._warn(taken[0], self._keymap.owner(taken[0]))

    def _choose_preset(self, preset: str) -> None:
        before, own = self._keymap.preset, self._keymap.own
        self._change(partial(self._keymap.choose, preset))
        if own and not self._notice.text:
            back = partial(self._change, partial(self._keymap.choose, before, own))
            self._notice.say(tr("Your own keys have been replaced."), tr("Bring them back"), back)

    def _change(self, change: Callable[[], None]) -> None:
        self._notice.say("")
        try:
            change()
        except SettingsError as error:
            self._notice.say(error.message)
        self._refresh()


async def show_shortcuts(parent: QWidget, settings: Settings, gestures: Sequence[Gesture] = ()) -> None:
    """Show the dialog until the person closes it."""
    await finished(ShortcutsDialog(parent, settings, gestures))
