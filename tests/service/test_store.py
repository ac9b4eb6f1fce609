"""What the service keeps, for how long, and how much of it; which nonces are new."""

from __future__ import annotations

import pytest
from fakes import FakeTime
from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.service import nonces
from objremove_gui.service.nonces import Nonces
from objremove_gui.service.store import Store, StoreFull


def store(time: FakeTime, budget: int = 10) -> Store:
    return Store(life=60.0, budget=budget, clock=time.clock)


def test_what_was_put_can_be_got_until_it_expires() -> None:
    time = FakeTime()
    kept = store(time)
    kept.put("a", b"12345", "image/png")
    time.now += 59
    blob = kept.get("a")
    assert blob is not None
    assert (blob.data, blob.content_type) == (b"12345", "image/png")
    time.now += 1
    assert kept.get("a") is None


def test_what_expired_makes_room() -> None:
    time = FakeTime()
    kept = store(time)
    kept.put("a", b"1" * 10, "")
    with pytest.raises(StoreFull):
        kept.put("b", b"1", "")
    time.now += 60
    kept.put("b", b"1" * 10, "")


def test_the_oldest_makes_room_where_that_is_wanted() -> None:
    kept = store(FakeTime())
    for name in "abc":
        kept.put(name, b"1234", "", drop_oldest=True)
    assert [kept.get(name) is not None for name in "abc"] == [False, True, True]


def test_more_than_all_room_is_refused_even_then() -> None:
    with pytest.raises(StoreFull):
        store(FakeTime()).put("a", b"1" * 11, "", drop_oldest=True)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 6), st.booleans(), st.booleans())))
def test_there_are_never_more_bytes_than_the_budget(steps: list[tuple[str, int, bool, bool]]) -> None:
    kept = store(FakeTime())
    held: dict[str, int] = {}
    for name, size, drop, remove in steps:
        if remove:
            assert kept.remove(name) == (kept.get(name) is not None or name in held)
            held.pop(name, None)
            continue
        held.pop(name, None)
        try:
            kept.put(name, b"1" * size, "", drop_oldest=drop)
        except StoreFull:
            assert not drop
        held = {other: len(blob.data) for other in "abcd" if (blob := kept.get(other))}
        assert sum(held.values()) <= 10


def test_a_nonce_is_new_once() -> None:
    seen = Nonces(clock=FakeTime().clock)
    assert seen.take("a")
    assert not seen.take("a")
    assert seen.take("b")


def test_old_nonces_are_forgotten() -> None:
    time = FakeTime()
    seen = Nonces(clock=time.clock)
    assert seen.take("a")
    time.now += nonces.LIFE
    assert seen.take("b")
    assert seen.take("a")


def test_there_is_a_limit_to_remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nonces, "MOST", 3)
    seen = Nonces(clock=FakeTime().clock)
    for number in range(5):
        assert seen.take(str(number))
    assert not seen.take("4")
    assert seen.take("0")


def test_a_nonce_may_not_be_endless() -> None:
    assert not Nonces().take("x" * 201)
