"""A removal that begins by itself when a stroke has ended: on this computer, where that is wanted, and nowhere else."""

from __future__ import annotations

import pytest
from person import Person, run_program, until
from vendor import Vendor

from objremove_gui.resources import resource
from objremove_gui.settings import Settings

SAMPLE = resource("samples/sample.jpg")
STROKE = [(1570, 1400), (1610, 1380), (1650, 1400)]


def document(person: Person):  # type: ignore[no-untyped-def]
    scene = person.canvas.scene
    assert scene is not None, person.message()
    return scene.document


def test_it_begins_where_the_setting_says_so() -> None:
    Settings.load().put("run_on_stroke", True)

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        await until(lambda: document(person).removals, person.message())
        assert not document(person).mask.pixels.any()

    run_program([str(SAMPLE)], act)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_service_elsewhere_is_never_asked_unasked(monkeypatch: pytest.MonkeyPatch, wanted: bool) -> None:
    Settings.load().put("run_on_stroke", wanted)
    vendor = Vendor()

    async def act(person: Person) -> None:
        person.set_size(80)
        person.drag(STROKE)
        assert not person.can("cancel")
        assert vendor.counts.total() == 0

    with vendor.in_thread():
        monkeypatch.setenv("OBJREMOVE_ENDPOINT", vendor.address)
        run_program([str(SAMPLE)], act)
        assert vendor.counts.total() == 0
