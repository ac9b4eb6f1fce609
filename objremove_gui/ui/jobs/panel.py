"""The jobs panel: what was submitted, what came of it, what it may cost, and what can be done about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.i18n import tr, trn
from objremove_gui.jobs.ledger.records import STATE_TITLES, EntryRecord, EntryState, TaskState
from objremove_gui.jobs.resuming import is_sent_again
from objremove_gui.ui.foreign_tip import foreign_tip
from objremove_gui.ui.icons import icon

# Pixels that its columns and buttons need.
NARROWEST = 440
ID = Qt.ItemDataRole.UserRole
# Icon and tint of a state.
SIGNS: dict[EntryState, tuple[str, str]] = {
    EntryState.PREPARING: ("info", "info"),
    EntryState.WAITING: ("info", "info"),
    EntryState.SENDING: ("info", "info"),
    EntryState.RUNNING: ("info", "info"),
    EntryState.UNKNOWN: ("warning", "warning"),
    EntryState.LOST: ("warning", "warning"),
    EntryState.FAILED: ("error", "error"),
    EntryState.CANCELLED: ("cancel", ""),
    EntryState.FINISHED: ("success", "success"),
}


class JobsPanel(QWidget):
    """One line for each submit, newest on top. It only shows and asks; ``*_wanted`` give the entry's id."""

    retry_wanted = Signal(int)
    put_in_wanted = Signal(int)
    forget_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobsPanel")
        self.setAccessibleName(tr("Jobs"))
        self._entries: dict[int, EntryRecord] = {}
        self._list = _list()
        self._list.itemSelectionChanged.connect(self._show_selected)
        self._empty = _label("jobsEmpty", selectable=False)
        self._empty.setText(
            tr("Every removal is listed here before it is sent, with what came of it and what it may cost.")
        )
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        self._details = _label("jobDetails", selectable=True)
        self._bill = _label("jobsBill")
        self._retry = _button("jobsRetryButton", tr("Retry"))
        self._put_in = _button("jobsPutInButton", tr("Put in"))
        self._forget = _button("jobsForgetButton", tr("Forget"))
        row = QHBoxLayout()
        row.setSpacing(4)
        for button, wanted in (
            (self._retry, self.retry_wanted),
            (self._put_in, self.put_in_wanted),
            (self._forget, self.forget_wanted),
        ):
            button.clicked.connect(lambda _checked=False, wanted=wanted: self._ask(wanted))
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._bill)
        # Beside other lists, too, there must be room for its columns and buttons.
        self.setMinimumWidth(NARROWEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._pages, 1)
        column.addWidget(self._details)
        column.addLayout(row)
        self._show_selected()

    def selected(self) -> EntryRecord | None:
        """The entry that is selected."""
        items = self._list.selectedItems()
        return self._entries.get(int(items[0].data(0, ID))) if items else None

    def select(self, entry_id: int) -> None:
        """Select an entry, as a click on it does."""
        for row in range(self._list.topLevelItemCount()):
            item = self._list.topLevelItem(row)
            if item is not None and item.data(0, ID) == entry_id:
                self._list.setCurrentItem(item)

    def show_entries(self, entries: Sequence[EntryRecord], bill: str) -> None:
        """List ``entries``; ``bill`` says what they may have cost this month."""
        chosen = self.selected()
        self._entries = {entry.id: entry for entry in entries}
        self._list.clear()
        self._list.addTopLevelItems([_item(entry) for entry in entries])
        self._pages.setCurrentWidget(self._list if entries else self._empty)
        self._bill.setText(bill)
        self._bill.setVisible(bool(bill))
        if chosen is not None:
            self.select(chosen.id)
        self._show_selected()

    def _ask(self, wanted: Signal) -> None:
        entry = self.selected()
        if entry is not None:
            wanted.emit(entry.id)  # type: ignore[attr-defined]

    def _show_selected(self) -> None:
        entry = self.selected()
        idle = entry is not None and not entry.session
        again = entry is not None and is_sent_again(entry)
        self._retry.setText(tr("Send again") if again else tr("Fetch the result"))
        self._retry.setEnabled(entry is not None and idle and (again or entry.can_follow))
        self._put_in.setEnabled(entry is not None and idle and is_due(entry))
        self._forget.setEnabled(entry is not None and idle)
        self._details.setText("" if entry is None else _details(entry))
        self._details.setVisible(entry is not None)


def is_due(entry: EntryRecord) -> bool:
    """Whether results of an entry wait for their photo."""
    return any(
        task.state is TaskState.DONE and not task.delivered and not task.settled for task in entry.tasks
    )


def _item(entry: EntryRecord) -> QTreeWidgetItem:
    done = sum(task.state is TaskState.DONE for task in entry.tasks)
    title = tr("Waiting for its photo") if is_due(entry) else tr(STATE_TITLES[entry.state])
    cells = [
        title,
        PurePath(entry.origin.path).name or tr("Photo"),
        tr("{done} of {count}", done=done, count=len(entry.tasks)),
        str(entry.charged) if entry.charged else "–",
        time.strftime("%x %H:%M", time.localtime(entry.created)),
        entry.query_id or entry.request_id,
    ]
    item = QTreeWidgetItem(cells)
    item.setIcon(0, icon(*SIGNS[entry.state]))
    item.setData(0, ID, entry.id)
    for column in range(len(cells)):
        item.setToolTip(column, foreign_tip(entry.message or title))
    return item


def _details(entry: EntryRecord) -> str:
    lines = [
        trn("{count} region", "{count} regions", entry.regions)
        + " = "
        + trn("1 submit, {count} task", "1 submit, {count} tasks", len(entry.tasks))
        + f" · {entry.backend}"
    ]
    lines += [text for text in (entry.message, *(task.message for task in entry.tasks)) if text]
    for name, request in ((tr("Submit"), entry.request_id), (tr("Query"), entry.query_id)):
        if request:
            lines.append(tr("{call}: request {id}", call=name, id=request))
    return "\n".join(dict.fromkeys(lines))


def _list() -> QTreeWidget:
    entries = QTreeWidget()
    entries.setObjectName("jobsList")
    entries.setAccessibleName(tr("Jobs"))
    entries.setHeaderLabels(
        [tr("State"), tr("Photo"), tr("Results"), tr("Billed"), tr("Started"), tr("Request")]
    )
    entries.setRootIsDecorated(False)
    entries.setUniformRowHeights(True)
    entries.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    entries.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return entries


def _label(name: str, *, selectable: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(selectable)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("look", "muted")
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(name: str, title: str) -> QPushButton:
    button = QPushButton(title)
    button.setObjectName(name)
    button.setAccessibleName(title)
    return button
