"""A service that takes no uploads, pictures by way of the user's own store: from the command line and in the window."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from person import Person, run_program, until
from PIL import Image
from store_servers import (
    ACCESS_KEY,
    BUCKET,
    SECRET_KEY,
    Refusing,
    files_in,
    serving,
    serving_s3,
)

from objremove_gui import cli
from objremove_gui.resources import resource

SAMPLE = resource("samples/sample.jpg")
BOULDER = (1548, 1350, 120, 116)
STROKE = [(1570, 1400), (1650, 1420)]
APPCODE = "hush-c0de"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The service in a process of its own; it reads pictures by their links."""
    with subprocess.Popen(
        [sys.executable, "-m", "objremove_gui.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OBJREMOVE_SERVER_APPCODES": APPCODE},
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("listening on ")
        process.terminate()


@pytest.fixture
def bucket(tmp_path: Path, service: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An S3 server that the environment names as the store."""
    with serving_s3(tmp_path / "s3") as address:
        for name, value in {
            "ENDPOINT": service,
            "APPCODE": APPCODE,
            "UPLOADER": "s3",
            "STORE_ENDPOINT": address,
            "STORE_BUCKET": BUCKET,
            "STORE_ACCESS_KEY": ACCESS_KEY,
            "STORE_SECRET_KEY": SECRET_KEY,
        }.items():
            monkeypatch.setenv(f"OBJREMOVE_{name}", value)
        yield tmp_path / "s3"


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    x, y, width, height = BOULDER
    pixels = np.zeros((1536, 2048), np.uint8)
    pixels[y : y + height, x : x + width] = 255
    Image.fromarray(pixels).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


def remove(mask: Path, out: Path, *options: str) -> int:
    return cli.main(["remove", str(SAMPLE), "--mask", str(mask), "-o", str(out), *options])


def changed(out: Path) -> np.ndarray:
    with Image.open(SAMPLE) as before, Image.open(out) as after:
        return (np.asarray(before.convert("RGB")) != np.asarray(after.convert("RGB"))).any(axis=2)


def assert_no_secret_in(folder: Path) -> None:
    """Nothing that the program wrote holds a key, a code or a signature."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for secret in (SECRET_KEY.encode(), APPCODE.encode(), b"X-Amz-Signature"):
                assert secret not in data, path


def test_a_paid_service_is_refused_unless_somebody_agrees(
    bucket: Path, mask: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert remove(mask, out, "--backend", "cloud") == 2
    assert "--yes" in capsys.readouterr().err
    assert remove(mask, out, "--backend", "cloud", "--max-tasks", "0") == 2
    assert not out.exists()
    assert files_in(bucket) == set()
    assert_no_secret_in(home)


@pytest.mark.parametrize("options", [("--backend", "cloud", "--max-tasks", "1"), ("--uploader", "s3")])
def test_a_removal_by_way_of_s3_leaves_nothing_in_the_bucket(
    bucket: Path, mask: Path, tmp_path: Path, home: Path, options: tuple[str, ...]
) -> None:
    out = tmp_path / "out.png"
    assert remove(mask, out, *options) == 0
    difference = changed(out)
    x, y, width, height = BOULDER
    assert difference[y : y + height, x : x + width].mean() > 0.5
    difference[y - 60 : y + height + 60, x - 60 : x + width + 60] = False
    assert not difference.any()
    assert files_in(bucket) == set()
    assert_no_secret_in(home)


def test_a_wrong_key_is_a_sentence_and_nothing_is_submitted(
    bucket: Path,
    mask: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OBJREMOVE_STORE_SECRET_KEY", "another-hush")
    assert remove(mask, tmp_path / "out.png", "--backend", "cloud", "--yes", "-v") == 1
    told = capsys.readouterr().err
    assert "“Secret key”" in told
    assert "another-hush" not in told
    assert "X-Amz-Signature" not in told
    assert files_in(bucket) == set()


def test_only_the_crop_travels_without_metadata_and_without_a_name(
    bucket: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Refusing()
    with serving(store.app()) as address:
        monkeypatch.setenv("OBJREMOVE_STORE_ADDRESS", f"{address}/dav")
        assert remove(mask, tmp_path / "out.png", "--uploader", "webdav") == 0
    assert not store.objects
    assert len(store.bodies) == 2
    sizes = set()
    for path, body in store.bodies.items():
        assert "sample" not in path
        width, height, depth, colour = struct.unpack(">IIBB", body[16:26])
        sizes.add((width, height))
        assert depth == 8
        assert colour in (0, 2)
        assert chunks_of(body) == {b"IHDR", b"IDAT", b"IEND"}
    assert len(sizes) == 1
    assert max(sizes.pop()) < 1200


def chunks_of(png: bytes) -> set[bytes]:
    """The kinds of chunks in a PNG."""
    kinds, at = set(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kinds.add(png[at + 4 : at + 8])
        at += length + 12
    return kinds


def test_pictures_travel_as_jpeg_where_that_is_chosen_and_masks_never(
    bucket: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Refusing()
    monkeypatch.setenv("OBJREMOVE_STORE_FORMAT", "jpeg")
    with serving(store.app()) as address:
        monkeypatch.setenv("OBJREMOVE_STORE_ADDRESS", f"{address}/dav")
        assert remove(mask, tmp_path / "out.png", "--uploader", "webdav") == 0
    assert not store.objects
    assert sorted(Path(path).suffix for path in store.bodies) == [".jpg", ".png"]
    bodies = {Path(path).suffix: body for path, body in store.bodies.items()}
    assert store.types == {".jpg": "image/jpeg", ".png": "image/png"}
    with Image.open(io.BytesIO(bodies[".jpg"])) as sent, Image.open(io.BytesIO(bodies[".png"])) as marks:
        assert (sent.format, marks.format) == ("JPEG", "PNG")
        assert sent.size == marks.size
        assert not sent.info.keys() & {"exif", "icc_profile", "comment", "xmp"}
        assert set(np.unique(np.asarray(marks))) == {0, 255}
    # What was not marked is the photo's own, whatever was lost on the way.
    difference = changed(tmp_path / "out.png")
    x, y, width, height = BOULDER
    assert difference[y : y + height, x : x + width].mean() > 0.5
    difference[y - 60 : y + height + 60, x - 60 : x + width + 60] = False
    assert not difference.any()


def test_the_window_works_by_way_of_s3_as_well(bucket: Path, home: Path) -> None:
    async def act(person: Person) -> None:
        scene = person.canvas.scene
        assert scene is not None
        original = scene.document.read_all()
        person.set_size(80)
        person.drag(STROKE)
        person.press("remove")
        await until(lambda: scene.document.removals, person.message() or "the result arrives")
        assert not np.array_equal(scene.document.read_all(), original)
        await until(lambda: not person.can("cancel"))

    run_program([str(SAMPLE)], act)
    assert files_in(bucket) == set()
    assert_no_secret_in(home)
