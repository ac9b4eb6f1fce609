"""The export dialog: what the file is to be, what it will lack, and how large it will become."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from objremove_gui.core.imageio.jpeg_splice import Obstacle
from objremove_gui.core.imageio.notes import AHEAD, save_notes
from objremove_gui.core.imageio.options import Colours
from objremove_gui.core.imageio.photo import PhotoFormat
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr
from objremove_gui.ui.dialog_foot import lay_out_over
from objremove_gui.ui.dialogs import name_labels
from objremove_gui.ui.exporting.commands import check_not_original
from objremove_gui.ui.exporting.form import Form
from objremove_gui.ui.exporting.recipe import Recipe

if TYPE_CHECKING:
    from objremove_gui.core.imageio.formats import FormatInfo
    from objremove_gui.core.imageio.photo import Photo
    from objremove_gui.ui.exporting.estimator import Estimator

WIDTH = 600
Standard = QDialogButtonBox.StandardButton


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a photo before its dialog is shown.

    ``profile`` is the name of its colour profile, ``""`` where its colours are sRGB; ``turning`` EXIF's orientation;
    ``obstacle`` tells why the blocks of a JPEG can't be kept; ``home`` is the folder for a photo that has none.
    """

    photo: Photo
    profile: str
    turning: int
    obstacle: Obstacle | None
    home: Path
    date: str


class ExportDialog(QDialog):
    """Shows a recipe and lets a person change it; it writes nothing and asks nothing by itself."""

    def __init__(self, parent: QWidget, facts: Facts, recipe: Recipe, estimator: Estimator) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle(tr("Export"))
        self._facts = facts
        self._estimator = estimator
        self.form = Form(facts.photo, facts.profile, facts.turning)
        self._buttons = QDialogButtonBox(Standard.Ok | Standard.Cancel)
        self._export = self._buttons.button(Standard.Ok)
        self._export.setObjectName("exportButton")
        self._export.setText(tr("Export"))
        self._buttons.button(Standard.Cancel).setText(tr("Cancel"))
        self._buttons.button(Standard.Cancel).setObjectName("cancelButton")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self.form.show_recipe(recipe)
        self.form.changed.connect(self._refresh)
        self.form.folder_wanted.connect(self._choose_folder)
        estimator.estimated.connect(self._show_size)
        self.finished.connect(estimator.close)
        self._refresh()
        self.form.name.setFocus()
        self.form.name.selectAll()

    def _lay_out(self) -> None:
        above = QVBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.form)
        above.addStretch(1)
        lay_out_over(self, above, self._buttons)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self._height(WIDTH))

    def _height(self, width: int) -> int:
        """What the rows need, wrapped sentences too."""
        layout = self.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    @property
    def recipe(self) -> Recipe:
        """What is asked for."""
        return self.form.recipe()

    def _refresh(self) -> None:
        """Show what follows from the choices."""
        recipe, photo = self.recipe, self._facts.photo
        info = recipe.info(photo)
        blocks = "" if info is None else self._obstacle(info, recipe)
        keeps_tables = self._facts.obstacle is not None and not self._converts(recipe)
        self.form.fit(info, blocks_note=blocks, can_keep_tables=keeps_tables)
        recipe = self.recipe
        # What could not be opened will not be in the file either.
        lost = () if info is None else save_notes(photo, info, recipe.options)
        self.form.show_notes((*photo.notes, *lost))
        self._show_target(recipe)
        self.resize(max(WIDTH, self.width()), max(self.height(), self._height(max(WIDTH, self.width()))))
        if info is None:
            self._show_size(None)
        else:
            self.form.show_size(tr("Working it out…"))
            self._estimator.ask(info, recipe.options)

    def _obstacle(self, info: FormatInfo, recipe: Recipe) -> str:
        """Why a JPEG has to be coded as a whole; ``""`` where its blocks can be kept."""
        photo = self._facts.photo
        if info.format is not PhotoFormat.JPEG:
            return ""
        if photo.format is not PhotoFormat.JPEG:
            return tr("The photo is no JPEG, so the whole picture is coded at this quality.")
        if self._converts(recipe):
            return tr(
                "Converting the colours changes every pixel, so the whole picture is coded at this quality."
            )
        if self._facts.obstacle is not None:
            return tr(AHEAD[self._facts.obstacle])
        return ""

    def _converts(self, recipe: Recipe) -> bool:
        return recipe.options.colours is Colours.SRGB and bool(self._facts.profile)

    def _show_target(self, recipe: Recipe) -> None:
        """The name that comes out, or what is wrong with it."""
        facts = self._facts
        try:
            target = recipe.target(facts.photo, facts.home, facts.date)
            check_target(target, facts.photo)
        except InputError as error:
            self.form.show_name(error.message, is_wrong=True)
            self._export.setEnabled(False)
            return
        there = tr("“{name}” is there already; you will be asked.", name=target.name)
        self.form.show_name(there if target.exists() else tr("Becomes “{name}”.", name=target.name))
        self._export.setEnabled(True)

    def _show_size(self, size: int | None) -> None:
        if self.recipe.info(self._facts.photo) is None:
            text = tr("Depends on the layers.")
        elif size is None:
            text = tr("Can't be told.")
        else:
            told = QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
            text = tr("About {size}", size=told)
        self.form.show_size(text)

    def _choose_folder(self) -> None:
        """Ask for the folder; the answer goes into its line."""
        start = self.form.folder.text() or str((self._facts.photo.path or self._facts.home / "photo").parent)
        dialog = QFileDialog(self, tr("Folder for exports"), start)
        dialog.setObjectName("folderDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        name_labels(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.form.folder.setText)
        dialog.open()


def check_target(target: Path, photo: Photo) -> None:
    """Raise InputError for a folder that is not there, and for the original, which is never changed by an export."""
    if not target.parent.is_dir():
        raise InputError(
            tr("There is no folder {folder}; choose another one.", folder=target.parent), code="folder"
        )
    check_not_original(target, photo)
