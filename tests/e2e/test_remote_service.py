"""The same window against a service in another process on a real socket: only the address differs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from person import Person, run_program, until

from objremove_gui.resources import resource

SAMPLE = resource("samples/sample.jpg")
STROKE = [(1570, 1400), (1650, 1420)]


@dataclass
class Server:
    process: subprocess.Popen[str]
    url: str


@pytest.fixture
def server() -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "objremove_gui.cli", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip().removeprefix("listening on ")
    yield Server(process, url)
    process.terminate()
    process.wait(30)
    process.stdout.close()


def document(person: Person):
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


def test_only_the_address_changes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBJREMOVE_ENDPOINT", server.url)

    async def act(person: Person) -> None:
        original = document(person).read_all()
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: document(person).removals, "the result arrives")
        assert server.url.removeprefix("http://") in document(person).removals[0].version.backend
        assert not np.array_equal(document(person).read_all(), original)

    run_program([str(SAMPLE)], act)


def test_a_service_that_dies_in_the_middle_gives_a_sentence_and_retry_and_keeps_the_mask(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBJREMOVE_ENDPOINT", server.url)

    async def act(person: Person) -> None:
        person.set_size(300)
        person.drag([(300, 300), (1500, 900), (400, 1200)])
        painted = document(person).mask.pixels.copy()
        person.press("remove")
        stage = person.window.status.job
        await until(lambda: stage.isVisible() and "Removing" in person.job_stage(), "the engine works")
        server.process.kill()
        await until(lambda: not person.can("cancel"), "the job ends")
        assert "can't be reached" in person.message()
        assert "retry" in person.offers()
        assert np.array_equal(document(person).mask.pixels, painted)
        assert person.can("remove")

    run_program([str(SAMPLE)], act)
