"""Answer files: YAML or JSON, one response a file, or JSONL, one a line, read in a stream with every problem placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import IO, Any, cast

from .answering import checked_answers
from .json_lines import read_json
from .model import AnswerValue, Questionnaire
from .problems import Problem, fault, in_order, located, shown, text, unknown
from .source import Source, decoded, file_text
from .yaml_lines import read_yaml

SIZE_LIMIT = 64 * 1024
"""Bytes a response."""
KEYS = ("id", "questionnaire", "answers")


@dataclass(frozen=True)
class AnswerFile:
    """One response: its identifier, its questionnaire's, and its valid answers in normal form."""

    id: str
    questionnaire: str
    answers: Mapping[str, AnswerValue]


Response = tuple[AnswerFile | None, list[Problem]]
"""A response (None when it is not one at all) and all that is wrong with it."""


def read_answers(path: FilePath, questionnaires: Mapping[str, Questionnaire]) -> Iterator[Response]:
    """Each response of a file in turn; a bad one never hides the next, and memory does not grow. Never raises."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from _responses_of_lines(path, questionnaires)
        return
    source = Source(str(path))
    content = file_text(path, source, SIZE_LIMIT)
    if content is not None:
        (read_json if path.suffix.lower() == ".json" else read_yaml)(source, content)
    yield _response(source, questionnaires, path.stem)


def _responses_of_lines(path: FilePath, questionnaires: Mapping[str, Questionnaire]) -> Iterator[Response]:
    source = Source(str(path))
    try:
        opened = path.open("rb")
    except (OSError, ValueError):
        file_text(path, source, SIZE_LIMIT)
        yield None, source.problems
        return
    with opened:
        for number, content in _lines(opened):
            source = Source(str(path))
            line = None if _is_too_long(source, number, content) else decoded(content, source, SIZE_LIMIT)
            if line is None:
                yield None, [Problem(p.file, number, p.message, p.mend) for p in source.problems]
            elif line.strip():
                yield _response(read_json(source, line.strip(), number), questionnaires, str(number))


def _is_too_long(source: Source, number: int, content: bytes) -> bool:
    if len(content) > SIZE_LIMIT:
        source.tell_at(
            number,
            f"cette réponse dépasse la limite de {SIZE_LIMIT // 1024} Kio",
            f"this response is over the limit of {SIZE_LIMIT // 1024} KiB",
            "une réponse par ligne, et des textes plus courts",
            "one response a line, and shorter texts",
        )
    return bool(source.problems)


def _lines(opened: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line with its number; of a line over the limit, no more than what shows that it is."""
    number = 0
    while content := opened.readline(SIZE_LIMIT + 2):
        number += 1
        yield number, content.rstrip(b"\r\n")
        while len(content) == SIZE_LIMIT + 2 and not content.endswith(b"\n"):
            content = opened.readline(SIZE_LIMIT + 2)


def _response(source: Source, questionnaires: Mapping[str, Questionnaire], name: str) -> Response:
    given: Any = source.data
    if source.problems and given is None:
        return None, source.problems
    if not isinstance(given, dict):
        source.tell(
            fault(
                (),
                "ceci n’est pas une réponse",
                "this is not a response",
                "écrivez « questionnaire: … » et « answers: … »",
                "write “questionnaire: …” and “answers: …”",
            )
        )
        return None, source.problems
    data = cast(dict[str, Any], given)
    for key in data:
        if key not in KEYS:
            source.tell(unknown((key,), "la clé", "key", key, KEYS))
    questionnaire = _questionnaire(source, data, questionnaires)
    answers = _answers(source, data)
    if questionnaire is None or answers is None:
        return None, source.problems
    right, wrong = checked_answers(questionnaire, answers)
    for misplaced in wrong:
        line = source.line(("answers", misplaced.question, misplaced.problem.at or ""))
        mend = text(
            f"corrigez la réponse à « {shown(misplaced.question)} »",
            f"correct the answer to “{shown(misplaced.question)}”",
        )
        source.problems.append(Problem(source.file, line, misplaced.problem.message, mend))
    return AnswerFile(_identifier(source, data, name), questionnaire.id, right), in_order(source.problems)


def _questionnaire(
    source: Source, data: dict[str, Any], questionnaires: Mapping[str, Questionnaire]
) -> Questionnaire | None:
    name = data.get("questionnaire")
    if isinstance(name, str) and name in questionnaires:
        return questionnaires[name]
    if name is None:
        listed = ", ".join(questionnaires)
        source.tell(
            fault(
                (),
                "il manque « questionnaire »",
                "“questionnaire” is missing",
                f"ajoutez-le : {listed}",
                f"add it: {listed}",
            )
        )
    else:
        source.tell(unknown(("questionnaire",), "le questionnaire", "questionnaire", name, questionnaires))
    return None


def _answers(source: Source, data: dict[str, Any]) -> dict[str, AnswerValue] | None:
    answers = data.get("answers")
    if isinstance(answers, dict):
        return cast(dict[str, AnswerValue], answers)
    source.tell(
        fault(
            ("answers",),
            "« answers » doit donner une réponse par question",
            "“answers” must give one answer a question",
            "écrivez par exemple answers: {question: choix}",
            "write for example answers: {question: choix}",
        )
    )
    return None


def _identifier(source: Source, data: dict[str, Any], name: str) -> str:
    given = data.get("id", name)
    if isinstance(given, str) and 0 < len(given) <= 200 and given.isprintable():
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    source.problems.append(
        located(
            source.file,
            source.line(("id",)),
            fault(
                (),
                "« id » doit être un texte d’au plus 200 signes",
                "“id” must be a text of at most 200 characters",
                "raccourcissez-le, ou retirez-le",
                "shorten it, or remove it",
            ),
        )
    )
    return name
