"""The model's refusals in plain words: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from .model import Questionnaire, Text, Value
from .problems import Fault, Path, fault, shown, suggestion, text, unknown

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


def refusal_fault(path: Path, error: dict[str, Any]) -> Fault:
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


def membership_fault(path: Path) -> Fault:
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
