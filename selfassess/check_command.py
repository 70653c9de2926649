"""`check`: everything that is wrong in questionnaires, answer files and sheets, then what each questionnaire holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text as Line

from .questionnaire.answer_files import read_answers
from .questionnaire.editor_schema import editor_schema
from .questionnaire.model import Language, Questionnaire
from .questionnaire.problems import Problem, fault, located, refused
from .questionnaire.reading import check_questionnaire
from .questionnaire.yaml_lines import read_yaml_file
from .resources import resource_folder
from .workbook.declarations import check_exports

EQUAL_GAP, LIKENESS_GAP = 0.07, 0.02
"""How far a logic's share of random answers may be from 1/K, and from what the profiles' own likeness implies."""
_STYLES = {"erreur": "bold red", "avertissement": "yellow"}
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "erreur": {"fr": "erreur", "en": "error"},
    "avertissement": {"fr": "avertissement", "en": "warning"},
}


def check_command(files: list[Path], schema: bool, language: Language = "fr") -> int:
    """Print what is wrong in `files` (by default, all that is shipped); 0 nothing or warnings, 1 errors, 2 no such file."""
    console = Console(markup=False, highlight=False, soft_wrap=True)
    if schema:
        console.print(json.dumps(editor_schema(), ensure_ascii=False, indent=2))
        return 0
    missing = [path for path in files if not path.is_file()]
    for path in missing:
        console.print(_said(language, f"{path} : ce fichier n’existe pas", f"{path}: there is no such file"))
    if missing:
        return 2
    return _check(console, files or shipped_files(), language)


def shipped_files() -> list[Path]:
    """The product's own questionnaires, then their example answers, then the sheets of the workbook."""
    questionnaires, exports = _near(resource_folder("questionnaires")), _near(resource_folder("exports"))
    return [
        *sorted(questionnaires.glob("*.yaml")),
        *sorted((questionnaires / "exemples").glob("*.yaml")),
        *sorted(exports.glob("*.yaml")),
    ]


def _near(folder: Path) -> Path:
    """The folder as seen from here."""
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _check(console: Console, files: list[Path], language: Language) -> int:
    sheets = [path for path in files if declares_sheet(path)]
    answers = [path for path in files if path not in sheets and holds_answers(path)]
    problems: list[Problem] = []
    given: dict[str, Questionnaire] = {}
    for path in files:
        if path not in answers and path not in sheets:
            questionnaire, found = check_questionnaire(path)
            found += _clashes(path, questionnaire, given)
            problems += _print_problems(console, found, language)
            if questionnaire is not None:
                given[questionnaire.id] = questionnaire
                if not refused(found):
                    _print_summary(console, path, questionnaire, language)
    known = (_read_shipped() | given) if answers else given
    for path in answers:
        problems += _print_problems(console, _answer_problems(path, known), language)
    problems += _print_problems(console, _sheet_problems(sheets), language)
    _print_total(console, files, problems, language)
    return int(refused(problems))


def holds_answers(path: Path) -> bool:
    """Whether a file gives answers rather than a questionnaire."""
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return True
    data = read_yaml_file(path).data
    return isinstance(data, dict) and "answers" in data and "sections" not in data


def declares_sheet(path: Path) -> bool:
    """Whether a file declares a sheet of the workbook."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        return False
    data = read_yaml_file(path).data
    return path.resolve().parent == resource_folder("exports") or (isinstance(data, dict) and "feuille" in data)


def _sheet_problems(sheets: list[Path]) -> list[Problem]:
    """What is wrong in these sheets, each read among the others of its folder: their names must differ."""
    folders = dict.fromkeys(path.parent for path in sheets)
    wanted = {str(path) for path in sheets}
    return [problem for folder in folders for problem in check_exports(folder) if problem.file in wanted]


def _read_shipped() -> dict[str, Questionnaire]:
    read = [check_questionnaire(path) for path in sorted(resource_folder("questionnaires").glob("*.yaml"))]
    return {
        questionnaire.id: questionnaire
        for questionnaire, found in read
        if questionnaire is not None and not refused(found)
    }


def _clashes(path: Path, questionnaire: Questionnaire | None, known: Mapping[str, Questionnaire]) -> list[Problem]:
    if questionnaire is None or questionnaire.id not in known:
        return []
    found = fault(
        (),
        f"un autre fichier donne déjà le questionnaire « {questionnaire.id} »",
        f"another file already gives the questionnaire “{questionnaire.id}”",
        "donnez un autre identifiant à l’un des deux",
        "give one of the two another identifier",
    )
    return [located(str(path), 1, found)]


def _answer_problems(path: Path, known: Mapping[str, Questionnaire]) -> Iterator[Problem]:
    for _, found in read_answers(path, known):
        yield from found


def _print_problems(console: Console, problems: Iterable[Problem], language: Language) -> list[Problem]:
    told: list[Problem] = []
    for problem in problems:
        word = _WORDS[problem.severity][language]
        colon = " : " if language == "fr" else ": "
        console.print(
            Line.assemble(
                (f"{problem.file}:{problem.line}: ", "bold"),
                (f"{word}{colon}", _STYLES[problem.severity]),
                f"{problem.message.in_(language)} → {problem.mend.in_(language)}",
            )
        )
        told.append(problem)
    return told


def _print_summary(console: Console, path: Path, questionnaire: Questionnaire, language: Language) -> None:
    questions = list(questionnaire.questions())
    counts = _said(
        language,
        f"{len(questionnaire.sections)} sections, {len(questions)} questions, {len(questionnaire.dimensions)} dimensions, "
        f"{len(questionnaire.logics)} logiques, {len(questionnaire.defis)} défis, "
        f"{len(questionnaire.advice)} recommandations",
        f"{len(questionnaire.sections)} sections, {len(questions)} questions, {len(questionnaire.dimensions)} dimensions, "
        f"{len(questionnaire.logics)} logics, {len(questionnaire.defis)} défis, {len(questionnaire.advice)} recommandations",
    )
    edition = _said(language, "édition", "edition")
    console.print(
        Line.assemble(
            (questionnaire.id, "bold green"),
            f" {questionnaire.version}, {edition} {questionnaire.edition[:12]} ({path})",
        )
    )
    console.print(f"  {counts}")
    for line in _fairness_lines(questionnaire, language):
        console.print(f"  {line}")


def _fairness_lines(questionnaire: Questionnaire, language: Language) -> Iterator[str]:
    """What chance alone gives each logic, and how far that is from fair."""
    from .scoring.fairness import fairness_figures

    figures = fairness_figures(questionnaire)
    equal = 1 / len(figures.overall)
    shares = ", ".join(f"{logic} {_percent(share, language)}" for logic, share in figures.overall.items())
    yield _said(language, f"équité : au hasard, {shares}", f"fairness: at random, {shares}")
    gaps = [abs(share - equal) for by_logic in figures.shares.values() for share in by_logic.values()]
    yield _gap_line(max(gaps), EQUAL_GAP, ("de parts égales", "from equal shares"), language)
    if figures.widest_gap is not None:
        yield _gap_line(
            figures.widest_gap,
            LIKENESS_GAP,
            ("de ce que la ressemblance des profils implique", "from what the likeness of the profiles implies"),
            language,
        )


def _gap_line(gap: float, limit: float, what: tuple[str, str], language: Language) -> str:
    """The largest gap over all tick rates, said with its limit."""
    over = ("AU-DELÀ de la limite", "OVER the limit") if gap > limit else ("limite", "limit")
    return _said(
        language,
        f"au plus {_percent(gap, language)} {what[0]} ({over[0]} : {_percent(limit, language)})",
        f"at most {_percent(gap, language)} {what[1]} ({over[1]}: {_percent(limit, language)})",
    )


def _print_total(console: Console, files: list[Path], problems: list[Problem], language: Language) -> None:
    errors = sum(problem.severity == "erreur" for problem in problems)
    warnings = len(problems) - errors
    console.print(
        _said(
            language,
            f"{len(files)} fichier(s) : {errors} erreur(s), {warnings} avertissement(s)",
            f"{len(files)} file(s): {errors} error(s), {warnings} warning(s)",
        ),
        style="bold red" if errors else "bold",
    )


def _percent(share: float, language: Language) -> str:
    number = f"{100 * share:.1f}"
    return f"{number.replace('.', ',')} %" if language == "fr" else f"{number}%"


def _said(language: Language, fr: str, en: str) -> str:
    return en if language == "en" else fr
