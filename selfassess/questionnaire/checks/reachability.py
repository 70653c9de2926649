"""A question that can never be asked."""

from __future__ import annotations

from collections.abc import Iterator

from ..conditions import named_in
from ..model import Condition, Question
from ..problems import Fault, Path, fault, unknown
from .draft import Draft, ids, kind_of


def reachability_faults(draft: Draft) -> Iterator[Fault]:
    """Conditions that name what is not yet asked, or that no answers meet."""
    for path, question in draft.questions:
        if question.shown_if is not None:
            wrong = list(_condition_faults(draft, question, (*path, "si"), question.shown_if))
            yield from wrong
            if not wrong and _contradicts_itself(draft, question):
                yield fault(
                    (*path, "si"),
                    f"« {question.id} » ne sera jamais posée : ses conditions se contredisent",
                    f"“{question.id}” will never be asked: its conditions contradict each other",
                    "prenez « au_moins_un » au lieu de « tous », ou corrigez les valeurs",
                    "take “au_moins_un” instead of “tous”, or correct the values",
                )


def _condition_faults(draft: Draft, owner: Question, path: Path, condition: Condition) -> Iterator[Fault]:
    groups = [bool(condition.all_of), bool(condition.any_of), condition.none_of is not None]
    tests = [bool(condition.among), condition.answered is not None]
    tests.append(condition.minimum is not None or condition.maximum is not None)
    if sum(groups) + (condition.question is not None) != 1 or sum(tests) != (condition.question is not None):
        yield fault(
            path,
            "une condition porte un seul test : une question avec parmi, repondue ou des bornes ; ou tous, "
            "au_moins_un, non",
            "a condition holds one test: a question with parmi, repondue or bounds; or tous, au_moins_un, non",
            "écrivez par exemple {question: q, parmi: [a]}",
            "write for example {question: q, parmi: [a]}",
        )
        return
    for place, part in enumerate(condition.all_of):
        yield from _condition_faults(draft, owner, (*path, "tous", place), part)
    for place, part in enumerate(condition.any_of):
        yield from _condition_faults(draft, owner, (*path, "au_moins_un", place), part)
    if condition.none_of is not None:
        yield from _condition_faults(draft, owner, (*path, "non"), condition.none_of)
    if condition.question is not None:
        yield from _test_faults(draft, owner, path, condition, condition.question)


def _test_faults(draft: Draft, owner: Question, path: Path, condition: Condition, name: str) -> Iterator[Fault]:
    target = draft.asked.question_by_id.get(name)
    if target is None:
        if draft.is_unknown(name, ()):
            yield unknown((*path, "question"), "la question", "question", name, draft.order)
        return
    if draft.order[name] >= draft.order[owner.id]:
        same = name == owner.id
        yield fault(
            (*path, "question"),
            "la condition porte sur la question elle-même"
            if same
            else f"« {name} » n’est posée qu’après « {owner.id} »",
            "the condition is about the question itself" if same else f"“{name}” is asked only after “{owner.id}”",
            "nommez une question posée avant",
            "name a question asked before",
        )
        return
    values = [*ids(target.options), *ids(target.columns), *ids(target.roles)]
    for place, value in enumerate(condition.among):
        if draft.is_unknown(value, values) and not draft.is_doubtful(name):
            yield unknown((*path, "parmi", place), f"dans « {name} », le choix", f"choice in “{name}”:", value, values)
    yield from _bound_faults(path, condition, target)


def _bound_faults(path: Path, condition: Condition, target: Question) -> Iterator[Fault]:
    low, high = condition.minimum, condition.maximum
    if low is None and high is None:
        return
    kind = kind_of(target)
    if kind is not None and "minimum" not in kind.keys:
        yield fault(
            path,
            f"« {target.id} » n’est pas un nombre : des bornes n’y ont pas de sens",
            f"“{target.id}” is not a number: bounds mean nothing there",
            "écrivez « parmi: […] » ou « repondue: true »",
            "write “parmi: […]” or “repondue: true”",
        )
    elif _empty_range([low, target.minimum], [high, target.maximum]):
        yield fault(
            path,
            f"aucun nombre permis par « {target.id} » n’est entre ces bornes",
            f"no number allowed by “{target.id}” is within these bounds",
            "corrigez minimum ou maximum",
            "correct minimum or maximum",
        )


def _empty_range(lows: list[float | None], highs: list[float | None]) -> bool:
    least = [low for low in lows if low is not None]
    most = [high for high in highs if high is not None]
    return bool(least and most) and max(least) > min(most)


def _contradicts_itself(draft: Draft, question: Question) -> bool:
    """Whether the tests that must all hold, those of the questions named included, exclude each other."""
    tests: dict[str, list[Condition]] = {}
    for test in _certain(draft, question, set()):
        if test.question is not None:
            tests.setdefault(test.question, []).append(test)
    return any(_exclude_each_other(draft.asked.question_by_id.get(name), found) for name, found in tests.items())


def _certain(draft: Draft, question: Question, seen: set[str]) -> Iterator[Condition]:
    if question.shown_if is None or question.id in seen:
        return
    seen.add(question.id)
    yield from _certain_tests(question.shown_if)
    for name in named_in(question.shown_if):
        if name in draft.asked.question_by_id:
            yield from _certain(draft, draft.asked.question_by_id[name], seen)


def _certain_tests(condition: Condition) -> Iterator[Condition]:
    if condition.question is not None:
        yield condition
    parts = condition.all_of or (condition.any_of if len(condition.any_of) == 1 else ())
    for part in parts:
        yield from _certain_tests(part)


def _exclude_each_other(target: Question | None, tests: list[Condition]) -> bool:
    kind = kind_of(target) if target is not None else None
    if any(test.answered is False for test in tests) and any(test.answered is not False for test in tests):
        return True
    choices = [set(test.among) for test in tests if test.among]
    if kind is not None and kind.holding == "one" and choices and not choices[0].intersection(*choices):
        return True
    return _empty_range([test.minimum for test in tests], [test.maximum for test in tests])
