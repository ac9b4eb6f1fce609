"""Marking and unmarking whole figures and shapes, as one undo step each."""

from __future__ import annotations

import numpy as np

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect
from objremove_gui.core.mask import Mask
from objremove_gui.core.removal import Mask8
from objremove_gui.core.spans import Spans, fill_spans


def mark_spans(document: Document, name: str, parts: tuple[Spans, ...], value: int) -> None:
    """Write ``value`` (255 marks, 0 takes away) into the spans, as the undo step ``name``."""
    box = Rect.around(part.bounds() for part in parts)
    if box.is_empty:
        return
    with document.mask_edit(name) as mask:
        mask.touch(box)
        fill_spans(mask.pixels, parts, value)
        mask.changed.emit(box)


def mark_shape(document: Document, name: str, box: Rect, shape: Mask8, value: int) -> None:
    """Write ``value`` where ``shape`` (uint8 (h, w) of ``box``, 0 or 255) is 255, as the undo step ``name``."""
    if not box.is_empty:
        with document.mask_edit(name) as mask:
            write_shape(mask, box, shape, value)


def write_shape(mask: Mask, box: Rect, shape: Mask8, value: int) -> None:
    """Write ``value`` where ``shape`` is 255; part of a recorded change."""
    mask.touch(box)
    view = mask.pixels[box.slices]
    if value:
        np.bitwise_or(view, shape, out=view)
    else:
        np.bitwise_and(view, ~shape, out=view)
    mask.changed.emit(box)
