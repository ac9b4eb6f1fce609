"""Every fault of a paid service: a sentence, no second paid submit, no lost result, nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import run
from faults import TABLE, Row, play
from vendor import Fault

ROWS = [pytest.param(row, id=f"{row.operation}-{row.fault.name}-{row.times}") for row in TABLE]
# One of each kind that only a socket can show.
ON_SOCKETS = [row for row in TABLE if row.fault in (Fault.DROP_AFTER, Fault.CUT_OFF) and row.times == 1]


@pytest.mark.parametrize("row", ROWS)
def test_nothing_is_paid_twice_and_nothing_paid_is_lost(row: Row, tmp_path: Path) -> None:
    outcome = run(play(row, tmp_path, sockets=False))
    assert outcome.is_as_in(row), outcome
    assert bool(outcome.message) == bool(outcome.error)


@pytest.mark.parametrize("row", ON_SOCKETS, ids=lambda row: f"{row.operation}-{row.fault.name}")
def test_the_same_over_real_sockets(row: Row, tmp_path: Path) -> None:
    outcome = run(play(row, tmp_path, sockets=True))
    assert outcome.is_as_in(row), outcome


@pytest.mark.long
@pytest.mark.parametrize("row", ROWS)
def test_every_row_over_real_sockets(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("objremove_gui.net.http.READ_TIME", 0.3)
    outcome = run(play(row, tmp_path, sockets=True, regions=3))
    assert outcome.is_as_in(row), outcome
