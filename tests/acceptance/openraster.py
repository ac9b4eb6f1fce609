"""Layered exports judged by the programs that they are for: Krita and GIMP flatten them, and the pixels are compared.

``python tests/acceptance/openraster.py [--keep FOLDER]``; prints a table, ends with 1 if a row differs by more than the
rounding of the layers. A program that is not installed is left out. Krita mixes layers of 16 bits in 8; GIMP knows no
layers that stay within what lies below, so that it is not asked where the photo is half clear. Where it comes without
its reader of OpenRaster (a Python plug-in, which some systems leave out) its own PNG reader takes the layers one by
one, as that reader would.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

import numpy as np
import pyvips
from scenery import photo, removal

from objremove_gui.core.document import Document
from objremove_gui.core.geometry import Rect, Size
from objremove_gui.core.imageio.profiles import in_srgb, own_profile
from objremove_gui.core.imageio.reading import open_photo
from objremove_gui.core.project.openraster import save_openraster
from objremove_gui.core.snapshot import Snapshot

SIZE = Size(600, 270)
PLENTY = 10**8
# Seconds that a program may take for one file.
PATIENCE = 90
NAMES = ["Original", "Removal 1", 'Lamp <1> & "2"', "左边的灯", "Removal 4", "Removal 5"]
OPACITIES = [100, 100, 100, 100, 40, 100]
VISIBLE = [True, True, True, False, True, True]
Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Case:
    """A photo of so many channels and bits; ``profile`` is the name of one that libvips has."""

    title: str
    channels: int = 3
    bits: int = 8
    profile: str = ""


CASES = (
    Case("8 bits"),
    Case("16 bits", bits=16),
    Case("8 bits, alpha", channels=4),
    Case("16 bits, alpha", channels=4, bits=16),
    Case("8 bits, Display P3", profile="p3"),
)


def document(case: Case) -> Document:
    """Removals beside and over each other, in the corners, one hidden, one faint; on a photo of noise."""
    dtype = f"uint{case.bits}"
    shown = photo(SIZE, case.channels, dtype)
    if case.profile:
        shown = replace(shown, metadata={"icc": pyvips.Image.profile_load(case.profile)})
    if case.channels == 4:
        # Wholly clear, wholly opaque, and all between.
        ramp = np.linspace(-0.2, 1.2, SIZE.width).clip(0, 1) * np.iinfo(dtype).max
        alpha = np.broadcast_to(ramp.astype(dtype), shown.pixels.shape[:2])
        shown = replace(shown, pixels=np.dstack((shown.pixels[..., :3], alpha)))
    made = Document(shown)
    boxes = [(0, 0, 90, 70), (61, 47, 139, 161), (300, 5, 50, 50), (360, 100, 90, 110), (531, 199, 69, 71)]
    made.put_removals(
        tuple(
            replace(
                removal(Rect(*box), dtype, seed=3 * index),
                name="" if name.startswith("Removal") else name,
                opacity=opacity,
                enabled=visible,
            )
            for index, (box, name, opacity, visible) in enumerate(
                zip(boxes, NAMES[1:], OPACITIES[1:], VISIBLE[1:], strict=True)
            )
        )
    )
    return made


# -- the programs


@contextmanager
def quiet_home() -> Iterator[dict[str, str]]:
    """An environment with an empty home, in which programs leave their settings."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "PYTHON"))}
        yield kept | {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config", "LANG": "C.UTF-8"}


def run(*words: object) -> None:
    """Run a program on a screen of its own; raises CalledProcessError, TimeoutExpired."""
    screen = ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
    bus = ["dbus-run-session", "--"] if shutil.which("dbus-run-session") else []
    with quiet_home() as environment:
        pipe = subprocess.PIPE
        command = [*screen, *bus, *map(str, words)]
        with subprocess.Popen(
            command, env=environment, stdout=pipe, stderr=pipe, start_new_session=True
        ) as process:
            try:
                process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                # The screen and the program on it, too: it may have asked something.
                os.killpg(process.pid, signal.SIGKILL)
                raise
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)


@dataclass(frozen=True, slots=True)
class Layer:
    """As a program has it; ``opacity`` in percent, ``x`` and ``y`` of its upper left corner."""

    name: str
    opacity: int
    visible: bool
    x: int
    y: int


def by_krita(ora: Path, folder: Path) -> tuple[Path, list[Layer] | None]:
    """What Krita shows, and the layers, as it saves them in its own format."""
    flat, own = folder / f"{ora.stem}-krita.png", folder / f"{ora.stem}.kra"
    run("krita", "--export", "--export-filename", own, ora)
    with zipfile.ZipFile(own) as archive:
        # Like its own export, in which 16 bits become 8.
        flat.write_bytes(archive.read("mergedimage.png"))
        tree = ElementTree.fromstring(archive.read("maindoc.xml"))
    layers = [
        Layer(
            element.attrib["name"],
            round(int(element.attrib["opacity"]) * 100 / 255),
            element.attrib["visible"] == "1",
            int(element.attrib["x"]),
            int(element.attrib["y"]),
        )
        for element in tree.iter()
        if element.tag.endswith("}layer")
    ]
    return flat, layers[::-1]


def by_gimp(ora: Path, folder: Path) -> tuple[Path, list[Layer] | None]:
    """What GIMP makes of the layers; by its own reader where it has one."""
    flat = folder / f"{ora.stem}-gimp.png"
    save = (
        f"(let* ((drawable (car (gimp-image-merge-visible-layers image CLIP-TO-IMAGE)))) "
        f"(gimp-layer-resize-to-image-size drawable) "
        f'(file-png-save RUN-NONINTERACTIVE image drawable "{flat}" "x" 0 6 0 0 0 0 0))'
    )
    load = f'(car (gimp-file-load RUN-NONINTERACTIVE "{ora}" "{ora}"))'
    script = f"(let* ((image {load if has_reader() else _assembled(ora, folder)})) {save})"
    run("gimp", "-n", "-i", "-d", "-f", "-b", script, "-b", "(gimp-quit 0)")
    return flat, None


def has_reader() -> bool:
    """Whether this GIMP opens OpenRaster files."""
    places = [Path("/usr/lib/gimp"), Path("/usr/local/lib/gimp"), *Path("/usr/lib").glob("*-linux-gnu/gimp")]
    return any(found for place in places for found in place.rglob("file-openraster*"))


def _assembled(ora: Path, folder: Path) -> str:
    """A script that puts the layers of the stack upon each other, and gives the image."""
    parts = folder / ora.stem
    with zipfile.ZipFile(ora) as archive:
        archive.extractall(parts)
    image = ElementTree.parse(parts / "stack.xml").getroot()
    precision = "PRECISION-U16-GAMMA" if "16" in ora.stem else "PRECISION-U8-GAMMA"
    size = f"{image.attrib['w']} {image.attrib['h']}"
    lines = [f"(let* ((image (car (gimp-image-new-with-precision {size} RGB {precision}))) (layer 0))"]
    for element in reversed(image.findall("stack/layer")):
        told = element.attrib
        file = parts / told["src"]
        lines += [
            f'(set! layer (car (gimp-file-load-layer RUN-NONINTERACTIVE image "{file}")))',
            "(gimp-image-insert-layer image layer 0 0)",
            "(gimp-layer-set-mode layer LAYER-MODE-NORMAL-LEGACY)",
            f"(gimp-layer-set-offsets layer {told['x']} {told['y']})",
            f"(gimp-layer-set-opacity layer {float(told['opacity']) * 100})",
            f"(gimp-item-set-visible layer {'TRUE' if told['visibility'] == 'visible' else 'FALSE'})",
        ]
    return " ".join([*lines, "image)"])


# -- comparing


def difference(found: Path, snapshot: Snapshot, *, also_clear: bool) -> tuple[float, float, int]:
    """The largest and the mean difference in levels of 8 bits where both are seen; the alpha's largest one.

    A photo with a profile is compared in sRGB, as programs show it, and where no layer is half seen through: they mix
    in another space than the photo's. What is half clear counts where ``also_clear`` is set.
    """
    shown, wanted = open_photo(found, max_pixels=PLENTY), snapshot.read(Rect.of_size(snapshot.photo.size))
    mine, theirs = own_profile(snapshot.photo), own_profile(shown)
    first = _four(wanted if mine is None else in_srgb(wanted, mine))
    second = _four(shown.pixels if theirs is None else in_srgb(shown.pixels, theirs))
    colours = np.abs(first[..., :3] - second[..., :3]) * np.minimum(first[..., 3:], second[..., 3:]) / 255
    alphas = np.abs(first[..., 3] - second[..., 3])
    counts = np.ones(alphas.shape, bool) if mine is None else _is_plain(snapshot)
    if not also_clear:
        counts &= (first[..., 3] == 0) | (first[..., 3] == 255)
    return float(colours[counts].max()), float(colours[counts].mean()), int(alphas[counts].max())


def _is_plain(snapshot: Snapshot) -> Array:
    plain = np.ones((snapshot.photo.size.height, snapshot.photo.size.width), bool)
    for one in (one for one in snapshot.removals if one.enabled):
        plain[one.box.slices] &= (one.alpha == 0) | ((one.alpha == 255) & (one.opacity == 100))
    return plain


def _four(pixels: Array) -> Array:
    """Red, green, blue and alpha in levels of 8 bits."""
    levels = pixels.astype(np.float64) * (255 / np.iinfo(pixels.dtype).max)
    if levels.shape[2] == 4:
        return levels
    return np.dstack((levels, np.full(levels.shape[:2], 255.0)))


def wrong_layers(layers: list[Layer] | None, snapshot: Snapshot) -> list[str]:
    """What a program has otherwise than the document."""
    if layers is None:
        return []
    corners = [(0, 0), *((one.box.x, one.box.y) for one in snapshot.removals)]
    expected = [
        Layer(name, opacity, visible, *corner)
        for name, opacity, visible, corner in zip(NAMES, OPACITIES, VISIBLE, corners, strict=True)
    ]
    return [f"{one} instead of {two}" for one, two in zip(layers, expected, strict=True) if one != two]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="where the files stay")
    parser.add_argument("words", nargs="*", help="only files with one of these words in their names")
    keep, words = (parsed := parser.parse_args()).keep, parsed.words
    readers: dict[str, Callable[[Path, Path], tuple[Path, list[Layer] | None]]] = {
        name: reader
        for name, reader in (("krita", by_krita), ("gimp", by_gimp))
        if shutil.which(name) is not None
    }
    if not readers:
        print("neither krita nor gimp is installed")
        return 0
    print(f"{'file':24}{'program':10}{'largest':>9}{'mean':>9}{'alpha':>7}  layers")
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for case in (one for one in CASES if not words or any(word in one.title for word in words)):
            snapshot = document(case).snapshot()
            ora = folder / f"{case.title.replace(', ', '-').replace(' ', '-')}.ora"
            save_openraster(snapshot, ora, overwrite=True)
            for name, reader in readers.items():
                flat, layers = reader(ora, folder)
                largest, mean, alpha = difference(flat, snapshot, also_clear=name != "gimp")
                wrong = wrong_layers(layers, snapshot)
                told = "; ".join(wrong) if wrong else ("-" if layers is None else "as saved")
                print(f"{case.title:24}{name:10}{largest:9.2f}{mean:9.3f}{alpha:7}  {told}", flush=True)
                failed = failed or largest > 2 or alpha > 1 or bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
