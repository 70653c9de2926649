"""Frozen dataclasses as canonical JSON, and back."""

from __future__ import annotations

import dataclasses
import json
import sys
import types
from collections.abc import Callable
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
    return _builder(kind)(json.loads(content))


@cache
def _types(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a declared type from JSON: dataclass, Text, tuple[X, ...], X | None, a literal, or itself."""
    if kind is Text:
        return lambda given: Text(fr=given["fr"], en=given["en"])
    if dataclasses.is_dataclass(kind):
        return _dataclass_builder(cast("type[Any]", kind))
    if get_origin(kind) is tuple:
        one = _builder(get_args(kind)[0])
        return lambda given: tuple(one(item) for item in given)
    if get_origin(kind) in (Union, types.UnionType):
        some = _builder(next(k for k in get_args(kind) if k is not type(None)))
        return lambda given: None if given is None else some(given)
    if get_origin(kind) is Literal:
        return _literal_builder(get_args(kind))
    return lambda given: given


def _dataclass_builder(kind: type[Any]) -> Callable[[Any], Any]:
    # Figures come by thousands and repeat a few names: each name is kept once.
    builders = {name: sys.intern if inner is str else _builder(inner) for name, inner in _types(kind).items()}
    added = set(_added(kind))

    def build(given: Any) -> Any:
        if given.keys() != builders.keys() and (given.keys() ^ builders.keys()) - added:
            raise ValueError(f"{kind.__name__}: {sorted(given.keys() ^ builders.keys())}")
        return kind(**{name: builders[name](inner) for name, inner in given.items()})

    return build


def _literal_builder(known: tuple[Any, ...]) -> Callable[[Any], Any]:
    values = {value: value for value in known}

    def build(given: Any) -> Any:
        if given not in values:
            raise ValueError(f"{given!r} is not one of {known}")
        return values[given]

    return build
