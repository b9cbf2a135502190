"""JSON for the values of `ingest.types`: plain dicts and lists out, the same value back in.

Fields that hold their default are left out, so stored JSON stays readable and a new field with a
default needs no migration.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

Value = TypeVar("Value")
Json = dict[str, Any]


class CodecError(ValueError):
    """Data that does not describe the value: says which key, and what was expected."""


def encode(value: Any) -> Any:  # noqa: ANN401 - any value of ingest.types
    """Turn a value of `ingest.types` (or a tuple of them) into what `json.dumps` takes."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out: Json = {}
        for field in dataclasses.fields(value):
            item = getattr(value, field.name)
            if item != field.default:
                out[field.name] = encode(item)
        return out
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


def decode(cls: type[Value], data: Json, *, where: str = "") -> Value:
    """Build a ``cls`` from `encode`'s output.

    Raises CodecError on an unknown key, a missing one, or a value of another type; ``where`` (a
    file name, say) begins the message.
    """
    where = where or cls.__name__
    if not isinstance(data, dict):
        raise CodecError(f"{where}: expected a table, found {type(data).__name__}")
    hints = _hints(typing.cast("typing.Hashable", cls))
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise CodecError(
            f"{where}: unknown key {unknown[0]!r}; known are: {', '.join(sorted(hints))}"
        )
    values = {
        key: _decode_item(hints[key], item, where=f"{where}.{key}") for key, item in data.items()
    }
    try:
        return cls(**values)
    except TypeError as error:
        raise CodecError(f"{where}: {error}") from error


@cache
def _hints(cls: typing.Hashable) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _decode_item(hint: Any, item: Any, *, where: str) -> Any:  # noqa: ANN401 - driven by the hint
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if item is None:
            return None
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _decode_item(inner, item, where=where)
    if origin is tuple:
        return _decode_tuple(arguments, item, where=where)
    if dataclasses.is_dataclass(hint):
        return decode(typing.cast("type[Any]", hint), item, where=where)
    return _decode_scalar(hint, item, where=where)


def _decode_tuple(arguments: tuple[Any, ...], item: Any, *, where: str) -> tuple[Any, ...]:  # noqa: ANN401
    if not isinstance(item, list | tuple):
        raise CodecError(f"{where}: expected a list, found {type(item).__name__}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(
            _decode_item(arguments[0], part, where=f"{where}[{i}]") for i, part in enumerate(item)
        )
    return tuple(
        _decode_item(hint, part, where=where) for hint, part in zip(arguments, item, strict=True)
    )


def _decode_scalar(hint: type[Any], item: Any, *, where: str) -> Any:  # noqa: ANN401
    try:
        if issubclass(hint, Enum):
            return hint(item)
        if hint in (datetime, date):
            return item if isinstance(item, hint) else hint.fromisoformat(item)
    except (TypeError, ValueError) as error:
        raise CodecError(f"{where}: {error}") from error
    if hint is float and isinstance(item, int) and not isinstance(item, bool):
        return float(item)
    if not isinstance(item, hint) or (isinstance(item, bool) and hint is not bool):
        raise CodecError(f"{where}: expected {hint.__name__}, found {item!r}")
    return item
