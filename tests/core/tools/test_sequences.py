"""A thousand gestures and operations of any kind, walked back and forth, give the same bytes each time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from random import Random

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pointing import ALT, CONTROL, NONE, SHIFT, SPACE, at, drag
from scenery import photo, removal

from objremove_gui.core import mask_ops
from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.tools.base import Point, Tool
from objremove_gui.core.tools.options import OPTION_BY_KEY, OptionKind
from objremove_gui.core.tools.pointer import Button
from objremove_gui.core.tools.registry import TOOLS
from objremove_gui.errors import InputError

SIZE = Size(290, 270)
STEPS = 1000

OPERATIONS: tuple[Callable[[Document, Random], object], ...] = (
    lambda document, random: mask_ops.grow(document, random.randint(1, 12)),
    lambda document, random: mask_ops.shrink(document, random.randint(1, 9)),
    lambda document, random: mask_ops.smooth(document, random.randint(1, 6)),
    lambda document, random: mask_ops.remove_specks(document, random.randint(2, 90)),
    lambda document, _: mask_ops.fill_holes(document),
    lambda document, _: mask_ops.invert(document),
    lambda document, _: mask_ops.clear(document),
)


def fingerprint(document: Document) -> bytes:
    alphas = (removal.alpha.tobytes() for removal in document.removals)
    return hashlib.sha256(document.mask.pixels.tobytes() + b"".join(alphas)).digest()


def path(random: Random) -> list[Point]:
    x, y = random.uniform(-30, SIZE.width + 30), random.uniform(-30, SIZE.height + 30)
    points = [(x, y)]
    for _ in range(random.randint(1, 5)):
        x, y = x + random.uniform(-90, 90), y + random.uniform(-90, 90)
        points.append((x, y))
    return points


def set_any_option(tool: Tool, random: Random) -> None:
    if not tool.info.options:
        return
    option = OPTION_BY_KEY[random.choice(tool.info.options)]
    match option.kind:
        case OptionKind.SWITCH:
            tool.set_option(option.key, random.random() < 0.5)
        case OptionKind.NUMBER:
            tool.set_option(option.key, random.uniform(option.minimum, min(option.maximum, 130)))
        case OptionKind.CHOICE:
            tool.set_option(option.key, random.choice(option.choices)[0])


def use(tool: Tool, random: Random) -> None:
    """A gesture with anything held; ended, taken back or left to a search."""
    keys = (NONE, SHIFT, ALT, CONTROL, SPACE)
    drag(
        tool,
        path(random),
        random.choice(keys),
        random.choice(keys),
        button=random.choice(list(Button)),
    )
    if random.random() < 0.2:
        tool.double_click(at(*path(random)[0]))
        tool.release(at(*path(random)[0]))
    if random.random() < 0.5:
        tool.confirm()
    if tool.work is not None and tool.info.id != "object":
        tool.finish(tool.work, tool.work.run())
    if random.random() < 0.3:
        tool.nudge(random.randint(-1, 1), random.randint(-1, 1), random.choice(keys))
        tool.strike()
    tool.cancel()


class Walk:
    """Notes the state after each new step, and compares with it whenever undo or redo come back to it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._states = {0: fingerprint(document)}
        self._goes_back = False
        document.history.changed = self._on_changed

    def undo(self) -> bool:
        self._goes_back = True
        moved = self._document.history.undo()
        self._goes_back = False
        return moved

    def redo(self) -> bool:
        self._goes_back = True
        moved = self._document.history.redo()
        self._goes_back = False
        return moved

    def compare(self) -> None:
        """Whatever was not a step must have changed nothing."""
        assert fingerprint(self._document) == self._states[self._document.history.position]

    def _on_changed(self) -> None:
        if self._goes_back:
            self.compare()
        else:
            self._states[self._document.history.position] = fingerprint(self._document)


def step(document: Document, tools: list[Tool], walk: Walk, random: Random) -> None:
    match random.random():
        case chance if chance < 0.55:
            tool = random.choice(tools)
            set_any_option(tool, random)
            use(tool, random)
        case chance if chance < 0.75:
            random.choice(OPERATIONS)(document, random)
        case chance if chance < 0.9:
            walk.undo()
        case _:
            walk.redo()


@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_a_thousand_steps_can_be_walked_back_and_forth(seed):
    random = Random(seed)
    document = Document(photo(SIZE))
    document.put_removals((removal(Rect(20, 30, 150, 120)), removal(Rect(100, 90, 160, 150), seed=4)))
    tools = [row.make(document) for row in TOOLS]
    walk = Walk(document)
    for _ in range(STEPS):
        step(document, tools, walk, random)
        walk.compare()
        assert not document.mask.is_recording
        assert np.isin(document.mask.pixels, (0, 255)).all()
    assert len(document.history.names) > 50
    while walk.undo():
        pass
    assert not document.mask.pixels.any()
    while walk.redo():
        pass


def test_a_search_that_finds_nothing_leaves_the_tool_ready():
    document = Document(photo(SIZE))
    tool = next(row for row in TOOLS if row.info.id == "object").make(document)
    for _ in range(2):
        drag(tool, [(-5, -5), (300, 280)])
        assert tool.work is not None
        try:
            tool.work.run()
        except InputError:
            tool.cancel()
        assert not tool.is_active
