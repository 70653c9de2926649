"""From an assessment to what the charts draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..charts import DefiPoint, DimensionPoint, LogicSeries, ResultData, SchemeBox, SchemeItem
from ..questionnaire.model import Answers, AnswerValue, Question, Questionnaire, Text, no_answer_kind
from ..questionnaire.types import type_of
from ..scoring import Assessment
from ..scoring.assessment import DefiStanding, DimensionResult


def result_data(questionnaire: Questionnaire, answers: Answers, assessment: Assessment) -> ResultData:
    """What the charts draw of a result."""
    nearest = assessment.match.ranking[0] if assessment.closest else None
    scales = questionnaire.scales
    return ResultData(
        logics=tuple(LogicSeries(logic.id, logic, place) for place, logic in enumerate(questionnaire.logics)),
        indices=dict(assessment.match.indices) if assessment.closest else {},
        leaders=assessment.closest if assessment.outcome != "aucune" else (),
        dimensions=tuple(_dimension(questionnaire, found) for found in assessment.dimensions),
        defis=tuple(_defi(questionnaire, standing) for standing in assessment.defis),
        strength_levels=tuple(scales.strength) if scales else (),
        handling_levels=tuple(scales.handling) if scales else (),
        scheme=tuple(_boxes(questionnaire, answers, assessment, nearest)),
        scheme_logic=nearest,
    )


def _dimension(questionnaire: Questionnaire, found: DimensionResult) -> DimensionPoint:
    question = questionnaire.question_by_id[found.dimension]
    logics = questionnaire.logic_by_id
    return DimensionPoint(
        id=found.dimension,
        short=question.short or question,
        label=question,
        agreement={logic: found.agreement.get(logic) for logic in logics},
        contribution={logic: found.contribution.get(logic, 0.0) for logic in logics},
        lean=found.lean,
    )


def _defi(questionnaire: Questionnaire, standing: DefiStanding) -> DefiPoint:
    defi = questionnaire.defi_by_id[standing.defi]
    scales = questionnaire.scales
    assert scales is not None
    return DefiPoint(
        id=defi.id,
        number=[one.id for one in questionnaire.defis].index(defi.id) + 1,
        short=defi.short,
        label=defi,
        strength=standing.strength,
        handling=standing.handling,
        strength_words=scales.strength[standing.strength] if standing.strength is not None else None,
        handling_words=scales.handling[standing.handling] if standing.handling is not None else None,
        priority=standing.priority,
        to_clarify=standing.status == "to_clarify",
    )


def _boxes(
    questionnaire: Questionnaire, answers: Answers, assessment: Assessment, nearest: str | None
) -> Iterable[SchemeBox]:
    found = {dimension.dimension: dimension for dimension in assessment.dimensions}
    for box in questionnaire.scheme:
        mine: list[SchemeItem] = []
        theirs: list[SchemeItem] = []
        for name in box.questions:
            question = questionnaire.question_by_id[name]
            shared = shared_cells(found.get(name), nearest)
            mine += held_items(question, answers.get(name), answers, shared)
            if nearest:
                theirs += held_items(question, type_of(question).held(question, nearest), {}, shared)
        yield SchemeBox(box.id, box, box.place, tuple(mine), tuple(theirs))


def shared_cells(found: DimensionResult | None, nearest: str | None) -> frozenset[str]:
    """The ids of the cells that the organism and the nearest logic both hold."""
    if found is None or nearest is None or nearest not in found.comparisons:
        return frozenset()
    return frozenset(cell.id for cell in found.comparisons[nearest].shared)


def held_items(
    question: Question, value: AnswerValue | None, answers: Mapping[str, AnswerValue], shared: frozenset[str]
) -> Iterable[SchemeItem]:
    """The lines of a box: what an answer says, each line marked when the nearest logic says it too."""
    if value is None or no_answer_kind(value):
        return
    for label, cells in type_of(question).lines(question, value):
        yield SchemeItem(_with_text(question, label, cells, answers), bool(shared.intersection(cells)))


def _with_text(question: Question, label: Text, cells: Iterable[str], answers: Mapping[str, AnswerValue]) -> Text:
    """« autre (précisez) » shown as what was typed."""
    for cell in cells:
        typed = answers.get(f"{question.id}_{cell}")
        if isinstance(typed, str) and question.option_by_id.get(cell) and question.option_by_id[cell].specify:
            return Text(fr=typed, en=typed)
    return label
