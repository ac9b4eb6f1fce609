"""The keys of one action: take one away, press another one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from objremove_gui.i18n import tr
from objremove_gui.ui.canvas.translate import MODIFIERS, held_after, key_of
from objremove_gui.ui.icons import icon
from objremove_gui.ui.key_presets import Keys
from objremove_gui.ui.keymap import shown

FIELD_WIDTH = 150
NO_KEYS = {*MODIFIERS, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_unknown}
LEAVING = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class KeyField(QLineEdit):
    """Takes the next key that is pressed; Esc thinks better of it, Tab goes on."""

    recorded = Signal(str)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("keyField")
        self.setAccessibleName(tr("Press a key"))
        self.setPlaceholderText(tr("Press a key"))
        self.setReadOnly(True)
        self.setFixedWidth(FIELD_WIDTH)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and Qt.Key(event.key()) not in LEAVING:
            match event.type():
                case QEvent.Type.ShortcutOverride:
                    event.accept()
                    return True
                case QEvent.Type.KeyPress:
                    self._take(event)
                    return True
                case QEvent.Type.KeyRelease:
                    self._show_held(event)
                    return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif Qt.Key(event.key()) in NO_KEYS:
            self._show_held(event)
        elif not event.isAutoRepeat():
            self.clear()
            self.recorded.emit(key_of(event).toString(QKeySequence.SequenceFormat.PortableText))

    def _show_held(self, event: QKeyEvent) -> None:
        """What is held already, as ``Ctrl+``."""
        self.setText(QKeySequence(held_after(event).value).toString(QKeySequence.SequenceFormat.NativeText))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.clear()
        super().focusOutEvent(event)


class ShortcutEditor(QFrame):
    """A row below the list; it only tells what the person wants."""

    added = Signal(str)
    dropped = Signal(str)
    reset = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("shortcutEditor")
        self._title = QLabel()
        self._title.setProperty("look", "heading")
        self._caps = QWidget()
        self._caps_row = QHBoxLayout(self._caps)
        self._caps_row.setContentsMargins(0, 0, 0, 0)
        self._caps_row.setSpacing(4)
        self.field = KeyField()
        self._reset = QPushButton(tr("Reset"))
        self._reset.setObjectName("resetKeysButton")
        self._reset.setToolTip(tr("Give this action the keys of the preset again"))
        self._reset.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._caps)
        row.addStretch(1)
        row.addWidget(self.field)
        row.addWidget(self._reset)
        self.field.recorded.connect(self.added)
        self.field.given_up.connect(self.given_up)
        self._reset.clicked.connect(self.reset)
        self.show_action("", (), changed=False)

    def show_action(self, title: str, keys: Keys, *, changed: bool) -> None:
        """The action in hand, ``""`` for none; ``changed`` tells whether its keys differ from the preset's."""
        self._title.setText(title or tr("Choose an action to change its keys."))
        self._title.setEnabled(bool(title))
        self.field.setVisible(bool(title))
        self._reset.setVisible(bool(title))
        self._reset.setEnabled(changed)
        self._show_caps(keys)

    def _show_caps(self, keys: Keys) -> None:
        """A cap for each key, in their order also for who goes on by Tab."""
        while (item := self._caps_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                if widget.hasFocus():
                    self.field.setFocus(Qt.FocusReason.OtherFocusReason)
                widget.hide()
                widget.deleteLater()
        last = _reached_before(self.field)
        for key in keys:
            cap = self._cap(key)
            self._caps_row.addWidget(cap)
            QWidget.setTabOrder(last, cap)
            last = cap

    def _cap(self, key: str) -> QToolButton:
        cap = QToolButton()
        cap.setObjectName("keyCap")
        cap.setProperty("look", "cap")
        cap.setText(shown(key))
        cap.setIcon(icon("cancel"))
        cap.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        cap.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        cap.setToolTip(tr("Take this key away"))
        cap.setAccessibleName(tr("Take away: {key}", key=shown(key)))
        cap.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cap.clicked.connect(partial(self.dropped.emit, key))
        return cap


def _reached_before(widget: QWidget) -> QWidget:
    """Whom Tab reaches before it: the chain holds all widgets, but only after such a one another can be put."""
    before = widget.previousInFocusChain()
    while before is not None and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    return before or widget
