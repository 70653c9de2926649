"""`score`: answer files compared with the logics, printed for a person or as one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .questionnaire.answer_files import AnswerFile, read_answers
from .questionnaire.model import Language, Questionnaire
from .questionnaire.problems import Problem, refused
from .questionnaire.reading import check_questionnaire
from .resources import resource_folder
from .scoring import assess

CHUNK = 500
"""Responses held at a time."""
LINES = (".jsonl", ".ndjson")


def score_command(files: Sequence[Path], as_json: bool, language: Language) -> int:
    """Print the result of every valid response; 2 when something in the files is wrong (told on stderr), else 0."""
    questionnaires = shipped_questionnaires()
    errors = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    teller = _Teller(errors, language)
    with _progress(errors, files, language) as advance:
        responses = _valid_responses(files, questionnaires, teller, advance)
        try:
            (_print_objects if as_json else _print_results)(questionnaires, responses, language)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2 if teller.errors else 0


def shipped_questionnaires() -> dict[str, Questionnaire]:
    """The product's questionnaires that can be used, by id."""
    read = [check_questionnaire(path) for path in sorted(resource_folder("questionnaires").glob("*.yaml"))]
    return {found.id: found for found, problems in read if found is not None and not refused(problems)}


@dataclass
class _Teller:
    """Tells problems as they come, and remembers that there were errors."""

    console: Console
    language: Language
    errors: int = 0

    def tell(self, problem: Problem) -> None:
        self.errors += problem.severity == "erreur"
        self.console.print(problem.told(self.language))


def _valid_responses(
    files: Sequence[Path], questionnaires: Mapping[str, Questionnaire], teller: _Teller, advance: Callable[[], None]
) -> Iterator[AnswerFile]:
    for path in files:
        for response, problems in read_answers(path, questionnaires):
            for problem in problems:
                teller.tell(problem)
            if response is not None and not refused(problems):
                yield response
            advance()


@contextmanager
def _progress(console: Console, files: Sequence[Path], language: Language) -> Generator[Callable[[], None]]:
    """A bar on stderr for files of many responses, when a person sees it and the results go elsewhere."""
    many = [path for path in files if path.suffix.lower() in LINES and path.is_file()]
    if not many or not console.is_terminal or sys.stdout.isatty():
        yield lambda: None
        return
    label = "responses" if language == "en" else "réponses"
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, redirect_stdout=False) as bar:
        task = bar.add_task(label, total=len(files) - len(many) + sum(_line_count(path) for path in many))
        yield lambda: bar.advance(task)


def _line_count(path: Path) -> int:
    with path.open("rb") as opened:
        return sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))


def _print_objects(
    questionnaires: Mapping[str, Questionnaire], responses: Iterator[AnswerFile], language: Language
) -> None:
    from .scoring.rescoring import reports

    while chunk := list(islice(responses, CHUNK)):
        for name, alike in groupby(chunk, key=lambda response: response.questionnaire):
            group = list(alike)
            found = reports(questionnaires[name], [response.answers for response in group])
            for response, report in zip(group, found, strict=True):
                sys.stdout.write(json.dumps({"id": response.id, **report}, ensure_ascii=False) + "\n")


def _print_results(
    questionnaires: Mapping[str, Questionnaire], responses: Iterator[AnswerFile], language: Language
) -> None:
    from .scoring.terminal import shown_result

    console = Console(markup=False, highlight=False)
    for response in responses:
        questionnaire = questionnaires[response.questionnaire]
        console.rule(f"{response.id} · {questionnaire.title.in_(language)}")
        for part in shown_result(questionnaire, assess(questionnaire, response.answers), language):
            console.print(part)
