"""Closes a period: from consented answers to one frozen release, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..questionnaire.model import Text
from .audit import Checked, repaired
from .crowd import Crowd, Earlier, crowd_of
from .evolution import evolution_of
from .figures import Writer, published_answers, tally
from .isolation import isolated
from .merging import Partition, members, merged_once, merges_of, partition_of, published_breakdown
from .release import (
    DISCLOSURE_ENGINE,
    PARTICIPANTS,
    RUNGS,
    Audience,
    Audit,
    Category,
    Figure,
    Parameters,
    Participants,
    Period,
    PublishedVariable,
    Release,
    ReleaseKind,
    Repair,
    Rung,
)
from .survey import NO_ANSWER_LABELS, Survey, Variable, sorted_survey

Progress = Callable[[int, int], None]
"""Called with how many variables are verified, of how many."""
LABEL = Text(fr="Organismes participants", en="Participating organizations")
PARTICIPANTS_VARIABLE = PublishedVariable(
    PARTICIPANTS, LABEL, "participation", "nominal", PARTICIPANTS, LABEL, (Category(PARTICIPANTS, LABEL),)
)
REPAIRS: dict[Rung, Text] = {
    "coarser_means": Text(fr="Moyennes à un pas deux fois plus grand.", en="Means with a step twice as large."),
    "no_group_means": Text(fr="Aucune moyenne de groupe.", en="No group means."),
    "total_only": Text(fr="L’ensemble des participants seulement.", en="All participants only."),
    "withheld": Text(fr="Retenue en entier.", en="Withheld entirely."),
}


@dataclass(frozen=True)
class Refusal:
    """Why no release can be made now: the earlier ones stay as they are."""

    words: Text


@dataclass(frozen=True)
class Declaration:
    """What was declared before the answers were collected."""

    title: Text
    audience: Audience
    period: Period
    parameters: Parameters
    kind: ReleaseKind = "pratiques"


@dataclass(frozen=True)
class _Cut:
    """The groups that can be published together with every earlier release."""

    partitions: Sequence[Partition]
    crowd: Crowd

    @property
    def groups(self) -> tuple[str, ...]:
        return self.crowd.parts[0].groups


def close(
    survey: Survey,
    declaration: Declaration,
    secret: bytes,
    earlier: Sequence[Earlier] = (),
    progress: Progress = lambda done, total: None,
) -> Release | Refusal:
    """The release of a survey, verified together with all earlier releases of all audiences; or why there is none.

    The same survey, whatever the order of its rows, gives the same bytes. `secret` is at least 32 bytes.
    """
    if len(secret) < 32:
        raise ValueError("the rounding key has 32 bytes at least")
    ordered = sorted_survey(survey)
    standing = [one for one in earlier if one.release.participants.published is not None]
    blank = _blank(ordered, declaration, secret, standing)
    if len(ordered.contributors) < declaration.parameters.threshold:
        return blank
    cut = _cut(ordered, declaration.parameters.threshold, standing)
    return REFUSED if cut is None else _release(blank, ordered, secret, cut, standing, progress)


def _cut(survey: Survey, threshold: int, earlier: Sequence[Earlier]) -> _Cut | None:
    """The finest groups that isolate nobody, alone or with earlier releases; None when not even the total does."""
    if isolated(_crowd(survey, (), earlier, same_answers=False).patterns, threshold) is not None:
        return None
    partitions = [partition_of(survey, place, threshold) for place in range(len(survey.breakdowns))]
    while isolated(_crowd(survey, partitions, earlier, same_answers=False).patterns, threshold) is not None:
        partitions = merged_once(partitions)
    return _Cut(partitions, _crowd(survey, partitions, earlier, same_answers=True))


def _crowd(survey: Survey, partitions: Sequence[Partition], earlier: Sequence[Earlier], *, same_answers: bool) -> Crowd:
    groups = [partition.identifier(group) for partition in partitions for group in partition.groups]
    return crowd_of(survey, groups, members(survey, partitions), earlier, same_answers=same_answers)


def _release(
    blank: Release, survey: Survey, secret: bytes, cut: _Cut, earlier: Sequence[Earlier], progress: Progress
) -> Release:
    writer = Writer(cut.crowd.patterns, cut.groups, blank.parameters, secret)
    checks = _checks(survey, cut, writer, progress)
    variables = [_published(variable, found.rung) for variable, found in zip(survey.variables, checks, strict=True)]
    sizes = _participants(survey, cut, writer)
    figures = (*sizes, *(figure for found in checks for figure in found.figures))
    history = evolution_of(blank, variables, figures, earlier)
    total = round(sizes[0].value or 0)
    threshold = blank.parameters.threshold
    return replace(
        blank,
        participants=Participants(total, Text(fr=f"environ {total} participants", en=f"about {total} participants")),
        breakdowns=tuple(published_breakdown(partition) for partition in cut.partitions),
        periods=history.periods,
        variables=(PARTICIPANTS_VARIABLE, *variables, *history.variables),
        figures=(*figures, *history.figures),
        merges=tuple(merge for partition in cut.partitions for merge in merges_of(partition, threshold)),
        audit=_audit(variables, checks),
    )


def _checks(survey: Survey, cut: _Cut, writer: Writer, progress: Progress) -> list[Checked]:
    """What is published of each variable."""
    breakdown_of = {breakdown.question: breakdown.id for breakdown in survey.breakdowns if breakdown.question}
    pattern_of = cut.crowd.pattern_of(cut.crowd.parts[0])
    checks: list[Checked] = []
    progress(0, len(survey.variables))
    for place, variable in enumerate(survey.variables):
        counted = tally(survey, place, pattern_of, len(cut.crowd.patterns.sizes))
        checks.append(repaired(cut.crowd, writer, counted, breakdown_of.get(variable.question)))
        progress(place + 1, len(survey.variables))
    return checks


def _blank(survey: Survey, declaration: Declaration, secret: bytes, earlier: Sequence[Earlier]) -> Release:
    """The release of which nothing is published, because there are too few participants."""
    threshold = declaration.parameters.threshold
    words = Text(fr=f"moins de {threshold} participants", en=f"fewer than {threshold} participants")
    return Release(
        title=declaration.title,
        audience=declaration.audience,
        period=declaration.period,
        questionnaire=survey.questionnaire,
        editions=survey.editions,
        scoring_engine=survey.scoring_engine,
        disclosure_engine=DISCLOSURE_ENGINE,
        parameters=declaration.parameters,
        participants=Participants(None, words),
        breakdowns=(),
        periods=(),
        variables=(),
        figures=(),
        merges=(),
        audit=Audit("too_few", 0, 0, (), words),
        earlier=tuple(sorted(one.release.sha256 for one in earlier)),
        seal=survey.seal(secret),
        kind=declaration.kind,
    )


def _published(variable: Variable, rung: Rung) -> PublishedVariable:
    names = set(published_answers(variable))
    answers = tuple(category for category in variable.categories if category.id in names)
    others = tuple(Category(kind, NO_ANSWER_LABELS[kind]) for kind in variable.no_answers)
    return PublishedVariable(
        variable.id,
        variable.label,
        variable.topic,
        variable.kind,
        variable.question,
        variable.question_label,
        (*answers, *others),
        rung,
    )


def _participants(survey: Survey, cut: _Cut, writer: Writer) -> list[Figure]:
    """How many contributors each group has, the total first."""
    whole = Variable(
        PARTICIPANTS, LABEL, "participation", "nominal", PARTICIPANTS, LABEL, (Category(PARTICIPANTS, LABEL),)
    )
    everybody = replace(survey, variables=(whole,), codes=np.zeros((len(survey.contributors), 1), dtype=np.int8))
    counted = tally(everybody, 0, cut.crowd.pattern_of(cut.crowd.parts[0]), len(cut.crowd.patterns.sizes))
    figures = writer.figures(counted, "whole")
    return [figure for figure in figures if figure.kind == "count" and figure.category == PARTICIPANTS]


def _audit(variables: Sequence[PublishedVariable], checks: Sequence[Checked]) -> Audit:
    repairs = tuple(
        Repair(variable.id, variable.published, REPAIRS[variable.published])
        for variable in variables
        if variable.published != RUNGS[0]
    )
    words = Text(
        fr="Aucun fait protégé ne se déduit avec certitude de ce qui est publié.",
        en="No protected fact follows with certainty from what is published.",
    )
    return Audit("passed", len(variables), sum(found.facts for found in checks), repairs, words)


REFUSED = Refusal(
    Text(
        fr="Cette publication, rapprochée des précédentes, isolerait trop peu d’organismes : la précédente reste en vigueur.",
        en="This release, set beside the earlier ones, would isolate too few organizations: the earlier one stands.",
    )
)
