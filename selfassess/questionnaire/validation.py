"""Raw data validated against the model: each refusal in plain words, and as much of the rest as can be kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pydantic

from .model import Questionnaire, Text
from .problems import Fault, Path
from .refusals import membership_fault, model_at, refusal_fault
from .source import Source

ROUNDS = 12
_HOLES: dict[str, Any] = {"questionnaire": "sans_nom", "version": "?"}


def validated(source: Source) -> Questionnaire | None:
    """The questionnaire of what is valid in `source`; what is not has been told, and dropped from its data."""
    told = {problem.line for problem in source.problems}
    for attempt in range(ROUNDS):
        try:
            return Questionnaire.model_validate(source.data, by_alias=True, by_name=False)
        except pydantic.ValidationError as refusal:
            errors = [dict(error) for error in refusal.errors(include_url=False) if not _echo(error)]
        if attempt == 0:
            source.tell_all(found for found in _faults(source.data, errors) if source.line(found.path) not in told)
        if not _set_aside(source, errors):
            return None
    return None


def _echo(error: Mapping[str, Any]) -> bool:
    """Whether a list is called too short only because some of its elements are refused on their own."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _misspelt(errors: list[dict[str, Any]]) -> dict[Path, str]:
    """By the path of an unknown key, the required key that it must have meant."""
    missing: dict[Path, list[str]] = {}
    for error in errors:
        if error["type"] == "missing":
            missing.setdefault(error["loc"][:-1], []).append(str(error["loc"][-1]))
    found: dict[Path, str] = {}
    for error in errors:
        *above, name = error["loc"]
        wanted = missing.get(tuple(above), []) if error["type"] == "extra_forbidden" else []
        near = difflib.get_close_matches(str(name)[:60], wanted, n=1)
        if near:
            found[(*above, name)] = near[0]
    return found


def _faults(data: Any, errors: list[dict[str, Any]]) -> Iterator[Fault]:
    """Each refusal in plain words, one a path."""
    seen: set[Path] = set()
    meant = {(*path[:-1], name) for path, name in _misspelt(errors).items()}
    for error in errors:
        if error["loc"] in meant:
            continue
        path, branched = _real_path(data, error["loc"])
        if path not in seen:
            seen.add(path)
            wrong_membership = branched and path[-1:] == ("logiques",)
            yield membership_fault(path) if wrong_membership else refusal_fault(path, error)


def _real_path(root: Any, loc: tuple[Any, ...]) -> tuple[Path, bool]:
    """A refusal's path in the data, and whether pydantic went on into a branch of a union."""
    path: Path = ()
    data: Any = root
    for index, part in enumerate(loc):
        missing = index == len(loc) - 1 and isinstance(part, str) and "[" not in part
        if isinstance(data, dict) and (part in data or missing):
            path, data = (*path, part), cast(dict[str, Any], data).get(part)
        elif isinstance(data, list) and isinstance(part, int):
            path, data = (*path, part), cast(list[Any], data)[part]
        else:
            return path, True
    return path, False


def _set_aside(source: Source, errors: list[dict[str, Any]]) -> bool:
    """Fill or drop what was refused; whether something is left to validate."""
    doomed: set[Path] = set()
    for path, name in _misspelt(errors).items():
        _rename(source, path, name)
        errors = [error for error in errors if error["loc"] not in (path, (*path[:-1], name))]
    for error in errors:
        path, _ = _real_path(source.data, error["loc"])
        if error["type"] != "missing":
            doomed.add(path)
        elif not _filled(source.data, path):
            doomed.add(_enclosing_element(path))
    if () in doomed:
        return False
    lines: dict[Path, int] = {}
    source.data = _pruned(source, source.data, (), (), doomed, lines)
    source.lines = lines
    return True


def _rename(source: Source, path: Path, name: str) -> None:
    holder: Any = source.data
    for part in path[:-1]:
        holder = holder[part]
    holder[name] = holder.pop(path[-1])
    source.lines[(*path[:-1], name)] = source.line(path)


def _filled(data: Any, path: Path) -> bool:
    """Whether a missing text could be filled with a stand-in, so that its element is not lost."""
    for part in path[:-1]:
        data = data[part]
    name = str(path[-1])
    other = data.get({"fr": "en", "en": "fr"}.get(name, ""))
    if name in ("fr", "en"):
        data[name] = other if isinstance(other, str) else "?"
    elif len(path) == 1 and name in _HOLES:
        data[name] = _HOLES[name]
    elif model_at(path) is Text and model_at(path[:-1]) is not Text:
        data[name] = {"fr": "?", "en": "?"}
    return name in data


def _enclosing_element(path: Path) -> Path:
    path = path[:-1]
    while path and not isinstance(path[-1], int):
        if model_at(path) is not None and len(path) == 1:
            return path if path[0] not in ("logiques", "sections") else ()
        path = path[:-1]
    return path


def _pruned(source: Source, data: Any, old: Path, new: Path, doomed: set[Path], lines: dict[Path, int]) -> Any:
    """`data` without what is doomed, and its lines under their new paths."""
    if old in source.lines:
        lines[new] = source.lines[old]
    if isinstance(data, dict):
        entries = cast(dict[str, Any], data)
        _remember_lost(source, [value for name, value in entries.items() if (*old, name) in doomed])
        return {
            name: _pruned(source, value, (*old, name), (*new, name), doomed, lines)
            for name, value in entries.items()
            if (*old, name) not in doomed
        }
    if isinstance(data, list):
        elements = cast(list[Any], data)
        kept = [(place, value) for place, value in enumerate(elements) if (*old, place) not in doomed]
        _remember_lost(source, [value for place, value in enumerate(elements) if (*old, place) in doomed])
        return [
            _pruned(source, value, (*old, place), (*new, index), doomed, lines)
            for index, (place, value) in enumerate(kept)
        ]
    return data


def _remember_lost(source: Source, dropped: list[Any]) -> None:
    """Keep the identifiers found anywhere in what is dropped."""
    waiting = list(dropped)
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            source.lost.add(value)
        elif isinstance(value, list):
            waiting += cast(list[Any], value)
        elif isinstance(value, dict):
            entries = cast(dict[str, Any], value)
            waiting += [entries["id"]] if isinstance(entries.get("id"), str) else []
            waiting += [inner for inner in entries.values() if isinstance(inner, list)]
