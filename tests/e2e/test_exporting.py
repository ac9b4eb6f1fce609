"""A person exports: by the dialog the first time, in the same way again, with what was chosen the last time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
)

from objremove_gui.settings import Settings


def photo(path: Path) -> Path:
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 255, (240, 320, 3), np.uint8)).save(path, quality=90)
    return path


async def opened(person: Person, action: str = "exportAs") -> QDialog:
    person.trigger(action)
    dialog = await person.dialog(QDialog, "exportDialog")
    assert isinstance(dialog, QDialog)
    return dialog


def choose(dialog: QDialog, name: str, value: object) -> None:
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


def text(dialog: QDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return label.text()


def confirm(dialog: QDialog) -> None:
    button = dialog.findChild(QPushButton, "exportButton")
    assert button is not None
    button.click()


def is_idle(person: Person) -> bool:
    return not person.find(QLabel, "jobStage").isVisible()


def asked(person: Person) -> list[QMessageBox]:
    return [box for box in person.window.findChildren(QMessageBox, "choiceDialog") if box.isVisible()]


def test_the_first_export_asks_and_the_second_repeats_it(tmp_path: Path) -> None:
    source, out = photo(tmp_path / "sea.jpg"), tmp_path / "sea-removed.png"

    async def act(person: Person) -> None:
        dialog = await opened(person, "export")
        choose(dialog, "exportFormat", "png")
        assert "sea-removed.png" in text(dialog, "exportNameNote")
        confirm(dialog)
        await until(lambda: "Exported" in person.message())
        first = out.stat().st_mtime_ns
        person.trigger("export")
        await until(lambda: out.stat().st_mtime_ns != first, "it is exported again")
        await until(lambda: is_idle(person))
        assert not asked(person)
        # Another program has changed it since: now there is a question.
        out.write_text("somebody else's")
        person.trigger("export")
        await until(lambda: asked(person))
        await person.answer("keep")
        (await person.dialog(QDialog, "exportDialog")).close()
        assert out.read_text() == "somebody else's"

    run_program([str(source)], act)


def test_a_number_in_the_name_counts_on(tmp_path: Path) -> None:
    source = photo(tmp_path / "sea.jpg")

    async def act(person: Person) -> None:
        dialog = await opened(person)
        name = dialog.findChild(QLineEdit, "exportName")
        assert name is not None
        name.setText("{name} {n}")
        confirm(dialog)
        await until(lambda: (tmp_path / "sea 1.jpg").exists() and is_idle(person))
        person.trigger("export")
        await until(lambda: (tmp_path / "sea 2.jpg").exists() and is_idle(person))

    run_program([str(source)], act)


@pytest.mark.parametrize("kind", ["tiff", "ora"])
def test_an_export_that_is_stopped_leaves_nothing(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "sea.png"
    # Large enough to be still in the making when somebody changes their mind.
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (1600, 2400, 3), np.uint8)).save(source)

    def names() -> list[str]:
        return [path.name for path in tmp_path.iterdir()]

    async def act(person: Person) -> None:
        assert not person.can("cancel")
        dialog = await opened(person)
        choose(dialog, "exportFormat", kind)
        confirm(dialog)
        await until(lambda: person.can("cancel"))
        person.trigger("cancel")
        await until(lambda: "was not written" in person.message())
        assert names() == ["sea.png"]
        assert is_idle(person)
        assert not person.can("cancel")
        # It is asked again: nothing was exported so far.
        (await opened(person, "export")).reject()

    run_program([str(source)], act)


def test_a_jpeg_whose_blocks_can_not_stay_is_coded_as_finely_unless_a_quality_is_chosen(
    tmp_path: Path,
) -> None:
    source = tmp_path / "rgb.jpg"
    picture = np.random.default_rng(1).integers(0, 255, (60, 80, 3), np.uint8)
    Image.fromarray(picture).save(source, quality=63, keep_rgb=True)

    async def act(person: Person) -> None:
        dialog = await opened(person)
        assert "will be coded anew" in text(dialog, "exportBlocksNote")
        tick, quality = (
            dialog.findChild(QCheckBox, "exportBlocks"),
            dialog.findChild(QSpinBox, "exportQuality"),
        )
        assert tick is not None
        assert quality is not None
        assert "as finely" in tick.text()
        assert not quality.isEnabled()
        tick.setChecked(False)
        assert quality.isEnabled()
        quality.setValue(20)
        confirm(dialog)
        await until(lambda: "Exported" in person.message())

    run_program([str(source)], act)
    with Image.open(tmp_path / "rgb-removed.jpg") as made, Image.open(source) as original:
        assert sum(made.quantization[0]) > 2 * sum(original.quantization[0])


def test_what_was_not_opened_is_said_once_more(tmp_path: Path) -> None:
    source = tmp_path / "pages.tif"
    pages = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    pages[0].save(source, save_all=True, append_images=pages[1:])

    async def act(person: Person) -> None:
        dialog = await opened(person)
        choose(dialog, "exportFormat", "avif")
        first, second = text(dialog, "exportNotes").splitlines()
        assert "2 pictures" in first
        assert "loses a little" in second
        dialog.reject()

    run_program([str(source)], act)


def test_a_folder_of_too_many_letters_is_told_in_the_dialog(tmp_path: Path) -> None:
    source = photo(tmp_path / "sea.jpg")

    async def act(person: Person) -> None:
        dialog = await opened(person)
        folder = dialog.findChild(QLineEdit, "exportFolder")
        assert folder is not None
        folder.setText("/" + "a" * 300)
        assert "its name is too long" in text(dialog, "exportNameNote")
        button = dialog.findChild(QPushButton, "exportButton")
        assert button is not None
        assert not button.isEnabled()
        folder.setText("")
        assert button.isEnabled()
        assert not person.message()
        dialog.reject()

    run_program([str(source)], act)


def test_what_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    source = photo(tmp_path / "sea.jpg")

    async def act(person: Person) -> None:
        dialog = await opened(person)
        choose(dialog, "exportFormat", "webp")
        choose(dialog, "exportMetadata", "no-gps")
        quality = dialog.findChild(QSpinBox, "exportQuality")
        assert quality is not None
        quality.setValue(61)
        confirm(dialog)
        await until(lambda: "Exported" in person.message())

    run_program([str(source)], act)
    settings = Settings.load()
    kept = [settings.get(key) for key in ("export_format", "export_metadata", "jpeg_quality")]
    assert kept == ["webp", "no-gps", 61]

    async def look(person: Person) -> None:
        dialog = await opened(person, "export")
        boxes = [dialog.findChild(QComboBox, name) for name in ("exportFormat", "exportMetadata")]
        assert [box.currentData() for box in boxes if box is not None] == ["webp", "no-gps"]
        dialog.close()

    run_program([str(photo(tmp_path / "other.png"))], look)


def test_the_size_follows_the_quality(tmp_path: Path) -> None:
    source, out = photo(tmp_path / "sea.png"), tmp_path / "sea-removed.jpg"

    async def act(person: Person) -> None:
        dialog = await opened(person)
        choose(dialog, "exportFormat", "jpeg")
        quality = dialog.findChild(QSpinBox, "exportQuality")
        assert quality is not None
        seen = []
        for value in (95, 10):
            quality.setValue(value)
            await until(lambda: text(dialog, "exportSize").startswith("About"))
            seen.append(text(dialog, "exportSize"))
        assert seen[0] != seen[1]
        confirm(dialog)
        await until(lambda: "Exported" in person.message())
        assert f"{out.stat().st_size / 1000:.1f} kB" in seen[1]

    run_program([str(source)], act)


def test_what_a_format_loses_is_said_and_what_does_not_apply_is_hidden(tmp_path: Path) -> None:
    source = tmp_path / "leaf.png"
    Image.fromarray(np.full((240, 320, 4), 200, np.uint8)).save(source)

    async def act(person: Person) -> None:
        dialog = await opened(person)
        quality = dialog.findChild(QSpinBox, "exportQuality")
        blocks = dialog.findChild(QCheckBox, "exportBlocks")
        assert quality is not None
        assert blocks is not None
        assert not quality.isVisible()
        choose(dialog, "exportFormat", "jpeg")
        assert quality.isVisible()
        assert "no transparency" in text(dialog, "exportNotes")
        # No JPEG, no blocks to keep: a sentence stands for the choice.
        assert not blocks.isVisible()
        assert "is no JPEG" in text(dialog, "exportBlocksNote")
        dialog.close()

    run_program([str(source)], act)


def test_what_was_asked_for_one_picture_is_not_done_to_another(tmp_path: Path) -> None:
    first, second = photo(tmp_path / "first.png"), photo(tmp_path / "second.png")

    async def act(person: Person) -> None:
        dialog = await opened(person)
        person.trigger("nextPicture")
        await until(lambda: person.window.windowTitle().startswith("second"), "the other one is shown")
        confirm(dialog)
        await until(lambda: "Another picture" in person.message())

    run_program([str(first), str(second)], act)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.png", "second.png"]


def test_what_is_saved_while_an_export_runs_is_saved_after_it(tmp_path: Path) -> None:
    source = photo(tmp_path / "sea.jpg")

    async def act(person: Person) -> None:
        confirm(await opened(person))
        person.trigger("saveProject")
        await person.choose_file(tmp_path / "sea.objremove")
        await person.answer("refer")
        await until((tmp_path / "sea.objremove").exists, "the project is saved")
        assert (tmp_path / "sea-removed.jpg").exists()

    run_program([str(source)], act)
