"""Where in a baseline JPEG's data its rows of units begin: found by decoding it once, keeping nothing."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

from objremove_gui.core.imageio.jpeg_structs import ABI, DECOMPRESS_BYTES, Decompress, Entropy, Errors, Source

# An eighth of each side: of every block only its mean is looked at.
_SCALE = 8
_FAST = 1
_END = 0xFF


class State(NamedTuple):
    """The decoder between two rows: it has taken all bytes before ``after`` and not yet used the last ``left`` bits.

    ``held`` has these bits at its low end; ``values`` are each component's last DC.
    """

    after: int
    left: int
    held: int
    values: tuple[int, ...]


class Walk(threading.Thread):
    """Walks over a file's data in a thread of its own; ``rows`` are those of units before which it takes notes."""

    def __init__(self, library: Any, data: bytes, rows: Iterable[int]) -> None:
        super().__init__(daemon=True)
        self._library, self._data = library, data
        self._wanted = sorted(set(rows))
        self._found: dict[int, State] = {}
        self._news = threading.Condition()
        self._ended = False
        self.start()

    def state(self, row: int) -> State | None:
        """That before a row of those asked for, as soon as it is known; None if the file is damaged before it."""
        with self._news:
            self._news.wait_for(lambda: row in self._found or self._ended)
            return self._found.get(row)

    def run(self) -> None:
        try:
            self._walk()
        finally:
            with self._news:
                self._ended = True
                self._news.notify_all()

    def _walk(self) -> None:
        library, info, errors = self._library, Decompress(), Errors()
        place = ctypes.byref(info)
        library.jpeg_std_error.restype = ctypes.c_void_p
        info.general[0] = library.jpeg_std_error(ctypes.byref(errors))
        library.jpeg_CreateDecompress(place, ABI, ctypes.c_size_t(DECOMPRESS_BYTES))
        library.jpeg_mem_src_tj(place, self._data, ctypes.c_ulong(len(self._data)))
        library.jpeg_read_header(place, 1)
        info.out_space, info.method = info.coded_space, _FAST
        info.scale[0], info.scale[1] = 1, _SCALE
        info.smooth_colour = info.smooth_blocks = 0
        library.jpeg_start_decompress(place)
        line = (ctypes.c_ubyte * (info.out_size[0] * info.count))()
        lines = ctypes.byref(ctypes.c_void_p(ctypes.addressof(line)))
        for row in self._wanted:
            end = min(row * info.most_down, info.out_size[1])
            while info.line < end:
                library.jpeg_read_scanlines(place, lines, 1)
            if errors.warnings or (info.row != row and row < info.rows):
                break
            with self._news:
                # A marker that was met is taken, too.
                self._found[row] = state_of(info, self._data, 2 if info.unread_marker else 0)
                self._news.notify_all()
        library.jpeg_destroy_decompress(place)


def state_of(info: Decompress, data: bytes, beyond: int) -> State:
    """The decoder's, which has taken ``beyond`` bytes more than it holds."""
    entropy = Entropy.from_address(info.entropy)
    start = ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0
    after = Source.from_address(info.src).next - start - beyond
    held, left = entropy.held.buffer, entropy.held.left
    return State(after, left, held & ((1 << left) - 1), tuple(entropy.values[: info.count]))
