"""Undo and redo by name, within a budget, and what counts as exported."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.history import Edit, History


@dataclass
class Shelf:
    """One value that edits exchange."""

    value: int = 0
    locked: bool = False


@dataclass
class Exchange:
    shelf: Shelf
    other: int
    cost: int = field(default=0)

    def apply(self) -> None:
        if self.shelf.locked:
            raise RuntimeError("not now")
        self.shelf.value, self.other = self.other, self.shelf.value


def put(history: History, shelf: Shelf, value: int, cost: int = 0) -> None:
    before, shelf.value = shelf.value, value
    history.push(Edit(f"to {value}", (Exchange(shelf, before, cost),)))


@given(st.lists(st.sampled_from(["put", "undo", "redo"]), max_size=40))
def test_undo_and_redo_walk_through_the_states_as_a_list_would(walk):
    history, shelf = History(), Shelf()
    states, at = [0], 0
    for number, step in enumerate(walk, 1):
        if step == "put":
            put(history, shelf, number)
            states, at = [*states[: at + 1], number], at + 1
        elif step == "undo":
            assert history.undo() == (at > 0)
            at = max(0, at - 1)
        else:
            assert history.redo() == (at + 1 < len(states))
            at = min(len(states) - 1, at + 1)
        assert shelf.value == states[at]
        assert history.position == at
        assert history.names == tuple(f"to {value}" for value in states[1:])
        assert history.undo_name == (f"to {states[at]}" if at else "")
        assert history.redo_name == (f"to {states[at + 1]}" if at + 1 < len(states) else "")
        assert (history.last is None) == (at == 0)


def test_the_oldest_steps_go_when_the_budget_is_used_up():
    history, shelf = History(budget=1000), Shelf()
    for value in range(1, 8):
        put(history, shelf, value, cost=200)
        assert history.cost <= 1000
    assert history.names == ("to 5", "to 6", "to 7")
    while history.undo():
        pass
    assert shelf.value == 4


def test_a_step_that_is_larger_than_the_budget_can_still_be_undone():
    history, shelf = History(budget=10), Shelf()
    put(history, shelf, 1, cost=5000)
    put(history, shelf, 2, cost=9000)
    assert history.names == ("to 2",)
    assert history.undo()
    assert shelf.value == 1


@given(
    st.integers(0, 6),
    st.lists(st.sampled_from(["put", "undo", "redo"]), max_size=20),
    st.sampled_from([400, 10**6]),
)
def test_the_state_is_clean_exactly_where_it_was_marked(first, walk, budget):
    history, shelf = History(budget), Shelf()
    for value in range(1, first + 1):
        put(history, shelf, value)
    history.mark_clean()
    clean = shelf.value
    for number, step in enumerate(walk, 100):
        if step == "put":
            put(history, shelf, number)
        elif step == "undo":
            history.undo()
        else:
            history.redo()
        # Values are never put twice, so the value tells the state.
        assert history.is_clean == (shelf.value == clean)


def test_a_new_document_is_clean_until_something_is_done():
    history, shelf = History(), Shelf()
    assert history.is_clean
    put(history, shelf, 1)
    assert not history.is_clean
    history.undo()
    assert history.is_clean


def test_a_step_that_can_not_be_applied_now_leaves_the_history_where_it_was():
    history, shelf = History(), Shelf()
    put(history, shelf, 1)
    shelf.locked = True
    with pytest.raises(RuntimeError):
        history.undo()
    assert history.position == 1
    shelf.locked = False
    assert history.undo()
    shelf.locked = True
    with pytest.raises(RuntimeError):
        history.redo()
    assert history.position == 0


def test_every_change_is_announced():
    history, shelf = History(), Shelf()
    told = []
    history.changed = lambda: told.append(history.position)
    put(history, shelf, 1)
    history.mark_clean()
    history.undo()
    history.undo()
    history.redo()
    history.redo()
    assert told == [1, 1, 0, 1]


@given(st.integers(0, 5), st.integers(-1, 7))
def test_any_state_is_reached_at_once(begin: int, wanted: int) -> None:
    history, shelf = History(), Shelf()
    for number in range(1, 6):
        put(history, shelf, number)
    history.go_to(begin)
    assert shelf.value == begin
    at = min(5, max(0, wanted))
    assert history.go_to(wanted) == (at != begin)
    assert (shelf.value, history.position, len(history.names)) == (at, at, 5)


def test_at_rest_only_the_steps_that_undo_and_redo_take_next_stay_ready():
    ready: dict[int, bool] = {}

    class Part:
        cost = effort = 0

        def __init__(self, number: int) -> None:
            self.number = number

        def rest(self, *, soon_wanted: bool) -> None:
            ready[self.number] = soon_wanted

        def apply(self) -> None:
            pass

    history = History()
    for number in range(5):
        history.push(Edit("step", (Part(number),)))
    history.undo()
    history.undo()
    history.rest()
    assert ready == {0: False, 1: False, 2: True, 3: True, 4: False}
