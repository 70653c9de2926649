"""A questionnaire file read into a `Questionnaire`, with everything that is wrong in it told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, cast

import pydantic

from .checking import questionnaire_faults
from .checks.draft import Draft
from .expansion import expanded
from .model import Questionnaire
from .option_lists import read_options
from .problems import Path, Problem, QuestionnaireRefused, fault, in_order, refused, shown
from .source import Source
from .typography import english, french, typography_faults
from .validation import validated
from .yaml_lines import read_yaml_file

LINE_LIMIT = 4000
"""Characters a text: the model refuses more."""
_LIST_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}\.csv")

__all__ = ["Problem", "QuestionnaireRefused", "check_questionnaire", "read_questionnaire"]


def read_questionnaire(path: FilePath) -> Questionnaire:
    """The questionnaire of a file that has no error; raises `QuestionnaireRefused` otherwise."""
    questionnaire, problems = check_questionnaire(path)
    if questionnaire is None or refused(problems):
        raise QuestionnaireRefused(problems)
    return questionnaire


def check_questionnaire(path: FilePath) -> tuple[Questionnaire | None, list[Problem]]:
    """The questionnaire as far as it could be read, and all that is wrong in its file; never raises."""
    source = read_yaml_file(path)
    if not isinstance(source.data, dict):
        if not source.problems:
            source.tell(
                fault(
                    (),
                    "ce fichier n’est pas un questionnaire",
                    "this file is no questionnaire",
                    "commencez-le par « questionnaire: … »",
                    "begin it with “questionnaire: …”",
                )
            )
        return None, in_order(source.problems)
    _set_typography(source)
    in_lists = list(_fill_option_lists(source, path.parent))
    said = validated(source)
    asked = None if said is None else _asked(source, said)
    if said is not None and asked is not None:
        lost_lists = frozenset(FilePath(problem.file).name for problem in in_lists)
        draft = Draft(said, asked, frozenset(source.lost), _doubtful(source), lost_lists)
        source.tell_all(questionnaire_faults(draft))
    return asked, in_order([*source.problems, *in_lists])


def _doubtful(source: Source) -> set[Path]:
    """The paths of the questions whose lines hold an error already."""
    spans: dict[Path, list[int]] = {}
    for path, line in source.lines.items():
        if path[:1] == ("sections",) and path[2:3] == ("questions",) and len(path) > 3:
            spans.setdefault(path[:4], []).append(line)
    wrong = [problem.line for problem in source.problems if problem.severity == "erreur"]
    return {path for path, lines in spans.items() if any(min(lines) <= line <= max(lines) for line in wrong)}


def _asked(source: Source, said: Questionnaire) -> Questionnaire | None:
    try:
        return expanded(said)
    except pydantic.ValidationError as refusal:
        given = str(refusal.errors()[0].get("input"))
        source.tell(
            fault(
                _origin(said, given),
                f"un texte ou un identifiant formé à partir d’ici est trop long : « {shown(given)} »",
                f"a text or an identifier made from here is too long: “{shown(given)}”",
                "raccourcissez l’identifiant ou le texte d’où il vient",
                "shorten the identifier or the text that it comes from",
            )
        )
        return None


def _origin(said: Questionnaire, made: str) -> Path:
    """The path of the question or défi whose identifier begins what was made from it."""
    for place, defi in enumerate(said.defis):
        if made.startswith(f"{defi.id}_"):
            return ("defis", place)
    for section_place, section in enumerate(said.sections):
        for place, question in enumerate(section.questions):
            if made.startswith(f"{question.id}_"):
                return ("sections", section_place, "questions", place)
    return ()


def _listed(holder: Any, key: str) -> list[Any]:
    value = cast(dict[str, Any], holder).get(key) if isinstance(holder, dict) else None
    return cast(list[Any], value) if isinstance(value, list) else []


def _fill_option_lists(source: Source, folder: FilePath) -> Iterator[Problem]:
    """Put the options of each `liste:` where they belong; yields the problems of the CSV files."""
    for section_place, section in enumerate(_listed(source.data, "sections")):
        for place, question in enumerate(_listed(section, "questions")):
            asked = cast(dict[str, Any], question) if isinstance(question, dict) else {}
            if isinstance(asked.get("liste"), str):
                path = ("sections", section_place, "questions", place, "liste")
                yield from _fill_options(source, folder, asked, path)


def _fill_options(source: Source, folder: FilePath, question: dict[str, Any], path: Path) -> Iterator[Problem]:
    name = str(question["liste"])
    if not _LIST_NAME.fullmatch(name):
        source.tell(
            fault(
                path,
                f"« {shown(name)} » n’est pas le nom d’un fichier CSV de ce dossier",
                f"“{shown(name)}” is not the name of a CSV file of this folder",
                "donnez un nom comme mrc.csv : minuscules sans accent, chiffres et _, sans dossier",
                "give a name like mrc.csv: plain lower-case letters, digits and _, no folder",
            )
        )
        del question["liste"]
    elif "options" in question:
        source.tell(
            fault(
                path,
                "cette question a « liste » et « options »",
                "this question has “liste” and “options”",
                "gardez l’un des deux",
                "keep one of the two",
            )
        )
    else:
        question["options"], listed = read_options(folder / name)
        source.lines[(*path[:-1], "options")] = source.line(path)
        yield from listed.problems


def _set_typography(source: Source) -> None:
    """Tell what breaks typography, and make every text ready to be shown."""
    told = {problem.line for problem in source.problems}
    for holder, language, path in list(_texts(source.data, ())):
        if source.line(path) in told or len(holder[language]) > LINE_LIMIT:
            continue
        for what_fr, mend_fr, what_en, mend_en in typography_faults(holder[language], language):
            source.tell(fault(path, what_fr, what_en, mend_fr, mend_en))
        holder[language] = french(holder[language]) if language == "fr" else english(holder[language])
        if language == "en" and holder.get("fr") == holder["en"] and len(holder["en"].split()) > 3:
            source.tell(
                fault(
                    path,
                    "l’anglais est le même que le français",
                    "the English is the same as the French",
                    "traduisez-le, ou laissez-le si c’est un nom",
                    "translate it, or leave it if it is a name",
                    "avertissement",
                )
            )


def _texts(data: Any, path: Path) -> Iterator[tuple[dict[str, Any], Any, Path]]:
    if isinstance(data, dict):
        entries = cast(dict[str, Any], data)
        for name, value in entries.items():
            if name in ("fr", "en") and isinstance(value, str):
                yield entries, name, (*path, name)
            else:
                yield from _texts(value, (*path, name))
    elif isinstance(data, list):
        for place, value in enumerate(cast(list[Any], data)):
            yield from _texts(value, (*path, place))
