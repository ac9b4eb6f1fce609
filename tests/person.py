"""A person at the window: real events into the real program, started by its own ``main()``."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)

from objremove_gui import app
from objremove_gui.core.imageio.formats import format_of_suffix
from objremove_gui.ui.main_window import MainWindow

PATIENCE = 60.0
NO_BUTTON = Qt.MouseButton.NoButton
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


async def until(is_so: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
    """Let the program run until the condition holds; a test whose condition never comes fails with ``what``."""
    loop = asyncio.get_running_loop()
    held: asyncio.Future[None] = loop.create_future()

    def look() -> None:
        if held.done():
            return
        try:
            if is_so():
                held.set_result(None)
            else:
                loop.call_later(0.01, look)
        except Exception as error:  # noqa: BLE001 (raised where it is awaited)
            held.set_exception(error)

    look()
    try:
        async with asyncio.timeout(patience):
            await held
    except TimeoutError:
        raise AssertionError(f"never happened: {what or is_so}") from None


class Person:
    """Acts on one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.canvas = window.canvas

    # -- what is seen

    def message(self) -> str:
        """All that the message bar says."""
        return "\n".join(
            f"{message.text} {message.hint}".strip() for message in self.window.messages.messages
        )

    def offers(self) -> list[str]:
        """Names of the buttons in the message bar, as ``retry``."""
        buttons = self.window.messages.findChildren(QPushButton)
        return [button.objectName().removesuffix("Button") for button in buttons]

    def job_stage(self) -> str:
        """What the status line says is being done."""
        label = self.find(QLabel, "jobStage")
        assert isinstance(label, QLabel)
        return label.text()

    def can(self, action: str) -> bool:
        return self.window.actions_by_id[f"{action}Action"].isEnabled()

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        widget = self.window.findChild(kind, name)
        assert widget is not None, f"there is no {name}"
        return widget

    # -- what is done

    def press(self, name: str) -> None:
        """Click a tool button by its name, as ``remove``."""
        button = self.find(QToolButton, f"{name}Button")
        assert button.isEnabled(), f"{name} can't be pressed"
        QTest.mouseClick(button, LEFT)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def trigger(self, action: str) -> None:
        """Choose from the menu."""
        chosen = self.window.actions_by_id[f"{action}Action"]
        assert chosen.isEnabled(), f"{action} can't be chosen"
        chosen.trigger()

    def set_size(self, diameter: int) -> None:
        """Type a size of the tip."""
        box = self.find(QWidget, "brushSize")
        editor = box.findChild(QLineEdit)
        assert editor is not None
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, str(diameter))
        QTest.keyClick(editor, Qt.Key.Key_Return)

    def mouse(
        self,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton = NO_BUTTON,
        held: Qt.MouseButton = NO_BUTTON,
        modifiers: Qt.KeyboardModifier = NO_KEYS,
        on: QWidget | None = None,
    ) -> None:
        widget = on or self.canvas
        event = QMouseEvent(kind, at, QPointF(widget.mapToGlobal(at.toPoint())), button, held, modifiers)
        QApplication.sendEvent(widget, event)

    def drag(
        self,
        path: Sequence[tuple[float, float]],
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """Drag over the canvas along image points."""
        points = [self.canvas.image_to_widget(x, y) for x, y in path]
        self.mouse(QEvent.Type.MouseButtonPress, points[0], button, button, modifiers)
        for point in points[1:]:
            self.mouse(QEvent.Type.MouseMove, point, NO_BUTTON, button, modifiers)
        self.mouse(QEvent.Type.MouseButtonRelease, points[-1], button, NO_BUTTON, modifiers)

    async def dialog(self, kind: type[QWidget], name: str) -> QWidget:
        """The dialog of that name, once it is there."""

        def shown() -> list[QWidget]:
            return [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]

        await until(shown, f"the dialog {name}")
        return shown()[-1]

    async def choose_file(self, path: Path, name: str = "saveDialog") -> None:
        """Type a file's name into the file dialog and confirm."""
        dialog = await self.dialog(QFileDialog, name)
        editor = dialog.findChild(QLineEdit, "fileNameEdit")
        assert editor is not None
        editor.setText(str(path))
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await until(lambda: not dialog.isVisible(), "the file dialog closes")

    async def answer(self, choice: str) -> None:
        """Press a button of the question that is asked."""
        box = await self.dialog(QMessageBox, "choiceDialog")
        button = box.findChild(QPushButton, f"{choice}Button")
        assert button is not None, f"nobody asks for {choice}"
        QTest.mouseClick(button, LEFT)

    async def export_as(self, path: Path) -> None:
        """Choose the file in the export dialog, its format by the suffix, and confirm."""
        self.trigger("exportAs")
        dialog = await self.dialog(QDialog, "exportDialog")
        for name, text in (("exportName", path.stem), ("exportFolder", str(path.parent))):
            editor = dialog.findChild(QLineEdit, name)
            assert editor is not None
            editor.setText(text)
        formats = dialog.findChild(QComboBox, "exportFormat")
        assert formats is not None
        kind = format_of_suffix(path)
        formats.setCurrentIndex(formats.findData(path.suffix[1:] if kind is None else kind.value))
        button = dialog.findChild(QPushButton, "exportButton")
        assert button is not None
        QTest.mouseClick(button, LEFT)

    async def export_to(self, path: Path) -> None:
        await self.export_as(path)
        await until(lambda: path.exists() and "Exported" in self.message(), "the export is done")

    def drag_divider(self, position: float) -> None:
        """Drag the divider of the comparison to a share of its width."""
        view = self.window.compare
        y = view.height() / 2
        start, end = QPointF(view.divider * view.width(), y), QPointF(position * view.width(), y)
        self.mouse(QEvent.Type.MouseButtonPress, start, LEFT, LEFT, on=view)
        self.mouse(QEvent.Type.MouseMove, end, NO_BUTTON, LEFT, on=view)
        self.mouse(QEvent.Type.MouseButtonRelease, end, LEFT, NO_BUTTON, on=view)

    def shot(self, widget: QWidget | None = None) -> object:
        """What the window shows, as a QImage."""
        return (widget or self.window).grab().toImage()


def run_program(
    argv: Sequence[str], act: Callable[[Person], Awaitable[None]], size: QPoint | None = None
) -> None:
    """Start the program, let a person act, close the window (answering “discard”), raise what went wrong."""
    outcome: list[BaseException] = []
    tasks: list[asyncio.Task[None]] = []

    async def live(window: MainWindow) -> None:
        person = Person(window)
        try:
            await act(person)
        except BaseException as error:  # noqa: BLE001 (raised again outside the program)
            outcome.append(error)
        if window.isVisible():
            window.close()
            await until(lambda: not window.isVisible() or window.findChildren(QMessageBox, "choiceDialog"))
            if window.isVisible():
                await person.answer("discard")

    def ready(window: MainWindow) -> None:
        if size is not None:
            window.resize(size.x(), size.y())
        tasks.append(asyncio.ensure_future(live(window)))

    assert app.main(list(argv), ready) == 0
    # What belonged to the window ends with it, not in some thread of the next one.
    gc.collect()
    if outcome:
        raise outcome[0]
