"""How much of a view is drawn before anything else can happen."""

from __future__ import annotations

from objremove_gui.ui.canvas.stretching import STRIP_TIME, Pace


def test_strips_get_smaller_where_they_take_long_and_whole_again() -> None:
    pace = Pace()
    for _ in range(3):
        pace.took(3 * STRIP_TIME)
    slow = pace.share
    assert 0.1 <= slow < 0.2
    for _ in range(50):
        pace.took(100 * STRIP_TIME)
    assert pace.share == 0.1
    for _ in range(50):
        pace.took(0)
    assert pace.share == 1.0
