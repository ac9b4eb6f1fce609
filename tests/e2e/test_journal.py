"""The program is killed in the middle of the work, and the next start has everything again."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from person import Person, run_program, until
from PIL import Image
from PySide6.QtWidgets import QPushButton

from objremove_gui.core.journal.records import Opened, framed
from objremove_gui.core.project.schema import PhotoFacts

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as its wheel installs it, in a folder of its own."""
    checkout, folder = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("installed")
    for name in ("objremove_gui", "resources"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    build = ["-m", "pip", "install", "--no-deps", "--no-build-isolation", "--quiet", "--target", str(folder)]
    subprocess.run([sys.executable, *build, str(checkout)], check=True)
    return folder


def start(home: Path, *arguments: str, program: Path = ROOT) -> subprocess.Popen[str]:
    """Start ``dying.py`` with the program of the checkout, or with the one that is installed in a folder."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(program), str(TESTS)])}
    if program != ROOT:
        environment["INSTALLED"] = str(program)
    log = (home / "log.txt").open("w")
    with log:
        return subprocess.Popen(
            [sys.executable, str(TESTS / "dying.py"), *arguments],
            stdout=subprocess.PIPE, stderr=log, text=True, env=environment,
        )  # fmt: skip


def scripted(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Run ``code`` in a program of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)])}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def killed(home: Path, photo: Path, seed: int, program: Path = ROOT) -> list[dict[str, Any]]:
    """What the program told until it was killed, at a moment that ``seed`` chooses."""
    chance = random.Random(seed)
    lines, told = chance.randrange(2, 40), []
    with start(home, "work", str(photo), str(seed), program=program) as running:
        assert running.stdout is not None
        # At any moment, also between two lines or in the middle of one.
        death = threading.Timer(chance.uniform(0, 0.3), running.kill)
        for line in running.stdout:
            if line.endswith("\n"):
                told.append(json.loads(line))
            if len(told) == lines:
                death.start()
                lines = 0
        assert running.wait() == -9, (home / "log.txt").read_text()
    return told


def came_back(home: Path, program: Path = ROOT) -> dict[str, Any]:
    with start(home, "return", program=program) as running:
        assert running.stdout is not None
        told = running.stdout.read()
        assert running.wait() == 0, (home / "log.txt").read_text()
    result: dict[str, Any] = json.loads(told)
    return result


def survives(home: Path, picture, seed: int, program: Path = ROOT) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(400, 300, seed)).save(photo)
    told = killed(home, photo, seed, program)
    safe = max((one["safe"] for one in told if "safe" in one), default=0)
    done = [one for one in told if one.get("done", -1) >= max(safe, 1)]
    back = came_back(home, program)
    expected = [{key: one[key] for key in ("names", "position", "states")} for one in done]
    # A step that was done and not yet known to be on the disk may be there or not.
    assert back in expected, (told[-3:], back)
    assert not list((home / "data" / "journal").glob("*/*/journal")), "the journal is gone after a clean end"


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_program_loses_nothing(home: Path, picture, seed: int) -> None:
    survives(home, picture, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5, 55))
@pytest.mark.timeout(300)
def test_the_installed_program_loses_nothing_whenever_it_is_killed(
    home: Path, picture, installed: Path, seed: int
) -> None:
    survives(home, picture, seed, installed)


def test_a_killed_program_loses_none_of_its_pictures(home: Path, picture) -> None:
    photos = [str(home / "one.png"), str(home / "two.png")]
    for seed, photo in enumerate(photos):
        Image.fromarray(picture(300, 200, seed)).save(photo)
    with start(home, "pictures", *photos) as program:
        assert program.stdout is not None
        told = json.loads(program.stdout.readline() or "null")
        program.kill()
        assert program.wait() == -9, (home / "log.txt").read_text()
    with start(home, "pictures-return") as program:
        assert program.stdout is not None
        back = json.loads(program.stdout.read() or "null")
        assert program.wait() == 0, (home / "log.txt").read_text()
    assert back == told
    assert sorted(back) == ["one.png", "two.png"]


def test_a_program_that_ends_by_itself_leaves_no_journal(home: Path, picture) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(400, 300)).save(photo)

    async def act(person: Person) -> None:
        person.drag([(100, 100), (200, 200)])
        await until(lambda: list((home / "data" / "journal").glob("*/*/journal")), "the step is written")

    run_program([str(photo)], act)
    assert not list((home / "data" / "journal").iterdir())


def test_what_is_not_wanted_any_more_is_not_offered_again(home: Path, picture) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(400, 300)).save(photo)
    killed(home, photo, 3)

    async def decline(person: Person) -> None:
        await until(lambda: "dropOffer" in person.offers())
        button = person.find(QPushButton, "dropOffer")
        assert isinstance(button, QPushButton)
        button.click()
        await until(lambda: not list((home / "data" / "journal").glob("*/*/")), "it is gone")

    async def look(person: Person) -> None:
        await until(lambda: "dropOffer" not in person.offers())

    run_program([], decline)
    run_program([], look)


REMOVING = """
import sys
from dying import tell, until, written
from person import run_program

async def act(person):
    document = person.canvas.scene.document
    person.drag([(150, 150), (180, 150)])
    person.trigger("remove")
    await until(lambda: document.removals and written() > 1, person.message())
    tell(removed=True)
    await until(lambda: False)

run_program([sys.argv[1]], act)
"""


async def every_offer(person: Person) -> list[str]:
    """What is offered when nobody looks for results any more."""
    await until(lambda: "continueOffer" in person.offers())
    await until(lambda: not any("_bring" in repr(task) for task in asyncio.all_tasks()))
    return person.offers()


def press(person: Person, name: str) -> None:
    button = person.find(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


@pytest.mark.parametrize("answer", ["continueOffer", "dropOffer"])
def test_a_result_that_comes_with_the_work_is_not_offered_a_second_time(
    home: Path, picture, answer: str
) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(400, 300)).save(photo)
    with scripted(REMOVING, str(photo)) as program:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline()) == {"removed": True}
        program.kill()

    async def act(person: Person) -> None:
        assert "putInOffer" not in await every_offer(person)
        press(person, answer)
        if answer == "dropOffer":
            # Nothing else has it now.
            await until(lambda: "putInOffer" in person.offers())
            press(person, "putInOffer")
        await until(lambda: person.canvas.scene and person.canvas.scene.document.removals, person.message())
        await until(lambda: not any("_bring" in repr(task) for task in asyncio.all_tasks()))
        assert "putInOffer" not in person.offers()
        assert len(person.canvas.scene.document.removals) == 1
        # The same photo, opened at the start and left as it was, does not stand beside it.
        await until(lambda: not person.can("previousPicture") and not person.can("nextPicture"))
        person.trigger("undo")

    run_program([str(photo)], act)


def test_it_is_told_where_nothing_can_be_kept(home: Path, picture) -> None:
    photos = [home / "one.png", home / "two.png"]
    for photo in photos:
        Image.fromarray(picture(400, 300)).save(photo)
    (home / "data").mkdir()
    (home / "data" / "journal").write_text("in the way")

    async def act(person: Person) -> None:
        await until(lambda: person.message().count("is not kept in case the program ends") == 1)
        person.window.messages.clear()
        person.trigger("nextPicture")
        await until(lambda: person.window.windowTitle().startswith("two.png"))
        person.drag([(100, 100), (200, 200)])
        assert person.can("undo")
        # Once is enough.
        assert not person.message()

    run_program([str(photo) for photo in photos], act)


def test_what_holds_no_step_does_not_stay_for_ever(home: Path, picture) -> None:
    """Programs that were killed while they wrote the first step of a large photo, or before any."""
    folder = home / "data" / "journal" / "1-dead"
    for name in ("empty", "torn", "newer"):
        (folder / name).mkdir(parents=True)
        (folder / name / "original").write_bytes(bytes(1000))
    (folder / "torn" / "journal").write_bytes(b"\x40\0\0\0torn")
    facts = PhotoFacts("photo.png", "", "", 1, 64 * "0", 64 * "0", embedded=True)
    (folder / "newer" / "journal").write_bytes(framed(Opened(99, facts, "", embeds=False)))

    async def act(person: Person) -> None:
        await until(lambda: [path.name for path in folder.glob("*/")] == ["newer"], "the others are gone")
        assert "dropOffer" not in person.offers()

    run_program([], act)
    assert (folder / "newer" / "journal").exists()


WIDENING = """
import sys
from dying import tell, until, written
from person import run_program

async def act(person):
    document = person.canvas.scene.document
    person.set_size(30)
    person.drag([(600, 450), (640, 450)])
    person.trigger("showCrops")
    await until(lambda: person.canvas.frames.crops)
    box = person.canvas.frames.crops[0].box
    edge = (box.right, box.y + box.height / 2 + 40)
    person.drag([edge, (edge[0] + 100, edge[1])])
    await until(lambda: document.wider and written() > 1)
    tell(wider=document.wider)
    await until(lambda: False)

run_program([sys.argv[1]], act)
"""


def test_a_crop_that_was_dragged_comes_back_after_the_program_was_killed(home: Path, picture) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(1200, 900)).save(photo)
    with scripted(WIDENING, str(photo)) as program:
        assert program.stdout is not None
        told = json.loads(program.stdout.readline())
        program.kill()

    async def act(person: Person) -> None:
        await every_offer(person)
        press(person, "continueOffer")
        await until(lambda: person.canvas.scene is not None, person.message())
        assert person.canvas.scene is not None
        document = person.canvas.scene.document
        assert json.loads(json.dumps(document.wider)) == told["wider"]
        await until(lambda: person.canvas.frames.crops, "the frame is there, as it was dragged")
        assert person.canvas.frames.crops[0].box == document.wider[0].box
        assert document.history.undo_name == "Resize a crop"
        person.trigger("undo")
        assert document.wider == ()

    run_program([], act)


SAVING = """
import sys
from pathlib import Path
from dying import tell, until, written
from person import run_program

async def act(person):
    person.drag([(100, 100), (200, 200)])
    await until(lambda: written() == 1)
    await person.export_to(Path(sys.argv[2]))
    await until(lambda: written() == 0)
    tell(saved=True)
    await until(lambda: False)

run_program([sys.argv[1]], act)
"""


def test_what_was_saved_before_the_program_was_killed_is_offered_as_saved(home: Path, picture) -> None:
    photo = home / "photo.png"
    Image.fromarray(picture(400, 300)).save(photo)
    with scripted(SAVING, str(photo), str(home / "out.png")) as program:
        assert program.stdout is not None
        assert json.loads(program.stdout.readline()) == {"saved": True}
        program.kill()

    async def act(person: Person) -> None:
        await every_offer(person)
        assert "Everything in “photo.png” was saved" in person.message()
        press(person, "continueOffer")
        await until(lambda: person.can("undo"), person.message())
        assert not person.window.isWindowModified()
        person.trigger("undo")
        await until(lambda: person.can("redo"))

    run_program([], act)
