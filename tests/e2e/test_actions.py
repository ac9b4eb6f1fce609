"""Every action of the table and every tool does something on a large photo, asked for as a person asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from watching import Watcher, calm, choose, still

from objremove_gui.core.tools.registry import TOOLS
from objremove_gui.ui.action_table import ACTIONS, MENUS, Action

# Menus that pop up want the keyboard; the off-screen platform has none to give.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)
WIDTH, HEIGHT = 6000, 4000
SHAPE = [(2000, 1500), (2300, 1500), (2300, 1900), (2000, 1900), (2000, 1500)]
ROWS = {row.id: row for row in ACTIONS}
# What must be there before an action: marks, removals, a fresh result, versions, the comparison, a running job, redo.
NEEDS: dict[str, tuple[str, ...]] = {
    "redoAction": ("redo",),
    "acceptAction": ("fresh", "comparing"),
    "discardAction": ("fresh",),
    "discardVersionAction": ("removal", "versions"),
    "cancelAction": ("running",),
    "saveBackAction": ("removal",),
    "nextRegionAction": ("removal", "another removal"),
    "previousRegionAction": ("removal", "another removal"),
    "fitAction": ("enlarged",),
    "brushAction": ("other tool",),
    "previousPictureAction": ("second picture",),
    "movePictureBackAction": ("second picture",),
}


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 megapixels with large shapes and fine grain."""
    rng = np.random.default_rng(3)
    small = rng.integers(40, 220, (HEIGHT // 50, WIDTH // 50, 3), dtype=np.uint8)
    pixels = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    cv2.rectangle(pixels, (2050, 1550), (2250, 1850), (250, 240, 30), -1)
    path = tmp_path_factory.mktemp("photo") / "large.jpg"
    Image.fromarray(pixels).save(path, quality=85)
    return path


async def go_to_picture(person: Person, where: str) -> None:
    """The first of the two, or the second."""
    if person.can(f"{where}Picture"):
        person.trigger(f"{where}Picture")
        await until(lambda: not person.can(f"{where}Picture"), "another picture is shown")


async def prepare(person: Person, row: Action) -> None:
    """Marks with a speck and a hole, a step to undo; and what the action needs besides."""
    watcher = Watcher(person)
    needs = NEEDS.get(row.id, ())
    await go_to_picture(person, "next" if "second picture" in needs else "previous")
    document = watcher.document()
    window = person.window
    if window.pages.currentWidget() is window.compare:
        person.trigger("compare")
    for name, usual in (
        ("hideMask", False),
        ("holdOriginal", False),
        ("fullScreen", False),
        ("showReach", True),
        ("showCrops", False),
    ):
        if window.actions_by_id[f"{name}Action"].isChecked() is not usual:
            person.trigger(name)
    if row.enabled in ("can_compare", "can_vary", "can_save_back"):
        needs = (*needs, "removal")
    person.trigger("fit")
    if person.can("clearMask"):
        person.trigger("clearMask")
        await until(lambda: not person.canvas.input.is_waiting)
    person.trigger("wand" if "other tool" in needs else "brush")
    if "other tool" in needs:
        person.drag([(2100, 1700), (2101, 1700)])
        await until(lambda: not document.mask.is_empty)
    elif {"removal", "fresh"} & set(needs):
        person.drag([(3000, 2000), (3030, 2000)])
    else:
        person.drag(SHAPE)
        person.drag([(3000, 3000), (3000, 3001)])
    if "enlarged" in needs:
        person.canvas.zoom_to(2.0)
    if "redo" in needs:
        person.trigger("undo")
    if {"removal", "fresh", "running"} & set(needs):
        person.press("remove")
        if "running" in needs:
            await until(person.window.status.job.isVisible, "the job begins")
        else:
            await until(lambda: document.removals and not person.can("cancel"), "the removal is done")
            person.drag([(2400, 3300), (2430, 3300)])
    if "another removal" in needs:
        before = len(document.removals)
        person.press("remove")
        await until(lambda: len(document.removals) > before and not person.can("cancel"), "another one")
        person.drag([(2400, 3500), (2430, 3500)])
    if "versions" in needs:
        person.trigger("variants")
        await until(lambda: len(document.removals[-1].versions) > 1 and not person.can("cancel"), "versions")
    if "comparing" in needs:
        person.trigger("compare")
    await until(lambda: not person.canvas.input.is_waiting)
    # The line around the marks comes by itself, and is no change that the action makes.
    await until(
        lambda: document.mask.is_empty or not person.canvas._rims.is_empty, "the line around the marks"
    )


def differs(before: dict[str, object], after: dict[str, object]) -> bool:
    # What is said comes and goes by itself, too.
    return before | {"said": ""} != after | {"said": ""}


def copies(before: dict[str, object], after: dict[str, object]) -> bool:
    """There is nothing to be seen of it in the window but what it says."""
    return "The picture is on the clipboard." in str(after["said"])


def ends_the_job(before: dict[str, object], after: dict[str, object]) -> bool:
    """A job that comes to its own end leaves a removal."""
    return bool(before["job"]) and not after["job"] and before["document"] == after["document"]


DOES = {"cancelAction": ends_the_job, "copyResultAction": copies}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("menu", [name for name, _ in MENUS])
def test_every_action_of_the_table_changes_something(photo: Path, menu: str, tmp_path: Path) -> None:
    silent: list[str] = []

    async def act(person: Person) -> None:
        watcher = Watcher(person)
        for row in ACTIONS:
            if row.menu != menu:
                continue
            await prepare(person, row)
            before = watcher() if "running" in NEEDS.get(row.id, ()) else await still(watcher)
            does = DOES.get(row.id, differs)
            await choose(person, row)
            try:
                await until(lambda before=before, does=does: does(before, watcher()), row.id, patience=20)
            except AssertionError:
                silent.append(row.id)
            await calm(person)
        # The off-screen clipboard would keep what was copied until Python is gone, which it was made by.
        QApplication.clipboard().clear()

    run_program([str(photo), shutil.copy(photo, tmp_path)], act, QPoint(1400, 900))
    assert silent == []


OBJECT = [(2030, 1530), (2270, 1870)]
AROUND = [(2600, 1500), (2900, 1500), (2900, 1800), (2600, 1800)]
GESTURES: dict[str, list[tuple[float, float]]] = {
    "object": OBJECT,
    "wand": [(2150, 1700), (2154, 1700)],
    "rectangle": [AROUND[0], AROUND[2]],
    "ellipse": [AROUND[0], AROUND[2]],
}


def test_every_tool_of_the_table_changes_the_marks_or_the_picture(photo: Path) -> None:
    async def act(person: Person) -> None:
        watcher = Watcher(person)
        document = watcher.document()
        for row in TOOLS:
            await prepare(person, ROWS[row.info.action])
            if row.info.id == "eraser":
                person.drag(AROUND)
            if row.info.id == "restore":
                person.press("remove")
                await until(lambda: document.removals and not person.can("cancel"), "the removal is done")
            await choose(person, ROWS[row.info.action])
            await until(lambda row=row: person.canvas.tool and person.canvas.tool.info.id == row.info.id)
            before = watcher()
            if row.info.id == "polygon":
                for corner in (*AROUND, AROUND[0]):
                    person.drag([corner, corner])
            elif row.info.id == "restore":
                box = document.removals[-1].box
                person.drag([(box.x, box.y), (box.right, box.bottom)])
            else:
                person.drag(GESTURES.get(row.info.id, AROUND))
            parts = ("document",) if row.info.id == "restore" else ("mask", "document")
            await until(
                lambda before=before, parts=parts: all(watcher()[part] != before[part] for part in parts),
                row.info.id,
            )
            person.trigger("undo")
            await until(lambda before=before: watcher()["mask"] == before["mask"], "undone")
            await calm(person)

    run_program([str(photo)], act, QPoint(1400, 900))
