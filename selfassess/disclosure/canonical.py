"""Frozen dataclasses as canonical JSON, and back."""

from __future__ import annotations

import dataclasses
import json
import types
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ..questionnaire.model import Text

Frozen = TypeVar("Frozen")
ADDED = {"added": True}
"""Of a field that came after values were stored: it is not written while it has its default, so that they keep their bytes."""


def canonical(value: object) -> str:
    """The one way to write a value as JSON: keys in order, no space, accents as they are."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Any:
    """Dataclasses and texts as dictionaries, tuples as lists."""
    if isinstance(value, Text):
        return {"fr": value.fr, "en": value.en}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _types(type(value)) if not _is_left_out(value, name)}
    if isinstance(value, tuple):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    return value


def _is_left_out(value: object, name: str) -> bool:
    return name in _added(type(value)) and getattr(value, name) == _added(type(value))[name]


@cache
def _added(kind: type[Any]) -> dict[str, Any]:
    """The fields that were added, with their defaults."""
    return {field.name: field.default for field in dataclasses.fields(kind) if "added" in field.metadata}


def from_canonical(kind: type[Frozen], content: str) -> Frozen:
    """The inverse of `canonical`. Raises ValueError or TypeError when `content` is not of this kind."""
    return _built(kind, json.loads(content))


@cache
def _types(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _built(kind: Any, given: Any) -> Any:
    """A value of a declared type: dataclass, Text, tuple[X, ...], X | None, a literal or a plain JSON value."""
    if kind is Text:
        return Text(fr=given["fr"], en=given["en"])
    if dataclasses.is_dataclass(kind):
        known = _types(cast("type[Any]", kind))
        if (set(given) ^ set(known)) - set(_added(cast("type[Any]", kind))):
            raise ValueError(f"{cast('Any', kind).__name__}: {sorted(set(given) ^ set(known))}")
        return cast("Any", kind)(**{name: _built(known[name], inner) for name, inner in given.items()})
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], item) for item in given)
    if get_origin(kind) in (Union, types.UnionType):
        return None if given is None else _built(next(k for k in get_args(kind) if k is not type(None)), given)
    if get_origin(kind) is Literal and given not in get_args(kind):
        raise ValueError(f"{given!r} is not one of {get_args(kind)}")
    return given
