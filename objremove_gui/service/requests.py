"""The bodies of requests, read strictly: each thing that is wrong has its code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from objremove_gui.api import wire
from objremove_gui.api.codes import Code
from objremove_gui.api.models import KERNEL_SIZES, MAX_TASKS, SEEDS
from objremove_gui.engine.registry import DEFAULT_ENGINE, ENGINES
from objremove_gui.service.replies import Refusal


@dataclass(frozen=True, slots=True)
class Order:
    """One task as it was ordered, with what was left out filled in; ``kernel_size`` 1 changes nothing."""

    image: str
    mask: str
    seed: int
    kernel_size: int = 1
    engine: str = DEFAULT_ENGINE


def read_data(body: bytes) -> dict[str, object]:
    """The object ``data`` of a request."""
    value = wire.read_object(body)
    if value is None:
        raise Refusal(Code.FIELD_ILLEGAL, "the body is no JSON object")
    data = value.get("data")
    if data is None:
        raise Refusal(Code.FIELD_MISSING, "data")
    if not isinstance(data, dict):
        raise Refusal(Code.FIELD_ILLEGAL, "data")
    return data


def read_result_key(body: bytes) -> str:
    """The result key of a query or a cancel."""
    return _text(read_data(body), "result_key", "data.result_key")


def read_orders(body: bytes) -> list[Order]:
    """The tasks of a submit."""
    listed = read_data(body).get("task_list")
    if listed is None or listed == []:
        raise Refusal(Code.FIELD_MISSING, "data.task_list")
    if not isinstance(listed, list) or len(listed) > MAX_TASKS:
        raise Refusal(Code.FIELD_ILLEGAL, f"data.task_list holds 1 to {MAX_TASKS} tasks")
    return [_order(item, f"data.task_list[{number}]") for number, item in enumerate(listed)]


def _order(item: object, where: str) -> Order:
    if not isinstance(item, dict):
        raise Refusal(Code.FIELD_ILLEGAL, where)
    engine = item.get("engine")
    if engine is not None and not (isinstance(engine, str) and engine in ENGINES):
        raise Refusal(Code.FIELD_ILLEGAL, f"{where}.engine")
    return Order(
        image=_text(item, "image", f"{where}.image"),
        mask=_text(item, "mask", f"{where}.mask"),
        seed=_number(item.get("seed"), SEEDS, secrets.randbelow(SEEDS.stop), f"{where}.seed"),
        kernel_size=_number(item.get("kernel_size"), KERNEL_SIZES, 1, f"{where}.kernel_size"),
        engine=engine if isinstance(engine, str) else DEFAULT_ENGINE,
    )


def _text(item: dict[str, object], name: str, where: str) -> str:
    value = item.get(name)
    if value is None or value == "":
        raise Refusal(Code.FIELD_MISSING, where)
    if not isinstance(value, str):
        raise Refusal(Code.FIELD_ILLEGAL, where)
    return value


def _number(value: object, allowed: range, default: int, where: str) -> int:
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise Refusal(Code.FIELD_ILLEGAL, where)
    return value
