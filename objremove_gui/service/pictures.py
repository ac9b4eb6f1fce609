"""Pictures and masks as the service takes them: limits before decoding, whole or not at all."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import numpy as np

from objremove_gui.api.checks import check_mask, check_size
from objremove_gui.api.codes import Code
from objremove_gui.errors import InputError
from objremove_gui.service.replies import Refusal

if TYPE_CHECKING:
    from objremove_gui.engine.base import Pixels

log = logging.getLogger(__name__)

# An uncompressed picture of the largest size with alpha, and room for metadata.
MAX_FILE = 72_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")


def read_pair(image: bytes, mask: bytes, where: str) -> tuple[Pixels, Pixels]:
    """The picture as (h, w, 3) R, G, B and its mask as (h, w); grey becomes RGB, alpha is left out.

    Raises Refusal for what does not meet the requirements; ``where`` names the task in it.
    """
    try:
        for data in (image, mask):
            check_size(*_size(data))
        pixels, marks = _decode(image, colour=True), _decode(mask, colour=False)
        check_mask(marks, pixels.shape[1], pixels.shape[0])
    except InputError as error:
        raise Refusal(Code.BAD_PICTURE, f"{where}: {error.message}") from error
    except ValueError as error:
        raise Refusal(Code.BAD_PICTURE, f"{where}: {error}") from error
    return pixels, marks


def _size(data: bytes) -> tuple[int, int]:
    """Width and height by the header alone; raises ValueError for what is no picture."""
    from PIL import Image

    try:
        # The library warns of sizes and of damaged metadata, and a program may have made warnings errors.
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        log.debug("not a picture: %s", type(error).__name__)
        raise ValueError("the file is no picture of a known format") from error


def _decode(data: bytes, *, colour: bool) -> Pixels:
    import cv2

    flags = cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        decoded = None
    if decoded is None:
        raise ValueError("the picture is damaged or cut off")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB) if colour else decoded, np.uint8)


def grow(mask: Pixels, kernel_size: int) -> Pixels:
    """The mask (h, w) with its removal area grown by a square kernel of this odd side; 1 changes nothing."""
    if kernel_size == 1:
        return mask
    import cv2

    return np.asarray(cv2.dilate(mask, np.ones((kernel_size, kernel_size), np.uint8)), np.uint8)
