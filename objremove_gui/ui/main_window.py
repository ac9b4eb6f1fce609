"""The window: layout and wiring; what things do stands in the editor, the runner and the commands."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QMainWindow,
    QStackedWidget,
    QToolBar,
    QWidget,
)

from objremove_gui.i18n import tr
from objremove_gui.ui.actions import ACTIONS, MAIN_BAR, TOOLBOX, build_actions, fill_menus, fill_toolbar
from objremove_gui.ui.layout import RIGHT, docked, restore_layout, save_layout
from objremove_gui.ui.status import StatusLine
from objremove_gui.ui.theme import canvas_grey
from objremove_gui.ui.welcome import Welcome

if TYPE_CHECKING:
    from objremove_gui.ui.canvas.view import Canvas
    from objremove_gui.ui.message_bar import MessageBar
    from objremove_gui.ui.options.mask_panel import MaskPanel
    from objremove_gui.ui.options.tool_options import ToolOptions
    from objremove_gui.ui.results.compare import CompareView
    from objremove_gui.ui.results.compare_bar import CompareBar
    from objremove_gui.ui.results.history import HistoryPanel
    from objremove_gui.ui.results.panel import ResultsPanel

ICON = QSize(20, 20)
TOOL_ICON = QSize(22, 22)
FOR_A_REMOVAL = (
    "renameRemovalAction", "variantsAction", "rerunAction", "discardVersionAction", "editRemovalAction",
    "deleteRemovalAction",
)  # fmt: skip
PANEL_WIDTH = 230


class MainWindow(QMainWindow):
    """Menus, bars, canvas, comparison, results, status; knows how they are laid out and nothing else.

    Parts of which nothing is seen while no photo is open are made when they are first asked for, so that the window
    is there sooner.
    """

    painted = Signal()
    action_triggered = Signal(str)
    close_asked = Signal()
    jobs_wanted = Signal()
    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("ObjRemove")
        self.setAcceptDrops(True)
        # Qt's own menu on the bars would hide the toolbox, with no way back but itself.
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._may_close = False
        self.welcome = Welcome()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        emit = self.action_triggered.emit
        self.actions_by_id = build_actions(self, {row.id: partial(emit, row.id) for row in ACTIONS})
        fill_menus(self.menuBar(), self.actions_by_id)
        self._add_bars()
        self._middle = self._add_middle()
        self.welcome.offer(self.actions_by_id["openAction"])
        restore_layout(self)
        for row in ACTIONS:
            # Until somebody listens, only what is always possible is offered.
            self.actions_by_id[row.id].setEnabled(not row.enabled)

    def _add_bars(self) -> None:
        main = QToolBar(tr("Main bar"))
        main.setObjectName("mainBar")
        main.setIconSize(ICON)
        main.setMovable(False)
        fill_toolbar(main, self.actions_by_id, MAIN_BAR)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, main)
        toolbox = QToolBar(tr("Toolbox"))
        toolbox.setObjectName("toolbox")
        toolbox.setIconSize(TOOL_ICON)
        toolbox.setMovable(False)
        fill_toolbar(toolbox, self.actions_by_id, TOOLBOX)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, toolbox)

    @cached_property
    def canvas(self) -> Canvas:
        """The page on which pictures are shown and marked."""

        from objremove_gui.ui.canvas.view import Canvas

        canvas = Canvas(_grey())
        self.pages.addWidget(canvas)
        return canvas

    @cached_property
    def compare(self) -> CompareView:
        """The page on which results are compared."""

        from objremove_gui.ui.results.compare import CompareView

        compare = CompareView(_grey())
        self.pages.addWidget(compare)
        return compare

    @cached_property
    def messages(self) -> MessageBar:
        """They lie over the picture, so that it never moves under the brush."""
        from objremove_gui.ui.message_bar import MessageBar

        messages = MessageBar()
        self._middle.addWidget(messages, 1, 0, Qt.AlignmentFlag.AlignTop)
        messages.raise_()
        return messages

    @cached_property
    def mask_panel(self) -> MaskPanel:
        """It lies over the picture, too, at its foot."""
        from objremove_gui.ui.options.mask_panel import MaskPanel

        panel = MaskPanel()
        self._middle.addWidget(panel, 1, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter)
        return panel

    @cached_property
    def options(self) -> ToolOptions:
        """They stand above the picture and come with it."""
        from objremove_gui.ui.options.tool_options import ToolOptions

        options = ToolOptions()
        options.hide()
        self._middle.addWidget(options, 0, 0)
        return options

    @cached_property
    def compare_bar(self) -> CompareBar:
        """It takes the place of the options while something is compared."""
        from objremove_gui.ui.results.compare_bar import CompareBar

        bar = CompareBar()
        bar.hide()
        self._middle.addWidget(bar, 0, 0)
        return bar

    def _add_middle(self) -> QGridLayout:
        """The pages, with room above them for the options."""
        middle = QWidget()
        grid = QGridLayout(middle)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.pages, 1, 0)
        grid.setRowStretch(1, 1)
        self.setCentralWidget(middle)
        return grid

    @cached_property
    def results(self) -> ResultsPanel:
        """The list of removals, in a dock."""

        from objremove_gui.ui.results.panel import ResultsPanel

        actions = self.actions_by_id
        panel = ResultsPanel(
            [actions["compareAction"], actions["discardAction"]], [actions[one] for one in FOR_A_REMOVAL]
        )
        self._docked(panel, tr("Results"), "results")
        return panel

    @cached_property
    def history(self) -> HistoryPanel:
        """Hidden until it is asked for; then as it was left."""
        from objremove_gui.ui.results.history import HistoryPanel

        panel = HistoryPanel()
        self._docked(panel, tr("History"), "history", hides=True)
        return panel

    def _docked(self, panel: QWidget, title: str, name: str, *, hides: bool = False) -> None:
        """Put a panel where it was left, else to the right; the action of this name is checked while it is shown."""
        dock = docked(self, panel, title, f"{name}Dock", RIGHT, width=PANEL_WIDTH, hides=hides)
        action = self.actions_by_id[f"{name}Action"]
        action.setChecked(not dock.isHidden())
        dock.visibilityChanged.connect(lambda _: action.setChecked(not dock.isHidden()))

    def show_results(self, shown: bool) -> None:
        """Show the results, or hide them."""
        dock = self.results.parentWidget()
        assert dock is not None
        dock.setVisible(shown)

    def show_history(self, shown: bool) -> None:
        """Show the history with the focus in it, or hide it."""
        dock = self.history.parentWidget()
        assert dock is not None
        dock.setVisible(shown)
        if shown:
            dock.raise_()
            self.history.setFocus()

    def take_theme(self) -> None:
        """The colours have changed."""
        self.canvas.set_background(_grey())
        self.compare.set_background(_grey())

    # -- Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        # Not by changeEvent: it is called hundreds of times until the window is there.
        handle.windowStateChanged.connect(self._tick_full_screen, Qt.ConnectionType.UniqueConnection)
        self._tick_full_screen(handle.windowState())

    def _tick_full_screen(self, state: Qt.WindowState) -> None:
        self.actions_by_id["fullScreenAction"].setChecked(state == Qt.WindowState.WindowFullScreen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that hold do so wherever the focus is, as long as what has it makes no use of them."""
        if not self.canvas.keys.press_hold(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.canvas.keys.release_hold(event):
            super().keyReleaseEvent(event)

    def come_forward(self) -> None:
        """Be seen, before other windows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def close_now(self) -> None:
        """Close without asking again."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            save_layout(self)
            event.accept()
        else:
            event.ignore()
            self.close_asked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)


def _grey() -> int:
    """The neutral grey 0..255 around the picture."""
    return canvas_grey(QApplication.palette()).red()
