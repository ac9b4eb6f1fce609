"""Dialogs as coroutines: shown with ``open()`` and awaited, so that everything else goes on meanwhile."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QToolButton, QWidget

from objremove_gui import __version__
from objremove_gui.i18n import mark, tr
from objremove_gui.resources import resource
from objremove_gui.ui.icons import icon

ButtonRole = QMessageBox.ButtonRole
ROLES = {
    "accept": ButtonRole.AcceptRole,
    "destructive": ButtonRole.DestructiveRole,
    "reject": ButtonRole.RejectRole,
}

# Qt's own file dialog draws these in black, whatever the theme.
SIGNS = {
    "backButton": "chevron-left",
    "forwardButton": "chevron-right",
    "toParentButton": "chevron-up",
    "newFolderButton": "plus",
    "detailModeButton": "list",
    "listModeButton": "layers",
}


# So many suffixes of a kind of file are told.
MOST_SUFFIXES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: ``id`` is returned, ``title`` is read. ``role`` is ``accept``, ``destructive`` or ``reject``.

    The first choice with ``accept`` is what Return means, the first with ``reject`` what Esc means, and Return too
    where nothing accepts: nothing is ever destroyed by a mere Return.
    """

    id: str
    title: str
    role: str = "accept"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file to choose from; suffixes in lower case with their dot, the usual one first."""

    title: str
    suffixes: tuple[str, ...]

    def filter(self) -> str:
        """As Qt wants it; file systems that tell cases apart get both.

        People read only what stands before the last brackets.
        """
        patterns = [f"*{form}" for suffix in self.suffixes for form in (suffix, suffix.upper())]
        return f"{self.label} ({' '.join(patterns)})"

    @property
    def label(self) -> str:
        """As people read it: ``JPEG – *.jpg, *.jpeg``; a long list of suffixes would tell them nothing."""
        if len(self.suffixes) > MOST_SUFFIXES:
            return tr(self.title)
        return f"{tr(self.title)} – {', '.join(f'*{suffix}' for suffix in self.suffixes)}"


PHOTOS = FileType(
    mark("Photos"),
    (
        *(".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".webp", ".avif", ".bmp", ".dib", ".gif"),
        *(".heic", ".heif", ".hif"),
        *(".dng", ".nef", ".nrw", ".cr2", ".cr3", ".crw", ".arw", ".sr2", ".raf", ".orf", ".rw2", ".rwl"),
        *(".pef", ".srw", ".iiq", ".3fr", ".fff", ".erf", ".mos", ".mrw", ".x3f", ".gpr"),
    ),
)
MASKS = FileType(mark("Masks"), (".png", ".tif", ".tiff", ".bmp", ".jpg", ".jpeg", ".webp"))


async def finished(dialog: QDialog) -> bool:
    """Open ``dialog`` and wait for its end; true if it was accepted.

    It is deleted as soon as the loop gets its next turn, also when the wait was cancelled. A dialog that is
    destroyed with its parent counts as not accepted.
    """
    ended: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()

    def end(accepted: bool | None) -> None:
        if not ended.done():
            ended.set_result(accepted)

    dialog.finished.connect(lambda code: end(code == QDialog.DialogCode.Accepted))
    dialog.destroyed.connect(lambda: end(None))
    dialog.open()
    try:
        accepted = await ended
    except asyncio.CancelledError:
        dialog.deleteLater()
        raise
    if accepted is not None:
        dialog.deleteLater()
    return bool(accepted)


async def ask_open_files(parent: QWidget, title: str, folder: Path, kind: FileType) -> list[Path]:
    """Existing files of ``kind`` (or any others, by the second filter); none if the person thought better of it."""
    dialog = _open_dialog(parent, title, folder, kind)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return await _all_chosen(dialog)


async def ask_open_file(parent: QWidget, title: str, folder: Path, kind: FileType) -> Path | None:
    """An existing file of ``kind`` (or any other, by the second filter); None if the person thought better of it."""
    return await _chosen(_open_dialog(parent, title, folder, kind))


def _open_dialog(parent: QWidget, title: str, folder: Path, kind: FileType) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder))
    dialog.setObjectName("openDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilters([kind.filter(), tr("All files (*)")])
    name_labels(dialog)
    return dialog


def name_labels(dialog: QFileDialog) -> None:
    """What Qt's own dialog says in English alone."""
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of type:"))


async def ask_save_file(
    parent: QWidget, suggested: Path, filters: Sequence[FileType], title: str = ""
) -> Path | None:
    """Where to save. A missing suffix is added, an existing file is only returned after a clear yes."""
    chosen = await ask_save_as(parent, suggested, filters, title)
    return None if chosen is None else chosen[0]


async def ask_save_as(
    parent: QWidget, suggested: Path, filters: Sequence[FileType], title: str = ""
) -> tuple[Path, FileType] | None:
    """Where to save, and as which of ``filters``: for kinds of file that their names don't tell apart."""
    while True:
        dialog, by_filter = _save_dialog(parent, title or tr("Export"), suggested, filters)
        chosen = await _chosen(dialog)
        if chosen is None:
            return None
        kind = by_filter.get(dialog.selectedNameFilter(), filters[0])
        path = with_suffix(chosen, filters, kind)
        system_asked = path == chosen and _system_asks()
        if system_asked or not path.exists() or await may_replace(parent, path):
            return path, kind
        suggested = path


def _save_dialog(
    parent: QWidget, title: str, suggested: Path, filters: Sequence[FileType]
) -> tuple[QFileDialog, dict[str, FileType]]:
    by_filter = {kind.filter(): kind for kind in filters}
    dialog = QFileDialog(parent, title, str(suggested.parent))
    dialog.setObjectName("saveDialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilters(list(by_filter))
    fitting = [name for name, kind in by_filter.items() if suggested.suffix.lower() in kind.suffixes]
    dialog.selectNameFilter(next(iter(fitting or by_filter)))
    dialog.selectFile(suggested.name)
    name_labels(dialog)
    return dialog, by_filter


def with_suffix(path: Path, filters: Sequence[FileType], selected: FileType) -> Path:
    """``path`` as it stands if any of ``filters`` knows its suffix, else with the selected one's usual suffix."""
    if any(path.suffix.lower() in kind.suffixes for kind in filters):
        return path
    return path.with_name(path.name + selected.suffixes[0])


def _system_asks() -> bool:
    """macOS asks about existing files itself, whatever it is told."""
    return sys.platform == "darwin" and QGuiApplication.platformName() == "cocoa"


async def may_replace(parent: QWidget, path: Path) -> bool:
    """Whether the person says that a file that is there may go."""
    answer = await ask_choice(
        parent,
        tr("Replace the file?"),
        tr(
            "“{name}” already exists in {folder}. Replacing it can't be undone.",
            name=path.name,
            folder=path.parent,
        ),
        [
            Choice("keep", tr("Choose another name"), "reject"),
            Choice("replace", tr("Replace"), "destructive"),
        ],
    )
    return answer == "replace"


async def _chosen(dialog: QFileDialog) -> Path | None:
    files = await _all_chosen(dialog)
    return files[0] if files else None


async def _all_chosen(dialog: QFileDialog) -> list[Path]:
    files: list[str] = []
    for name, sign in SIGNS.items():  # none of them is there in a dialog of the system
        button = dialog.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(icon(sign))
    dialog.filesSelected.connect(files.extend)
    accepted = await finished(dialog)
    return [Path(file) for file in files] if accepted else []


async def ask_choice(
    parent: QWidget, title: str, text: str, buttons: Sequence[Choice], hint: str = ""
) -> str:
    """The id of the answer chosen; Esc and closing mean the first ``reject``, ``""`` where there is none."""
    box = QMessageBox(parent)
    box.setObjectName("choiceDialog")
    box.setWindowTitle(title)
    # Names of files and projects, which anybody may have given, are no mark-up.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(hint)
    box.setIconPixmap(icon("warning", tint="warning").pixmap(QSize(32, 32), parent.devicePixelRatio()))
    clicked: list[str] = []
    made = {}
    for choice in buttons:
        made[choice.id] = box.addButton(choice.title, ROLES[choice.role])
        made[choice.id].setObjectName(f"{choice.id}Button")
        # The style knows one least width for all buttons, and the box is only as wide as its text wants it.
        made[choice.id].ensurePolished()
        made[choice.id].setMinimumWidth(made[choice.id].sizeHint().width())
        made[choice.id].clicked.connect(lambda _checked=False, answer=choice.id: clicked.append(answer))
    accepting = [choice.id for choice in buttons if choice.role == "accept"]
    rejecting = [choice.id for choice in buttons if choice.role == "reject"]
    for answer in (accepting or rejecting)[:1]:
        box.setDefaultButton(made[answer])
    for answer in rejecting[:1]:
        box.setEscapeButton(made[answer])
    await finished(box)
    return (clicked or rejecting or [""])[0]


async def show_about(parent: QWidget) -> None:
    """Name, version and whose work is inside."""
    box = QMessageBox(parent)
    box.setObjectName("aboutDialog")
    box.setWindowTitle(tr("About ObjRemove"))
    box.setIconPixmap(
        QIcon(str(resource("icons/objremove.svg"))).pixmap(QSize(64, 64), parent.devicePixelRatio())
    )
    box.setText(tr("ObjRemove {version}", version=__version__))
    box.setInformativeText(
        tr("Brush over what should go, get the photo back without it.")
        + "\n\n"
        + tr("MIT licence, ObjRemove contributors. Icons: Lucide (ISC). Made with Qt and Python.")
    )
    box.addButton(tr("Close"), ButtonRole.RejectRole).setObjectName("closeButton")
    await finished(box)
