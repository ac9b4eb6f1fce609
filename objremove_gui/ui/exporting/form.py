"""The fields of the export dialog: they show a recipe and give one back, and hide what does not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from objremove_gui.core.imageio.asking import stays_exact
from objremove_gui.core.imageio.formats import BY_FORMAT, FORMATS, stand_in
from objremove_gui.core.imageio.options import (
    KEEP_TITLES,
    TURNING_TITLES,
    Colours,
    Keep,
    SaveOptions,
    Turning,
)
from objremove_gui.core.imageio.photo import Photo, PhotoFormat
from objremove_gui.core.naming import FIELDS
from objremove_gui.i18n import mark, tr
from objremove_gui.ui.exporting.recipe import AS_PHOTO, LAYERS, Recipe
from objremove_gui.ui.options.entry import step_by_buttons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from objremove_gui.core.imageio.formats import FormatInfo

LABEL_WIDTH = 96
BLOCKS = mark("Code only the touched blocks anew (lossless elsewhere)")
TABLES = mark("Code it as finely as the original")
# Formats whose quality can be chosen.
LOSSY = (PhotoFormat.JPEG, PhotoFormat.WEBP, PhotoFormat.AVIF)


class Form(QWidget):
    """``changed`` tells of every edit by a person or a dialog; what is shown by the setters is not told."""

    changed = Signal()
    folder_wanted = Signal()

    def __init__(self, photo: Photo, profile: str, turning: int) -> None:
        super().__init__()
        self.setObjectName("exportForm")
        self._photo = photo
        self._has_profile = bool(profile)
        self._turns = turning != 1
        self.name, self.folder = QLineEdit(), QLineEdit()
        self._name_note = _line("exportNameNote")
        self._kind, self._depth, self._colours = QComboBox(), QComboBox(), QComboBox()
        self._metadata, self._turning = QComboBox(), QComboBox()
        self._blocks = QCheckBox(tr(BLOCKS))
        self._blocks_note = _line("exportBlocksNote")
        self._lossless = QCheckBox(tr("Lossless"))
        self._lossless_note = _line("exportLosslessNote")
        # None until a person says so.
        self._wants_lossless: bool | None = None
        self._slider, self._quality = QSlider(Qt.Orientation.Horizontal), QSpinBox()
        self._notes = _line("exportNotes", "warning")
        self._size_line = QLabel()
        self._size_line.setObjectName("exportSize")
        self._choose = QPushButton(tr("Choose…"))
        self._lossless_note.setText(
            tr("Parts of a WebP can't be taken over: only so nothing else changes. The file becomes larger.")
        )
        self._fill_in(profile)
        self._rows = self._lay_out()
        self._name_parts()
        self._connect()

    def _fill_in(self, profile: str) -> None:
        """What can be chosen."""
        own = stand_in(self._photo.format)
        self._kind.addItem(tr("As the photo ({format})", format=own.title), AS_PHOTO)
        for info in FORMATS:
            if info.can_write:
                self._kind.addItem(info.title, info.format.value)
        self._kind.addItem(tr("OpenRaster, with layers"), LAYERS)
        depth = 8 * self._photo.pixels.dtype.itemsize
        self._depth.addItem(tr("{bits} bits, as the photo", bits=depth), None)
        self._depth.addItem(tr("{bits} bits", bits=24 - depth), 24 - depth)
        self._colours.addItem(tr("Keep “{profile}”", profile=profile), Colours.KEEP.value)
        self._colours.addItem(tr("Convert to sRGB"), Colours.SRGB.value)
        for keep in Keep:
            self._metadata.addItem(tr(KEEP_TITLES[keep]), keep.value)
        for turning in Turning:
            self._turning.addItem(tr(TURNING_TITLES[turning]), turning.value)
        self._slider.setRange(1, 100)
        self._quality.setRange(1, 100)
        self.folder.setPlaceholderText(tr("Beside the photo"))

    def _lay_out(self) -> dict[str, QWidget]:
        """The rows of the form by their names."""
        form = QFormLayout(self)
        form.setContentsMargins(20, 20, 20, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._form = form
        rows: dict[str, tuple[str, QWidget]] = {
            "name": (tr("Name"), _column(self.name, self._name_note)),
            "folder": (tr("Folder"), _row(self.folder, self._choose)),
            "format": (tr("Format"), self._kind),
            "blocks": ("", _column(self._blocks, self._blocks_note)),
            "lossless": ("", _column(self._lossless, self._lossless_note)),
            "quality": (tr("Quality"), _row(self._slider, self._quality)),
            "depth": (tr("Bit depth"), self._depth),
            "colours": (tr("Colours"), self._colours),
            "metadata": (tr("Metadata"), self._metadata),
            "turning": (tr("Orientation"), self._turning),
            "notes": ("", self._notes),
            "size": (tr("Size"), self._size_line),
        }
        for title, widget in rows.values():
            label = QLabel(title)
            label.setFixedWidth(LABEL_WIDTH)
            form.addRow(label, widget)
        return {name: widget for name, (_, widget) in rows.items()}

    def _name_parts(self) -> None:
        fields = "\n".join(f"{{{name}}}  {tr(title)}" for name, title in FIELDS.items())
        self.name.setToolTip(tr("What stands in braces is filled in:") + "\n" + fields)
        for widget, name, title in (
            (self.name, "exportName", tr("Name")),
            (self.folder, "exportFolder", tr("Folder")),
            (self._choose, "exportFolderButton", tr("Choose the folder")),
            (self._kind, "exportFormat", tr("Format")),
            (self._blocks, "exportBlocks", self._blocks.text()),
            (self._lossless, "exportLossless", tr("Lossless")),
            (self._slider, "exportQualitySlider", tr("Quality")),
            (self._quality, "exportQuality", tr("Quality")),
            (self._depth, "exportDepth", tr("Bit depth")),
            (self._colours, "exportColours", tr("Colours")),
            (self._metadata, "exportMetadata", tr("Metadata")),
            (self._turning, "exportOrientation", tr("Orientation")),
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(title)
        self._choose.setAutoDefault(False)
        step_by_buttons(self._quality)

    def _connect(self) -> None:
        for box in (self._kind, self._depth, self._colours, self._metadata, self._turning):
            box.currentIndexChanged.connect(self.changed)
        for line in (self.name, self.folder):
            line.textChanged.connect(self.changed)
        self._blocks.toggled.connect(self.changed)
        self._lossless.toggled.connect(self._set_lossless)
        for number in (self._slider, self._quality):
            number.valueChanged.connect(self._set_quality)
        self._choose.clicked.connect(self.folder_wanted)

    def _set_lossless(self, is_set: bool) -> None:
        self._wants_lossless = is_set
        self.changed.emit()

    def _set_quality(self, quality: int) -> None:
        for number in (self._slider, self._quality):
            with QSignalBlocker(number):
                number.setValue(quality)
        self.changed.emit()

    # -- the recipe

    def show_recipe(self, recipe: Recipe) -> None:
        options = recipe.options
        with QSignalBlocker(self):
            self.name.setText(recipe.template)
            self.folder.setText(recipe.folder)
            for box, value in (
                (self._kind, recipe.kind),
                (self._depth, options.depth),
                (self._colours, options.colours.value),
                (self._metadata, options.metadata.value),
                (self._turning, options.turning.value),
            ):
                box.setCurrentIndex(max(0, box.findData(value)))
            self._blocks.setChecked(options.keeps_blocks)
            self._lossless.setChecked(stays_exact(self._photo, BY_FORMAT[PhotoFormat.WEBP], options))
            self._wants_lossless = options.lossless
            self._set_quality(options.quality)

    def recipe(self) -> Recipe:
        """What is chosen; what does not apply to this photo or format changes nothing there."""
        options = SaveOptions(
            quality=self._quality.value(),
            keeps_blocks=self._blocks.isChecked(),
            depth=self._depth.currentData(),
            colours=Colours(self._colours.currentData()),
            metadata=Keep(self._metadata.currentData()),
            turning=Turning(self._turning.currentData()),
            lossless=self._wants_lossless,
        )
        return Recipe(self._kind.currentData(), options, self.name.text(), self.folder.text().strip())

    # -- what follows from it

    def fit(self, info: FormatInfo | None, *, blocks_note: str, can_keep_tables: bool) -> None:
        """Show what can be chosen for a format (None = layers).

        The note tells why blocks can't be kept, empty where they can; ``can_keep_tables`` that the same is chosen for
        how finely the whole picture is coded.
        """
        is_jpeg = info is not None and info.format is PhotoFormat.JPEG
        is_webp = info is not None and info.format is PhotoFormat.WEBP
        can_keep_blocks = not blocks_note
        keeps = is_jpeg and (can_keep_blocks or can_keep_tables) and self._blocks.isChecked()
        self._show("blocks", is_jpeg)
        self._blocks.setVisible(can_keep_blocks or can_keep_tables)
        self._blocks.setText(tr(BLOCKS) if can_keep_blocks else tr(TABLES))
        stays = tr("What no removal touches stays as it is in the original, bit for bit.")
        anew = tr("The whole picture is coded anew at this quality and loses a little everywhere.")
        self._blocks_note.setText(blocks_note or (stays if keeps else anew))
        self._show("lossless", is_webp)
        self._lossless_note.setVisible(self._photo.format is PhotoFormat.WEBP)
        self._show("quality", info is not None and info.format in LOSSY)
        self._rows["quality"].setEnabled(not keeps and not (is_webp and self._lossless.isChecked()))
        self._show("depth", info is not None and info.depth > 8)
        self._show("colours", info is not None and self._has_profile)
        self._show("metadata", info is not None and info.metadata)
        # Blocks that are kept stay as they lie.
        self._show("turning", info is not None and self._turns and not (keeps and can_keep_blocks))

    def _show(self, row: str, is_shown: bool) -> None:
        self._form.setRowVisible(self._rows[row], is_shown)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Sentences about what is lost."""
        self._notes.setText("\n".join(notes))
        self._show("notes", bool(notes))

    def show_size(self, text: str) -> None:
        self._size_line.setText(text)

    def show_name(self, text: str, *, is_wrong: bool = False) -> None:
        """The name that comes out, or what is wrong with it."""
        self._name_note.setText(text)
        self._name_note.setProperty("look", "error" if is_wrong else "muted")
        self._name_note.style().polish(self._name_note)


def _line(name: str, look: str = "muted") -> QLabel:
    line = QLabel()
    line.setObjectName(name)
    line.setProperty("look", look)
    line.setWordWrap(True)
    # Sentences take the whole width, and the height that they then need.
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    line.setSizePolicy(policy)
    return line


def _column(*parts: QWidget) -> QWidget:
    holder = QWidget()
    holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    return holder


def _row(first: QWidget, second: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(first, 1)
    row.addWidget(second)
    return holder
