"""Raw data validated against the model: each refusal in plain words, and as much of the rest as can be kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, cast, get_args, get_origin

import pydantic

from .model import Questionnaire, Text, Value
from .problems import Fault, Path, fault, shown, suggestion, text, unknown
from .yaml_lines import Source

ROUNDS = 12
_HOLES: dict[str, Any] = {"questionnaire": "sans_nom", "version": "?"}
_BOUNDS = {
    "greater_than": ("plus de {gt:g}", "more than {gt:g}"),
    "greater_than_equal": ("au moins {ge:g}", "at least {ge:g}"),
    "less_than_equal": ("au plus {le:g}", "at most {le:g}"),
    "string_too_short": ("un texte non vide", "a text that is not empty"),
    "string_too_long": ("un texte d’au plus {max_length} signes", "a text of at most {max_length} characters"),
}
_KINDS = {
    "bool": ("true ou false", "true or false"),
    "int": ("un nombre entier", "a whole number"),
    "float": ("un nombre", "a number"),
    "finite": ("un nombre", "a number"),
    "date": ("une date comme 2021-07-08", "a date like 2021-07-08"),
    "tuple": ("une liste : [a, b], ou une ligne « - a » par élément", "a list: [a, b], or a line “- a” an element"),
    "dict": ("des paires clé: valeur", "pairs key: value"),
    "model": ("des paires clé: valeur", "pairs key: value"),
}


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
            yield _membership(path) if wrong_membership else _fault(path, error)


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


def _fault(path: Path, error: dict[str, Any]) -> Fault:
    kind, given, name = str(error["type"]), error.get("input"), shown(path[-1]) if path else ""
    if kind == "missing":
        return _missing(path, name)
    if kind == "extra_forbidden":
        return unknown(path, "la clé", "key", name, keys_at(path[:-1]))
    if kind == "string_pattern_mismatch":
        return fault(
            path,
            f"« {shown(given)} » n’est pas un identifiant",
            f"“{shown(given)}” is not an identifier",
            "minuscules sans accent, chiffres et _, une lettre d’abord, 60 signes au plus",
            "plain lower-case letters, digits and _, a letter first, 60 characters at most",
        )
    if kind == "string_type":
        return _not_text(path, name, given)
    if kind == "literal_error":
        known = [word.strip(" '") for word in str(error["ctx"]["expected"]).replace(" or ", ",").split(",")]
        what = text(f"« {name} » ne peut pas valoir « {shown(given)} »", f"“{name}” cannot be “{shown(given)}”")
        return Fault(path, what, suggestion(str(given), known))
    if given is None:
        return _empty(path, name)
    if kind in ("too_short", "too_long"):
        return _wrong_count(path, name, error["ctx"])
    if kind == "model_type" and isinstance(given, str) and model_at(path) is Text:
        return fault(
            path,
            f"« {name} » est donné sans ses deux langues",
            f"“{name}” is given without its two languages",
            "écrivez {fr: …, en: …}, ou fr: et en: sur deux lignes",
            "write {fr: …, en: …}, or fr: and en: on two lines",
        )
    return _unexpected(path, name, kind, given, error.get("ctx") or {})


def _missing(path: Path, name: str) -> Fault:
    what = {
        "fr": ("le texte français (fr)", "the French text (fr)"),
        "en": ("la traduction anglaise (en)", "the English translation (en)"),
    }.get(name, (f"« {name} »", f"“{name}”"))
    return fault(
        path[:-1], f"il manque {what[0]}", f"{what[1]} is missing", f"ajoutez « {name}: … »", f"add “{name}: …”"
    )


def _membership(path: Path) -> Fault:
    return fault(
        path,
        "« logiques » attend une liste d’identifiants, ou une paire par logique",
        "“logiques” expects a list of identifiers, or one pair a logic",
        "écrivez par exemple [a, b] ; pour des rôles {a: principal} ; pour une matrice {a: [colonne]}",
        "write for example [a, b]; for roles {a: principal}; for a matrix {a: [column]}",
    )


def _empty(path: Path, name: str) -> Fault:
    return fault(
        path,
        f"« {name} » est vide",
        f"“{name}” is empty",
        "donnez sa valeur, ou retirez cette ligne",
        "give its value, or remove this line",
    )


def _wrong_count(path: Path, name: str, context: dict[str, Any]) -> Fault:
    least, most = context.get("min_length"), context.get("max_length")
    return fault(
        path,
        f"« {name} » a {context['actual_length']} élément(s)",
        f"“{name}” has {context['actual_length']} element(s)",
        f"donnez-en au moins {least}" if least is not None else f"gardez-en au plus {most}",
        f"give at least {least}" if least is not None else f"keep at most {most}",
    )


def _not_text(path: Path, name: str, given: Any) -> Fault:
    if given is None:
        return _empty(path, name)
    if isinstance(given, dict | list):
        return fault(
            path,
            f"« {name} » attend un texte ; les accolades et les crochets font autre chose",
            f"“{name}” expects a text; braces and brackets make something else",
            'mettez ce texte entre guillemets droits "…"',
            'put this text in straight quotes "…"',
        )
    word = {True: "true", False: "false"}[given] if isinstance(given, bool) else shown(given)
    return fault(
        path,
        f"« {name} » attend un texte, et {word} est lu autrement (nombre, vrai ou faux)",
        f"“{name}” expects a text, and {word} is read otherwise (number, true or false)",
        f'mettez-le entre guillemets droits : "{word}"',
        f'put it in straight quotes: "{word}"',
    )


def _unexpected(path: Path, name: str, kind: str, given: Any, context: dict[str, Any]) -> Fault:
    quoted = "" if isinstance(given, dict | list) else shown(given)
    what_fr = f"« {name} » ne peut pas valoir « {quoted} »" if quoted else f"« {name} » n’a pas la forme attendue"
    what_en = f"“{name}” cannot be “{quoted}”" if quoted else f"“{name}” does not have the expected form"
    wanted = _BOUNDS.get(kind) or _KINDS.get(
        kind.split("_")[0], ("ce que décrit le schéma", "what the schema describes")
    )
    return fault(
        path, what_fr, what_en, f"écrivez {wanted[0].format(**context)}", f"write {wanted[1].format(**context)}"
    )


def model_at(path: Path) -> type[Value] | None:
    """The model that describes what is at a path of a questionnaire file, if any."""
    model: type[Value] | None = Questionnaire
    free_key = False
    for part in path:
        if isinstance(part, int):
            continue
        if free_key:
            free_key = False
            continue
        field = next((f for f in model.model_fields.values() if f.alias == part), None) if model else None
        model = next(_models(field.annotation), None) if field else None
        free_key = field is not None and get_origin(field.annotation) is dict
    return model


def _models(annotation: Any) -> Iterator[type[Value]]:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def keys_at(path: Path) -> list[str]:
    """The keys that may be given at a path of a questionnaire file."""
    model = model_at(path)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


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
