"""Boxes behave as the sets of pixels that they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from objremove_gui.core.events import Event
from objremove_gui.core.geometry import EMPTY, Rect

small = st.integers(-6, 9)
boxes = st.builds(Rect, small, small, small, small)


def pixels(box: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.x, box.right) for y in range(box.y, box.bottom)}


@given(boxes, boxes)
def test_the_intersection_holds_what_both_hold(first, second):
    assert pixels(first.intersect(second)) == pixels(first) & pixels(second)


@given(boxes, boxes)
def test_the_union_is_the_smallest_box_around_both(first, second):
    both = pixels(first) | pixels(second)
    union = first.union(second)
    assert pixels(union) >= both
    if both:
        assert {x for x, _ in both} >= {union.x, union.right - 1}
        assert {y for _, y in both} >= {union.y, union.bottom - 1}


@given(st.lists(boxes))
def test_the_box_around_many_holds_each(many):
    outer = Rect.around(many)
    assert all(outer.holds(box) for box in many if not box.is_empty)
    assert outer.is_empty == all(box.is_empty for box in many)


@given(boxes, boxes)
def test_a_box_relative_to_another_is_found_again(first, second):
    assert first.relative_to(second).shift(second.x, second.y) == first


@given(boxes, st.integers(0, 5))
def test_padding_and_its_opposite_cancel_out(box, amount):
    assert box.pad(amount).pad(-amount) == box


def test_the_empty_box_is_empty():
    assert EMPTY.is_empty
    assert Rect.around([]) == EMPTY


def test_handlers_are_told_in_order_until_they_leave():
    event: Event[int] = Event()
    told: list[tuple[str, int]] = []
    end = event.connect(lambda value: told.append(("first", value)))
    event.connect(lambda value: told.append(("second", value)))
    event.emit(1)
    end()
    event.emit(2)
    assert told == [("first", 1), ("second", 1), ("second", 2)]
