"""The real program in a process that is killed: works at random and tells each step, or tells what came back.

``python dying.py work PHOTO SEED`` prints a line of JSON when a step is done, and one when it is on the disk.
Where ``INSTALLED`` names a folder, the program is the one that was installed there, begun by its entry point.
``python dying.py return`` takes the offer to go on and prints what the document is.
``python dying.py pictures PHOTO PHOTO`` marks both, prints their digests when both are on the disk, and waits;
``python dying.py pictures-return`` takes the offer and prints the digests.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from person import Person, run_program, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from objremove_gui import app
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.history import Move
from objremove_gui.core.journal.ordering import place_of
from objremove_gui.core.journal.replaying import look
from objremove_gui.core.outlook import CropView
from objremove_gui.core.removal import Removal
from objremove_gui.settings import data_folder

INSTALLED = "INSTALLED"


def tell(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def digest(document: Document) -> str:
    """The marks, the visible picture and the list of removals."""
    found = hashlib.sha256(document.mask.pixels)
    found.update(document.read_all())
    for one in document.removals:
        told = (
            one.box,
            one.ring,
            one.chosen,
            one.enabled,
            one.opacity,
            one.name,
            [v.seed for v in one.versions],
        )
        found.update(repr(told).encode() + one.alpha.tobytes())
    found.update(repr(document.wider).encode())
    return found.hexdigest()[:16]


class Work:
    """A person who does this and that; ``states`` are the digests along the history."""

    def __init__(self, person: Person, seed: int) -> None:
        scene = person.canvas.scene
        assert scene is not None
        self.person = person
        self.document = scene.document
        self.random = random.Random(seed)
        self.states = [digest(self.document)]
        self.moves = 0
        # Heard before the journal hears it: what is on the disk has always been told.
        self.document.history.moved._handlers.insert(0, self._tell)

    def _tell(self, move: Move) -> None:
        history = self.document.history
        self.moves += 1
        if move is Move.DONE:
            del self.states[history.position :]
            self.states.append(digest(self.document))
        tell(done=self.moves, names=history.names, position=history.position, states=self.states)

    async def go_on(self) -> None:
        """Work until the end comes."""
        steps = ["stroke"] * 4 + ["erase", "undo", "undo", "redo", "remove", "remove", "switch", "invert"]
        steps += ["vary", "vary", "choose", "choose", "fade", "rename", "jump", "discard", "widen"]
        while True:
            before = self.moves
            await getattr(self, self.random.choice(steps))()
            if self.moves > before:
                await until(lambda: written() >= self.moves, "the step is on the disk")
                tell(safe=self.moves)

    async def _moved(self, act: Callable[[], None]) -> None:
        before = self.moves
        act()
        await until(lambda: self.moves > before)

    async def stroke(self) -> None:
        if self.person.window.actions_by_id["brushAction"].isChecked() is False:
            self.person.trigger("brush")
        points = [(self.random.uniform(0, 400), self.random.uniform(0, 300)) for _ in range(4)]
        self.person.drag(points)

    async def erase(self) -> None:
        self.person.trigger("eraser")
        self.person.drag([(self.random.uniform(0, 400), self.random.uniform(0, 300)), (200, 150)])

    async def undo(self) -> None:
        if self.person.can("undo"):
            await self._moved(lambda: self.person.trigger("undo"))

    async def redo(self) -> None:
        if self.person.can("redo"):
            await self._moved(lambda: self.person.trigger("redo"))

    async def invert(self) -> None:
        await self._moved(lambda: self.person.trigger("invert"))

    async def remove(self) -> None:
        if self.document.mask.is_empty or len(self.document.removals) > 4:
            return
        self.person.trigger("remove")
        await until(lambda: not self.person.can("cancel"), self.person.message())

    def _select(self) -> Removal | None:
        """Select one of the removals."""
        removals = self.document.removals
        if not removals:
            return None
        index = self.random.randrange(len(removals))
        self.person.window.results.removals.select(index)
        return removals[index]

    async def vary(self) -> None:
        removal = self._select()
        if removal is not None and len(removal.versions) < 6:
            self.person.trigger("variants")
            await until(lambda: not self.person.can("cancel"), self.person.message())

    async def choose(self) -> None:
        removal = self._select()
        if removal is not None and len(removal.versions) > 1:
            others = [number for number in range(len(removal.versions)) if number != removal.chosen]
            versions = self.person.window.results.selected.versions
            await self._moved(lambda: versions.setCurrentRow(self.random.choice(others)))

    async def discard(self) -> None:
        self._select()
        if self.person.can("discardVersion"):
            await self._moved(lambda: self.person.trigger("discardVersion"))

    async def fade(self) -> None:
        removal = self._select()
        if removal is not None:
            opacity = self.random.choice([one for one in range(101) if one != removal.opacity])
            await self._moved(lambda: self.person.window.results.selected.opacity.settled.emit(opacity))

    async def rename(self) -> None:
        if self._select() is not None:
            listed = self.person.window.results.removals
            name = f"Lamp {self.moves}"
            await self._moved(lambda: listed.renamed.emit(listed.current_index(), name))

    async def widen(self) -> None:
        marks = self.document.mask.bounds()
        if marks.is_empty:
            return
        by = self.random.randrange(1, 90)
        wanted = marks.pad(by).intersect(Rect.of_size(self.document.size))
        crop = CropView(marks, marks, marks, 1.0)
        if wanted not in [wish.box for wish in self.document.wider]:
            await self._moved(lambda: self.person.canvas.crop_dragged.emit(crop, wanted))

    async def jump(self) -> None:
        history = self.document.history
        position = self.random.randrange(len(history.names) + 1)
        if position != history.position:
            self.person.window.history.chosen.emit(position)
            await until(lambda: history.position == position)

    async def switch(self) -> None:
        listed = self.person.window.results.removals
        if not self.document.removals:
            return
        item = listed.item(self.random.randrange(listed.count()))
        on = item.checkState() == Qt.CheckState.Checked
        await self._moved(
            lambda: item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        )


def written() -> int:
    """How many steps are in the journal."""
    left = [found for folder in (data_folder() / "journal").glob("*/*/") if (found := look(folder))]
    return max((one.unsaved for one in left), default=0)


async def come_back(person: Person) -> None:
    """Take the offer, and tell the state and all that undo and redo bring about."""
    await until(lambda: "continueOffer" in person.offers(), "it is offered to go on")
    button = person.find(QPushButton, "continueOffer")
    assert isinstance(button, QPushButton)
    button.click()
    await until(lambda: person.canvas.scene is not None, person.message())
    assert person.canvas.scene is not None
    history = person.canvas.scene.document.history
    names, position = history.names, history.position
    while history.undo():
        pass
    states = [digest(person.canvas.scene.document)]
    while history.redo():
        states.append(digest(person.canvas.scene.document))
    tell(names=names, position=position, states=states)


async def work(person: Person) -> None:
    await Work(person, int(sys.argv[3])).go_on()


async def work_on_two(person: Person) -> None:
    shown = person.canvas
    digests = {}
    for number, photo in enumerate(map(Path, sys.argv[2:4]), 1):
        await until(lambda name=photo.name: title(person) == name, f"{photo.name} is shown")
        assert shown.scene is not None
        person.drag([(50 * number, 60), (150, 40 * number)])
        person.drag([(30, 90), (90 * number, 120)])
        digests[photo.name] = digest(shown.scene.document)
        if person.can("nextPicture"):
            person.trigger("nextPicture")
    person.trigger("movePictureBack")
    await until(lambda: steps_of_all() == [2, 2], "both are on the disk")
    await until(lambda: order_of_all() == ["two.png", "one.png"], "their order is, too")
    tell(**digests)
    await until(lambda: False)


def title(person: Person) -> str:
    return person.window.windowTitle().partition("[*]")[0]


def steps_of_all() -> list[int]:
    return [found.unsaved for folder in (data_folder() / "journal").glob("*/*/") if (found := look(folder))]


def order_of_all() -> list[str]:
    folders = list((data_folder() / "journal").glob("*/*/"))
    places = {place_of(folder): left.name for folder in folders if (left := look(folder)) is not None}
    return [places[place] for place in sorted(one for one in places if one is not None)]


async def come_back_with_two(person: Person) -> None:
    await until(lambda: "continueOffer" in person.offers(), "it is offered to go on")
    button = person.find(QPushButton, "continueOffer")
    assert isinstance(button, QPushButton)
    button.click()
    # The second stands before the first, as it was moved.
    await until(lambda: title(person) == "two.png" and person.can("nextPicture"), person.message())
    assert not person.can("previousPicture")
    digests = {}
    for action in ("nextPicture", "previousPicture"):
        before = title(person)
        person.trigger(action)
        await until(lambda before=before: title(person) != before, "another picture is shown")
        assert person.canvas.scene is not None
        digests[title(person)] = digest(person.canvas.scene.document)
        person.trigger("undo")
        person.trigger("undo")
        assert not person.can("undo")
        person.trigger("redo")
        person.trigger("redo")
        assert digests[title(person)] == digest(person.canvas.scene.document)
    tell(**digests)


def check_installed(folder: Path) -> None:
    """This process runs what was installed in the folder, and a person would begin it by the same function."""
    entry, *_ = metadata.Distribution.discover(name="objremove", path=[str(folder)])
    (gui,) = (one for one in entry.entry_points if one.name == "objremove-gui")
    assert gui.load() is app.main
    assert app.__file__ is not None
    assert Path(app.__file__).is_relative_to(folder), app.__file__


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if INSTALLED in os.environ:
        check_installed(Path(os.environ[INSTALLED]))
    if sys.argv[1] == "work":
        run_program([str(Path(sys.argv[2]))], work)
    elif sys.argv[1] == "pictures":
        run_program(sys.argv[2:4], work_on_two)
    else:
        run_program([], come_back_with_two if sys.argv[1] == "pictures-return" else come_back)
