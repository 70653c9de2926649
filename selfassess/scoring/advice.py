"""What the défis call for: their priority, the recommandations that answer them, the pistes from modelled practices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..questionnaire.model import Advice, Answers, Defi, no_answer_kind
from ..questionnaire.types import type_of
from ..questionnaire.types.shape import closed
from .assessment import CalledAdvice, DefiStanding, Lead
from .match import TIE, counted_answer
from .model import Model, Practice


def standings(model: Model, answers: Answers) -> tuple[DefiStanding, ...]:
    """How each défi stands, in the questionnaire's order."""
    return tuple(
        _standing(
            model,
            defi.id,
            _counted(model, f"{defi.id}_force", answers),
            _counted(model, f"{defi.id}_reponse", answers),
        )
        for defi in model.questionnaire.defis
    )


def _counted(model: Model, name: str, answers: Answers) -> Any:
    question = model.questionnaire.question_by_id.get(name)
    return None if question is None else counted_answer(model, question, answers)


def _standing(model: Model, defi: str, felt: Any, handled: Any) -> DefiStanding:
    said = (no_answer_kind(felt), no_answer_kind(handled))
    strength = model.strength_levels.get(felt) if said[0] is None else None
    handling = model.handling_levels.get(handled) if said[1] is None else None
    if "sans_objet" in said:
        return DefiStanding(defi, "left_out", strength, handling, None)
    if strength == 0:
        return DefiStanding(defi, "known", strength, handling, 0.0)
    if "ne_sais_pas" in said:
        return DefiStanding(defi, "to_clarify", strength, handling, None)
    if strength is None or handling is None:
        return DefiStanding(defi, "unanswered", strength, handling, None)
    return DefiStanding(defi, "known", strength, handling, _priority(model, strength, handling))


def _priority(model: Model, strength: int, handling: int) -> float:
    """strength·(top − handling) on both scales, 0 to 1."""
    top_strength, top_handling = len(model.strength_levels) - 1, len(model.handling_levels) - 1
    return strength * (top_handling - handling) / (top_strength * top_handling) if top_strength * top_handling else 0.0


def called_advice(model: Model, standings: Sequence[DefiStanding]) -> tuple[CalledAdvice, ...]:
    """The recommandations that some défi calls for: by highest priority, then by their sum, then as in the file."""
    priorities = {standing.defi: standing.priority or 0.0 for standing in standings}
    called = [
        (advice, reasons)
        for advice in model.questionnaire.advice
        if (reasons := _reasons(advice, standings, model.rules.threshold))
    ]
    called.sort(key=lambda pair: _urgency(pair[0], priorities), reverse=True)
    return tuple(CalledAdvice(advice.id, reasons[0].priority or 0.0, reasons) for advice, reasons in called)


def _reasons(advice: Advice, standings: Iterable[DefiStanding], threshold: float) -> tuple[DefiStanding, ...]:
    reasons = [
        standing
        for standing in standings
        if standing.defi in advice.answers and standing.priority is not None and standing.priority > threshold - TIE
    ]
    return tuple(sorted(reasons, key=lambda standing: standing.priority or 0.0, reverse=True))


def _urgency(advice: Advice, priorities: Mapping[str, float]) -> tuple[float, float]:
    numbers = [priorities.get(defi, 0.0) for defi in advice.answers]
    return max(numbers), sum(numbers)


def leads(model: Model, answers: Answers, standings: Sequence[DefiStanding]) -> tuple[Lead, ...]:
    """The practices of the modelled logics, not ticked anywhere, that answer strong and little handled défis."""
    pressing = {standing.defi: standing.priority for standing in standings if _is_pressing(model, standing)}
    if not pressing:
        return ()
    done = _done(model, answers)
    found = [
        _lead(practice, {defi: pressing[defi] or 0.0 for defi in practice.defis if defi in pressing})
        for practice in model.practices
        if (practice.question, practice.option) not in done and not pressing.keys().isdisjoint(practice.defis)
    ]
    return tuple(sorted(found, key=lambda lead: lead.priority, reverse=True))


def _is_pressing(model: Model, standing: DefiStanding) -> bool:
    return (
        standing.strength is not None
        and standing.handling is not None
        and standing.strength >= model.rules.lead_strength
        and standing.handling <= model.rules.lead_handling
    )


def _lead(practice: Practice, priorities: Mapping[str, float]) -> Lead:
    defis = sorted(priorities, key=lambda defi: priorities[defi], reverse=True)
    return Lead(practice.question, practice.option, practice.logics, tuple(defis), priorities[defis[0]])


def _done(model: Model, answers: Answers) -> set[tuple[str, str]]:
    """The (question, option) pairs that are ticked, in their question or under a défi, and what these imply."""
    by_id = model.questionnaire.question_by_id
    ticked = {name: _ticked(model, name, answers) for name in model.questionnaire.leads_from if name in by_id}
    for defi in model.questionnaire.defis:
        for name, option in _practised(model, defi, answers):
            if name in by_id:
                ticked.setdefault(name, set()).add(option)
    return {(name, option) for name, options in ticked.items() for option in closed(by_id[name], options)}


def _ticked(model: Model, name: str, answers: Answers) -> set[str]:
    question = model.questionnaire.question_by_id[name]
    value = counted_answer(model, question, answers)
    return set() if value is None or no_answer_kind(value) else set(type_of(question).tallies(question, value))


def _practised(model: Model, defi: Defi, answers: Answers) -> list[tuple[str, str]]:
    value = _counted(model, f"{defi.id}_pratiques", answers)
    said = set[str]() if value is None or no_answer_kind(value) else set[str](value)
    pairs = [reference.partition(".") for reference in defi.practices]
    return [(name, option) for name, _, option in pairs if option in said]
