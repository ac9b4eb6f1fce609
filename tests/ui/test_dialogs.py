"""Dialogs that are awaited while everything else goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from objremove_gui.ui.dialogs import (
    PHOTOS,
    Choice,
    FileType,
    ask_choice,
    ask_open_file,
    ask_save_file,
    finished,
    show_about,
    with_suffix,
)

JPEG = FileType("JPEG", (".jpg", ".jpeg"))
PNG = FileType("PNG", (".png",))
ANSWERS = [
    Choice("save", "Save"),
    Choice("discard", "Discard", "destructive"),
    Choice("cancel", "Cancel", "reject"),
]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


async def shown(name: str) -> QDialog:
    """The dialog of that name, once it is shown."""
    while True:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.objectName() == name:
            return dialog
        await asyncio.sleep(0)


async def press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def choose_file(dialog: QDialog, name: str) -> None:
    """Type ``name`` and confirm, as a person does."""
    assert isinstance(dialog, QFileDialog)
    entry = dialog.findChild(QLineEdit, "fileNameEdit")
    assert entry is not None
    entry.setText(name)
    QTest.keyClick(entry, Qt.Key.Key_Return)


@pytest.mark.parametrize("answer", ["save", "discard", "cancel"])
async def test_the_answer_clicked_is_the_answer_returned(window: QWidget, answer: str) -> None:
    asking = asyncio.ensure_future(ask_choice(window, "Close", "Unsaved work.", ANSWERS))
    await press(await shown("choiceDialog"), f"{answer}Button")
    assert await asking == answer


async def test_escape_means_the_answer_that_rejects_and_return_the_first_that_accepts(
    window: QWidget,
) -> None:
    asking = asyncio.ensure_future(ask_choice(window, "Close", "Unsaved work.", ANSWERS))
    QTest.keyClick(await shown("choiceDialog"), Qt.Key.Key_Escape)
    assert await asking == "cancel"
    asking = asyncio.ensure_future(ask_choice(window, "Close", "Unsaved work.", ANSWERS))
    QTest.keyClick(await shown("choiceDialog"), Qt.Key.Key_Return)
    assert await asking == "save"


async def test_other_tasks_go_on_while_a_dialog_waits(window: QWidget) -> None:
    asking = asyncio.ensure_future(ask_choice(window, "Close", "Unsaved work.", ANSWERS))
    dialog = await shown("choiceDialog")
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert not asking.done()
    await press(dialog, "saveButton")
    assert await asking == "save"


async def test_a_cancelled_question_takes_its_dialog_along(window: QWidget) -> None:
    asking = asyncio.ensure_future(ask_choice(window, "Close", "Unsaved work.", ANSWERS))
    dialog = await shown("choiceDialog")
    gone = asyncio.Event()
    dialog.destroyed.connect(gone.set)
    asking.cancel()
    await gone.wait()
    assert asking.cancelled()
    assert QApplication.activeModalWidget() is None


async def test_a_dialog_that_goes_with_its_window_counts_as_declined() -> None:
    window = QWidget()
    window.show()
    dialog = QDialog(window)
    dialog.setObjectName("plain")
    waiting = asyncio.ensure_future(finished(dialog))
    await shown("plain")
    window.deleteLater()
    assert await waiting is False


async def test_an_existing_photo_can_be_chosen(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "beach.jpg").write_bytes(b"")
    asking = asyncio.ensure_future(ask_open_file(window, "Open", tmp_path, PHOTOS))
    await choose_file(await shown("openDialog"), "beach.jpg")
    assert await asking == tmp_path / "beach.jpg"


async def test_kinds_of_file_are_told_once_and_found_in_capital_letters_too(
    window: QWidget, tmp_path: Path
) -> None:
    for name in ("beach.jpg", "DUNE.JPG", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    asking = asyncio.ensure_future(ask_open_file(window, "Open", tmp_path, JPEG))
    dialog = await shown("openDialog")
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    assert kinds is not None
    assert [kinds.itemText(row) for row in range(2)] == ["JPEG – *.jpg, *.jpeg", "All files"]
    await choose_file(dialog, "DUNE.JPG")
    assert await asking == tmp_path / "DUNE.JPG"
    assert PHOTOS.label == "Photos"


async def test_leaving_the_dialog_chooses_nothing(window: QWidget, tmp_path: Path) -> None:
    asking = asyncio.ensure_future(ask_open_file(window, "Open", tmp_path, PHOTOS))
    QTest.keyClick(await shown("openDialog"), Qt.Key.Key_Escape)
    assert await asking is None


async def test_saving_suggests_a_name_and_adds_a_missing_suffix(window: QWidget, tmp_path: Path) -> None:
    asking = asyncio.ensure_future(ask_save_file(window, tmp_path / "beach-removed.png", [JPEG, PNG]))
    dialog = await shown("saveDialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedNameFilter() == PNG.filter()
    entry = dialog.findChild(QLineEdit, "fileNameEdit")
    assert entry is not None
    assert entry.text() == "beach-removed.png"
    await choose_file(dialog, "other")
    assert await asking == tmp_path / "other.png"


async def test_an_existing_file_is_only_replaced_after_a_clear_yes(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"kept")
    asking = asyncio.ensure_future(ask_save_file(window, tmp_path / "new.jpg", [JPEG, PNG]))
    await choose_file(await shown("saveDialog"), "old")
    await press(await shown("choiceDialog"), "keepButton")
    again = await shown("saveDialog")
    entry = again.findChild(QLineEdit, "fileNameEdit")
    assert entry is not None
    assert entry.text() == "old.jpg"
    await choose_file(again, "old.jpg")
    await press(await shown("choiceDialog"), "replaceButton")
    assert await asking == tmp_path / "old.jpg"


async def test_return_does_not_replace_a_file(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_bytes(b"kept")
    asking = asyncio.ensure_future(ask_save_file(window, tmp_path / "old.jpg", [JPEG]))
    await choose_file(await shown("saveDialog"), "old.jpg")
    QTest.keyClick(await shown("choiceDialog"), Qt.Key.Key_Return)
    QTest.keyClick(await shown("saveDialog"), Qt.Key.Key_Escape)
    assert await asking is None


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("a.jpg", "a.jpg"),
        ("a.JPEG", "a.JPEG"),
        ("a", "a.png"),
        ("a.final", "a.final.png"),
        ("a.png", "a.png"),
    ],
)
def test_a_known_suffix_stays_and_any_other_gets_the_chosen_one(name: str, result: str) -> None:
    assert with_suffix(Path("folder") / name, [JPEG, PNG], PNG) == Path("folder") / result


async def test_about_names_program_and_licences(window: QWidget) -> None:
    showing = asyncio.ensure_future(show_about(window))
    dialog = await shown("aboutDialog")
    await press(dialog, "closeButton")
    await showing


async def test_all_words_of_an_answer_are_seen(window: QWidget) -> None:
    window.setStyleSheet("QPushButton { padding: 4px 12px; min-width: 56px; }")
    answers = [
        Choice("one", "Only where the photo itself is"),
        Choice("two", "The photo too, wherever it is"),
        Choice("no", "Cancel", "reject"),
    ]
    asking = asyncio.ensure_future(ask_choice(window, "Title", "Short?", answers))
    dialog = await shown("choiceDialog")
    for name in ("oneButton", "twoButton"):
        button = dialog.findChild(QPushButton, name)
        assert button is not None
        assert button.width() >= button.sizeHint().width()
    dialog.close()
    assert await asking == "no"


async def test_names_that_look_like_mark_up_are_read_as_they_are(window: QWidget) -> None:
    name = "<img src='file://host/share/x.png'><b>lamp</b>"
    asked = asyncio.ensure_future(ask_choice(window, "", name, ANSWERS, name))
    box = await shown("choiceDialog")
    labels = [label for label in box.findChildren(QLabel) if "lamp" in label.text()]
    assert len(labels) == 2
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    box.reject()
    assert await asked == "cancel"
