"""The JSON of the protocol, read without trust: what is missing, unknown or of a wrong type is harmless."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import msgspec

from objremove_gui.api.models import (
    MAX_SIDE,
    MIN_SIDE,
    Capabilities,
    RemoteTask,
    TaskGroup,
    TaskRequest,
    TaskStatus,
)

# Longer texts in an answer are cut; a result's URL may be long, because it may be signed.
LONGEST_FIELD = 1000
LONGEST_URL = 8192
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The frame around every answer; ``code`` is ``""`` and ``success`` None where the answer has none."""

    code: str
    success: bool | None
    message: str
    request_id: str
    data: Mapping[str, object] | None

    @property
    def refused(self) -> bool:
        return self.success is False or self.code not in ("", "0")


def encode(value: object) -> bytes:
    """``value`` as JSON."""
    return msgspec.json.encode(value)


def read_object(body: bytes) -> dict[str, object] | None:
    """A JSON object, or None when the body is anything else."""
    try:
        value = msgspec.json.decode(body.removeprefix(BYTE_ORDER_MARK))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None


def read_envelope(body: bytes) -> Envelope | None:
    """The frame of an answer, or None when the body is not the protocol's."""
    value = read_object(body)
    if value is None or not value.keys() & {"code", "success", "data"}:
        return None
    data = value.get("data")
    success = value.get("success")
    return Envelope(
        code=_code(value.get("code")),
        success=success if isinstance(success, bool) else None,
        message=_text(value.get("message")),
        request_id=_text(value.get("requestId")),
        data=data if isinstance(data, dict) else None,
    )


def _text(value: object) -> str:
    match value:
        case str():
            return value[:LONGEST_FIELD]
        case int() if not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        case _:
            return ""


def _code(value: object) -> str:
    """A code given as a number or a string; any spelling of zero is ``"0"``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _text(value).strip()
    return "0" if text and not text.strip("0") else text


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_key(data: Mapping[str, object] | None) -> str:
    """The result key of an answer; ``""`` where it has none."""
    return _text(data.get("result_key")) if data else ""


def read_group(
    data: Mapping[str, object] | None, result_key: str = "", request_id: str = ""
) -> TaskGroup | None:
    """The tasks of an answer, None when it holds none; ``result_key`` stands in where the answer has none."""
    if data is None:
        return None
    listed = data.get("task_list")
    if not isinstance(listed, list) or not listed:
        return None
    return TaskGroup(read_key(data) or result_key, tuple(read_task(item) for item in listed), request_id)


def read_task(item: object) -> RemoteTask:
    """One task of an answer; a status that the protocol does not name is UNKNOWN."""
    if not isinstance(item, dict):
        return RemoteTask(TaskStatus.UNKNOWN)
    word = _text(item.get("status")).strip()
    known = word.upper() in TaskStatus.__members__
    return RemoteTask(
        status=TaskStatus(word.upper()) if known else TaskStatus.UNKNOWN,
        results=read_results(item.get("results")),
        seed=_integer(item.get("seed")),
        kernel_size=_integer(item.get("kernel_size")),
        progress=_fraction(item.get("progress")),
        message=_text(item.get("message")),
        word=word,
    )


def _fraction(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return min(max(float(value), 0.0), 1.0)


def read_results(value: object) -> tuple[str, ...]:
    """Result URLs: one or several, or nothing."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        return ()
    return tuple(url for url in listed if isinstance(url, str) and 0 < len(url) <= LONGEST_URL)


def task_to_wire(task: TaskRequest) -> dict[str, object]:
    """A task as it is submitted; what was not set is left out."""
    wire: dict[str, object] = {"image": task.image, "mask": task.mask}
    if task.seed is not None:
        wire["seed"] = task.seed
    if task.kernel_size is not None:
        wire["kernel_size"] = task.kernel_size
    return wire | dict(task.extensions)


def submit_body(tasks: Sequence[TaskRequest]) -> bytes:
    """The body of a submit."""
    return encode({"data": {"task_list": [task_to_wire(task) for task in tasks]}})


def key_body(result_key: str) -> bytes:
    """The body of a query or a cancel."""
    return encode({"data": {"result_key": result_key}})


def capabilities_to_wire(capabilities: Capabilities) -> dict[str, object]:
    """The announcement of a server."""
    return {field.name: getattr(capabilities, field.name) for field in fields(capabilities)}


def read_capabilities(data: Mapping[str, object] | None) -> Capabilities | None:
    """What a server announces; None where the answer is none."""
    if data is None:
        return None
    engines = data.get("engines")
    return Capabilities(
        uploads=data.get("uploads") is True,
        progress=data.get("progress") is True,
        cancel=data.get("cancel") is True,
        engines=tuple(name for name in engines if isinstance(name, str)) if isinstance(engines, list) else (),
        min_side=_side(data.get("min_side"), MIN_SIDE),
        max_side=_side(data.get("max_side"), MAX_SIDE),
    )


def _side(value: object, default: int) -> int:
    number = _integer(value)
    return number if number is not None and 1 <= number <= 2**16 else default
