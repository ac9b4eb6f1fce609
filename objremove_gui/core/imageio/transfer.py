"""Pictures on the way to a service and back: PNG or JPEG out, whatever it answers with in."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from objremove_gui.core.imageio.channels import eight_bit
from objremove_gui.core.imageio.png_writer import write_png
from objremove_gui.core.imageio.reading import load
from objremove_gui.core.imageio.reasons import Unreadable, reason_of
from objremove_gui.errors import InputError
from objremove_gui.i18n import tr

# Of 100; what it loses is less than the grain of a photo.
JPEG_QUALITY = 96


def encode_png(pixels: NDArray[Any]) -> bytes:
    """A PNG of (h, w) or (h, w, 1..4), uint8 or uint16: quick rather than small, without metadata."""
    file = io.BytesIO()
    write_png(file, np.ascontiguousarray(pixels))
    return file.getvalue()


def encode_jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """A JPEG of (h, w, 3) of high quality, colours at full resolution, without metadata."""
    import cv2

    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    assert done
    return encoded.tobytes()


def decode_picture(data: bytes, *, max_pixels: int) -> NDArray[np.uint8]:
    """The picture as 8-bit RGB (h, w, 3), upright; alpha is left out.

    Raises InputError for what is no whole picture, or has more than ``max_pixels``.
    """
    try:
        picture = load(io.BytesIO(data), data, max_pixels=max_pixels, expand=True)
    except Unreadable as error:
        raise InputError(
            tr("The picture that came back can't be used: {reason}.", reason=str(error))
        ) from error
    except OSError as error:
        raise InputError(
            tr("The picture that came back can't be used: {reason}.", reason=reason_of(error))
        ) from error
    return np.ascontiguousarray(eight_bit(picture.pixels)[..., :3])
