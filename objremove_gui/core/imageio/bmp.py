"""Windows bitmaps, which libvips does not know."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np

from objremove_gui.core.geometry import Size
from objremove_gui.core.imageio.decoding import Decoded, check_size
from objremove_gui.core.imageio.photo import Pixels
from objremove_gui.core.imageio.reasons import Unreadable
from objremove_gui.i18n import tr


def decode(source: Path | bytes, *, max_pixels: int, expand: bool) -> Decoded:
    """The picture as 8-bit grey, RGB or RGBA; raises Unreadable, and OSError if the file can't be read."""
    from PIL.BmpImagePlugin import BmpImageFile

    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        try:
            image = BmpImageFile(file)
            check_size(Size(*image.size), max_pixels)
            image.load()
        except MemoryError as error:
            raise Unreadable(tr("there is not enough memory for it")) from error
        except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            raise Unreadable(tr("it is damaged, cut off, or of a rare kind that can't be read")) from error
    is_grey = image.mode in ("1", "L")
    wanted = "RGBA" if image.mode == "RGBA" else "L" if is_grey and not expand else "RGB"
    pixels: Pixels = np.asarray(image if image.mode == wanted else image.convert(wanted))
    return Decoded(pixels if pixels.ndim == 3 else pixels[..., np.newaxis], is_grey)
